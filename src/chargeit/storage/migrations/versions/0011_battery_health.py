"""What the twin has learned of each battery, for its next start."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "battery_health",
        sa.Column("battery", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("soh", sa.Double(), nullable=False),
        sa.Column("variance", sa.Double(), nullable=False),
        sa.Column("cycles", sa.Double(), nullable=False),
        if_not_exists=True,
        mariadb_engine="InnoDB",
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_nopad_bin",
    )
