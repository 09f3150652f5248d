"""The writer: what it tells is on disk, a failure stays its own, memory follows the disk."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from chargeit.domain.accounts import ApiKey, Role
from chargeit.domain.errors import Conflict, Refused, Unreachable
from chargeit.domain.events import StationChanged
from chargeit.domain.stations import Place, StationId
from chargeit.domain.tokens import Token
from chargeit.domain.transactions import TransactionState
from chargeit.ports.reads import SampleFilter, TransactionFilter
from chargeit.ports.work import Work
from chargeit.storage.batch import Ask
from chargeit.storage.store import Store, open_store
from chargeit.storage.tables import publication
from chargeit.storage.unit import Unit
from chargeit.storage.writer import GroupWriter
from tests.support.stored import NOW, A, at, report, sample, station, status, transaction

KEY = ApiKey("k1", b"hash", "label", Role.VIEWER, NOW)


def together(store: Store, *verbs: Callable[[Work], Any]) -> list[Any]:
    """The results or errors of verbs that run in one batch."""
    told: list[Any] = []
    outcomes = store._batches().run([Ask(verb, lambda _result, _error: None) for verb in verbs])
    told += [outcome.result if outcome.error is None else outcome.error for outcome in outcomes]
    return told


def stored_samples(store: Store) -> list[str]:
    return [row.sample.raw for row in store.reads.transactions.samples(SampleFilter(), after=None, limit=99).rows]


async def test_a_caller_hears_after_the_commit(store: Store, writer: GroupWriter) -> None:
    def verb(work: Work) -> int:
        work.stations.add(station("A"))
        work.samples.add(report(None))
        return 7

    assert await writer.write("A", verb) == 7
    assert store.reads.stations.one(A) is not None
    assert stored_samples(store) == ["x"]


async def test_a_submitted_verb_is_told_on_the_loop(writer: GroupWriter) -> None:
    loop = asyncio.get_running_loop()
    told: asyncio.Future[tuple[Any, Any, bool]] = loop.create_future()

    def done(result: Any, error: BaseException | None) -> None:
        told.set_result((result, error, asyncio.get_running_loop() is loop))

    writer.submit("A", lambda work: work.connectors.evses(A), done)
    assert await told == (frozenset(), None, True)


async def test_verbs_of_one_key_run_in_the_order_they_came(writer: GroupWriter) -> None:
    ran: list[int] = []
    await asyncio.gather(*(writer.write("A", lambda _work, n=n: ran.append(n)) for n in range(2000)))
    assert ran == sorted(ran)
    assert len(ran) == 2000


async def test_closing_commits_what_waits_and_then_refuses(store: Store) -> None:
    writer = store.writer()
    reports = [report(None, sample(minute)) for minute in range(300)]
    waiting = [asyncio.ensure_future(writer.write("A", lambda work, one=one: work.samples.add(one))) for one in reports]
    await asyncio.sleep(0)
    await writer.close()
    await asyncio.gather(*waiting)
    count = sum(event.count for event in (e.event for e in store.outbox.take(9999)))  # type: ignore[attr-defined]
    assert count == 300
    with pytest.raises(Unreachable):
        await writer.write("A", lambda work: work.stations.find(A))


def test_a_verb_that_fails_leaves_nothing_and_hurts_nobody(store: Store) -> None:
    def bad(work: Work) -> None:
        work.stations.add(station("B"))
        work.samples.add(report(None, sample(raw="bad")))
        work.connectors.keep(status())
        work.presence.seen(StationId("B"), NOW)
        work.record(StationChanged(StationId("B"), NOW))
        assert work.samples.repeats(A, b"lost") == [False]
        raise Refused("no", "a rule says no")

    def good(work: Work) -> bool:
        work.samples.add(report(None, sample(raw="good")))
        return work.samples.repeats(A, b"lost")[0]

    told = together(store, lambda work: work.stations.add(station("A")), bad, good)
    assert isinstance(told[1], Refused)
    assert (told[0], told[2]) == (None, False)
    assert [row.station.id for row in store.reads.stations.page(after=None, limit=9).rows] == ["A"]
    assert stored_samples(store) == ["good"]
    assert [envelope.event.kind for envelope in store.outbox.take(9)] == ["samples.stored"]


def test_a_refused_row_is_a_conflict_of_its_own_verb(store: Store) -> None:
    def twice(work: Work) -> None:
        work.accounts.add_key(KEY)

    told = together(store, twice, twice, lambda work: work.stations.add(station("A")))
    assert told[0] is None
    assert isinstance(told[1], Conflict)
    assert store.reads.stations.one(A) is not None


def test_savepoint_then_outer_rollback_leaves_nothing(store: Store) -> None:
    unit = Unit(store._engines, store._statements, {})
    unit.start_verb()
    unit.connection.execute(insert(publication).values(id=9, holder="x", until=NOW, position=1))
    unit.keep_verb()
    unit.abandon()
    with store._engines.read.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM publication")).scalar_one() == 0


@pytest.mark.parametrize("stage", ["bulk", "commit"])
def test_where_a_batch_fails_each_verb_runs_again_alone(store: Store, stage: str) -> None:
    """The database refuses the first attempt; only then is each tried by itself, and callers hear the truth."""
    failed: list[str] = []
    engine = store._engines.write

    def refuse(connection: Any, *_rest: Any) -> Any:
        if not failed:
            failed.append(stage)
            connection.connection.driver_connection.rollback()
            raise RuntimeError("the disk is full")
        return _rest[0:2] if _rest else None

    name, retval = ("before_cursor_execute", True) if stage == "bulk" else ("commit", False)

    def refuse_bulk(connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> Any:
        if "INSERT INTO samples" in statement or "INSERT INTO `samples`" in statement:
            refuse(connection)
        return statement, parameters

    handler = refuse_bulk if stage == "bulk" else refuse
    runs: list[int] = []

    def verb(n: int) -> Callable[[Work], int]:
        def run(work: Work) -> int:
            runs.append(n)
            assert work.samples.repeats(A, b"digest%d" % n) == [False]
            work.samples.add(report(None, sample(raw=str(n))))
            return n

        return run

    event.listen(engine, name, handler, **({"retval": True} if retval else {}))
    try:
        told = together(store, verb(1), verb(2), verb(3))
    finally:
        event.remove(engine, name, handler)
    assert failed == [stage]
    assert told == [1, 2, 3]
    assert runs == [1, 2, 3, 1, 2, 3]
    assert stored_samples(store) == ["1", "2", "3"]


def test_memory_is_rebuilt_after_a_crash(store: Store, url: str) -> None:
    """What was committed counts, what was not does not: a repeat stays one, an open transaction stays open."""

    def start(work: Work) -> int:
        number = work.transactions.add(transaction()).number
        work.connectors.put(status(place=Place(A, 3)))
        for n in range(20):
            assert work.samples.repeats(A, b"digest%02d" % n) == [False]
        work.samples.add(report(number, sample(10, 1600)))
        return number

    number = store.write(start)
    killed = Unit(store._engines, store._statements, {})
    killed.start_verb()
    killed.connection.execute(text("DELETE FROM transactions"))
    killed.abandon()

    again = open_store(url)
    try:
        assert again.write(lambda work: work.samples.open_transaction(Place(A, 1))) == number
        assert again.write(lambda work: work.samples.open_transaction(Place(A, 2))) is None
        assert again.write(lambda work: work.samples.repeats(A, b"digest19")) == [True]
        assert again.write(lambda work: work.samples.repeats(A, b"digest04")) == [True]
        assert again.write(lambda work: work.samples.repeats(A, b"digest03")) == [False]
        assert again.write(lambda work: work.connectors.evses(A)) == {3}
        again.write(lambda work: work.samples.add(report(number, sample(20, 1900))))
        assert again.reads.transactions.overview(at(30)).energy_today_wh == pytest.approx(900)
    finally:
        again.close()


def test_a_station_that_comes_from_another_node_is_read_again(store: Store, url: str) -> None:
    store.write(lambda work: work.presence.take_lease(A, "here", NOW))
    assert store.write(lambda work: work.samples.open_transaction(Place(A, 1))) is None
    other = open_store(url)
    other.write(lambda work: work.presence.take_lease(A, "there", NOW))
    number = other.write(lambda work: work.transactions.add(transaction())).number
    other.close()
    store.write(lambda work: work.presence.take_lease(A, "here", at(1)))
    assert store.write(lambda work: work.samples.open_transaction(Place(A, 1))) == number


def test_the_open_transaction_is_that_of_this_very_batch(store: Store) -> None:
    def stop(work: Work) -> None:
        opened = work.transactions.open_of(station=A)[0]
        work.transactions.update(opened.orphaned())

    told = together(
        store,
        lambda work: work.transactions.add(transaction()).number,
        lambda work: work.samples.open_transaction(Place(A, 1)),
        stop,
        lambda work: work.samples.open_transaction(Place(A, 1)),
    )
    assert told[1] == told[0]
    assert told[3] is None
    assert store.reads.transactions.page(TransactionFilter(), after=None, limit=1).rows[0].transaction.state is (
        TransactionState.ORPHANED
    )


def test_the_fast_path_touches_no_sql(store: Store) -> None:
    number = store.write(lambda work: work.transactions.add(transaction())).number
    statements: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    def message(n: int) -> Callable[[Work], None]:
        def verb(work: Work) -> None:
            work.presence.seen(A, at(n))
            assert work.samples.repeats(A, b"message%d" % n) == [False]
            work.samples.add(report(work.samples.open_transaction(Place(A, 1)), sample(n, 1000.0 + n)))

        return verb

    event.listen(store._engines.write, "before_cursor_execute", heard)
    try:
        together(store, *(message(n) for n in range(1, 9)))
    finally:
        event.remove(store._engines.write, "before_cursor_execute", heard)
    written = [statement for statement in statements if not statement.startswith("BEGIN")]
    assert len(written) == 7, written
    assert not [statement for statement in written if statement.startswith("SELECT")]
    row = store.reads.transactions.one(number)
    assert row is not None
    assert (row.energy_wh, row.samples) == (8.0, 8)


async def test_writers_beside_each_other_lose_nothing(store: Store, writer: GroupWriter) -> None:
    """Many stations at once, all at one shared row, on every shard; deadlocks are tried again."""

    def verb(name: str) -> Callable[[Work], int]:
        def run(work: Work) -> int:
            work.tokens.find("shared", lock=True)
            number = work.transactions.add(transaction(Place(StationId(name), 1))).number
            work.samples.add(report(number, place=Place(StationId(name), 1)))
            work.presence.seen(StationId(name), NOW)
            work.record(StationChanged(StationId(name), NOW))
            return number

        return run

    names = [f"station {n % 20}" for n in range(200)]
    numbers = await asyncio.gather(*(writer.write(name, verb(name)) for name in names))
    assert len(set(numbers)) == 200
    assert store.reads.transactions.totals(TransactionFilter())[0] == 200
    assert len(store.reads.transactions.samples(SampleFilter(), after=None, limit=500).rows) == 200


async def test_verbs_that_lock_in_a_ring_all_succeed(store: Store, writer: GroupWriter) -> None:
    """Each adds one to two tokens, half of them in the other order: a deadlock is tried again, no update is lost."""
    for value in ("a", "b"):
        store.write(lambda work, value=value: work.tokens.put(Token(value, NOW, label="0")))

    def verb(first: str, second: str) -> Callable[[Work], None]:
        def run(work: Work) -> None:
            for value in (first, second):
                token = work.tokens.find(value, lock=True)
                assert token is not None
                work.tokens.put(replace(token, label=str(int(token.label) + 1)))

        return run

    orders = [("a", "b"), ("b", "a")]
    await asyncio.gather(*(writer.write(f"key {n}", verb(*orders[n % 2])) for n in range(40)))
    assert [row.label for row in store.reads.tokens.page(after=None, limit=9).rows] == ["40", "40"]
