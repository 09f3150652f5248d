"""The hardware of a connector, as the runtime sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chargeit.edge.messages import Reading
from chargeit.edge.signals import PilotState


class Reader(Protocol):
    """Where tokens are shown."""

    def listen(self, shown: Callable[[str], None]) -> None:
        """Call `shown` with every token from now on."""


class Meter(Protocol):
    """The energy meter of one connector."""

    def read(self, at: datetime) -> Reading: ...


class Pilot(Protocol):
    """The control pilot of one connector. # IEC 61851-1"""

    def state(self, at: datetime) -> PilotState: ...


class Relay(Protocol):
    """What lets energy through, and what holds the plug."""

    def switch(self, closed: bool, at: datetime) -> None: ...

    def lock(self, locked: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Devices:
    """The devices of one connector; one object may be all three."""

    meter: Meter
    pilot: Pilot
    relay: Relay
