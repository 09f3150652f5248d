"""Commands: what we ask of a station, durable from the asking to the answer."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chargeit.domain.errors import Conflict
from chargeit.domain.stations import StationId


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

    def sent(self, at: datetime) -> "Command":
        if self.state is not CommandState.QUEUED:
            raise Conflict(f"command {self.id} is {self.state}, only a queued one can be sent")
        return replace(self, state=CommandState.SENT, sent_at=at)

    def ended(self, outcome: "Outcome", at: datetime) -> "Command":
        if self.state in FINAL:
            raise Conflict(f"command {self.id} is {self.state} already")
        return replace(
            self,
            state=outcome.state,
            ended_at=at,
            status=outcome.status,
            answer=outcome.answer,
            error=outcome.error,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended. `answer` is the station's answer as JSON, `error` what it or the line said instead."""

    state: CommandState
    status: str = ""
    answer: dict[str, Any] | None = None
    error: str = ""
