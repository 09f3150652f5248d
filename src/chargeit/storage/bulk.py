"""Bulk rows: what a batch's verbs leave behind without touching SQL, written by the driver's executemany."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from chargeit.domain.batteries import BatteryId
from chargeit.domain.clock import now
from chargeit.domain.events import Event, SamplesStored, TelemetryStored
from chargeit.domain.metering import MeterReport
from chargeit.domain.stations import StatusReport
from chargeit.storage import events, tables
from chargeit.storage.engine import Bulk, Engines
from chargeit.storage.live_loads import LiveRows, LiveStatements, live
from chargeit.storage.loads import month_of
from chargeit.storage.metering.energy import Hour, Meter, Reading, by_hour
from chargeit.storage.metering.packed import Packed
from chargeit.storage.telemetry.seen import Line, Seen
from chargeit.storage.telemetry.summaries import TelemetryStatements
from chargeit.storage.types import clean

SAMPLE_COLUMNS = [column.name for column in tables.samples.c]
STATUS_COLUMNS = [column.name for column in tables.status_reports.c if column.name != "id"]
LINE_COLUMNS = [column.name for column in tables.hourly_loads.c]
METER_COLUMNS = [column.name for column in tables.meters.c]


class Statements:
    """The statements of bulk rows, for one database."""

    def __init__(self, engines: Engines, time_zone: str = "UTC") -> None:
        self.time_zone = time_zone
        write = engines.write
        self.samples = Bulk(write, tables.samples, SAMPLE_COLUMNS)
        self.statuses = Bulk(write, tables.status_reports, STATUS_COLUMNS)
        self.events = Bulk(write, tables.outbox, ["kind", "version", "station", "recorded_at", "body"])
        kept = "COALESCE({new}, {old})"
        self.presence = Bulk(
            write,
            tables.presence,
            ["station", "last_seen_at", "digests"],
            {"last_seen_at": kept, "digests": kept},
        )
        self.meters = Bulk(write, tables.meters, METER_COLUMNS, dict.fromkeys(METER_COLUMNS[1:], "{new}"))
        self.hours = Bulk(
            write,
            tables.energy_hours,
            ["hour_at", "station", "simulated", "energy_wh"],
            {"energy_wh": "{old} + {new}"},
        )
        self.lines = Bulk(write, tables.hourly_loads, LINE_COLUMNS, dict.fromkeys(LINE_COLUMNS[3:], "{new}"))
        grown = dict.fromkeys(("energy_wh", "loads"), "{old} + {new}")
        self.load_hours = Bulk(write, tables.load_hours, [column.name for column in tables.load_hours.c], grown)
        highest = {"peak_wh": "CASE WHEN {new} > {old} THEN {new} ELSE {old} END"}
        self.load_peaks = Bulk(write, tables.load_peaks, [column.name for column in tables.load_peaks.c], highest)
        self.live_loads = LiveStatements(write, self.load_hours)
        self.telemetry = TelemetryStatements(write)
        self.instant = engines.instant


class Rows:
    """Append-only logs of one batch; the rows of a verb that failed are cut off at its mark."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, datetime]] = []
        self.digests: list[tuple[str, bytes]] = []
        self.reports: list[tuple[MeterReport, Packed]] = []
        self.statuses: list[StatusReport] = []
        self.meters: list[Meter] = []
        self.hours: list[Hour] = []
        self.live = LiveRows([], [], [])
        self.events: list[tuple[Event, str]] = []
        self.batteries: list[Seen | BatteryId] = []
        self.telemetry: list[Line] = []
        self.battery_hours: list[tuple[int, int]] = []
        self._logs: tuple[list[Any], ...] = (
            self.seen,
            self.digests,
            self.reports,
            self.statuses,
            self.meters,
            self.hours,
            *self.live,
            self.events,
            self.batteries,
            self.telemetry,
            self.battery_hours,
        )

    def add_hours(self, meter: Meter, before_wh: float, hours: Iterable[Hour]) -> None:
        """Of the station, and of the user's loads; the meter is as it is after them."""
        added = tuple(hours)
        if not added:
            return
        self.hours.extend(added)
        loads = list(live(meter, before_wh, added))
        self.live.measured.extend(loads)
        if not meter.is_open:
            self.live.months.extend((line.scope, month_of(line.hour)) for _, line, _ in loads)

    def mark(self) -> tuple[int, ...]:
        return tuple(map(len, self._logs))

    def undo(self, mark: tuple[int, ...]) -> None:
        for log, length in zip(self._logs, mark, strict=True):
            del log[length:]

    def __bool__(self) -> bool:
        return any(self._logs)

    @property
    def has_events(self) -> bool:
        """Whether the outbox gets a row."""
        return bool(self.events or self.reports or self.telemetry)

    def write(self, connection: Connection, statements: Statements, lane: int = 0) -> None:
        """In the batch's transaction; all writers keep one order of tables and keys, so that none waits in a ring."""
        instant = statements.instant
        statements.presence.run(connection, list(self._presence(instant)))
        newest = {meter.number: meter for meter in self.meters}
        statements.meters.run(connection, [_meter_row(newest[number], instant) for number in sorted(newest)])
        statements.hours.run(connection, list(self._hours(instant)))
        statements.live_loads.run(connection, self.live, lane)
        statements.statuses.run(connection, [_status_row(report, instant) for report in self.statuses])
        recorded = ((e.kind, e.version, clean(e.station), instant(e.at), body) for e, body in self.events)
        statements.events.run(connection, list(recorded))
        if self.reports:
            first = self._announce(connection) * events.LINES
            statements.samples.run(connection, list(_sample_rows(self.reports, first, instant)))
        if self.telemetry:
            body = statements.telemetry.run(connection, self.telemetry, self.battery_hours)
            statements.events.run(connection, [(TelemetryStored.kind, 1, "", instant(now()), body)])

    def _presence(self, instant: Any) -> Iterator[tuple[Any, ...]]:
        seen, digests = dict(self.seen), dict(self.digests)
        for station in sorted(seen.keys() | digests.keys()):
            at = seen.get(station)
            yield station, None if at is None else instant(at), digests.get(station)

    def _hours(self, instant: Any) -> Iterator[tuple[Any, ...]]:
        for at, station, simulated, energy_wh in sorted(by_hour(self.hours)):
            yield instant(at), station, simulated, energy_wh

    def _announce(self, connection: Connection) -> int:
        """The outbox row of the batch's samples; its id is the number of the batch."""
        row = {"kind": SamplesStored.kind, "version": 1, "station": "", "recorded_at": now()}
        row["body"] = events.summaries(self.reports)
        key = connection.execute(insert(tables.outbox).values(row)).inserted_primary_key
        return int(key[0]) if key is not None else 0


