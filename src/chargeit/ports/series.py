"""History: what the platform stored, as rows to learn from. Oldest first, a page at a time, never all in memory.

Bounds: `since` belongs to it, `until` does not. Synchronous; raises Unreachable where the store is away.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chargeit.domain.stations import Station, StationId, StatusReport
from chargeit.ports.reads import TransactionRow


@dataclass(frozen=True, slots=True)
class StationHour:
    """Energy of a station's samples in one clock hour of UTC; hours without any have no row."""

    hour_at: datetime
    station: StationId
    simulated: bool
    energy_wh: float


@dataclass(frozen=True, slots=True)
class Connection:
    """A station's connection began or ended."""

    station: StationId
    at: datetime
    connected: bool


@dataclass(frozen=True, slots=True)
class LastHeard:
    """A connector's newest report, whenever it came, and when its station last said anything.

    `connected` is whether the station is, since `changed_at`; None: it never was.
    """

    report: StatusReport
    seen_at: datetime
    connected: bool | None = None
    changed_at: datetime | None = None


class History(Protocol):
    def stations(self) -> Iterator[Station]:
        """All that may connect, with whether they are simulated."""

    def zones(self) -> Mapping[str, str]:
        """The time zone (IANA) of each site that has one; that of "" is every other's."""

    def transactions(self, since: datetime, until: datetime) -> Iterator[TransactionRow]:
        """By their start, or by their receipt where that is not known; open ones among them."""

    def reports(self, since: datetime, until: datetime) -> Iterator[StatusReport]:
        """By receipt, in the order of storing; `reported_at` may be out of order."""

    def connectors(self) -> Iterator[LastHeard]:
        """All that ever reported, in no order."""

    def hours(self, since: datetime, until: datetime) -> Iterator[StationHour]: ...
    def connections(self, since: datetime, until: datetime) -> Iterator[Connection]:
        """As far back as events are kept (`events_kept_days`)."""
