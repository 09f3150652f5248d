"""The outbox: committed events are published at least once, in order per station, with positions that never repeat."""

import asyncio
from datetime import timedelta

from chargeit.domain.clock import now
from chargeit.domain.events import Envelope, Event, SamplesStored, StationChanged, TransactionStarted
from chargeit.domain.metering import POWER, SOC
from chargeit.domain.stations import Place, StationId
from chargeit.ports.work import Work
from chargeit.storage import outbox as outbox_module
from chargeit.storage.store import Store, open_store
from chargeit.storage.unit import Unit
from chargeit.storage.work import SqlWork
from chargeit.storage.writer import GroupWriter
from tests.support.stored import NOW, A, B, report, sample, transaction


def changed(name: str) -> Event:
    return StationChanged(StationId(name), NOW)


def recorded(store: Store, *names: str) -> None:
    for name in names:
        store.write(lambda work, name=name: work.record(changed(name)))


def stations(envelopes: list[Envelope]) -> list[str]:
    return [envelope.event.station for envelope in envelopes]


def test_events_get_positions_at_publication_and_come_back_as_they_were(store: Store) -> None:
    started = store.write(lambda work: work.transactions.add(transaction()))
    event = TransactionStarted(A, NOW, started)
    store.write(lambda work: work.record(event))
    recorded(store, "B")
    assert store.outbox.unpublished() == 2
    assert store.reads.events.latest_position() == 0
    taken = store.outbox.take(10)
    assert [envelope.position for envelope in taken] == [1, 2]
    assert taken[0].event == event
    assert store.reads.events.after(0, limit=9) == []
    store.outbox.published(taken)
    assert store.outbox.unpublished() == 0
    assert store.reads.events.after(0, limit=9) == taken
    assert store.reads.events.after(1, limit=9) == taken[1:]
    assert store.reads.events.latest_position() == 2


def test_what_a_crash_leaves_is_taken_again_with_the_same_position_and_id(store: Store, url: str) -> None:
    recorded(store, "A", "B")
    taken = store.outbox.take(1)
    again = open_store(url, node="here")
    recorded(again, "C")
    assert again.outbox.take(10) == taken
    again.outbox.published(taken)
    rest = again.outbox.take(10)
    assert stations(rest) == ["B", "C"]
    assert [envelope.position for envelope in rest] == [2, 3]
    again.close()


def test_a_lower_id_that_commits_last_is_not_lost(store: Store) -> None:
    """Two writers: the one that began first commits after the other's event was published."""
    if store.reads.health()["engine"] == "sqlite":
        recorded(store, "early", "late")
        assert stations(store.outbox.take(9)) == ["early", "late"]
        return
    slow = Unit(store._engines, store._statements, {})
    slow.start_verb()
    work = SqlWork(slow)
    work.record(changed("slow"))
    slow.rows.write(slow.connection, store._statements)
    slow.rows.undo([0] * len(slow.rows.mark()))
    recorded(store, "fast")
    taken = store.outbox.take(9)
    assert stations(taken) == ["fast"]
    store.outbox.published(taken)
    slow.keep_verb()
    slow.commit()
    late = store.outbox.take(9)
    assert stations(late) == ["slow"]
    assert int(late[0].id) < int(taken[0].id)
    store.outbox.published(late)
    assert stations(store.reads.events.after(taken[0].position, limit=9)) == ["slow"]


def test_samples_of_a_batch_are_one_row_and_one_event_a_station_and_evse(store: Store) -> None:
    number = store.write(lambda work: work.transactions.add(transaction())).number

    def verb(work: Work) -> None:
        work.samples.add(report(number, sample(1, 1500), sample(1, 7000, POWER), sample(1, 40, SOC)))
        work.samples.add(report(number, sample(2, 1600), sample(2, 50, SOC), digest=b"2"))
        work.samples.add(report(None, sample(1, 9), place=Place(B, 2), digest=b"3"))

    store.write(verb)
    recorded(store, "C")
    assert store.outbox.unpublished() == 2
    taken = store.outbox.take(10)
    first, second = (envelope.event for envelope in taken[:2])
    assert isinstance(first, SamplesStored)
    assert (first.station, first.evse, first.transaction, first.count) == (A, 1, number, 5)
    assert (first.energy_wh, first.power_w, first.soc) == (1600, 7000, 0.5)
    assert isinstance(second, SamplesStored)
    assert (second.station, second.evse, second.transaction, second.count) == (B, 2, None, 1)
    assert [envelope.position for envelope in taken] == [1, 2, 3]
    assert len({envelope.id for envelope in taken}) == 3
    store.outbox.published(taken)
    assert store.reads.events.after(1, limit=9) == taken[1:]
    assert store.reads.events.after(0, limit=1) == taken[:1]


