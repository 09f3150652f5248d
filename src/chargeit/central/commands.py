"""Commands: durable from the asking to the answer, so that a restart loses none and repeats none."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chargeit.central import availability
from chargeit.central.arguments import checked
from chargeit.domain.commands import Command, CommandKind, CommandState, Outcome
from chargeit.domain.errors import Invalid, NotFound
from chargeit.domain.events import CommandChanged
from chargeit.domain.stations import StationId
from chargeit.ports.work import Work


@dataclass(frozen=True, slots=True)
class CommandAsked:
    """A command as it was asked; `id` is the asker's and unique, `kind` one of CommandKind."""

    id: str
    station: StationId
    kind: str
    arguments: dict[str, Any]
    requested_by: str
    requested_at: datetime
    expires_at: datetime


def request(asked: CommandAsked, work: Work) -> Command:
    """Queues a command. Raises NotFound for an unknown station, Invalid naming the field that is wrong.

    Raises Conflict for a request_start where an operator took the EVSE out of use.
    """
    if work.stations.find(asked.station) is None:
        raise NotFound("station", asked.station)
    try:
        kind = CommandKind(asked.kind)
    except ValueError:
        raise Invalid("kind", "one of " + ", ".join(CommandKind)) from None
    if asked.expires_at <= asked.requested_at:
        raise Invalid("expires_in_s", "more than 0")
    arguments = checked(kind, asked.arguments)
    if kind is CommandKind.REQUEST_START:
        availability.check_start(asked.station, arguments.get("evse"), work)
    command = Command(
        id=asked.id,
        station=asked.station,
        kind=kind,
        arguments=arguments,
        requested_at=asked.requested_at,
        expires_at=asked.expires_at,
        requested_by=asked.requested_by,
    )
    work.commands.add(command)
    work.record(CommandChanged(command.station, asked.requested_at, command))
    return command


def sent(command: str, at: datetime, start_within: timedelta, work: Work) -> Command:
    """About to be written to the socket. Raises Conflict where it is not queued: nothing is sent twice.

    `start_within` is how long the transaction of a request_start is awaited after the station's answer.
    """
    return changed(found(command, work).sent(at, start_within), at, work)


def unsent(command: str, at: datetime, work: Work) -> Command:
    """Back into the queue: the station was away before anything was written."""
    before = found(command, work)
    if before.state is not CommandState.SENT:
        return before
    return changed(before.unsent(), at, work)


def ended(command: str, outcome: Outcome, at: datetime, work: Work) -> Command:
    """Raises Conflict where it has ended before."""
    done = changed(found(command, work).ended(outcome, at), at, work)
    if done.kind is CommandKind.CHANGE_AVAILABILITY:
        availability.answered(done, at, work)
    return done


def expire(at: datetime, work: Work) -> list[Command]:
    """Those that waited for their station for too long; one that was sent waits for its answer."""
    outcome = Outcome(CommandState.EXPIRED, error="the station did not come back in time")
    late = [command for command in work.commands.unfinished(before=at) if command.state is CommandState.QUEUED]
    return [changed(command.ended(outcome, at), at, work) for command in late]


def recover(at: datetime, work: Work) -> list[Command]:
    """After a restart nobody waits for the answers of those that were sent: they may have been carried out or not."""
    outcome = Outcome(CommandState.TIMED_OUT, error="the process ended before an answer came")
    lost = [command for command in work.commands.unfinished() if command.state is CommandState.SENT]
    return [changed(command.ended(outcome, at), at, work) for command in lost]


def found(command: str, work: Work) -> Command:
    known = work.commands.find(command, lock=True)
    if known is None:
        raise NotFound("command", command)
    return known


def changed(command: Command, at: datetime, work: Work) -> Command:
    work.commands.update(command)
    work.record(CommandChanged(command.station, at, command))
    return command
