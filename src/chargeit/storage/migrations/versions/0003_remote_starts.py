"""A command knows the transaction that began with it, or until when one is awaited."""

import sqlalchemy as sa
from alembic import op

from chargeit.storage.types import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    add("commands", sa.Column("transaction", sa.Integer()))
    add("commands", sa.Column("start_due_at", Instant()))
    op.create_index("commands_start_due", "commands", ["start_due_at", "station"], if_not_exists=True)


def add(table: str, column: "sa.Column[object]") -> None:
    """Repeatable: MariaDB commits every statement by itself, and an upgrade may be interrupted between two."""
    if column.name not in {known["name"] for known in sa.inspect(op.get_bind()).get_columns(table)}:
        op.add_column(table, column)
