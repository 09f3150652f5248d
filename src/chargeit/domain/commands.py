"""Commands: what we ask of a station, durable from the asking to the answer."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from chargeit.domain.clock import TOLERANCE
from chargeit.domain.errors import Conflict
from chargeit.domain.stations import Place, StationId
from chargeit.domain.tokens import token_key


class CommandState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    """The station said no, in its answer or by an error; `answer` has it. A normal outcome."""
    TIMED_OUT = "timed_out"
    """Sent, and no answer came: it may or may not have been carried out."""
    EXPIRED = "expired"
    """Never sent: the station did not come back in time."""


FINAL = frozenset(CommandState) - {CommandState.QUEUED, CommandState.SENT}


class CommandKind(StrEnum):
    """The words of OCPP 2.x where both families have one."""

    RESET = "reset"
    UNLOCK_CONNECTOR = "unlock_connector"
    CHANGE_AVAILABILITY = "change_availability"
    SET_VARIABLE = "set_variable"
    GET_VARIABLES = "get_variables"
    CLEAR_CACHE = "clear_cache"
    REQUEST_START = "request_start"
    REQUEST_STOP = "request_stop"
    DATA_TRANSFER = "data_transfer"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class Command:
    """One command to one station. `arguments` are plain JSON values whose keys `central.commands` lists per kind."""

    id: str
    station: StationId
    kind: CommandKind
    arguments: dict[str, Any]
    requested_at: datetime
    expires_at: datetime
    requested_by: str
    state: CommandState = CommandState.QUEUED
    sent_at: datetime | None = None
    ended_at: datetime | None = None
    status: str = ""
    """The station's own word: Accepted, Scheduled, RebootRequired, UnlockFailed ..."""
    answer: dict[str, Any] | None = None
    error: str = ""
    transaction: int | None = None
    """The number of the transaction that began with a request_start."""
    start_due_at: datetime | None = None
    """Until when the transaction of a request_start is awaited; None where it is not, or no more."""

    def sent(self, at: datetime, start_within: timedelta = timedelta(0)) -> "Command":
        """A request_start awaits its transaction from now on: it may begin before the answer is here."""
        if self.state is not CommandState.QUEUED:
            raise Conflict(f"command {self.id} is {self.state}, only a queued one can be sent")
        due_at = at + start_within if self.kind is CommandKind.REQUEST_START else None
        return replace(self, state=CommandState.SENT, sent_at=at, start_due_at=due_at)

    def unsent(self) -> "Command":
        return replace(self, state=CommandState.QUEUED, sent_at=None, start_due_at=None)

    def ended(self, outcome: "Outcome", at: datetime) -> "Command":
        """The time for a transaction to begin counts from the answer; after a refusal none is awaited."""
        if self.state in FINAL:
            raise Conflict(f"command {self.id} is {self.state} already")
        due_at = None
        if self.start_due_at and self.sent_at and outcome.state is not CommandState.REJECTED:
            due_at = at + (self.start_due_at - self.sent_at)
        return replace(
            self,
            state=outcome.state,
            ended_at=at,
            status=outcome.status,
            answer=outcome.answer,
            error=outcome.error,
            start_due_at=due_at,
        )

    def awaits(self, place: Place, token: str, began_at: datetime) -> bool:
        """Whether a start of that time may be the one that was asked for; one that waited offline is not."""
        if self.start_due_at is None or self.sent_at is None or began_at < self.sent_at - TOLERANCE:
            return False
        return self.arguments.get("evse") in (None, 0, place.evse) and token_key(token) == token_key(
            self.arguments["token"]
        )

    def began(self, transaction: int) -> "Command":
        return replace(self, transaction=transaction, start_due_at=None)

    def missed(self) -> "Command":
        """Says that no transaction began in time; the station's answer stays what it was."""
        waited_s = (self.start_due_at - self.ended_at).total_seconds() if self.start_due_at and self.ended_at else 0
        note = f"no transaction began within {waited_s:g} s"
        return replace(self, error=f"{self.error}; {note}" if self.error else note, start_due_at=None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended. `answer` is the station's answer as JSON, `error` what it or the line said instead."""

    state: CommandState
    status: str = ""
    answer: dict[str, Any] | None = None
    error: str = ""
