"""Upkeep of telemetry: hours are summed, and raw lines that are too old or too many go."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Connection, Row, Select, Table, and_, bindparam, delete, func, select

from chargeit.domain.batteries import QUANTITIES
from chargeit.storage.engine import Engines, upsert
from chargeit.storage.tables import (
    batteries,
    battery_hours,
    battery_marks,
    battery_predictions,
    odd_telemetry,
    telemetry,
    telemetry_days,
)
from chargeit.storage.telemetry.rows import DAY_MS, HOUR_MS, MEASURED, milliseconds
from chargeit.storage.telemetry.timescale import DROP_CHUNKS, SUMMED_DAYS, Timescale

T = TypeVar("T")
AT_ONCE = 100
"""Hours of batteries that are summed in one commit."""
SLACK_MS = 120_000
"""A batch that began in an hour is committed so long after it at most: until then its marks are not gone."""
DROPPED_AT_ONCE = 5000
"""Lines that go in one commit."""
LEAST_WEIGHT = 20  # lines that a battery without any counts as: it is looked for, and has predictions
AGGREGATES = [
    part for value in MEASURED for part in (func.min(value), func.sum(value), func.max(value), func.count(value))
]
DAYS = select(telemetry_days.c.day, telemetry_days.c.lines).order_by(telemetry_days.c.day)


def within(table: Table) -> ColumnElement[bool]:
    """A span of a battery."""
    since, until = bindparam("since", type_=BigInteger), bindparam("until", type_=BigInteger)
    return and_(table.c.battery == bindparam("of"), table.c.at_ms >= since, table.c.at_ms < until)


COUNT = select(func.count()).select_from(telemetry).where(within(telemetry))
SUMS = select(*AGGREGATES).where(within(telemetry))
SUMMED_BEFORE = select(battery_hours.c.quantity, battery_hours.c.lines).where(
    battery_hours.c.battery == bindparam("of"),
    battery_hours.c.quantity.in_(range(len(QUANTITIES))),
    battery_hours.c.hour == bindparam("at"),
)
SUMMED = delete(battery_marks).where(
    battery_marks.c.battery == bindparam("of"),
    battery_marks.c.hour == bindparam("at"),
    battery_marks.c.version == bindparam("seen"),
)
GO, ODD_GO = (delete(table).where(within(table)) for table in (telemetry, odd_telemetry))
PREDICTIONS_GO = delete(battery_predictions).where(
    battery_predictions.c.battery == bindparam("of"),
    battery_predictions.c.made_ms < bindparam("before", type_=BigInteger),
)


class SqlUpkeep:
    """`chargeit.ports.batteries.Upkeep`. Changes go through `run`: the writer's batch, where there is one."""

    def __init__(self, engines: Engines, run: Callable[[Callable[[Connection], Any]], Any]) -> None:
        self._engines = engines
        self._run = run
        self._timescale = Timescale(engines.read)

    def roll_up(self, now: datetime) -> int:
        """Sums some of the hours that are over; how many. An hour that gets a late line is summed again."""
        over = (milliseconds(now) - SLACK_MS) // HOUR_MS
        if self._timescale.is_used:
            recent = milliseconds(now) // HOUR_MS - SUMMED_DAYS * 24
            self._run(partial(_leave_to_timescale, recent, over))
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
            days = connection.execute(DAYS.where(telemetry_days.c.day < day)).all()
        return sum(self._drop(*one) for one in days)

    def drop_over(self, most: int) -> int:
        """The oldest days, until no more than `most` raw lines are left; the newest day stays. How many lines went."""
        with self._engines.read.begin() as connection:
            days = connection.execute(DAYS).all()
        kept, gone = sum(row.lines for row in days), 0
        for row in days[:-1]:
            if kept <= most:
                break
            gone += self._drop(*row)
            kept -= row.lines
        return gone

    def _drop(self, day: int, lines: int) -> int:
        """Some thousand lines a commit, so that whoever tells something meanwhile does not wait for a day to go."""
        begin = day * DAY_MS
        with self._engines.read.begin() as connection:
            if connection.execute(marks_of(day).limit(1)).first() is not None:
                return 0
            numbers = list(connection.execute(select(batteries.c.number).order_by(batteries.c.number)).scalars())
        drop = _drop_rest if self._timescale.is_used else _drop
        gone, waiting, weight = 0, [], 0
        for number in numbers:
            with self._engines.read.begin() as connection:
                count = connection.execute(COUNT, {"of": number, "since": begin, "until": begin + DAY_MS}).scalar_one()
            # on Timescale a day is a chunk: there is nothing to divide
            for span in spans(number, day, 0 if self._timescale.is_used else count):
                waiting.append(span)
                weight += LEAST_WEIGHT + min(count, DROPPED_AT_ONCE)
                if weight >= DROPPED_AT_ONCE:
                    self._run(partial(drop, waiting, begin))
                    waiting, weight = [], 0
            gone += count
        self._run(partial(drop, waiting, begin))
        if self._timescale.is_used:
            self._run(partial(_drop_chunks, begin + DAY_MS))
        self._run(partial(_forget, day, lines))
        return gone


