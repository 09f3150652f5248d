"""What transactions say of the batteries that come to charge."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from chargeit.storage.types import Instant, Key, Short, Words

revision = "0012"
down_revision = "0011"

INTERVALS = ("capacity_wh", "capacity_low", "capacity_high", "health", "health_low", "health_high")
MARIADB = {"mariadb_engine": "InnoDB", "mariadb_charset": "utf8mb4", "mariadb_collate": "utf8mb4_nopad_bin"}


def upgrade() -> None:
    create(
        "charge_estimates",
        sa.Column("transaction", sa.Integer(), primary_key=True, autoincrement=False),
        required("token_key", Short(255)),
        required("token", Words),
        required("ended_at", Instant),
        required("simulated", sa.Boolean()),
        required("current", Short(20)),
        sa.Column("capacity_wh", sa.Double()),
        required("variance", sa.Double()),
        required("lean", sa.Double()),
        sa.Column("soc_from", sa.Double()),
        sa.Column("soc_to", sa.Double()),
        required("explanation", Words),
    )
    op.create_index(
        "charge_estimates_token_ended",
        "charge_estimates",
        ["token_key", "ended_at", "transaction"],
        if_not_exists=True,
    )
    create(
        "charged_batteries",
        sa.Column("token_key", Key(255), primary_key=True),
        required("token", Words),
        sa.Column("nominal_wh", sa.Double()),
        required("simulated", sa.Boolean()),
        *(sa.Column(name, sa.Double()) for name in INTERVALS),
        sa.Column("relative_to", Short(20)),
        sa.Column("relative_at", Instant),
        required("counted", sa.Integer()),
        required("set_aside", sa.Integer()),
        sa.Column("first_at", Instant),
        sa.Column("last_at", Instant),
        required("explanation", Words),
        required("search_text", Words),
    )
    create(
        "charge_history",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        required("reached", sa.Integer()),
        required("last", sa.Integer()),
    )


def create(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(name, *columns, if_not_exists=True, **MARIADB)


def required(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
