"""What operators want of EVSEs."""

import sqlalchemy as sa
from alembic import op

from chargeit.storage.types import Instant, Key

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "wanted_availability",
        sa.Column("station", Key(255), primary_key=True),
        sa.Column("evse", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("operative", sa.Boolean(), nullable=False),
        sa.Column("since_at", Instant(), nullable=False),
        if_not_exists=True,
        mariadb_engine="InnoDB",
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_nopad_bin",
    )
