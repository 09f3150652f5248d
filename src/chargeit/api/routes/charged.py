"""Batteries that come to charge: their health from OCPP transactions alone, by the token that they charge with."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.door import Door, TheDoor
from chargeit.api.routes.paging import Search, ThePage
from chargeit.api.schemas import charged as shown
from chargeit.api.schemas.fields import Name
from chargeit.central import tokens
from chargeit.domain.errors import NotFound
from chargeit.twin.charged import keeping

router = APIRouter(route_class=JsonRoute, tags=["batteries"])
OfToken = Annotated[Name, Path(description="The token; compared in any case.")]


@router.get("/batteries/charged", response_model=shown.ChargedPage)
async def list_charged_batteries(door: TheDoor, paging: ThePage, search: Search = "") -> Response:
    """By token: what their transactions say where the station tells the state of charge, without the vehicle's help."""
    reads = door.reads.charged
    return await door.answer(
        lambda: shown.ChargedPage.of(reads.page(after=paging.after, limit=paging.limit, search=search))
    )


@router.get("/batteries/charged/{token}", response_model=shown.ChargedBattery)
async def read_charged_battery(token: OfToken, door: TheDoor) -> Response:
    return await door.answer(lambda: one(door, token))


@router.put("/batteries/charged/{token}", response_model=shown.ChargedBattery)
async def put_charged_battery(token: OfToken, asked: shown.ChargedAsked, door: TheDoor) -> Response:
    """Says what the battery held when it was new, so that its health is relative to that."""
    tokens.check(token, "token")
    now = door.kit.clock()
    await door.write(token, lambda work: keeping.set_nominal(token, asked.nominal_wh, now, work))
    return await door.answer(lambda: one(door, token))


@router.get("/batteries/charged/{token}/transactions", response_model=shown.ChargeEstimatePage)
async def list_charge_estimates(token: OfToken, door: TheDoor, paging: ThePage) -> Response:
    """Newest first: what each says of the battery, or why it says nothing."""
    reads = door.reads.charged
    return await door.answer(
        lambda: shown.ChargeEstimatePage.of(reads.estimates(token, after=paging.after, limit=paging.limit))
    )


def one(door: Door, token: str) -> shown.ChargedBattery:
    found = door.reads.charged.one(token)
    if found is None:
        raise NotFound("battery of a token", token)
    return shown.ChargedBattery.of(found)
