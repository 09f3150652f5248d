"""Tokens that the operator knows."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.door import TheDoor, answered
from chargeit.api.routes.paging import Search, ThePage
from chargeit.api.schemas import tokens as shown
from chargeit.api.schemas.fields import Name
from chargeit.central import tokens
from chargeit.domain.errors import NotFound
from chargeit.domain.tokens import Token
from chargeit.ports.work import Work

router = APIRouter(route_class=JsonRoute, tags=["tokens"])
Value = Annotated[Name, Path(description="As the driver shows it; compared in any case.")]


@router.get("/tokens", response_model=shown.TokenPage)
async def list_tokens(door: TheDoor, paging: ThePage, search: Search = "") -> Response:
    return await door.answer(
        lambda: shown.TokenPage.of(door.reads.tokens.page(after=paging.after, limit=paging.limit, search=search))
    )


@router.get("/tokens/{value}", response_model=shown.Token)
async def read_token(value: Value, door: TheDoor) -> Response:
    def read() -> shown.Token:
        found = door.reads.tokens.one(value)
        if found is None:
            raise NotFound("token", value)
        return shown.Token.of(found)

    return await door.answer(read)


@router.put("/tokens/{value}", response_model=shown.Token)
async def put_token(value: Value, asked: shown.TokenAsked, door: TheDoor) -> Response:
    """Adds the token, or changes what is given of it."""
    now = door.kit.clock()
    given = asked.model_dump(exclude_unset=True)
    changes = {name: part for name, part in given.items() if part is not None or name == "expires_at"}

    def verb(work: Work) -> Token:
        before = work.tokens.find(value, lock=True) or Token(value, now)
        return tokens.put(replace(before, **changes), now, work)

    return answered(shown.Token.of(await door.write(value, verb)))


@router.delete("/tokens/{value}", status_code=204)
async def remove_token(value: Value, door: TheDoor) -> Response:
    """It is unknown from now on; its transactions stay."""
    await door.write(value, lambda work: tokens.remove(value, door.kit.clock(), work))
    return Response(status_code=204)
