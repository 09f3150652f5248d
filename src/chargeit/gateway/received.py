"""A request from a station, as translators get it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from chargeit.domain.stations import Registration, StationId
from chargeit.gateway.settings import Settings
from chargeit.ocpp.actions import Message
from chargeit.ocpp.flags import Flag
from chargeit.ports.work import Told, Verb


class Received(NamedTuple):
    """`request` is of the action's type; `digest` identifies its payload; `flags` say what was mended in it."""

    station: StationId
    request: Any
    at: datetime
    digest: bytes
    flags: tuple[Flag, ...]
    settings: Settings


Translate = Callable[[Received], Verb[Message] | Told]


@dataclass(frozen=True, slots=True)
class Route:
    """One action of one version. `early` ones are taken before the station was accepted; `registers` reads a boot's
    answer; `clock` says that the answer tells the time. With `answer` it becomes no verb but what is told, and that
    is the answer of an instant.
    """

    translate: Translate
    early: bool = False
    registers: Callable[[Any], Registration] | None = None
    clock: bool = False
    answer: Callable[[datetime], Message] | None = None
