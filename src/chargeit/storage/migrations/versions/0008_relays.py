"""How far along the outbox each broker has got."""

import sqlalchemy as sa
from alembic import op

from chargeit.storage.types import Key

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "relays",
        sa.Column("name", Key(40), primary_key=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        if_not_exists=True,
        mariadb_engine="InnoDB",
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_nopad_bin",
    )