def test_only_the_holder_of_the_lease_publishes_until_it_lapses(store: Store, url: str) -> None:
    recorded(store, "A")
    taken = store.outbox.take(9)
    other = open_store(url, node="there")
    assert other.outbox.take(9) == []
    lease = outbox_module.LEASE
    outbox_module.LEASE = timedelta(0)
    try:
        store.outbox.take(9)
    finally:
        outbox_module.LEASE = lease
    assert other.outbox.take(9) == taken
    assert store.outbox.take(9) == []
    other.close()


def test_pruning_leaves_what_is_younger_what_waits_and_the_newest(store: Store) -> None:
    recorded(store, "A", "B")
    store.outbox.published(store.outbox.take(9))
    recorded(store, "C")
    assert store.outbox.prune(now() - timedelta(hours=1)) == 0
    assert store.outbox.prune(now() + timedelta(hours=1)) == 1
    assert store.outbox.prune(now() + timedelta(hours=1)) == 0
    assert stations(store.reads.events.after(0, limit=9)) == ["B"]
    assert store.reads.events.latest_position() == 2
    taken = store.outbox.take(9)
    assert [(envelope.position, envelope.event.station) for envelope in taken] == [(3, "C")]
    assert store.reads.events.latest_position() == 2
    store.outbox.published(taken)
    assert store.outbox.prune(now() + timedelta(hours=1)) == 1
    assert stations(store.reads.events.after(0, limit=9)) == ["C"]


def test_pruning_goes_on_in_chunks(store: Store) -> None:
    recorded(store, *(f"S{n}" for n in range(7)))
    store.outbox.published(store.outbox.take(9))
    chunk = outbox_module.PRUNED_AT_ONCE
    outbox_module.PRUNED_AT_ONCE = 4
    try:
        assert [store.outbox.prune(now() + timedelta(hours=1)) for _ in range(3)] == [4, 2, 0]
    finally:
        outbox_module.PRUNED_AT_ONCE = chunk
    assert [envelope.position for envelope in store.reads.events.after(0, limit=9)] == [7]


async def test_publishing_beside_the_writer_keeps_each_stations_order(store: Store, writer: GroupWriter) -> None:
    """Every event once, and a station's own events in the order they were recorded."""
    names = [f"S{n % 7}" for n in range(210)]
    published: list[Envelope] = []

    async def publish() -> None:
        while len(published) < len(names):
            taken = await asyncio.to_thread(store.outbox.take, 25)
            await asyncio.to_thread(store.outbox.published, taken)
            published.extend(taken)
            await asyncio.sleep(0)

    async def record(n: int, name: str) -> None:
        event = StationChanged(StationId(name), NOW + timedelta(seconds=n))
        await writer.write(name, lambda work: work.record(event))

    await asyncio.wait_for(asyncio.gather(publish(), *(record(n, name) for n, name in enumerate(names))), 60)
    assert [envelope.position for envelope in published] == list(range(1, len(names) + 1))
    for name in set(names):
        times = [envelope.event.at for envelope in published if envelope.event.station == name]
        assert times == sorted(times)
        assert len(times) == 30


def test_kinds_that_nobody_wants_are_passed_over_and_stay_readable(store: Store) -> None:
    recorded(store, "A")
    recorded(store, "B")
    kind = store.outbox.take(9)[0].event.kind
    recorded(store, "C")
    left = store.outbox.take(9)
    assert stations(left) == ["A", "B"]
    store.outbox.published(left)
    assert store.outbox.take(9, frozenset({kind})) == []
    assert store.outbox.unpublished() == 0
    assert [(e.position, e.event.station) for e in store.reads.events.after(2, limit=9)] == [(3, "C")]
    recorded(store, "D")
    assert [envelope.position for envelope in store.outbox.take(9)] == [4]
