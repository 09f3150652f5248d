"""Hourly loads and their sums."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from chargeit.storage.types import Instant, Key, Serial, Words

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    add("stations", sa.Column("site", Key(255), nullable=False, server_default=sa.text("''")))
    add("transactions", sa.Column("load_scope", sa.BigInteger()))
    create_scopes()
    create_tokens()
    create_transactions()
    create_hourly_loads()
    create_hours()
    create_peaks()
    create_imports()


def create(name: str, *parts: sa.schema.SchemaItem, **options: object) -> None:
    """Repeatable: MariaDB commits every statement by itself, and an upgrade may be interrupted between two."""
    mariadb = {"mariadb_engine": "InnoDB", "mariadb_charset": "utf8mb4", "mariadb_collate": "utf8mb4_nopad_bin"}
    op.create_table(name, *parts, if_not_exists=True, **mariadb, **options)


def add(table: str, column: sa.Column[Any]) -> None:
    if column.name not in {known["name"] for known in sa.inspect(op.get_bind()).get_columns(table)}:
        op.add_column(table, column)


def key(name: str, kind: type[sa.Integer] = sa.BigInteger) -> sa.Column[int]:
    return sa.Column(name, kind(), primary_key=True, autoincrement=False)


def create_scopes() -> None:
    create(
        "load_scopes",
        sa.Column("id", Serial, primary_key=True),
        sa.Column("parent", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", Key(255), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("time_zone", Words()),
        sqlite_autoincrement=True,
    )
    named = ["parent", "name", "level", "simulated"]
    op.create_index("load_scopes_named", "load_scopes", named, unique=True, if_not_exists=True)
    op.create_index("load_scopes_level", "load_scopes", ["level", "name"], if_not_exists=True)


def create_tokens() -> None:
    create(
        "load_tokens",
        sa.Column("id", Serial, primary_key=True),
        sa.Column("token_key", Key(255), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("load_tokens_key", "load_tokens", ["token_key"], unique=True, if_not_exists=True)


def create_transactions() -> None:
    create(
        "load_transactions",
        sa.Column("id", Serial, primary_key=True),
        sa.Column("source", Key(255), nullable=False),
        sa.Column("name", Key(255), nullable=False),
        sa.Column("scope", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    named = ["source", "name"]
    op.create_index("load_transactions_named", "load_transactions", named, unique=True, if_not_exists=True)


def create_hourly_loads() -> None:
    create(
        "hourly_loads",
        key("scope"),
        key("hour", sa.Integer),
        key("transaction"),
        sa.Column("synthetic_3_6_wh", sa.BigInteger()),
        sa.Column("synthetic_7_2_wh", sa.BigInteger()),
        sa.Column("flex_3_6_wh", sa.BigInteger()),
        sa.Column("flex_7_2_wh", sa.BigInteger()),
        sa.Column("measured_wh", sa.BigInteger()),
        sqlite_with_rowid=False,
    )


def create_hours() -> None:
    create(
        "load_hours",
        key("scope"),
        key("series", sa.Integer),
        key("hour", sa.Integer),
        key("lane", sa.Integer),
        sa.Column("energy_wh", sa.BigInteger(), nullable=False),
        sa.Column("loads", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )


def create_peaks() -> None:
    create(
        "load_peaks",
        key("series", sa.Integer),
        key("scope"),
        key("month", sa.Integer),
        sa.Column("peak_wh", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )


def create_imports() -> None:
    create(
        "load_imports",
        sa.Column("file_digest", Key(255), primary_key=True),
        sa.Column("name", Words(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("rows", "new", "same", "changed")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("refused", "repaired")),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("state", Words(), nullable=False),
    )
