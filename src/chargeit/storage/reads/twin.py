"""What the predictor reads: batteries, their newest lines, and what came since."""

from sqlalchemy import Engine, bindparam, func, select

from chargeit.domain.batteries import Battery, BatteryHealth, Telemetry
from chargeit.domain.events import TelemetryStored
from chargeit.storage.tables import batteries, battery_health, outbox, telemetry
from chargeit.storage.telemetry.rows import battery, line, lines
from chargeit.storage.telemetry.summaries import telemetry_lines

SLACK = 64
"""Commits of other writers may get a lower number and be seen later: so many are read again."""


SINCE = (
    select(outbox.c.id, outbox.c.body)
    .where(outbox.c.id > bindparam("after"), outbox.c.kind == TelemetryStored.kind)
    .order_by(outbox.c.id)
)


class SqlTwinReads:
    """`chargeit.ports.batteries.TwinReads`. A line may come twice: whoever reads passes over old moments."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[Battery]:
        with self._engine.begin() as connection:
            return [battery(row) for row in connection.execute(select(batteries).order_by(batteries.c.number))]

    def latest(self) -> list[Telemetry]:
        newest = select(func.max(telemetry.c.at_ms)).where(telemetry.c.battery == batteries.c.number)
        query = lines().where(telemetry.c.at_ms == newest.correlate(batteries).scalar_subquery())
        with self._engine.begin() as connection:
            return [line(row) for row in connection.execute(query)]

    def learned(self) -> list[BatteryHealth]:
        table = battery_health
        columns = select(batteries.c.id, table.c.soh, table.c.variance, table.c.cycles)
        query = columns.join_from(table, batteries, batteries.c.number == table.c.battery)
        with self._engine.begin() as connection:
            return [BatteryHealth._make(row) for row in connection.execute(query)]

    def since(self, position: int, limit: int) -> tuple[list[Telemetry], int]:
        again = 0 if self._engine.dialect.name == "sqlite" else SLACK
        found: list[Telemetry] = []
        with self._engine.begin() as connection:
            for row in connection.execute(SINCE, {"after": position - again}):
                found += telemetry_lines(row.body)
                position = max(position, row.id)
                if len(found) >= limit:
                    break
        return found, position

    def position(self) -> int:
        with self._engine.begin() as connection:
            return int(connection.execute(select(func.max(outbox.c.id))).scalar() or 0)
