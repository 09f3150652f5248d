"""Telemetry: how fast lines are durable, how fast a history opens, how long a prediction takes with its read."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import msgspec
import numpy as np
import psutil

from benchmarks.figures import Bound, Figure
from chargeit.domain.batteries import QUANTITIES, Battery, BatteryId
from chargeit.domain.clock import now
from chargeit.jobs.intake import TelemetryIntake
from chargeit.ports.batteries import HistoryAsked
from chargeit.storage.store import Store, open_store
from chargeit.storage.tables import battery_hours
from chargeit.storage.tables import telemetry as telemetry_table
from chargeit.twin import intake, telemetry
from chargeit.twin.predictor import Predictor
from tests.support import databases

YEAR_HOURS, RAW_DAYS, EVERY_S = 365 * 24, 30, 2
SENDERS, LINES = 8, 1000
A = BatteryId("A")
Values = dict[str, float]


@dataclass(frozen=True)
class Shape:
    """Each of the senders has batteries of its own; a message holds the same number of lines of each, one after it."""

    name: str
    batteries: int
    messages: int = 25


LIVE = Shape("one line of each of 1,000 batteries a message", 1000)
COLLECTED = Shape("100 lines of each of 10 batteries a message", 10)


def said(battery: str, at: datetime) -> dict[str, Any]:
    values = (0.5123, 0.9312, 355.21, -8.14, 24.2, 301.25, -2891.0, 0.0123)
    return {"battery": battery, "measured_at": at.isoformat(), **dict(zip(QUANTITIES, values, strict=True))}


def messages(sender: int, shape: Shape, begin: datetime) -> Iterator[bytes]:
    """JSON, as it comes by a broker."""
    each = LINES // shape.batteries
    for n in range(shape.messages):
        moments = [begin + timedelta(milliseconds=20 * (n * each + k)) for k in range(each)]
        names = [f"S{sender}-{battery:04d}" for battery in range(shape.batteries)]
        yield msgspec.json.encode([said(name, at) for name in names for at in moments])


@contextmanager
def sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="chargeit-bench-") as folder:
        yield f"sqlite:///{folder}/telemetry.sqlite3"


@contextmanager
def postgresql() -> Iterator[str]:
    with databases.postgresql(durable=True) as server:
        yield server.new_database()


async def rate(store: Store, shape: Shape) -> tuple[float, float]:
    """Lines a second from their bytes to the end of their commit: by the clock, and by this process's core time."""
    writer = store.writer()
    taker = TelemetryIntake(writer, now)
    begin = now() - timedelta(minutes=1)
    queues = [list(messages(sender, shape, begin)) for sender in range(SENDERS)]
    for queue in queues:
        await taker.take([("", queue.pop(0))])  # batteries that nobody knew are added

    async def send(queue: list[bytes]) -> None:
        for message in queue:
            await taker.take([("", message)])

    count = SENDERS * (shape.messages - 1) * LINES
    started, used = perf_counter(), psutil.Process().cpu_times()
    await asyncio.gather(*(send(queue) for queue in queues))
    spent, after = perf_counter() - started, psutil.Process().cpu_times()
    assert await asyncio.to_thread(lambda: store.reads.batteries.stats().lines) == SENDERS * shape.messages * LINES
    await writer.close()
    return count / spent, count / (after.user + after.system - used.user - used.system)


