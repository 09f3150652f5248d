"""A request from a station, as translators get it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import Struct

from chargeit.domain.clock import Clock
from chargeit.domain.stations import Registration, StationId
from chargeit.gateway.settings import Settings
from chargeit.ocpp.actions import Message
from chargeit.ocpp.events import CallReceived
from chargeit.ocpp.flags import Flag
from chargeit.ports.work import Told, Verb


class Received(Struct, frozen=True):
    """`call.request` is of the action's type, `call.payload_digest` identifies its payload."""

    station: StationId
    call: CallReceived
    at: datetime
    settings: Settings

    @property
    def request(self) -> Any:
        return self.call.request

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What was mended in it."""
        return self.call.flags


Translate = Callable[[Received], Verb[Message] | Told]


@dataclass(frozen=True, slots=True)
class Route:
    """One action of one version. `early` ones are taken before the station was accepted; `registers` reads a boot's
    answer; `clock` says that the answer tells the time. With `answer` it becomes no verb but what is told, and that
    is the answer at an instant, which the clock tells.
    """

    translate: Translate
    early: bool = False
    registers: Callable[[Any], Registration] | None = None
    clock: bool = False
    answer: Callable[[Clock], Message] | None = None
