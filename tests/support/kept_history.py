"""What a platform would have stored, in lists: a History for tests of what is gathered from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from chargeit.domain.stations import ConnectorStatus, Place, Station, StationId, StatusReport
from chargeit.ports.reads import TransactionRow
from chargeit.ports.series import Connection, LastHeard, StationHour

NOW = datetime(2026, 3, 29, 12, 30, tzinfo=UTC)
LAST = NOW.replace(minute=0)
UP, FAULTED = ConnectorStatus.AVAILABLE, ConnectorStatus.FAULTED


@dataclass
class Kept:
    """`chargeit.ports.series.History` over lists."""

    told: list[StatusReport] = field(default_factory=list)
    links: list[Connection] = field(default_factory=list)
    toys: tuple[str, ...] = ()
    sites: dict[str, str] = field(default_factory=dict)
    seen: dict[str, datetime] = field(default_factory=dict)
    energy: list[StationHour] = field(default_factory=list)
    charges: list[TransactionRow] = field(default_factory=list)
    clocks: dict[str, str] = field(default_factory=lambda: {"": "Europe/Oslo", "quay": "Asia/Kathmandu"})

    def stations(self) -> Iterator[Station]:
        names = sorted({*self.sites, *(one.place.station for one in self.told), *(one.station for one in self.links)})
        for name in names:
            yield Station(name, NOW, simulated=name in self.toys, site=self.sites.get(name, ""))

    def zones(self) -> dict[str, str]:
        return self.clocks

    def transactions(self, since: datetime, until: datetime) -> Iterator[TransactionRow]:
        yield from (one for one in self.charges if since <= (one.transaction.started_at or NOW) < until)

    def reports(self, since: datetime, until: datetime) -> Iterator[StatusReport]:
        yield from (one for one in self.told if since <= one.received_at < until)

    def connectors(self) -> Iterator[LastHeard]:
        links = {one.station: one for one in sorted(self.links, key=lambda one: one.at)}
        newest = {one.place: one for one in sorted(self.told, key=lambda one: one.received_at)}
        for place, one in newest.items():
            link = links.get(place.station)
            seen_at = max(one.received_at, self.seen.get(place.station, one.received_at))
            yield LastHeard(one, seen_at, link and link.connected, link and link.at)

    def hours(self, since: datetime, until: datetime) -> Iterator[StationHour]:
        yield from (one for one in self.energy if since <= one.hour_at < until)

    def connections(self, since: datetime, until: datetime) -> Iterator[Connection]:
        yield from (one for one in self.links if since <= one.at < until)


def before(hours: float) -> datetime:
    return LAST - timedelta(hours=hours)


def report(hours: float, what: ConnectorStatus, evse: int = 1, station: str = "S1") -> StatusReport:
    return StatusReport(Place(StationId(station), evse), what, before(hours), before(hours))


def link(hours: float, connected: bool, station: str = "S1") -> Connection:
    return Connection(StationId(station), before(hours), connected)


def month_of_outages() -> Kept:
    """Twelve stations; every third is out for two hours each day."""
    told = [report(hours, UP, station=f"S{n}") for n in range(12) for hours in (27 * 24, 20 * 24)]
    for n in range(0, 12, 3):
        for day in range(26):
            told += [report(26 * 24 - day * 24 - n, FAULTED, station=f"S{n}")]
            told += [report(26 * 24 - day * 24 - n - 2, UP, station=f"S{n}")]
    return Kept(sorted(told, key=lambda one: one.received_at))
