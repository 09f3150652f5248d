"""What every format reads into: a recorded transaction, or a row that cannot be replayed and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from chargeit.domain.errors import Invalid
from chargeit.domain.loads import RowNote
from chargeit.loads.ingest import tables
from chargeit.loads.ingest.survey import survey
from chargeit.loads.ingest.tables import Table
from chargeit.loads.texts import Unusable

TOKEN_LENGTH = 20  # OCPP 1.6 7.28


@dataclass(frozen=True, slots=True)
class Recorded:
    """One charging transaction. `row` counts the file's lines from 1, the header is line 1 (in JSON: items from 1).

    `connector` is None where the data names none, `site` is "". Instants are UTC, `energy_wh` is exact, `soc` is 0..1.
    """

    row: int
    station: str
    connector: int | None
    token: str
    started_at: datetime
    stopped_at: datetime
    energy_wh: Decimal
    soc_at_start: float | None = None
    soc_at_stop: float | None = None
    site: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A row that was not replayed."""

    row: int
    reason: str


Row = dict[str, str]


def read_table(
    path: Path, delimiter: str, columns: tuple[str, ...], recorded: Callable[[int, Row], Recorded]
) -> Iterator[Recorded | Left]:
    """The rows of a table, each read by `recorded`, which raises Unusable. Raises Invalid where a column is missing."""
    return read_rows(tables.separated(survey(path), delimiter), columns, recorded)


def read_rows(
    table: Table, columns: tuple[str, ...], recorded: Callable[[int, Row], Recorded]
) -> Iterator[Recorded | Left]:
    if missing := [column for column in columns if column not in table.header]:
        raise Invalid("file", f"it has no column {missing[0]!r}; is it of another format?")
    for found in table.rows():
        if isinstance(found, RowNote):
            yield Left(found.row, found.reason)
        else:
            row, cells = found
            named = dict(zip(table.header, cells, strict=True))
            yield checked(row, lambda row, named=named: recorded(row, named))  # type: ignore[misc]


def checked(row: int, recorded: Callable[[int], Recorded]) -> Recorded | Left:
    """What every format refuses alike."""
    try:
        found = recorded(row)
    except Unusable as why:
        return Left(row, str(why))
    if found.stopped_at < found.started_at:
        return Left(row, "it ends before it begins")
    if found.energy_wh < 0:
        return Left(row, "its energy is negative")
    return found


def decimal(text: str, what: str) -> Decimal:
    """A finite number, with a decimal comma or point. Raises Unusable."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise Unusable(f"its {what} is no number: {text[:40]!r}") from None
    if not number.is_finite():
        raise Unusable(f"its {what} is no number: {text[:40]!r}")
    return number


def connector(text: str, what: str) -> int:
    """Raises Unusable."""
    number = decimal(text, what)
    if number < 1 or number != int(number):
        raise Unusable(f"its connector is {text[:40]!r}, connectors count from 1")
    return int(number)
