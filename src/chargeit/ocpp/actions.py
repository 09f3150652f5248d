"""What an action is: its request, its answer, and who may send it."""

from enum import StrEnum
from typing import NamedTuple

import msgspec


class Message(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, rename="camel"
):
    """A request, an answer or a type inside one. Unset is None and is left out on the wire."""


class Role(StrEnum):
    """The two ends of a connection."""

    CENTRAL = "central"
    STATION = "station"


class Sender(StrEnum):
    """Who sends the request of an action."""

    CENTRAL = "central"
    STATION = "station"
    BOTH = "both"


class Action(NamedTuple):
    """One action of one version. `response` is None for a message that is never answered (OCPP 2.1 SEND)."""

    name: str
    request: type[Message]
    response: type[Message] | None
    sender: Sender

    def sent_by(self, role: Role) -> bool:
        return self.sender is Sender.BOTH or self.sender.value == role.value
