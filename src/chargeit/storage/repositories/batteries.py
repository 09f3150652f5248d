"""Batteries in a unit of work: telemetry goes in with one statement for all lines of a verb."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from hashlib import blake2b
from itertools import groupby
from typing import Any

from sqlalchemy import func, insert, select, tuple_, update

from chargeit.domain.batteries import QUANTITIES, Battery, BatteryAlert, BatteryId, BatteryPrediction, Telemetry
from chargeit.domain.clock import now
from chargeit.domain.errors import NotFound
from chargeit.domain.events import TelemetryStored
from chargeit.ports.batteries import Heard
from chargeit.storage import nouns
from chargeit.storage.engine import add_missing, upsert
from chargeit.storage.tables import batteries, battery_alerts, battery_predictions, odd_telemetry, outbox, telemetry
from chargeit.storage.telemetry.rows import (
    ALERTS,
    DAY_MS,
    HOUR_MS,
    MEASURED,
    alert,
    battery,
    instant,
    milliseconds,
    prediction_row,
)
from chargeit.storage.telemetry.summaries import telemetry_body
from chargeit.storage.types import is_key
from chargeit.storage.unit import Unit

AT_ONCE = 400
CONFLICT = "contradicts"
"""The flag of a line that says something else than the one of the same moment."""
NEWEST = (
    select(func.max(telemetry.c.at_ms)).where(telemetry.c.battery == batteries.c.number).correlate(batteries)
).scalar_subquery()
Line = tuple[int, int, Telemetry]
"""Number of the battery, milliseconds since 1970, and the line."""


class SqlBatteries:
    """`chargeit.ports.batteries.Batteries`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def heard(self, batteries_: Iterable[BatteryId]) -> dict[BatteryId, Heard]:
        wanted = sorted(one for one in set(batteries_) if is_key(one))
        found: dict[BatteryId, Heard] = {}
        for some in chunks(wanted):
            query = select(batteries, NEWEST.label("newest_ms")).where(batteries.c.id.in_(some))
            for row in self._unit.connection.execute(query):
                newest = None if row.newest_ms is None else instant(row.newest_ms)
                found[BatteryId(row.id)] = Heard(battery(row), newest)
        return found

    def put(self, battery: Battery) -> None:
        values = {**asdict(battery), "search_text": nouns.search_text(battery.id, battery.vehicle)}
        numbers = self._numbers([battery.id])
        if numbers:
            same = batteries.c.number == numbers[battery.id]
            self._unit.connection.execute(update(batteries).where(same).values(values))
        else:
            self._unit.connection.execute(insert(batteries).values(values))

    def add_telemetry(self, lines: Sequence[Telemetry]) -> int:
        numbers = self._numbers({line.battery for line in lines})
        known = sorted((numbers[line.battery], milliseconds(line.measured_at), line) for line in lines)
        newest = self._newest({number for number, _, _ in known})
        new, odd = self._sorted_out(known, newest)
        connection, statements = self._unit.connection, self._unit.statements.telemetry
        statements.lines.run(connection, [_row(*line) for line in new])
        statements.hours.run(connection, [(battery, hour, 1) for battery, hour in sorted(_hours(new, newest))])
        statements.days.run(connection, list(_days(new)))
        add_missing(connection, odd_telemetry, [row for line in odd if (row := _odd_row(line))])
        if new:
            told = [(list(group)) for _, group in groupby(new, lambda line: line[0])]
            body = telemetry_body([(len(group), group[-1][2]) for group in told])
            row = {"kind": TelemetryStored.kind, "version": 1, "station": "", "recorded_at": now(), "body": body}
            connection.execute(insert(outbox).values(row))
            self._unit.rows.has_telemetry = True
        return len(new)

    def add_predictions(self, predictions: Iterable[BatteryPrediction]) -> None:
        made = list(predictions)
        numbers = self._numbers({one.battery for one in made})
        rows = [prediction_row(numbers[one.battery], one) for one in made if one.battery in numbers]
        add_missing(self._unit.connection, battery_predictions, rows)

    def open_alerts(self) -> list[BatteryAlert]:
        found = self._unit.connection.execute(ALERTS.where(battery_alerts.c.cleared_at.is_(None)))
        return [alert(row) for row in found]

    def alert(self, alert_: str) -> BatteryAlert | None:
        if not is_key(alert_):
            return None
        row = self._unit.connection.execute(ALERTS.where(battery_alerts.c.id == alert_)).first()
        return alert(row) if row else None

    def put_alert(self, alert: BatteryAlert) -> None:
        numbers = self._numbers([alert.battery])
        if alert.battery not in numbers:
            raise NotFound("battery", alert.battery)
        upsert(self._unit.connection, battery_alerts, [{**asdict(alert), "battery": numbers[alert.battery]}])

    def _numbers(self, ids: Iterable[BatteryId]) -> dict[BatteryId, int]:
        found: dict[BatteryId, int] = {}
        for some in chunks([one for one in ids if is_key(one)]):
            query = select(batteries.c.id, batteries.c.number).where(batteries.c.id.in_(some))
            found.update((BatteryId(row.id), row.number) for row in self._unit.connection.execute(query))
        return found

    def _sorted_out(self, known: list[Line], newest: dict[int, int]) -> tuple[list[Line], list[Line]]:
        """Those whose moment is new, in order; and those that are odd, with what contradicts a moment that is there."""
        there = self._there([(number, at) for number, at, _ in known if at <= newest.get(number, -1)])
        new, odd = [], []
        for number, at_ms, line in known:
            values = tuple(getattr(line, name) for name in QUANTITIES)
            before = there.get((number, at_ms))
            if before is None:
                there[number, at_ms] = values
                new.append((number, at_ms, line))
            elif before != values:
                line = line._replace(flags=(*line.flags, CONFLICT))
            if line.flags and before != values:
                odd.append((number, at_ms, line))
        return new, odd

    def _newest(self, numbers: Iterable[int]) -> dict[int, int]:
        """The newest moment of each battery that has any."""
        found: dict[int, int] = {}
        for some in chunks(sorted(numbers)):
            query = select(batteries.c.number, NEWEST.label("newest")).where(batteries.c.number.in_(some))
            rows = self._unit.connection.execute(query)
            found.update((row.number, row.newest) for row in rows if row.newest is not None)
        return found

    def _there(self, moments: list[tuple[int, int]]) -> dict[tuple[int, int], tuple[float | None, ...]]:
        """What is stored of these batteries' moments."""
        found: dict[tuple[int, int], tuple[float | None, ...]] = {}
        columns = select(telemetry.c.battery, telemetry.c.at_ms, *MEASURED)
        for pairs in chunks(moments):
            same = tuple_(telemetry.c.battery, telemetry.c.at_ms).in_(pairs)
            rows = self._unit.connection.execute(columns.where(same))
            found.update(((row[0], row[1]), tuple(row[2:])) for row in rows)
        return found


def chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for first in range(0, len(items), AT_ONCE):
        yield items[first : first + AT_ONCE]


def _row(number: int, at_ms: int, line: Telemetry) -> tuple[Any, ...]:
    return (number, at_ms, milliseconds(line.received_at), *line[3:11])


def _hours(new: Iterable[Line], newest: dict[int, int]) -> set[tuple[int, int]]:
    """The hours to count. The present hour is counted when it is over, and has its mark from its first line."""
    present = milliseconds(now()) // HOUR_MS
    marked = {(number, present) for number, at_ms in newest.items() if at_ms // HOUR_MS == present}
    return {(number, at_ms // HOUR_MS) for number, at_ms, _ in new} - marked


def _days(new: Iterable[Line]) -> Iterator[tuple[int, int]]:
    counted: dict[int, int] = {}
    for _, at_ms, _ in new:
        counted[at_ms // DAY_MS] = counted.get(at_ms // DAY_MS, 0) + 1
    yield from sorted(counted.items())


def _odd_row(line: Line) -> dict[str, Any]:
    number, at_ms, told = line
    digest = blake2b(f"{at_ms} {told.flags} {told.raw}".encode("utf-8", "replace"), digest_size=16).hexdigest()
    received_ms = milliseconds(told.received_at)
    flags = ",".join(told.flags)
    return {"battery": number, "digest": digest, "at_ms": at_ms, "received_ms": received_ms, "flags": flags} | {
        "raw": told.raw
    }
