"""Stations, and the strangers that knock."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.door import Door, TheDoor, answered
from chargeit.api.routes.paging import Search, ThePage
from chargeit.api.schemas import stations as shown
from chargeit.api.schemas.fields import Name
from chargeit.central import passwords, provisioning
from chargeit.domain.errors import NotFound
from chargeit.domain.stations import Credentials, StationId
from chargeit.ports.reads import StationRow

router = APIRouter(route_class=JsonRoute, tags=["stations"])
Id = Annotated[Name, Path(description="The identity the station connects with.")]


@router.get("/stations", response_model=shown.StationPage)
async def list_stations(door: TheDoor, paging: ThePage, search: Search = "") -> Response:
    return await door.answer(
        lambda: shown.StationPage.of(door.reads.stations.page(after=paging.after, limit=paging.limit, search=search))
    )


@router.get("/stations/{station}", response_model=shown.Station)
async def read_station(station: Id, door: TheDoor) -> Response:
    return await door.answer(lambda: shown.Station.of(one(door, station)))


@router.get("/stations/{station}/evses", response_model=list[shown.Evse])
async def list_evses(station: Id, door: TheDoor) -> Response:
    return await door.answer(lambda: shown.Evse.all_of(one(door, station)))


@router.get("/stations/{station}/variables", response_model=list[shown.Variable])
async def list_variables(station: Id, door: TheDoor) -> Response:
    """What the station last reported of its settings; the command get_variables asks it again."""

    def read() -> list[shown.Variable]:
        found = door.reads.stations.variables(one(door, station).station.id)
        return [shown.Variable(v.name, v.value, v.readonly, v.reported_at) for v in found]

    return await door.answer(read)


@router.post("/stations", response_model=shown.Provisioned, status_code=201)
async def add_station(asked: shown.StationAsked, door: TheDoor) -> Response:
    """The station may connect from now on. The password is in this answer and nowhere else."""
    wanted = provisioning.ProvisionAsked(
        station=StationId(asked.id),
        at=door.kit.clock(),
        name=asked.name,
        security_profile=asked.security_profile,
        simulated=asked.simulated,
        site=asked.site,
    )
    return await provisioned(door, wanted, asked.password or passwords.generated())


@router.patch("/stations/{station}", response_model=shown.Station)
async def change_station(station: Id, asked: shown.StationChange, door: TheDoor) -> Response:
    wanted = provisioning.ChangeAsked(
        StationId(station), door.kit.clock(), asked.name, asked.security_profile, asked.simulated, asked.site
    )
    await door.write(station, lambda work: provisioning.change(wanted, work))
    await door.kit.learn(wanted.station)
    return await door.answer(lambda: shown.Station.of(one(door, station)))


@router.delete("/stations/{station}", status_code=204)
async def remove_station(station: Id, door: TheDoor) -> Response:
    """It may connect no more; its transactions and samples stay."""
    await door.write(station, lambda work: provisioning.remove(StationId(station), door.kit.clock(), work))
    await door.kit.learn(StationId(station))
    return Response(status_code=204)


@router.post("/stations/{station}/password", response_model=shown.NewPassword)
async def renew_password(station: Id, door: TheDoor) -> Response:
    """From now on only the new password opens the socket; it is in this answer and nowhere else."""
    password = passwords.generated()
    credentials = Credentials(StationId(station), passwords.hashes(door.kit.secret, password))
    await door.write(station, lambda work: provisioning.set_password(credentials, door.kit.clock(), work))
    await door.kit.learn(credentials.station)
    return answered(shown.NewPassword(password))


@router.get("/strangers", response_model=list[shown.Stranger])
async def list_strangers(door: TheDoor) -> Response:
    """Identities that knocked and are not provisioned."""
    return await door.answer(
        lambda: [
            shown.Stranger(s.id, s.first_seen_at, s.last_seen_at, s.peer, s.attempts)
            for s in door.reads.stations.strangers()
        ]
    )


@router.post("/strangers/{station}/admit", response_model=shown.Provisioned, status_code=201)
async def admit_stranger(station: Id, asked: shown.Admission, door: TheDoor) -> Response:
    """Provisions a stranger; it connects with the password of this answer."""
    knocked = await door.read(lambda: {stranger.id for stranger in door.reads.stations.strangers()})
    if station not in knocked:
        raise NotFound("stranger", station)
    wanted = provisioning.ProvisionAsked(
        StationId(station), door.kit.clock(), name=asked.name, security_profile=asked.security_profile
    )
    return await provisioned(door, wanted, passwords.generated())


@router.delete("/strangers/{station}", status_code=204)
async def forget_stranger(station: Id, door: TheDoor) -> Response:
    """Off the list, until it knocks again."""
    await door.write(station, lambda work: provisioning.forget_stranger(StationId(station), work))
    return Response(status_code=204)


def one(door: Door, station: str) -> StationRow:
    row = door.reads.stations.one(StationId(station))
    if row is None:
        raise NotFound("station", station)
    return row


async def provisioned(door: Door, wanted: provisioning.ProvisionAsked, password: str) -> Response:
    asked = replace(wanted, password_hashes=passwords.hashes(door.kit.secret, password))
    await door.write(asked.station, lambda work: provisioning.provision(asked, work))
    await door.kit.learn(asked.station)
    station = await door.read(lambda: shown.Station.of(one(door, asked.station)))
    return answered(shown.Provisioned(station, password), 201)
