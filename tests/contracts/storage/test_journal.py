"""What is told is on disk when it is answered; under load it is written down first and heard soon after, once."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from chargeit.domain.errors import Unreachable
from chargeit.domain.metering import MeterReport, Sample, Seen
from chargeit.domain.stations import Place, StationId
from chargeit.ports.reads import SampleFilter
from chargeit.ports.work import Told, Work
from chargeit.storage import batch as batches_module
from chargeit.storage.batch import Ask, Batches, Outcome
from chargeit.storage.journal import journal as journal_module
from chargeit.storage.journal.journal import AT_LEAST, BUSY, CLEARED, EACH, LONGEST_S, RECENT_S, Journal
from chargeit.storage.journal.pages import decode, kept, told_on, written
from chargeit.storage.store import Store, open_store
from chargeit.storage.tables import journal
from chargeit.storage.writer import GroupWriter
from tests.support.stored import NOW, A, at, sample, transaction

NAMES = [f"S{n:03d}" for n in range(BUSY)]


def reading(name: str, minute: float, value: float = 1500.0, number: int | None = None) -> MeterReport:
    told = sample(minute, value, raw=str(value))
    return MeterReport(Place(StationId(name), 1), number, (told,), NOW, f"{name}{minute}".encode())


def told(*reports: Told) -> list[Ask]:
    """They and as many signs of life as make them a load."""
    asks = [Ask(nothing, nothing, key(one), one) for one in reports]
    return asks + [Ask(nothing, nothing, name, Seen(StationId(name), NOW)) for name in NAMES]


def key(one: Told) -> str:
    return one.station if isinstance(one, Seen) else one.place.station


def nothing(*_: Any) -> None:
    pass


def plain(one: Told) -> Told:
    return one if isinstance(one, Seen) else one._replace(samples=tuple(one.samples))


def errors(outcomes: Sequence[Outcome]) -> list[BaseException]:
    return [outcome.error for outcome in outcomes if outcome.error]


def rows(store: Store) -> int:
    with store._engines.read.begin() as connection:
        return int(connection.execute(select(func.count()).select_from(journal)).scalar() or 0)


def stored(store: Store, station: str = A) -> list[str]:
    found = store.reads.transactions.samples(SampleFilter(station=StationId(station)), after=None, limit=999)
    return sorted(row.sample.raw for row in found.rows)


def last_seen(store: Store, station: str) -> datetime | None:
    query = text("SELECT last_seen_at FROM presence WHERE station = :station").bindparams(station=station)
    with store._engines.read.begin() as connection:
        return connection.execute(query).scalar()


@pytest.fixture
def sqlite(store: Store, engine_name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Elsewhere other processes change the same stations, so nothing waits there."""
    if engine_name != "sqlite":
        assert store._shard(0)._journal is None
        pytest.skip("only SQLite has a journal: elsewhere other processes change the same stations")
    monkeypatch.setattr(journal_module, "LONGEST_S", 3600.0)
    yield store


@pytest.fixture
def shard(sqlite: Store) -> Batches:
    return sqlite._shard(0)


