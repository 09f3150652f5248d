"""Commands: asked here, carried out by a job, seen here and in the events."""

import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.door import TheDoor, answered
from chargeit.api.routes.paging import ThePage
from chargeit.api.schemas import commands as shown
from chargeit.api.schemas.fields import Name, Text
from chargeit.api.security import TheCaller
from chargeit.central import commands
from chargeit.domain.errors import NotFound
from chargeit.domain.stations import StationId

router = APIRouter(route_class=JsonRoute, tags=["commands"])


@router.post("/stations/{station}/commands", response_model=shown.Command, status_code=202)
async def request_command(
    station: Annotated[Name, Path()], asked: shown.CommandAsked, caller: TheCaller, door: TheDoor
) -> Response:
    """Queued, and sent as soon as the station is there; how it ends is seen at /api/commands/{id}."""
    now = door.kit.clock()
    wanted = commands.CommandAsked(
        id=secrets.token_hex(16),
        station=StationId(station),
        kind=asked.kind,
        arguments=asked.arguments,
        requested_by=caller.name,
        requested_at=now,
        expires_at=now + timedelta(seconds=asked.expires_in_s),
    )
    return answered(shown.Command.of(await door.write(station, lambda work: commands.request(wanted, work))), 202)


@router.get("/commands", response_model=shown.CommandPage)
async def list_commands(door: TheDoor, paging: ThePage, station: Text | None = None) -> Response:
    """Newest first."""
    wanted = None if station is None else StationId(station)
    return await door.answer(
        lambda: shown.CommandPage.of(door.reads.commands.page(station=wanted, after=paging.after, limit=paging.limit))
    )


@router.get("/commands/{command}", response_model=shown.Command)
async def read_command(command: Name, door: TheDoor) -> Response:
    def read() -> shown.Command:
        found = door.reads.commands.one(command)
        if found is None:
            raise NotFound("command", command)
        return shown.Command.of(found)

    return await door.answer(read)
