"""The OCPP versions: their names on the wire, their frame types and their actions."""

import importlib
from enum import StrEnum
from functools import cache

from chargeit.ocpp.actions import Action, Message


class Version(StrEnum):
    """A version, by the name of its WebSocket subprotocol."""

    V16 = "ocpp1.6"
    V201 = "ocpp2.0.1"
    V21 = "ocpp2.1"

    @property
    def answers_unreadable(self) -> bool:
        """Whether a message without a readable id gets a CALLERROR, with the id "-1". # OCPP 2.0.1 part 4, 4.2.3"""
        return self is not Version.V16

    @property
    def has_send(self) -> bool:
        """Whether CALLRESULTERROR and SEND exist. # OCPP 2.1 part 4, 4.1.3"""
        return self is Version.V21


@cache
def actions(version: Version) -> dict[str, Action]:
    """Every action of a version by name; its module is imported when first asked for."""
    module = importlib.import_module(f"chargeit.ocpp.{version.name.lower()}.messages")
    found: dict[str, Action] = module.ACTIONS
    return found


@cache
def requests(version: Version) -> dict[type[Message], Action]:
    """Every action of a version by the type of its request."""
    return {action.request: action for action in actions(version).values()}
