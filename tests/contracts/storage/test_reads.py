"""Reads for screens: pages that hold while rows are added, filters, totals, the dashboard."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chargeit.domain.commands import Command, CommandKind
from chargeit.domain.errors import Invalid
from chargeit.domain.metering import POWER, SOC
from chargeit.domain.stations import ConnectorStatus, Hardware, Place, StationId, Stranger
from chargeit.domain.tokens import Token
from chargeit.domain.transactions import Finding, StopAsked, TransactionState
from chargeit.ports.reads import SampleFilter, TransactionFilter
from chargeit.ports.work import Work
from chargeit.storage.store import Store
from chargeit.storage.types import EPOCH
from tests.support.stored import NOW, A, B, at, report, sample, station, status, transaction


def test_station_pages_hold_while_stations_are_added(store: Store) -> None:
    for name in ("A", "C", "E"):
        store.write(lambda work, name=name: work.stations.add(station(name)))
    first = store.reads.stations.page(after=None, limit=2)
    assert [row.station.id for row in first.rows] == ["A", "C"]
    for name in ("B", "D"):
        store.write(lambda work, name=name: work.stations.add(station(name)))
    second = store.reads.stations.page(after=first.next, limit=2)
    assert [row.station.id for row in second.rows] == ["D", "E"]
    assert second.next is None


@pytest.mark.parametrize(
    "search, found", [("100%", ["A"]), ("_", ["B"]), ("STRASSE", ["C"]), ("!", ["D"]), ("x%y", [])]
)
def test_a_search_is_plain_text_without_regard_to_case(store: Store, search: str, found: list[str]) -> None:
    names = {"A": "runs at 100%", "B": "under_score", "C": "Hauptstraße 5", "D": "bang! \\", "E": "x and y"}
    for one, name in names.items():
        store.write(lambda work, one=one, name=name: work.stations.add(station(one, name=name)))
        store.write(lambda work, one=one, name=name: work.tokens.put(Token(one, NOW, label=name)))
    assert [row.station.id for row in store.reads.stations.page(after=None, limit=9, search=search).rows] == found
    assert [row.value for row in store.reads.tokens.page(after=None, limit=9, search=search).rows] == found


def test_a_station_shows_its_connectors_presence_and_power(store: Store) -> None:
    def verb(work: Work) -> None:
        work.stations.add(station("A", hardware=Hardware(vendor="Acme")))
        work.presence.take_lease(A, "here", NOW)
        work.presence.seen(A, at(3))
        work.connectors.put(status(ConnectorStatus.CHARGING, Place(A, 2)))
        work.connectors.put(status(place=Place(A, 1)))
        number = work.transactions.add(transaction(Place(A, 2))).number
        work.samples.add(report(number, sample(1, 7000, POWER)))

    store.write(verb)
    row = store.reads.stations.one(A)
    assert row is not None
    assert (row.connected, row.last_seen_at, row.open_transactions, row.power_w) == (True, at(3), 1, 7000)
    assert [one.place.evse for one in row.connectors] == [1, 2]
    assert store.reads.stations.page(after=None, limit=5, search="acme").rows == (row,)
    assert store.reads.stations.one(B) is None


def test_transactions_come_newest_first_in_pages(store: Store) -> None:
    numbers = [
        store.write(lambda work, n=n: work.transactions.add(transaction(started_at=at(n // 2)))).number
        for n in range(7)
    ]
    seen: list[int] = []
    after = None
    while True:
        page = store.reads.transactions.page(TransactionFilter(), after=after, limit=2)
        seen += [row.transaction.number for row in page.rows]
        after = page.next
        if after is None:
            break
    assert seen == numbers[::-1]


def test_transactions_are_filtered_and_totalled(store: Store) -> None:
    def ended(place: Place, minutes: float, energy_wh: int, **more: object) -> None:
        def verb(work: Work) -> None:
            added = work.transactions.add(transaction(place, started_at=at(minutes), **more))
            stop = StopAsked(place.station, added.number, 1000 + energy_wh, at(minutes + 5), NOW)
            work.transactions.update(added.ended(stop))

        store.write(verb)

    ended(Place(A, 1), 0, 100, token="Straße")
    ended(Place(A, 2), 10, 200, findings=frozenset({Finding.CLOCK_UNSET}))
    ended(Place(B, 1), 20, 400)
    running = store.write(lambda work: work.transactions.add(transaction(Place(B, 2), started_at=at(30)))).number
    store.write(lambda work: work.samples.add(report(running, sample(40, 1800), place=Place(B, 2))))

    wanted = {
        TransactionFilter(): (4, 1500),
        TransactionFilter(station=A): (2, 300),
        TransactionFilter(station=A, evse=2): (1, 200),
        TransactionFilter(token="STRASSE"): (1, 100),
        TransactionFilter(state="open"): (1, 800),
        TransactionFilter(since=at(10), until=at(20)): (2, 600),
        TransactionFilter(finding="clock_unset"): (1, 200),
        TransactionFilter(finding="%"): (0, 0),
        TransactionFilter(station=StationId("nobody")): (0, 0),
    }
    for given, expected in wanted.items():
        assert store.reads.transactions.totals(given) == expected, given
        assert len(store.reads.transactions.page(given, after=None, limit=9).rows) == expected[0], given


def test_a_running_transaction_shows_energy_power_and_charge_and_an_ended_one_no_power(store: Store) -> None:
    added = store.write(lambda work: work.transactions.add(transaction()))
    readings = (sample(1, 1500), sample(1, 7000, POWER), sample(1, 80, SOC))
    store.write(lambda work: work.samples.add(report(added.number, *readings)))
    row = store.reads.transactions.one(added.number)
    assert row is not None
    assert (row.energy_wh, row.power_w, row.soc, row.samples) == (500, 7000, 0.8, 3)
    stop = StopAsked(A, added.number, 2000, at(9), NOW)
    store.write(lambda work: work.transactions.update(added.ended(stop)))
    row = store.reads.transactions.one(added.number)
    assert row is not None
    assert (row.energy_wh, row.power_w, row.soc, row.samples) == (1000, None, 0.8, 3)
    assert store.reads.transactions.one(1 << 40) is None


def test_samples_come_oldest_first_whatever_order_they_were_stored_in(store: Store) -> None:
    number = store.write(lambda work: work.transactions.add(transaction())).number
    for minutes in (5, 1, 3, 2, 4):
        one = report(number, sample(minutes, minutes), sample(minutes, 7.0, POWER), digest=b"%d" % minutes)
        store.write(lambda work, one=one: work.samples.add(one))
    store.write(lambda work: work.samples.add(report(None, sample(2.5, 9), place=Place(A, 2), digest=b"other")))

    def values(wanted: SampleFilter) -> list[float | None]:
        found: list[float | None] = []
        after = None
        while True:
            page = store.reads.transactions.samples(wanted, after=after, limit=2)
            found += [row.sample.value for row in page.rows]
            after = page.next
            if after is None:
                return found

    energy = "Energy.Active.Import.Register"
    assert values(SampleFilter(transaction=number, measurand=energy)) == [1, 2, 3, 4, 5]
    assert values(SampleFilter(station=A, measurand=energy)) == [1, 2, 9, 3, 4, 5]
    assert values(SampleFilter(station=A, evse=2)) == [9]
    assert values(SampleFilter(station=A, measurand=energy, since=at(2), until=at(3))) == [2, 9, 3]
    assert values(SampleFilter(station=B, transaction=number)) == []
    assert values(SampleFilter(measurand=energy)) == [5, 1, 3, 2, 4, 9]


@pytest.mark.parametrize("cursor", ["", "x", "1:", "1:x", ":", "9" * 40 + ":1", "1:" + "9" * 40, "١:١", "²:²"])
def test_a_cursor_that_is_none_of_ours_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(Invalid):
        store.reads.transactions.page(TransactionFilter(), after=cursor, limit=5)
    with pytest.raises(Invalid):
        store.reads.transactions.samples(SampleFilter(station=A), after=cursor, limit=5)


@pytest.mark.parametrize("cursor", ["-1", "1:-1", f"1:{1 << 63}", "-1:-1"])
def test_a_cursor_that_no_page_ever_gave_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(Invalid):
        store.reads.transactions.page(TransactionFilter(), after=cursor, limit=5)
    with pytest.raises(Invalid):
        store.reads.transactions.samples(SampleFilter(), after=cursor, limit=5)


@pytest.mark.parametrize("cursor", ["x" * 256, "a\0b"])
def test_a_key_that_no_row_can_have_is_no_cursor(store: Store, cursor: str) -> None:
    for pages in (store.reads.stations, store.reads.tokens):
        with pytest.raises(Invalid):
            pages.page(after=cursor, limit=5)
    with pytest.raises(Invalid):
        store.reads.commands.page(station=None, after=f"1:{cursor}", limit=5)


@pytest.mark.parametrize("position", [-1, 1 << 63])
def test_a_position_that_was_never_given_is_refused(store: Store, position: int) -> None:
    with pytest.raises(Invalid):
        store.reads.events.after(position, limit=5)


def test_pages_of_transactions_from_before_1970_go_on(store: Store) -> None:
    """A station whose clock was never set: the cursor is negative, and one of ours."""
    early = [
        store.write(lambda work, n=n: work.transactions.add(transaction(started_at=EPOCH - timedelta(days=n)))).number
        for n in range(3)
    ]
    first = store.reads.transactions.page(TransactionFilter(), after=None, limit=2)
    rest = store.reads.transactions.page(TransactionFilter(), after=first.next, limit=2)
    assert [row.transaction.number for row in (*first.rows, *rest.rows)] == early


def test_commands_come_newest_first(store: Store) -> None:
    for n in range(5):
        one = Command(f"c{n}", (A, B)[n % 2], CommandKind.RESET, {}, at(n // 2), at(99), "admin")
        store.write(lambda work, one=one: work.commands.add(one))
    first = store.reads.commands.page(station=None, after=None, limit=3)
    rest = store.reads.commands.page(station=None, after=first.next, limit=3)
    assert [row.id for row in (*first.rows, *rest.rows)] == ["c4", "c3", "c2", "c1", "c0"]
    assert [row.id for row in store.reads.commands.page(station=B, after=None, limit=9).rows] == ["c3", "c1"]
    assert store.reads.commands.one("c9") is None


def test_the_dashboard_counts_what_is_stored(store: Store) -> None:
    def simulated(work: Work) -> None:
        work.stations.add(station("B", simulated=True))
        number = work.transactions.add(transaction(Place(B, 1), started_at=at(-30))).number
        work.samples.add(report(number, sample(0, 1500), sample(0, 3000, POWER), place=Place(B, 1)))

    def real(work: Work) -> None:
        work.stations.add(station("A"))
        work.presence.take_lease(A, "here", NOW)
        work.connectors.put(status(ConnectorStatus.CHARGING))
        work.connectors.put(status(ConnectorStatus.FAULTED, Place(A, 0)))
        work.presence.knocked(Stranger(StationId("X"), NOW, NOW, "peer"))
        old = work.transactions.add(transaction(started_at=at(-3 * 24 * 60)))
        work.transactions.update(old.ended(StopAsked(A, old.number, 9000, at(-3 * 24 * 60 + 30), NOW)))
        number = work.transactions.add(transaction(started_at=at(-60))).number
        work.samples.add(report(number, sample(0, 1600), sample(0, 7000, POWER), digest=b"2"))

    store.write(simulated)
    store.write(real)
    seen = store.reads.transactions.overview(NOW)
    assert (seen.stations, seen.simulated_stations, seen.connected, seen.strangers) == (2, 1, 1, 1)
    assert seen.connectors == {"charging": 1}
    assert (seen.open_transactions, seen.power_w, seen.transactions_today) == (2, 10_000, 2)
    assert seen.energy_today_wh == pytest.approx(1100)
    assert len(seen.hours) == 24
    assert seen.hours[-1].hour_at == NOW.replace(minute=0, second=0, microsecond=0)
    assert seen.hours[-1].energy_wh == pytest.approx(300, rel=1e-3)
    assert sum(hour.simulated_wh for hour in seen.hours) == pytest.approx(500)
    tomorrow = store.reads.transactions.overview(NOW + timedelta(days=1))
    assert (tomorrow.energy_today_wh, tomorrow.transactions_today) == (0, 0)


def test_energy_stays_what_it_was_when_a_station_becomes_simulated(store: Store) -> None:
    store.write(lambda work: work.stations.add(station("A")))
    added = store.write(lambda work: work.transactions.add(transaction(started_at=at(-20))))
    store.write(lambda work: work.stations.update(station("A", simulated=True)))
    ended = replace(added, state=TransactionState.ENDED, stopped_at=NOW, meter_stop_wh=1500)
    store.write(lambda work: work.transactions.update(ended))
    assert sum(hour.energy_wh for hour in store.reads.transactions.overview(NOW).hours) == pytest.approx(500)
    row = store.reads.transactions.one(added.number)
    assert row is not None
    assert row.simulated is False
