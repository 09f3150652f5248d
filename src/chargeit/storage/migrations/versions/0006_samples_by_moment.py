"""The samples of one moment become one row; their ids stay."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

from chargeit.storage.types import Instant, Key, Words

revision = "0006"
down_revision = "0005"

AT_ONCE = 5000
MOST = 64
PLACED = ("station", "evse", "transaction", "sampled_at", "received_at")
READ = ("measurand", "value", "unit", "raw", "raw_unit", "context", "phase", "location", "format", "flags")
TYPES: dict[str, Any] = {"sampled_at": Instant(), "received_at": Instant(), "value": sa.Double(asdecimal=False)}


def upgrade() -> None:
    """Repeatable: MariaDB commits every statement by itself, and an upgrade may be interrupted between two."""
    connection = op.get_bind()
    if "readings" not in columns("samples"):
        mariadb = {"mariadb_engine": "InnoDB", "mariadb_charset": "utf8mb4", "mariadb_collate": "utf8mb4_nopad_bin"}
        op.create_table("samples_packed", *packed_columns(), if_not_exists=True, **mariadb)
        pack(connection)
        op.drop_table("samples")
    if "samples" not in sa.inspect(connection).get_table_names():
        op.rename_table("samples_packed", "samples")
    op.create_index("samples_station_sampled", "samples", ["station", "sampled_at"], if_not_exists=True)


def columns(table: str) -> set[str]:
    """Empty where there is no such table; then it was dropped before an interruption, with its rows packed."""
    found = sa.inspect(op.get_bind())
    names = {column["name"] for column in found.get_columns(table)} if found.has_table(table) else set()
    return names or {"readings"}


def packed_columns() -> Sequence[sa.Column[Any]]:
    serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return (
        sa.Column("id", serial, primary_key=True, autoincrement=False),
        sa.Column("station", Key(255), nullable=False),
        sa.Column("evse", sa.BigInteger(), nullable=False),
        sa.Column("transaction", sa.BigInteger()),
        sa.Column("sampled_at", Instant, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("readings", Words, nullable=False),
    )


def pack(connection: sa.Connection) -> None:
    """Goes on behind the last row that an interrupted run packed."""
    before = sa.table("samples", sa.column("id"), *(sa.column(name, TYPES.get(name)) for name in PLACED + READ))
    packed = sa.table("samples_packed", *packed_columns())
    last = packed_until(connection, packed)
    while True:
        query = sa.select(before).where(before.c.id > last).order_by(before.c.id).limit(AT_ONCE)
        rows = connection.execute(query).all()
        if not rows:
            return
        whole = list(moments(rows))
        # the last moment may go on in the next rows
        if len(rows) == AT_ONCE:
            del whole[-1]
        connection.execute(sa.insert(packed), [packed_row(together) for together in whole])
        last = whole[-1][-1].id


def packed_until(connection: sa.Connection, packed: sa.TableClause) -> int:
    query = sa.select(packed.c.id, packed.c.readings).order_by(packed.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    return row.id + len(msgspec.json.decode(row.readings)) - 1 if row else -1


def moments(rows: Sequence[sa.Row[Any]]) -> Iterator[list[sa.Row[Any]]]:
    """Rows of one moment whose ids follow on each other."""
    together: list[sa.Row[Any]] = []
    for row in rows:
        if together and (len(together) == MOST or row.id != together[-1].id + 1 or placed(row) != placed(together[-1])):
            yield together
            together = []
        together.append(row)
    yield together


def placed(row: sa.Row[Any]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in PLACED)


def packed_row(together: Sequence[sa.Row[Any]]) -> dict[str, Any]:
    readings = [
        (*(getattr(row, name) for name in READ[:-1]), [flag for flag in row.flags.split(",") if flag])
        for row in together
    ]
    place = dict(zip(PLACED, placed(together[0]), strict=True))
    return {"id": together[0].id, **place, "readings": msgspec.json.encode(readings).decode()}
