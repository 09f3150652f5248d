"""Availability: what is wanted of an EVSE is kept, compared with what it says, and refuses a remote start."""

from datetime import datetime

from chargeit.domain.availability import WantedAvailability, wanted_of
from chargeit.domain.commands import Command, CommandState
from chargeit.domain.errors import Conflict
from chargeit.domain.stations import StationId
from chargeit.ports.work import Work


def answered(command: Command, at: datetime, work: Work) -> None:
    """A change_availability that the station accepted or scheduled is what is wanted from now on."""
    if command.state is CommandState.ACCEPTED:
        evse, operative = command.arguments["evse"], command.arguments["operative"]
        work.connectors.want(WantedAvailability(command.station, evse, operative, at))


def check_start(station: StationId, evse: int | None, work: Work) -> None:
    """Raises Conflict where the EVSE (where none is named: every one) is wanted out of use (OCPP 1.6 5.13)."""
    wanted = work.connectors.wanted(station)
    if not any(not row.operative for row in wanted):
        return
    evses = {evse} if evse else work.connectors.evses(station) - {0} or {0}
    found = [wanted_of(one, wanted) for one in evses]
    if all(one is not None and not one.operative for one in found):
        where = f"EVSE {evse}" if evse else "every EVSE"
        raise Conflict(f"{where} of station {station} is out of use: put it back by change_availability first")
