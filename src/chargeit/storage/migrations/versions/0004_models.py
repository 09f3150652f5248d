"""Versions of models, and which of them serves."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from chargeit.storage.types import Instant, Json, Key, Short, Words

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    create(
        "models",
        key("feature", Key(255)),
        key("version", sa.Integer()),
        sa.Column("trained_at", Instant, nullable=False),
        sa.Column("data_from", Instant, nullable=False),
        sa.Column("data_to", Instant, nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("simulated_rows", sa.BigInteger(), nullable=False),
        sa.Column("scores", Json, nullable=False),
        sa.Column("notes", Words, nullable=False),
        sa.Column("digest", Short(64), nullable=False),
        sa.Column("decision", Words, nullable=False),
    )
    create(
        "model_serving",
        key("feature", Key(255)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since_at", Instant, nullable=False),
    )


def create(name: str, *parts: sa.schema.SchemaItem) -> None:
    """Repeatable: MariaDB commits every statement by itself, and an upgrade may be interrupted between two."""
    mariadb = {"mariadb_engine": "InnoDB", "mariadb_charset": "utf8mb4", "mariadb_collate": "utf8mb4_nopad_bin"}
    op.create_table(name, *parts, if_not_exists=True, **mariadb)


def key(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)