@pytest.fixture
def now(shard: Batches, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The only entry is what the journal's clock shows."""
    shows = [1000.0]
    assert shard._journal is not None
    monkeypatch.setattr(shard._journal, "_monotonic", lambda: shows[0])
    return shows


async def test_what_is_told_is_stored_when_it_is_answered(store: Store, writer: GroupWriter) -> None:
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[BaseException | None] = loop.create_future()
    writer.tell(A, reading(A, 1), lambda _result, error: answered.set_result(error))
    assert await answered is None
    assert stored(store) == ["1500.0"]


async def test_a_load_is_heard_soon_and_once(store: Store, writer: GroupWriter) -> None:
    number = store.write(lambda work: work.transactions.add(transaction())).number
    waiting, loop = [], asyncio.get_running_loop()
    for minute in range(300):
        told_one: asyncio.Future[Any] = loop.create_future()
        waiting.append(told_one)
        again = reading(A, minute, 1000.0 + minute, number)
        writer.tell(A, again, lambda result, error, f=told_one: f.set_result(error))
        writer.tell(A, again, nothing)
    assert set(await asyncio.gather(*waiting)) == {None}
    async with asyncio.timeout(20 * LONGEST_S):
        while len(stored(store)) < 300:  # noqa: ASYNC110 nobody tells when it was heard
            await asyncio.sleep(0.01)
    await writer.close()
    assert stored(store) == sorted(str(1000.0 + minute) for minute in range(300))
    row = store.reads.transactions.one(number)
    assert row is not None
    assert (row.energy_wh, row.samples) == (299.0, 300)
    assert rows(store) == 0


def test_what_waits_is_on_disk_and_outlives_the_process(sqlite: Store, shard: Batches, url: str) -> None:
    number = sqlite.write(lambda work: work.transactions.add(transaction())).number
    for minute in range(1, 4):
        assert errors(shard.run(told(reading(A, minute, 1000.0 + minute, number)))) == []
    assert (rows(sqlite), stored(sqlite)) == (3, [])
    again = open_store(url)
    assert again._shard(0).run([]) == []
    assert (rows(again), stored(again)) == (0, ["1001.0", "1002.0", "1003.0"])
    row = again.reads.transactions.one(number)
    assert row is not None
    assert (row.energy_wh, row.samples) == (3.0, 3)
    assert last_seen(again, NAMES[-1]) is not None
    again.close()


def test_a_verb_finds_what_its_station_told_before(sqlite: Store, shard: Batches) -> None:
    number = sqlite.write(lambda work: work.transactions.add(transaction())).number
    shard.run(told(reading(A, 1, 1001.0, number), reading("S000", 1)))

    def verb(work: Work) -> list[str]:
        return [sample.raw for sample in work.samples.of(number)]

    outcomes = shard.run([*told(reading(A, 2, 1002.0, number)), Ask(verb, nothing, A)])
    assert outcomes[-1].result == ["1001.0", "1002.0"]
    assert stored(sqlite) == ["1001.0", "1002.0"]
    assert stored(sqlite, "S000") == [], "another station's wait on"
    shard.run([])
    assert stored(sqlite, "S000") == ["1500.0"]
    assert rows(sqlite) == 0


def test_who_was_heard_is_not_heard_again_after_a_crash(sqlite: Store, shard: Batches, url: str) -> None:
    number = sqlite.write(lambda work: work.transactions.add(transaction())).number
    shard.run(told(reading(A, 1, 1001.0, number), reading("S000", 1)))
    shard.run([*told(), Ask(lambda work: work.transactions.find(A, number), nothing, A)])
    shard.run(told(reading(A, 2, 1002.0, number)))
    again = open_store(url)
    again._shard(0)
    assert (stored(again), stored(again, "S000")) == (["1001.0", "1002.0"], ["1500.0"])
    again.close()


def test_what_waits_long_is_heard(sqlite: Store, shard: Batches, monkeypatch: pytest.MonkeyPatch) -> None:
    shard.run(told(reading(A, 1)))
    assert stored(sqlite) == []
    monkeypatch.setattr(journal_module, "LONGEST_S", 0.0)
    shard.run(told(reading(A, 2)))
    assert (rows(sqlite), stored(sqlite)) == (1, ["1500.0"])


def test_who_told_enough_is_heard_and_the_others_wait_on(sqlite: Store, shard: Batches, url: str) -> None:
    assert len(NAMES) * EACH > AT_LEAST
    for minute in range(EACH):
        assert stored(sqlite, "S000") == []
        shard.run([Ask(nothing, nothing, name, reading(name, minute)) for name in NAMES])
    shard.run(told(reading(A, 1)))
    assert [len(stored(sqlite, name)) for name in (NAMES[0], NAMES[-1], A)] == [EACH, EACH, 0]
    on_disk = Journal()
    with sqlite._engines.read.begin() as connection:
        on_disk.load(connection)
    waits = on_disk.plan(0, set()).heard
    assert {type(one) for one in waits["S000"]} == {Seen}, "what it told after that"
    assert [plain(one) for one in waits[A]] == [reading(A, 1)]
    again = open_store(url)
    again._shard(0)
    assert [len(stored(again, name)) for name in ("S000", A)] == [EACH, 1]
    again.close()


def test_one_commit_hears_no_more_than_others_can_wait_for(
    sqlite: Store, shard: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "AT_MOST", 2)
    monkeypatch.setattr(journal_module, "LONGEST_S", 0.0)
    shard.run([Ask(nothing, nothing, name, reading(name, 1)) for name in NAMES])
    for heard in (2, 4, 6):
        shard.run([Ask(nothing, nothing, A, Seen(A, NOW)) for _ in NAMES])
        assert sum(len(stored(sqlite, name)) for name in NAMES) == heard


def test_rows_that_hold_nothing_that_waits_are_deleted_while_others_wait(
    sqlite: Store, shard: Batches, now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "LONGEST_S", 1.0)
    for minute in range(200):
        now[0] += 0.1
        shard.run([Ask(nothing, nothing, f"S{minute % 7:03d}", reading(f"S{minute % 7:03d}", minute))] * BUSY)
        assert rows(sqlite) <= CLEARED + 20
    shard.run([])
    assert rows(sqlite) == 0
    assert sum(len(stored(sqlite, f"S{n:03d}")) for n in range(7)) == 200


def test_few_messages_after_many_still_wait_and_none_after_a_rest(
    sqlite: Store, shard: Batches, now: list[float]
) -> None:
    """A load is no matter of one batch: it comes in batches of any size."""
    shard.run(told(reading(A, 1)))
    now[0] += RECENT_S / 100
    shard.run([Ask(nothing, nothing, A, reading(A, 2))])
    assert stored(sqlite) == []
    now[0] += 10 * RECENT_S
    shard.run([Ask(nothing, nothing, A, reading(A, 3))])
    assert len(stored(sqlite)) == 3


def test_two_processes_on_one_file_store_nothing_twice(sqlite: Store, shard: Batches, url: str) -> None:
    shard.run(told(reading(A, 1)))
    other = open_store(url)
    other._shard(0)
    assert stored(other) == ["1500.0"]
    assert errors(shard.run(told(reading(A, 2)))) == []
    shard.run([])
    assert stored(sqlite) == ["1500.0", "1500.0"]
    other.close()


def test_what_cannot_be_heard_is_set_aside_and_hurts_nobody(
    sqlite: Store, shard: Batches, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def hear(told: Sequence[Told], work: Work) -> None:
        if any(key(one) == "S001" for one in told):
            raise OverflowError("a number that no table holds")
        heard(told, work)

    heard = batches_module.hear
    shard.run(told(reading(A, 1), reading("S001", 1)))
    monkeypatch.setattr(batches_module, "hear", hear)
    assert errors(shard.run([])) == []
    assert stored(sqlite) == ["1500.0"]
    assert "set aside" in caplog.text
    with sqlite._engines.read.begin() as connection:
        (row,) = connection.execute(select(journal.c.body, journal.c.problem))
    assert "64 bit" in row.problem
    aside = [plain(one) for _, one in told_on(decode(row.body)) if isinstance(one, MeterReport)]
    assert aside == [reading("S001", 1)]


def test_while_the_database_is_away_it_waits(sqlite: Store, shard: Batches, monkeypatch: pytest.MonkeyPatch) -> None:
    shard.run(told(reading(A, 1)))

    def away(*_: Any) -> None:
        raise Unreachable("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(batches_module, "hear", away)
        outcomes = shard.run([Ask(lambda work: work.connectors.evses(A), nothing, A)])
        assert [type(outcome.error) for outcome in outcomes] == [Unreachable]
    assert stored(sqlite) == []
    shard.run([])
    assert (rows(sqlite), stored(sqlite)) == (0, ["1500.0"])


@pytest.mark.parametrize("year", [1, 1969, 1970, 2026, 9999])
def test_a_page_holds_what_was_told(year: int) -> None:
    moment = datetime(year, 7, 1, 12, 30, 15, 123456, tzinfo=UTC)
    strange = Sample(moment, "Unreadable", None, "", "é \N{GRINNING FACE}", flags=("set_aside", "future_time"))
    said: list[Told] = [
        Seen(A, moment + timedelta(seconds=1)),
        MeterReport(Place(A, 3), None, (strange, sample(1)), at(2), b"\xff\x00digest"),
        MeterReport(Place(StationId("B"), 0), 7, (), at(2), b""),
    ]
    page = decode(written(["C"], [kept(one) for one in said]))
    assert page.heard == ["C"]
    assert [plain(one) for _, one in told_on(page)] == said


def test_no_message_is_too_strange_for_the_batch_of_others(sqlite: Store, shard: Batches) -> None:
    odd: list[Callable[[], MeterReport]] = [
        lambda: reading(A, 1)._replace(transaction=1 << 70),
        lambda: reading(A, 1)._replace(samples=(sample(raw="\ud800"),)),
    ]
    for broken in odd:
        outcomes = shard.run(told(broken(), reading("S002", 1)))
        assert errors(outcomes[1:]) == []
    shard.run([])
    assert stored(sqlite, "S002") == ["1500.0"]
