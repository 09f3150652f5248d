"""A queue that is told again adds nothing, however long it is; a message that is the newest costs no query."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import event

from chargeit.central import metering
from chargeit.domain.metering import POWER, MeterReport
from chargeit.domain.stations import Place
from chargeit.domain.transactions import TransactionState
from chargeit.ports.reads import SampleFilter
from chargeit.storage.batch import Ask
from chargeit.storage.memory import DIGESTS_KEPT
from chargeit.storage.metering.packed import MOST
from chargeit.storage.store import Store
from tests.support.stored import NOW, A, at, sample, transaction

QUEUE = 5 * DIGESTS_KEPT


def told(number: int | None, minute: float, evse: int = 1, kind: str = POWER, raw: str = "7") -> MeterReport:
    digest = sha256(repr((number, minute, evse, kind, raw)).encode()).digest()
    return MeterReport(Place(A, evse), number, (sample(minute, 7.0, kind, raw=raw),), NOW, digest)


def keep(store: Store, *reports: MeterReport) -> None:
    store.write(lambda work: metering.keep(reports, work))


def count(store: Store) -> int:
    return len(store.reads.transactions.samples(SampleFilter(station=A), after=None, limit=9999).rows)


def begun(store: Store, **more: Any) -> int:
    return store.write(lambda work: work.transactions.add(transaction(**more))).number


@contextmanager
def selects(store: Store) -> Iterator[list[str]]:
    """The queries that the writer makes meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    event.listen(store._engines.write, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store._engines.write, "before_cursor_execute", note)


@pytest.mark.parametrize("at_once", [1, QUEUE])
@pytest.mark.parametrize("is_named", [True, False])
def test_a_whole_queue_told_again_is_stored_once(store: Store, at_once: int, is_named: bool) -> None:
    number = begun(store)
    queue = [told(number if is_named else None, minute) for minute in range(QUEUE)]
    for again in range(2):
        for first in range(0, QUEUE, at_once):
            keep(store, *queue[first : first + at_once])
        assert count(store) == QUEUE, again
    keep(store, told(number, QUEUE))
    assert count(store) == QUEUE + 1
    row = store.reads.transactions.one(number)
    assert row is not None and row.samples == QUEUE + 1


@pytest.mark.parametrize("is_named", [True, False])
def test_a_queue_is_known_after_a_restart_and_after_its_transaction(store: Store, is_named: bool) -> None:
    number = begun(store)
    claimed = number if is_named else None
    queue = [told(None, -minute) for minute in range(3, 0, -1)] + [told(claimed, minute) for minute in range(QUEUE)]
    for one in queue:
        keep(store, one)
    ended = {"state": TransactionState.ENDED, "stopped_at": at(QUEUE), "meter_stop_wh": 2000}
    store.write(lambda work: work.transactions.update(replace(transaction(**ended), number=number)))
    for _ in range(2):
        for one in queue:
            keep(store, one)
        assert count(store) == QUEUE + 3
        store._memory.clear()
    begun(store, started_at=at(QUEUE + 1))
    for one in queue:
        keep(store, one)
    assert count(store) == QUEUE + 3


def test_what_is_old_or_of_the_same_moment_and_new_is_stored(store: Store) -> None:
    number = begun(store)
    old = [told(number, 5, raw="8"), told(number, 5, kind="Voltage"), told(number, 3), told(None, 5, evse=2)]
    keep(store, told(number, 5))
    for one in old:
        keep(store, one)
        keep(store, one)
    both = told(number, 3)._replace(samples=(*told(number, 3).samples, *told(number, 4).samples), digest=b"both")
    keep(store, both)
    assert count(store) == 1 + len(old) + 2


def test_a_message_of_many_moments_is_compared_whole(store: Store) -> None:
    number = begun(store)
    many = [sample(minute / 10, 7.0, POWER, phase=f"L{n}") for minute in range(300) for n in range(3)]
    of_one = [sample(90, 7.0, POWER, phase=f"L{n}") for n in range(2 * MOST)]
    first = MeterReport(Place(A, 1), number, (*many, *of_one), NOW, b"first")
    keep(store, first)
    keep(store, first._replace(digest=b"again"), first._replace(digest=b"more"))
    assert count(store) == len(many) + len(of_one)
    keep(store, first._replace(samples=(*many, sample(29.9, 7.0, POWER, phase="N")), digest=b"other"))
    assert count(store) == 2 * len(many) + len(of_one) + 1


def test_two_verbs_of_one_batch_know_of_each_other(store: Store) -> None:
    number = begun(store)
    newest, older = told(number, 5), told(number, 4)
    verbs = [lambda work, one=one: work.samples.add(one) for one in (newest, older, newest, older)]
    store._batches().run([Ask(verb, lambda _result, _error: None) for verb in verbs])
    assert count(store) == 2


def test_the_newest_message_costs_no_query(store: Store) -> None:
    number = begun(store)
    for evse in (0, 2):
        keep(store, told(None, 0, evse=evse))
    with selects(store) as made:
        for minute in range(1, 6):
            keep(store, told(number, minute), told(None, minute, evse=0))
            keep(store, told(None, minute, evse=2))
        assert made == []
        keep(store, told(number, 2, raw="8"))
        assert len(made) == 1
