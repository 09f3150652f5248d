"""Commands as they are asked for and shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from annotated_types import Ge, Le
from pydantic import Field

from chargeit.api.schemas.fields import Asked, Json
from chargeit.domain import commands as domain
from chargeit.ports.pages import Page


@dataclass(frozen=True, slots=True)
class Command:
    """`status` is the station's own word, `answer` its answer; `error` what it or the line said instead, or that no
    transaction began in time. `transaction` is the one that began with a request_start, awaited until `start_due_at`.
    """

    id: str
    station: str
    kind: domain.CommandKind
    arguments: dict[str, Any]
    state: domain.CommandState
    status: str
    answer: dict[str, Any] | None
    error: str
    requested_at: datetime
    requested_by: str
    sent_at: datetime | None
    ended_at: datetime | None
    expires_at: datetime
    transaction: int | None
    start_due_at: datetime | None

    @staticmethod
    def of(command: domain.Command) -> "Command":
        return Command(
            id=command.id,
            station=command.station,
            kind=command.kind,
            arguments=command.arguments,
            state=command.state,
            status=command.status,
            answer=command.answer,
            error=command.error,
            requested_at=command.requested_at,
            requested_by=command.requested_by,
            sent_at=command.sent_at,
            ended_at=command.ended_at,
            expires_at=command.expires_at,
            transaction=command.transaction,
            start_due_at=command.start_due_at,
        )


@dataclass(frozen=True, slots=True)
class CommandPage:
    rows: list[Command]
    next: str | None

    @staticmethod
    def of(page: Page[domain.Command]) -> "CommandPage":
        return CommandPage([Command.of(row) for row in page.rows], page.next)


class CommandAsked(Asked):
    """`arguments` by kind: reset {type: soft|hard}, unlock_connector {evse}, change_availability {evse, operative},
    set_variable {name, value}, get_variables {names?}, clear_cache {}, request_start {token, evse?},
    request_stop {transaction}, data_transfer {vendor, message_id?, data?}, raw {action, payload}."""

    kind: domain.CommandKind
    arguments: Json = Field(default_factory=dict)
    expires_in_s: Annotated[int, Ge(1), Le(30 * 86400)] = 3600