def bare(shape: Shape) -> float:
    """The same rows by sqlite3 alone, as many a commit: nothing is read, checked, counted or announced."""
    columns = [column.name for column in telemetry_table.c]
    kinds = ", ".join(columns)
    with tempfile.TemporaryDirectory(prefix="chargeit-bench-") as folder:
        database = sqlite3.connect(Path(folder) / "bare.sqlite3", isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            database.execute(f"PRAGMA {pragma}").close()
        database.execute(f"CREATE TABLE telemetry ({kinds}, PRIMARY KEY (battery, at_ms)) WITHOUT ROWID")
        each, marks = LINES // shape.batteries, ", ".join("?" * len(columns))
        batches = [
            [
                (sender * shape.batteries + battery, n * each + k, n, *said("", now()).values())[: len(columns)]
                for battery in range(shape.batteries)
                for k in range(each)
            ]
            for n in range(shape.messages)
            for sender in range(SENDERS)
        ]
        started = perf_counter()
        for batch in batches:
            database.execute("BEGIN IMMEDIATE")
            database.executemany(f"INSERT INTO telemetry VALUES ({marks})", batch)
            database.execute("COMMIT")
        spent = perf_counter() - started
        database.close()
    return len(batches) * LINES / spent


def writing(repeats: int) -> list[Figure]:
    figures = []
    for shape in (LIVE, COLLECTED):
        for name, server in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
            rates = [measured_rate(server, shape) for _ in range(repeats)]
            by_clock, by_core = (tuple(column) for column in zip(*rates, strict=True))
            bound = Bound(at_least=20_000)
            figures.append(Figure(f"lines stored on {name}, {shape.name}", "1/s", by_clock, bound))
            figures.append(Figure(f"the same, by core time of the platform ({name})", "1/s", by_core))
        figures.append(
            Figure(f"rows by sqlite3 alone, {shape.name}", "1/s", tuple(bare(shape) for _ in range(repeats)))
        )
    return figures


def measured_rate(server: Callable[[], Any], shape: Shape) -> tuple[float, float]:
    with server() as url:
        store = open_store(url)
        store.migrate()
        found = asyncio.run(rate(store, shape))
        store.close()
    return found


def a_year(store: Store, until: datetime) -> None:
    """Of battery A: sums of a year's hours, and raw lines of its last 30 days, every 2 s."""
    store.write(lambda work: work.batteries.put([Battery(A, until - timedelta(days=365))]))
    dice = np.random.default_rng(1)
    hour = int(until.timestamp()) // 3600
    with store._engines.write.begin() as connection:
        number = connection.exec_driver_sql("SELECT number FROM batteries").scalar_one()
        sums = [
            {"battery": number, "quantity": q, "hour": hour - n, "low": low, "sum": 1900 * low, "high": 1.1 * low}
            | {"lines": 1800}
            for q in range(len(QUANTITIES))
            for n, low in enumerate(dice.uniform(0.2, 0.9, YEAR_HOURS).tolist())
        ]
        connection.execute(battery_hours.insert(), sums)
        marks = ", ".join("?" * len(telemetry_table.c))
        for day in range(RAW_DAYS):
            begin = int((until - timedelta(days=day + 1)).timestamp() * 1000)
            rows = dice.uniform(0.2, 0.9, (86_400 // EVERY_S, len(QUANTITIES))).tolist()
            connection.exec_driver_sql(
                f"INSERT INTO telemetry VALUES ({marks})",
                [(number, begin + 1000 * EVERY_S * n, begin, *row) for n, row in enumerate(rows)],
            )


def reading(repeats: int) -> list[Figure]:
    until = datetime(2026, 7, 1, tzinfo=UTC)
    figures = []
    with sqlite() as url:
        store = open_store(url)
        store.migrate()
        a_year(store, until)
        for name, days, points in (("a year", 365, 500), ("30 days", 30, 500), ("a day of raw lines", 1, 500)):
            asked = HistoryAsked(A, "voltage_v", until - timedelta(days=days), until, points)
            spent = [timed(lambda asked=asked: store.reads.batteries.history(asked)) for _ in range(repeats)]  # type: ignore[misc]
            figures.append(
                Figure(f"history of {name}, {points} points", "ms", tuple(1000 * s for s in spent), Bound(at_most=200))
            )
        store.close()
    return figures


def timed(action: Callable[[], Any]) -> float:
    started = perf_counter()
    assert action()
    return perf_counter() - started


def one_prediction(fleet: int, times: int) -> list[Figure]:
    """Milliseconds: the newest line of one battery of a fleet is read, observed and predicted."""
    with sqlite() as url:
        store = open_store(url)
        store.migrate()
        begin = now() - timedelta(minutes=50)
        lines = [said(f"B{n:05d}", begin) for n in range(fleet)]
        for first in range(0, fleet, LINES):
            store.write(partial(tell, lines[first : first + LINES]))
        mine = BatteryId("B00000")
        predictor, spent, shown = Predictor(), [], []
        predictor.know([one for one in store.reads.twin.all() if one.id == mine])
        position = store.reads.twin.position()
        for n in range(times):
            store.write(partial(tell, [said(mine, begin + timedelta(seconds=n + 1))]))
            begun = perf_counter(), process_time()
            found, position = store.reads.twin.since(position, 1000)
            predictor.observe(found)
            (made,) = predictor.predict(now())
            spent.append((perf_counter() - begun[0], process_time() - begun[1]))
            store.write(partial(keep, [made]))
            begun = perf_counter(), process_time()
            assert store.reads.batteries.one(mine) is not None
            shown.append((perf_counter() - begun[0], process_time() - begun[1]))
        store.close()
    return [
        figure
        for name, found in (("one prediction with the read of its line", spent), ("its read from the store", shown))
        for figure in quantiles(name, 1000 * np.array(found))
    ]


def quantiles(name: str, spent_ms: Any) -> Iterator[Figure]:
    """Columns: by the clock, by core time."""
    for n, by in enumerate(("", ", core time")):
        median, p99 = np.quantile(spent_ms[:, n], (0.5, 0.99)).tolist()
        yield Figure(f"{name}{by}, median", "ms", (median,))
        yield Figure(f"{name}{by}, p99", "ms", (p99,), Bound(at_most=5))


def tell(lines: list[dict[str, Any]], work: Any) -> None:
    telemetry.store(intake.told(lines), now(), work)


def keep(made: list[Any], work: Any) -> None:
    work.batteries.add_predictions(made)
