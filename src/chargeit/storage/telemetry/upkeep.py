"""Upkeep of telemetry: hours are summed, and raw lines that are too old or too many go."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, and_, delete, func, select

from chargeit.domain.batteries import QUANTITIES
from chargeit.storage.engine import Engines, upsert
from chargeit.storage.tables import (
    battery_hours,
    battery_marks,
    battery_predictions,
    odd_telemetry,
    telemetry,
    telemetry_days,
)
from chargeit.storage.telemetry.rows import DAY_MS, HOUR_MS, MEASURED, milliseconds

T = TypeVar("T")
AT_ONCE = 100
"""Hours of batteries that are summed in one commit."""
AGGREGATES = [
    part for value in MEASURED for part in (func.min(value), func.sum(value), func.max(value), func.count(value))
]


class SqlUpkeep:
    """`chargeit.ports.batteries.Upkeep`. Changes go through `run`: the writer's batch, where there is one."""

    def __init__(self, engines: Engines, run: Callable[[Callable[[Connection], Any]], Any]) -> None:
        self._engines = engines
        self._run = run

    def roll_up(self, now: datetime) -> int:
        """Sums some of the hours that are over; how many. An hour that gets a late line is summed again."""
        over = milliseconds(now) // HOUR_MS
        marked = select(battery_marks).where(battery_marks.c.hour < over)
        with self._engines.read.begin() as connection:
            marks = connection.execute(marked.order_by(battery_marks.c.hour).limit(AT_ONCE)).all()
            rows = [row for mark in marks for row in _sums(connection, mark)]
        if marks:
            self._run(lambda connection: _keep(connection, marks, rows))
        return len(marks)

    def drop_before(self, before: datetime) -> int:
        """Raw lines of whole days before; how many. Only what is summed goes."""
        day = milliseconds(before) // DAY_MS
        with self._engines.read.begin() as connection:
            days = list(connection.execute(select(telemetry_days.c.day).where(telemetry_days.c.day < day)).scalars())
        return sum(self._drop(one) for one in sorted(days))

    def drop_over(self, most: int) -> int:
        """The oldest days, until no more than `most` raw lines are left; the newest day stays. How many lines went."""
        with self._engines.read.begin() as connection:
            days = connection.execute(select(telemetry_days).order_by(telemetry_days.c.day)).all()
        kept, gone = sum(row.lines for row in days), 0
        for row in days[:-1]:
            if kept <= most:
                break
            gone += self._drop(row.day)
            kept -= row.lines
        return gone

    def _drop(self, day: int) -> int:
        begin, end = day * DAY_MS, (day + 1) * DAY_MS
        marks = select(battery_marks.c.battery).where(
            battery_marks.c.hour.between(begin // HOUR_MS, end // HOUR_MS - 1)
        )
        with self._engines.read.begin() as connection:
            if connection.execute(marks.limit(1)).first() is not None:
                return 0
            known = select(func.max(battery_hours.c.battery))
            last = int(connection.execute(known).scalar() or 0)
        gone = 0
        for battery in range(1, last + 1):
            gone += self._run(partial(_drop, battery, (begin, end)))
        self._run(partial(_forget, day))
        return gone


def _sums(connection: Connection, mark: Row[Any]) -> Iterator[dict[str, Any]]:
    begin = mark.hour * HOUR_MS
    inside = and_(telemetry.c.battery == mark.battery, telemetry.c.at_ms >= begin, telemetry.c.at_ms < begin + HOUR_MS)
    found = connection.execute(select(*AGGREGATES).where(inside)).one()
    for n in range(len(QUANTITIES)):
        low, total, high, lines = found[4 * n : 4 * n + 4]
        if lines:
            key = {"battery": mark.battery, "quantity": n, "hour": mark.hour}
            yield {**key, "low": low, "sum": total, "high": high, "lines": lines}


def _keep(connection: Connection, marks: Sequence[Row[Any]], rows: list[dict[str, Any]]) -> None:
    """A mark that grew meanwhile stays: its hour is summed again."""
    upsert(connection, battery_hours, rows)
    for mark in marks:
        same = (battery_marks.c.battery == mark.battery, battery_marks.c.hour == mark.hour)
        connection.execute(delete(battery_marks).where(*same, battery_marks.c.version == mark.version))


def _forget(day: int, connection: Connection) -> None:
    connection.execute(delete(telemetry_days).where(telemetry_days.c.day == day))


def _drop(battery: int, span: tuple[int, int], connection: Connection) -> int:
    begin, end = span
    gone = 0
    for table, at in ((telemetry, telemetry.c.at_ms), (odd_telemetry, odd_telemetry.c.at_ms)):
        result = connection.execute(delete(table).where(table.c.battery == battery, at >= begin, at < end))
        gone += result.rowcount if table is telemetry else 0
    made = battery_predictions.c.made_ms
    connection.execute(delete(battery_predictions).where(battery_predictions.c.battery == battery, made < begin))
    return gone
