"""What the platform stored becomes what the features learn from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from chargeit.domain.errors import Invalid
from chargeit.domain.stations import ConnectorStatus, Place, Station, StationId, StatusReport
from chargeit.forecasting import gathering
from chargeit.ports.reads import TransactionRow
from chargeit.ports.series import Connection, StationHour

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


@dataclass
class Told:
    """`chargeit.ports.series.History` of lists."""

    told: list[StatusReport] = field(default_factory=list)
    links: list[Connection] = field(default_factory=list)

    def stations(self) -> Iterator[Station]:
        names = {report.place.station for report in self.told} | {link.station for link in self.links}
        yield from (Station(name, NOON, site="quay") for name in sorted(names))

    def transactions(self, since: datetime, until: datetime) -> Iterator[TransactionRow]:
        yield from ()

    def reports(self, since: datetime, until: datetime) -> Iterator[StatusReport]:
        yield from (one for one in self.told if since <= one.received_at < until)

    def hours(self, since: datetime, until: datetime) -> Iterator[StationHour]:
        yield from ()

    def connections(self, since: datetime, until: datetime) -> Iterator[Connection]:
        yield from (one for one in self.links if since <= one.at < until)

    def report(self, hours: float, status: ConnectorStatus, station: str = "A") -> None:
        self.told.append(StatusReport(Place(StationId(station), 1), status, at(hours), at(hours)))

    def link(self, hours: float, connected: bool, station: str = "A") -> None:
        self.links.append(Connection(StationId(station), at(hours), connected))


def test_a_fault_counts_from_its_report_to_the_next_other_one() -> None:
    told = Told()
    for hours, status in ((0, "AVAILABLE"), (1.5, "FAULTED"), (1.75, "FAULTED"), (3.25, "AVAILABLE")):
        told.report(hours, ConnectorStatus[status])
    data = gathering.outage_hours(told, at(5))
    assert data.units == (("A", "1/1"),)
    assert data.faulted[0].tolist() == pytest.approx([0, 0.5, 1, 0.25, 0])
    assert data.drops[0].tolist() == [0, 1, 0, 0, 0]
    assert data.down_at_end[0].tolist() == [False, True, True, False, False]


def test_an_absence_counts_and_a_platform_that_was_away_itself_is_not_known() -> None:
    told = Told()
    for station in ("A", "B"):
        told.report(0, ConnectorStatus.AVAILABLE, station)
        told.link(0, True, station)
        told.link(3, False, station)
        told.link(4, True, station)
    told.link(1, False)
    told.link(1.5, True)
    data = gathering.outage_hours(told, at(5))
    assert data.offline[0].tolist() == pytest.approx([0, 0.5, 0, np.nan, 0], nan_ok=True)
    assert data.offline[1].tolist() == pytest.approx([0, 0, 0, np.nan, 0], nan_ok=True)


def test_a_connector_that_came_later_is_not_known_before() -> None:
    told = Told()
    told.report(0, ConnectorStatus.AVAILABLE)
    told.report(2, ConnectorStatus.AVAILABLE, "B")
    data = gathering.outage_hours(told, at(4))
    assert data.known.tolist() == [[True] * 4, [False, False, True, True]]


def test_what_comes_after_changes_nothing_before() -> None:
    told, later = Told(), Told()
    for one in (told, later):
        one.report(0, ConnectorStatus.AVAILABLE)
        one.report(1, ConnectorStatus.FAULTED)
    later.report(6, ConnectorStatus.AVAILABLE)
    later.link(7, False)
    before, after = gathering.outage_hours(told, at(5)), gathering.outage_hours(later, at(5))
    assert before.faulted.tolist() == after.faulted.tolist()


def test_without_any_report_the_answer_says_so() -> None:
    with pytest.raises(Invalid, match="no connector has told its status yet"):
        gathering.outage_hours(Told(), NOON)


def test_each_station_is_watched_by_its_own_events() -> None:
    told = Told()
    told.link(0, True)
    told.report(0, ConnectorStatus.FAULTED)
    told.report(0, ConnectorStatus.AVAILABLE, "B")
    watched = {one.station: one for one in gathering.watched(told, at(10))}
    assert watched["A"].site == "quay"
    assert watched["A"].state.down_h > 5 > watched["B"].state.down_h == 0
