"""Where TimescaleDB keeps telemetry (migration 0010): its sums of hours, and how its chunks of a day go."""

from functools import cached_property

from sqlalchemy import BigInteger, Column, Double, Engine, MetaData, Table, bindparam, text

from chargeit.domain.batteries import QUANTITIES

SUMMED_DAYS = 29
"""So far back its policy sums hours again; older ones are summed as everywhere."""
IS_USED = text("SELECT to_regclass('telemetry_hours') IS NOT NULL")
DROP_CHUNKS = text("SELECT drop_chunks('telemetry', older_than => :before)").bindparams(
    bindparam("before", type_=BigInteger)
)
PARTS = ("low", "sum", "high", "lines")
HOURS = Table(
    "telemetry_hours",
    MetaData(),
    Column("battery", BigInteger),
    Column("hour_ms", BigInteger),
    *(Column(f"{name}_{part}", BigInteger if part == "lines" else Double) for name in QUANTITIES for part in PARTS),
)


class Timescale:
    """Whether a database uses it: asked once, when it is needed first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @cached_property
    def is_used(self) -> bool:
        if self._engine.dialect.name != "postgresql":
            return False
        with self._engine.begin() as connection:
            return bool(connection.execute(IS_USED).scalar_one())
