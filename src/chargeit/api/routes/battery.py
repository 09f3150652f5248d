"""Addresses of an earlier service for batteries, with its parameters: the battery is named in the query."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.door import TheDoor
from chargeit.api.routes import batteries
from chargeit.api.routes.paging import Paging
from chargeit.api.schemas.fields import Name, Text

router = APIRouter(route_class=JsonRoute, include_in_schema=False)
OfOne = Annotated[Name, Query(alias="battery_id")]
Hours = Annotated[float, Query(gt=0, le=87_840)]


@router.get("/batteries/list")
async def list_batteries(door: TheDoor) -> Response:
    return await batteries.list_batteries(door, Paging(None, 500))


@router.get("/battery/latest")
async def latest(battery: OfOne, door: TheDoor) -> Response:
    return await batteries.read_battery(battery, door)


@router.get("/battery/history")
async def history(battery: OfOne, door: TheDoor, hours: Hours = 24, quantity: Text = "soc") -> Response:
    until = door.kit.clock()
    spans = batteries.Spans(quantity=quantity, since=until - timedelta(hours=hours), until=until)
    return await batteries.read_history(battery, spans, door)


@router.get("/battery/predictions")
async def predictions(battery: OfOne, door: TheDoor, hours: Hours = 24) -> Response:
    until = door.kit.clock()
    return await batteries.list_predictions(battery, door, until - timedelta(hours=hours), until)


@router.get("/battery/stats")
async def stats(door: TheDoor) -> Response:
    return await batteries.read_battery_stats(door)
