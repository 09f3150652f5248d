"""What a commit's telemetry says of each battery, as the body of its outbox row; and the statements of its rows."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Engine

from chargeit.domain.batteries import BatteryId, Telemetry
from chargeit.domain.events import TelemetryStored
from chargeit.domain.stations import StationId
from chargeit.storage import tables
from chargeit.storage.engine import NumbersBulk
from chargeit.storage.telemetry.buffer import KEY, days, latest, line_row
from chargeit.storage.telemetry.rows import instant, milliseconds
from chargeit.storage.telemetry.seen import Line


class TelemetrySummary(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The latest line of a battery in one commit, and how many there were."""

    battery: str
    count: int
    at_ms: int
    received_ms: int
    values: tuple[float | None, ...]
    flags: tuple[str, ...]


class TelemetryStatements:
    def __init__(self, write: Engine) -> None:
        columns = [column.name for column in tables.telemetry.c]
        # a line that another process stored meanwhile stays as it is
        self.lines = NumbersBulk(write, tables.telemetry, columns, {"received_ms": "{old}"})
        marks, grown = ["battery", "hour", "version"], "{old} + {new}"
        self.hours = NumbersBulk(write, tables.battery_marks, marks, {"version": grown})
        self.days = NumbersBulk(write, tables.telemetry_days, ["day", "lines"], {"lines": grown})

    def run(self, connection: Connection, added: list[Line], hours: Iterable[tuple[int, int]]) -> str:
        """The lines of a batch, and the marks of the hours that are to be summed. The body of their outbox row."""
        lines = sorted(added, key=KEY)
        self.lines.run(connection, [line_row(line) for line in lines])
        self.hours.run(connection, [(battery, hour, 1) for battery, hour in sorted(set(hours))])
        self.days.run(connection, days(lines))
        return telemetry_body(latest(lines))


def telemetry_body(latest: Iterable[tuple[int, Line]]) -> str:
    """Of pairs of a count and the latest line."""
    summaries = [
        TelemetrySummary(line.battery, count, at_ms, milliseconds(line.received_at), line[3:11], line.flags)
        for count, (_, at_ms, line) in latest
    ]
    return msgspec.json.encode(summaries).decode()


def telemetry_events(body: str, recorded_at: datetime) -> list[TelemetryStored]:
    nobody = StationId("")
    return [
        TelemetryStored(nobody, recorded_at, BatteryId(one.battery), one.count, instant(one.at_ms), *one.values)
        for one in DECODER.decode(body)
    ]


def telemetry_lines(body: str) -> list[Telemetry]:
    return [
        Telemetry._make(
            (BatteryId(one.battery), instant(one.at_ms), instant(one.received_ms), *one.values, one.flags, "")
        )
        for one in DECODER.decode(body)
    ]


DECODER = msgspec.json.Decoder(list[TelemetrySummary])
