"""Batteries, their telemetry, what was said of them, and their alerts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from chargeit.storage.types import Instant, Key, Short, Words

revision = "0007"
down_revision = "0006"

QUANTITIES = ("soc", "soh", "voltage_v", "current_a", "temperature_c", "cycles", "power_w", "spread_v")
ESTIMATES = ("soc", "soc_low", "soc_high", "soh", "soh_low", "soh_high", "temperature_c")
EXPECTED = ("rul_cycles", "rul_low", "rul_high", "failure_probability", "anomaly")


def upgrade() -> None:
    create_batteries()
    create_telemetry()
    create_sums()
    create(
        "battery_predictions",
        key("battery"),
        key("made_ms", sa.BigInteger),
        required("basis", Short(20)),
        *(sa.Column(name, sa.Double()) for name in (*ESTIMATES, *EXPECTED)),
        sa.Column("version", sa.Integer()),
        required("explanation", Words),
        sqlite_with_rowid=False,
    )
    create(
        "battery_alerts",
        sa.Column("id", Key(255), primary_key=True),
        required("battery", sa.Integer()),
        required("kind", Short(20)),
        required("raised_at", Instant),
        required("value", sa.Double()),
        required("threshold", sa.Double()),
        sa.Column("cleared_at", Instant),
        sa.Column("acknowledged_at", Instant),
        required("acknowledged_by", Words),
    )
    index("battery_alerts_raised", "battery_alerts", ["raised_at", "id"])
    index("battery_alerts_cleared", "battery_alerts", ["cleared_at", "battery"])


def create_batteries() -> None:
    create(
        "batteries",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("id", Key(255), nullable=False, unique=True),
        required("created_at", Instant),
        required("chemistry", Short(20)),
        required("capacity_ah", sa.Double()),
        required("cells_in_series", sa.Integer()),
        required("vehicle", Words),
        required("simulated", sa.Boolean()),
        required("search_text", Words),
        sqlite_autoincrement=True,
    )


def create_telemetry() -> None:
    create(
        "telemetry",
        key("battery"),
        key("at_ms", sa.BigInteger),
        required("received_ms", sa.BigInteger()),
        *(sa.Column(name, sa.Double()) for name in QUANTITIES),
        sqlite_with_rowid=False,
    )
    create(
        "odd_telemetry",
        key("battery"),
        sa.Column("digest", Short(32), primary_key=True),
        required("at_ms", sa.BigInteger()),
        required("received_ms", sa.BigInteger()),
        required("flags", Words),
        required("raw", Words),
    )
    index("odd_telemetry_at", "odd_telemetry", ["battery", "at_ms"])


def create_sums() -> None:
    create(
        "battery_hours",
        key("battery"),
        key("quantity"),
        key("hour"),
        *(required(name, sa.Double()) for name in ("low", "sum", "high")),
        required("lines", sa.Integer()),
        sqlite_with_rowid=False,
    )
    create("battery_marks", key("battery"), key("hour"), required("version", sa.BigInteger()))
    index("battery_marks_hour", "battery_marks", ["hour"])
    create("telemetry_days", key("day"), required("lines", sa.BigInteger()))


def create(name: str, *parts: sa.schema.SchemaItem, **options: object) -> None:
    """Repeatable: MariaDB commits every statement by itself, and an upgrade may be interrupted between two."""
    mariadb = {"mariadb_engine": "InnoDB", "mariadb_charset": "utf8mb4", "mariadb_collate": "utf8mb4_nopad_bin"}
    op.create_table(name, *parts, if_not_exists=True, **mariadb, **options)


def index(name: str, table: str, columns: list[str]) -> None:
    op.create_index(name, table, columns, if_not_exists=True)


def required(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def key(name: str, kind: type[sa.Integer] = sa.Integer) -> sa.Column[int]:
    return sa.Column(name, kind(), primary_key=True, autoincrement=False)