def _sample_rows(reports: Iterable[tuple[MeterReport, Packed]], first: int, instant: Any) -> Iterator[tuple[Any, ...]]:
    line = first
    for report, kept in reports:
        place = report.place
        station, evse, transaction, received = (
            place.station,
            place.evse,
            report.transaction,
            instant(report.received_at),
        )
        for at, readings, count in kept.moments:
            yield (line, station, evse, transaction, instant(at), received, readings)
            line += count


def _status_row(report: StatusReport, instant: Any) -> tuple[Any, ...]:
    place = report.place
    texts = (report.error_code, report.info, report.vendor, report.vendor_error_code)
    times = (instant(report.reported_at), instant(report.received_at))
    return (place.station, place.evse, place.connector, str(report.status), *times, *(clean(one) for one in texts))


def _meter_row(meter: Meter, instant: Any) -> tuple[Any, ...]:
    last = None if meter.last_at is None else instant(meter.last_at)

    def pair(reading: Reading | None) -> tuple[Any, Any]:
        if reading is None:
            return (None, None)
        return (reading.value, last if reading.at is meter.last_at else instant(reading.at))

    first = None if meter.first_at is None else instant(meter.first_at)
    readings = (*pair(meter.register), meter.rolled_wh, *pair(meter.power), *pair(meter.soc))
    return (meter.number, meter.samples, first, last, *readings)
