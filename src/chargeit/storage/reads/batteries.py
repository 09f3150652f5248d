"""Batteries for lists and curves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Engine, Row, and_, bindparam, case, func, select

from chargeit.domain.batteries import QUANTITIES, BatteryAlert, BatteryId, BatteryPrediction
from chargeit.domain.errors import Invalid, NotFound
from chargeit.ports.batteries import BatteryRow, BatteryStats, HistoryAsked, HistoryPoint
from chargeit.ports.pages import Page
from chargeit.storage.reads.pages import at_and, before, contains, key, page, parsed
from chargeit.storage.tables import (
    batteries,
    battery_alerts,
    battery_hours,
    battery_marks,
    battery_predictions,
    telemetry,
    telemetry_days,
)
from chargeit.storage.telemetry.rows import (
    ALERTS,
    DAY_MS,
    HOUR_MS,
    alert,
    battery,
    instant,
    line,
    lines,
    milliseconds,
    prediction,
)
from chargeit.storage.telemetry.timescale import HOURS, PARTS, Timescale
from chargeit.storage.types import is_key

MOST_PREDICTIONS = 5000
# Made once: to put such a statement together takes longer than to carry it out.
WANTED: BindParameter[Any] = bindparam("numbers", expanding=True)
ONE = select(batteries).where(batteries.c.id == bindparam("id"))
NEWEST = select(func.max(telemetry.c.at_ms)).where(telemetry.c.battery == batteries.c.number).correlate(batteries)
LATEST = lines().where(batteries.c.number.in_(WANTED), telemetry.c.at_ms == NEWEST.scalar_subquery())
MADE = battery_predictions
LAST_MADE = select(func.max(MADE.c.made_ms)).where(MADE.c.battery == batteries.c.number).correlate(batteries)
LATEST_PREDICTIONS = (
    select(MADE)
    .join_from(MADE, batteries, batteries.c.number == MADE.c.battery)
    .where(MADE.c.battery.in_(WANTED), MADE.c.made_ms == LAST_MADE.scalar_subquery())
)
OPEN_ALERTS = ALERTS.where(battery_alerts.c.battery.in_(WANTED), battery_alerts.c.cleared_at.is_(None)).order_by(
    battery_alerts.c.raised_at
)
Hours = tuple[int, int, int]
"""Since and until, in hours since 1970, and how many of them a point of a history has."""
Sums = dict[int, tuple[int, float, float, float, int]]
"""Hour -> itself, least, sum, greatest, lines."""


class SqlBatteryReads:
    """`chargeit.ports.batteries.BatteryReads`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._timescale = Timescale(engine)

    def page(self, *, after: str | None, limit: int, search: str = "") -> Page[BatteryRow]:
        query = select(batteries).order_by(batteries.c.id).limit(limit + 1)
        if after is not None:
            query = query.where(batteries.c.id > key(after))
        if search:
            query = query.where(contains(batteries.c.search_text, search))
        with self._engine.begin() as connection:
            rows = _rows(connection, connection.execute(query).all())
        return page(rows, limit, lambda row: row.battery.id)

    def one(self, battery: BatteryId) -> BatteryRow | None:
        if not is_key(battery):
            return None
        with self._engine.begin() as connection:
            rows = _rows(connection, connection.execute(ONE, {"id": battery}).all())
        return rows[0] if rows else None

    def history(self, asked: HistoryAsked) -> list[HistoryPoint]:
        if asked.quantity not in QUANTITIES:
            raise Invalid("quantity", f"must be one of {', '.join(QUANTITIES)}")
        since, until = milliseconds(asked.since), milliseconds(asked.until)
        span = max(1, -(-(until - since) // max(1, asked.points)))
        with self._engine.begin() as connection:
            number = _number(connection, asked.battery)
            if span < HOUR_MS:
                points = _raw(connection, number, asked.quantity, (since, until, span))
            else:
                spans = (since // HOUR_MS, -(-until // HOUR_MS), -(-span // HOUR_MS))
                sums = _sums(connection, number, asked.quantity, spans)
                if self._timescale.is_used:
                    sums |= _timescale_sums(connection, number, asked.quantity, spans)
                points = _hourly(connection, number, asked.quantity, (spans, sums))
        return points

    def predictions(self, battery: BatteryId, since: datetime, until: datetime) -> list[BatteryPrediction]:
        table = battery_predictions
        inside = and_(table.c.made_ms >= milliseconds(since), table.c.made_ms < milliseconds(until))
        with self._engine.begin() as connection:
            of = table.c.battery == _number(connection, battery)
            query = select(table).where(of, inside).order_by(table.c.made_ms.desc()).limit(MOST_PREDICTIONS)
            return [prediction(row, battery) for row in connection.execute(query)]

    def alerts(self, *, is_open: bool, after: str | None, limit: int) -> Page[BatteryAlert]:
        query = ALERTS.order_by(battery_alerts.c.raised_at.desc(), battery_alerts.c.id.desc()).limit(limit + 1)
        if is_open:
            query = query.where(battery_alerts.c.cleared_at.is_(None))
        if after is not None:
            query = query.where(before(battery_alerts.c.raised_at, battery_alerts.c.id, parsed(after)))
        with self._engine.begin() as connection:
            rows = [alert(row) for row in connection.execute(query)]
        return page(rows, limit, lambda row: at_and(row.raised_at, row.id))

    def stats(self) -> BatteryStats:
        counted = select(func.count(), func.count(case((batteries.c.simulated, 1))))
        kept = select(func.coalesce(func.sum(telemetry_days.c.lines), 0), func.min(telemetry_days.c.day))
        raised = select(battery_alerts.c.kind, func.count()).where(battery_alerts.c.cleared_at.is_(None))
        with self._engine.begin() as connection:
            batteries_, simulated = connection.execute(counted.select_from(batteries)).one()
            lines_, oldest = connection.execute(kept).one()
            alerts = {kind: int(count) for kind, count in connection.execute(raised.group_by(battery_alerts.c.kind))}
        oldest_at = None if oldest is None else instant(oldest * DAY_MS)
        return BatteryStats(int(batteries_), int(simulated), int(lines_), oldest_at, alerts)


def _number(connection: Connection, battery: BatteryId) -> int:
    found = None
    if is_key(battery):
        found = connection.execute(select(batteries.c.number).where(batteries.c.id == battery)).scalar()
    if found is None:
        raise NotFound("battery", battery)
    return int(found)


def _rows(connection: Connection, found: Sequence[Row[Any]]) -> list[BatteryRow]:
    numbers = [row.number for row in found]
    latest = {row.battery: line(row) for row in connection.execute(LATEST, {"numbers": numbers})}
    ids = {row.number: BatteryId(row.id) for row in found}
    predicted = connection.execute(LATEST_PREDICTIONS, {"numbers": numbers})
    made = {row.battery: prediction(row, ids[row.battery]) for row in predicted}
    raised: dict[int, list[BatteryAlert]] = {}
    for row in connection.execute(OPEN_ALERTS, {"numbers": numbers}):
        raised.setdefault(row.battery, []).append(alert(row))
    return [
        BatteryRow(battery(row), latest.get(row.number), made.get(row.number), tuple(raised.get(row.number, ())))
        for row in found
    ]


def _raw(connection: Connection, number: int, quantity: str, spans: tuple[int, int, int]) -> list[HistoryPoint]:
    """Spans of `(since, until, span)` in milliseconds, of raw lines."""
    since, until, span = spans
    value, at = telemetry.c[quantity], telemetry.c.at_ms
    part = (at - since - (at - since) % span).label("part")
    query = select(part, func.min(value), func.avg(value), func.max(value)).where(
        telemetry.c.battery == number, at >= since, at < until, value.is_not(None)
    )
    rows = connection.execute(query.group_by(part).order_by(part))
    return [HistoryPoint(instant(since + int(row[0])), float(row[1]), float(row[2]), float(row[3])) for row in rows]


def _sums(connection: Connection, number: int, quantity: str, spans: Hours) -> Sums:
    table = battery_hours
    of = and_(table.c.battery == number, table.c.quantity == QUANTITIES.index(quantity))
    inside = and_(table.c.hour >= spans[0], table.c.hour < spans[1])
    summed = select(table.c.hour, table.c.low, table.c.sum, table.c.high, table.c.lines).where(of, inside)
    return {row[0]: row for row in connection.execute(summed)}


def _timescale_sums(connection: Connection, number: int, quantity: str, spans: Hours) -> Sums:
    """The extension's own, whose hours are milliseconds."""
    begin, end = (hour * HOUR_MS for hour in spans[:2])
    lines = HOURS.c[f"{quantity}_lines"]
    summed = select(HOURS.c.hour_ms, *(HOURS.c[f"{quantity}_{part}"] for part in PARTS)).where(
        HOURS.c.battery == number, HOURS.c.hour_ms >= begin, HOURS.c.hour_ms < end, lines > 0
    )
    return {row[0] // HOUR_MS: row for row in connection.execute(summed)}


def _hourly(connection: Connection, number: int, quantity: str, known: tuple[Hours, Sums]) -> list[HistoryPoint]:
    """The sums of whole hours, and of those that are not summed yet, raw lines."""
    (since, until, hours), found = known
    marked = select(battery_marks.c.hour).where(
        battery_marks.c.battery == number, battery_marks.c.hour >= since, battery_marks.c.hour < until
    )
    for hour in connection.execute(marked).scalars().all():
        row = _hour(connection, number, quantity, hour)
        # a late line of an hour whose other lines are gone says less than its sum
        if row and (hour not in found or row[4] >= found[hour][4]):
            found[hour] = row
    points: list[HistoryPoint] = []
    for begin in range(since, until, hours):
        rows = [found[hour] for hour in range(begin, begin + hours) if hour in found]
        if rows:
            mean = sum(row[2] for row in rows) / sum(row[4] for row in rows)
            points.append(
                HistoryPoint(instant(begin * HOUR_MS), min(r[1] for r in rows), mean, max(r[3] for r in rows))
            )
    return points


def _hour(connection: Connection, number: int, quantity: str, hour: int) -> Any:
    value, at = telemetry.c[quantity], telemetry.c.at_ms
    inside = and_(telemetry.c.battery == number, at >= hour * HOUR_MS, at < (hour + 1) * HOUR_MS, value.is_not(None))
    query = select(func.min(value), func.sum(value), func.max(value), func.count()).where(inside)
    row = connection.execute(query).one()
    return (hour, *row) if row[3] else None