def marks_of(day: int) -> Select[Any]:
    """Hours of the day that are not summed yet."""
    first = day * DAY_MS // HOUR_MS
    return select(battery_marks.c.battery).where(battery_marks.c.hour.between(first, first + DAY_MS // HOUR_MS - 1))


def spans(battery: int, day: int, lines: int) -> list[dict[str, int]]:
    """Parts of a day, one after the other, with DROPPED_AT_ONCE lines each where they are spread evenly."""
    parts = max(1, -(-lines // DROPPED_AT_ONCE))
    edges = [day * DAY_MS + DAY_MS * n // parts for n in range(parts + 1)]
    return [{"of": battery, "since": since, "until": until} for since, until in pairwise(edges)]


def _sums(connection: Connection, mark: Row[Any]) -> Iterator[dict[str, Any]]:
    begin = mark.hour * HOUR_MS
    known = connection.execute(SUMMED_BEFORE, {"of": mark.battery, "at": mark.hour})
    before = {row.quantity: row.lines for row in known}
    found = connection.execute(SUMS, {"of": mark.battery, "since": begin, "until": begin + HOUR_MS}).one()
    for n in range(len(QUANTITIES)):
        low, total, high, lines = found[4 * n : 4 * n + 4]
        # the raw lines of an hour may be gone: a late one does not take the place of its sum
        if lines and lines >= before.get(n, 0):
            key = {"battery": mark.battery, "quantity": n, "hour": mark.hour}
            yield {**key, "low": low, "sum": total, "high": high, "lines": lines}


def _keep(connection: Connection, marks: Sequence[Row[Any]], rows: list[dict[str, Any]]) -> None:
    """A mark that grew meanwhile stays: its hour is summed again."""
    upsert(connection, battery_hours, rows)
    connection.execute(SUMMED, [{"of": one.battery, "at": one.hour, "seen": one.version} for one in marks])


def _leave_to_timescale(recent: int, over: int, connection: Connection) -> None:
    """Its policy sums these hours, also where a line is late."""
    hour = battery_marks.c.hour
    connection.execute(delete(battery_marks).where(hour >= recent, hour < over))


def _drop_chunks(before: int, connection: Connection) -> None:
    connection.execute(DROP_CHUNKS, {"before": before})


def _forget(day: int, lines: int, connection: Connection) -> None:
    """A day that got a late line meanwhile stays: it goes the next time."""
    same = (telemetry_days.c.day == day, telemetry_days.c.lines == lines)
    connection.execute(delete(telemetry_days).where(*same))


def _drop(spans: list[dict[str, int]], before: int, connection: Connection) -> None:
    """Lines of these spans, and predictions from before."""
    if spans:
        connection.execute(GO, spans)
    _drop_rest(spans, before, connection)


def _drop_rest(spans: list[dict[str, int]], before: int, connection: Connection) -> None:
    if spans:
        connection.execute(ODD_GO, spans)
        connection.execute(PREDICTIONS_GO, [{"of": one["of"], "before": before} for one in spans])
