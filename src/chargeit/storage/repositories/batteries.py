"""Batteries in a unit of work: a verb looks them up once, and its lines of telemetry wait for the batch's commit."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from hashlib import blake2b
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import bindparam, select, update

from chargeit.domain.batteries import Battery, BatteryAlert, BatteryHealth, BatteryId, BatteryPrediction, Telemetry
from chargeit.domain.clock import now
from chargeit.domain.errors import NotFound
from chargeit.ports.batteries import Heard
from chargeit.storage import nouns
from chargeit.storage.engine import add_missing, upsert, with_keys
from chargeit.storage.tables import (
    batteries,
    battery_alerts,
    battery_health,
    battery_predictions,
    odd_telemetry,
    telemetry,
)
from chargeit.storage.telemetry.buffer import KEY, Buffered, Values
from chargeit.storage.telemetry.rows import (
    ALERTS,
    HOUR_MS,
    MEASURED,
    alert,
    instant,
    milliseconds,
    prediction_row,
)
from chargeit.storage.telemetry.seen import NEVER, Line, Seen, chunks, remembered, seen
from chargeit.storage.types import is_key
from chargeit.storage.unit import Unit

CONFLICT = "contradicts"
"""The flag of a line that says something else than the one of the same moment."""


class SqlBatteries:
    """`chargeit.ports.batteries.Batteries`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._buffered = Buffered(unit.rows.telemetry)
        self._seen: dict[BatteryId, Seen] = {}
        self._seen_in = -1
        self._known: dict[BatteryId, Seen] | None = None

    def heard(self, batteries_: Iterable[BatteryId]) -> dict[BatteryId, Heard]:
        found = {}
        for battery_id, one in self._look(batteries_).items():
            newest = self._newest_ms(one)
            found[battery_id] = Heard(one.battery, None if newest == NEVER else instant(newest))
        return found

    def put(self, batteries_: Sequence[Battery]) -> None:
        numbers = self._numbers([one.id for one in batteries_])
        rows = [_battery_row(one) for one in sorted(batteries_, key=attrgetter("id"))]
        connection = self._unit.connection
        add_missing(connection, batteries, [row for row in rows if row["id"] not in numbers])
        changed = [{**row, "same": row["id"]} for row in rows if row["id"] in numbers]
        if changed:
            connection.execute(update(batteries).where(batteries.c.id == bindparam("same")), changed)
        for one in batteries_:
            self._unit.rows.batteries.append(one.id)
            for known in (self._seen, self._remembered):
                known.pop(one.id, None)

    def add_telemetry(self, lines: Sequence[Telemetry]) -> int:
        found = self._look({line.battery for line in lines})
        known = [(found[line.battery].number, milliseconds(line.measured_at), line) for line in lines]
        known.sort(key=KEY)
        newest = {one.number: self._newest_ms(one) for one in found.values()}
        new, odd = self._sorted_out(known, newest)
        rows = self._unit.rows
        rows.battery_hours.extend(_hours(new, newest))
        rows.telemetry.extend(new)
        add_missing(self._unit.connection, odd_telemetry, [row for line in odd if (row := _odd_row(line))])
        return len(new)

    def add_predictions(self, predictions: Iterable[BatteryPrediction], learned: Iterable[BatteryHealth] = ()) -> None:
        made = list(predictions)
        numbers = self._numbers({one.battery for one in made})
        rows = [prediction_row(numbers[one.battery], one) for one in made if one.battery in numbers]
        add_missing(self._unit.connection, battery_predictions, rows)
        kept = [{**one._asdict(), "battery": numbers[one.battery]} for one in learned if one.battery in numbers]
        upsert(self._unit.connection, battery_health, sorted(kept, key=itemgetter("battery")))

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

    def _look(self, ids: Iterable[BatteryId]) -> dict[BatteryId, Seen]:
        """Those that are known, looked up once in a verb: what another verb saw may have been undone."""
        if self._seen_in != self._unit.verb:
            self._seen, self._seen_in = {}, self._unit.verb
        self._buffered.follow()
        wanted = set(ids)
        if left := wanted - self._seen.keys() - self._remembered.keys():
            looked_up = list(seen(self._unit.connection, left))
            self._unit.rows.batteries += looked_up
            self._seen.update((one.battery.id, one) for one in looked_up)
        known = (self._remembered, self._seen)
        return {battery: of[battery] for of in known for battery in wanted if battery in of}

    def _newest_ms(self, seen: Seen) -> int:
        """With what waits for the commit."""
        return max(seen.newest_ms, self._buffered.newest.get(seen.number, NEVER))

    @property
    def _remembered(self) -> dict[BatteryId, Seen]:
        """Of earlier batches."""
        if self._known is None:
            self._known = remembered(self._unit.connection)
        return self._known

    def _sorted_out(self, known: list[Line], newest: dict[int, int]) -> tuple[list[Line], list[Line]]:
        """Those whose moment is new, in order; and those that are odd, with what contradicts a moment that is there."""
        there = self._there([(number, at) for number, at, _ in known if at <= newest[number]])
        buffered = self._buffered.moments
        new, odd = [], []
        for number, at_ms, line in known:
            key, values = (number, at_ms), line[3:11]
            before = there.get(key) or buffered.get(key)
            if before is None:
                there[key] = values
                new.append((number, at_ms, line))
            elif before != values:
                line = line._replace(flags=(*line.flags, CONFLICT))
            if line.flags and before != values:
                odd.append((number, at_ms, line))
        return new, odd

    def _there(self, moments: list[tuple[int, int]]) -> dict[tuple[int, int], Values]:
        """What is stored of these batteries' moments."""
        found: dict[tuple[int, int], Values] = {}
        for pairs in chunks(moments):
            for row in with_keys(self._unit.connection, telemetry, ("battery", "at_ms"), pairs):
                found[row.battery, row.at_ms] = tuple(getattr(row, column.name) for column in MEASURED)
        return found


def _battery_row(battery: Battery) -> dict[str, Any]:
    return {**asdict(battery), "search_text": nouns.search_text(battery.id, battery.vehicle)}


def _hours(new: Iterable[Line], newest: dict[int, int]) -> set[tuple[int, int]]:
    """The hours to count. The present hour is counted when it is over, and has its mark from its first line."""
    present = milliseconds(now()) // HOUR_MS
    marked = {(number, present) for number, at_ms in newest.items() if at_ms // HOUR_MS == present}
    return {(number, at_ms // HOUR_MS) for number, at_ms, _ in new} - marked


def _odd_row(line: Line) -> dict[str, Any]:
    number, at_ms, told = line
    digest = blake2b(f"{at_ms} {told.flags} {told.raw}".encode("utf-8", "replace"), digest_size=16).hexdigest()
    received_ms = milliseconds(told.received_at)
    flags = ",".join(told.flags)
    return {"battery": number, "digest": digest, "at_ms": at_ms, "received_ms": received_ms, "flags": flags} | {
        "raw": told.raw
    }
