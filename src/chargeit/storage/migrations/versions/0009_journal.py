"""What was told and waits to be heard."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from chargeit.storage.types import MARIADB, Serial, Words

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("id", Serial, primary_key=True),
        sa.Column("body", sa.LargeBinary().with_variant(mysql.LONGBLOB(), *MARIADB), nullable=False),
        sa.Column("problem", Words),
        if_not_exists=True,
        mariadb_engine="InnoDB",
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_nopad_bin",
    )
