"""Batteries that come to charge, on every engine: what transactions said of them, and what is known of each."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from chargeit.domain.charged import ChargedBattery, ChargeEstimate, Current, Reference
from chargeit.domain.errors import Invalid, NotFound
from chargeit.domain.events import ChargedChanged, TransactionEnded
from chargeit.domain.metering import MeterReport, Sample
from chargeit.domain.stations import Place, Station, StationId
from chargeit.domain.tokens import AuthorizationStatus, Token
from chargeit.domain.transactions import StopAsked, Transaction
from chargeit.jobs.charged import NAME, SKIPPED, ChargedJob
from chargeit.ports.work import Work
from chargeit.storage.store import Store, open_store
from chargeit.storage.writer import GroupWriter
from chargeit.twin.charged import keeping

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
PLACE = Place(StationId("DC-1"), 1, 1)
DAY = timedelta(days=1)


def estimate(number: int, day: float, capacity_wh: float | None = 60_000, token: str = "Card") -> ChargeEstimate:
    at = NOW + day * DAY
    if capacity_wh is None:
        return ChargeEstimate(number, token, at, False, Current.AC, explanation="too small a step")
    return ChargeEstimate(number, token, at, False, Current.DC, capacity_wh, 2e-4, 0.01, 0.2, 0.7)


def learn(store: Store, *estimates: ChargeEstimate) -> None:
    store.write(lambda work: keeping.learn(estimates, NOW, work))


def known(store: Store, token: str = "card") -> ChargedBattery:
    row = store.reads.charged.one(token)
    assert row is not None
    return row.battery


def charge(store: Store, token: str = "Card", *, day: float = 0, from_soc: int = 20, ends: bool = True) -> int:
    """A transaction of 60 kWh a full battery, with its samples; open where it does not end."""
    at = NOW + day * DAY

    def started(work: Work) -> int:
        if work.stations.find(PLACE.station) is None:
            work.stations.add(Station(PLACE.station, NOW))
        begun = Transaction(0, PLACE, token, AuthorizationStatus.ACCEPTED, at, at, 1000)
        return work.transactions.add(begun).number

    def metered(number: int, work: Work) -> None:
        samples = []
        for minute in range(46):
            when, wh = at + timedelta(minutes=minute), 1000 + round(minute * 600 / 0.94)
            soc = float(from_soc + minute)
            samples.append(Sample(when, "SoC", soc, "Percent", str(soc)))
            samples.append(Sample(when, "Energy.Active.Import.Register", wh, "Wh", str(wh)))
        work.samples.add(MeterReport(PLACE, number, samples, at, f"{number}".encode()))

    number = store.write(started)
    store.write(partial(metered, number))
    if ends:
        end(store, number, at)
    return number


def end(store: Store, number: int, at: datetime) -> None:
    def verb(work: Work) -> None:
        found = work.transactions.find(PLACE.station, number)
        assert found is not None
        asked = StopAsked(PLACE.station, number, 30_000, at + timedelta(hours=1), at + timedelta(hours=1))
        work.transactions.update(found.ended(asked))
        work.record(TransactionEnded(PLACE.station, NOW, found.ended(asked)))

    store.write(verb)


def publish(store: Store) -> None:
    while placed := store.outbox.take(500):
        store.outbox.published(placed)


def test_a_battery_is_what_its_transactions_say_whatever_their_order_and_how_often_they_come(store: Store) -> None:
    learn(store, estimate(3, 40, 59_500), estimate(1, 0), estimate(4, 41, None))
    learn(store, estimate(2, 20, 60_200))
    battery = known(store)
    assert battery.capacity_wh is not None and battery.health is not None
    assert battery.capacity_wh.low < 60_000 < battery.capacity_wh.high
    assert (battery.counted, battery.relative_to) == (3, Reference.FIRST_SEEN)
    assert (battery.first_at, battery.last_at) == (NOW, NOW + 41 * DAY)
    learn(store, estimate(1, 0), estimate(4, 41, None))
    assert known(store) == battery
    rows = store.reads.charged.estimates("CARD", after=None, limit=3)
    assert [one.transaction for one in rows.rows] == [4, 3, 2]
    rest = store.reads.charged.estimates("CARD", after=rows.next, limit=3)
    assert rest.rows == (estimate(1, 0),)


def test_what_an_operator_says_stays_and_changes_what_a_health_is_relative_to(store: Store) -> None:
    store.write(lambda work: keeping.set_nominal("Card", 64_000, NOW, work))
    assert known(store) == ChargedBattery("Card", 64_000)
    learn(store, estimate(1, 0))
    battery = known(store)
    assert battery.health is not None and battery.relative_to is Reference.NOMINAL
    assert battery.health.value == pytest.approx(60 / 64, rel=0.01)
    store.write(lambda work: keeping.set_nominal("CARD", None, NOW, work))
    assert known(store).health is None and "3 transactions over 30 days" in known(store).explanation


def test_pages_go_by_token_and_are_searched_by_label_too(store: Store) -> None:
    for place, token in enumerate(("b%1", "A", "c_2")):
        learn(store, estimate(place, 0, token=token))
    store.write(lambda work: work.tokens.put(Token("a", NOW, label="Taxi 7")))
    store.write(lambda work: keeping.set_nominal("never seen", 64_000, NOW, work))
    first = store.reads.charged.page(after=None, limit=2)
    assert [(row.battery.token, row.label) for row in first.rows] == [("A", "Taxi 7"), ("b%1", "")]
    rest = store.reads.charged.page(after=first.next, limit=2)
    assert [row.battery.token for row in rest.rows] == ["c_2"] and rest.next is None
    for search, found in (("taxi", ["A"]), ("%", ["b%1"]), ("B", ["b%1"]), ("none", [])):
        page = store.reads.charged.page(after=None, limit=9, search=search)
        assert [row.battery.token for row in page.rows] == found, search
    assert store.reads.charged.one("nobody") is None
    with pytest.raises(Invalid, match="after"):
        store.reads.charged.estimates("A", after="x", limit=2)


def test_a_health_against_the_first_transactions_remembers_them_however_many_follow(store: Store) -> None:
    fading = [estimate(n, n * 7, 60_000 * (1 - 0.0004 * n)) for n in range(300)]
    for first in range(0, 300, 100):
        learn(store, *fading[first : first + 100])
    battery = known(store)
    assert battery.first_at == NOW and battery.relative_at == NOW
    assert battery.health is not None and battery.health.value == pytest.approx(0.88, abs=0.01)


async def to_its_end(job: ChargedJob, store: Store) -> None:
    for _ in range(20):
        if not await job.turn():
            return
        await asyncio.to_thread(publish, store)
    pytest.fail("it never comes to an end")


async def test_every_transaction_is_looked_at_whenever_it_ended_and_however_often_it_is_interrupted(
    store: Store, url: str, writer: GroupWriter
) -> None:
    before, open_then = charge(store), charge(store, "Other", day=1, ends=False)
    await asyncio.to_thread(publish, store)

    def new_job(opened: Store) -> ChargedJob:
        return ChargedJob(opened.relay(NAME), opened.reads, writer, lambda: NOW)

    job = new_job(store)
    with pytest.raises(NotFound):
        store.reads.charged.before(5)
    await to_its_end(job, store)
    assert (job.estimates, job.learned) == (1, 1)
    assert [one.transaction for one in store.reads.charged.estimates("card", after=None, limit=5).rows] == [before]
    assert known(store).capacity_wh is not None
    battery = known(store)
    assert battery.capacity_wh is not None and battery.capacity_wh.low < 60_000 < battery.capacity_wh.high
    end(store, open_then, NOW + DAY)
    late = charge(store, day=-3)
    await asyncio.to_thread(publish, store)
    told = [one.event for one in await asyncio.to_thread(store.relay(NAME).take, 500, SKIPPED)]
    assert [type(one) for one in told] == [TransactionEnded] * 2
    # what was taken and not marked, as by a process that was killed, is taken again
    again = open_store(url, node="here")
    job = new_job(again)
    await to_its_end(job, store)
    again.close()
    assert job.estimates == 2
    assert known(store, "other").counted == 1
    assert [one.transaction for one in store.reads.charged.estimates("card", after=None, limit=5).rows] == [
        before,
        late,
    ]
    assert await asyncio.to_thread(store.relay(NAME).take, 500, SKIPPED) == []


def test_a_change_is_told_to_who_listens(store: Store) -> None:
    learn(store, estimate(1, 0))
    events = [one.event for one in store.outbox.take(50)]
    assert [one.token for one in events if isinstance(one, ChargedChanged)] == ["Card"]
