from datetime import UTC, datetime

import pytest

from chargeit.edge import queue as queues
from chargeit.edge.messages import Meter, Reading, Sample, Start, Stop
from chargeit.edge.queue import Queue, Store

T0 = datetime(2026, 3, 1, tzinfo=UTC)
START = Start("k", 1, "ANNA", 0, T0)
STOP = Stop("k", 1, 9, T0, "Local")


def meter(register_wh: int) -> Meter:
    return Meter("k", 1, (Sample(T0, Reading(register_wh), "Sample.Periodic", ()),))


@pytest.fixture
def queue() -> Queue:
    return Store(":memory:").queue("A")


def test_a_refused_message_waits_longer_each_time_and_is_dropped_after_its_last_attempt(queue: Queue) -> None:
    queue.add(START)
    assert not queue.failed(at=100, interval_s=60, attempts=3)
    assert queue.ready(159) is None and queue.ready(160) is not None
    assert not queue.failed(at=200, interval_s=60, attempts=3)
    assert queue.ready(319) is None and queue.ready(320) is not None
    assert queue.failed(at=400, interval_s=60, attempts=3) and queue.head is None


def test_the_number_of_a_start_serves_until_its_stop_is_delivered(queue: Queue) -> None:
    for message in (START, meter(1), STOP):
        queue.add(message)
    assert queue.number("k") is None
    queue.delivered(42)
    assert queue.number("k") == 42
    queue.delivered()
    queue.delivered()
    assert queue.number("k") is None


def test_a_full_queue_drops_every_second_meter_value_and_nothing_else(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "CAPACITY", 6)
    for message in (START, *(meter(n) for n in range(5)), STOP):
        queue.add(message)
    kept = []
    while (head := queue.head) is not None:
        kept.append(head.message)
        queue.delivered()
    assert kept == [START, meter(1), meter(3), STOP]


def test_what_a_station_keeps_is_its_own() -> None:
    store = Store(":memory:")
    store.queue("A").keep(b"a")
    store.queue("B").keep(b"b")
    store.queue("A").keep(b"c")
    assert (store.queue("A").kept(), store.queue("B").kept(), store.queue("C").kept()) == (b"c", b"b", None)
