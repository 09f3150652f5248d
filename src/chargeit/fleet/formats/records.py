"""What every format reads into: a recorded transaction, or a row that cannot be replayed and why."""

import csv
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from chargeit.domain.errors import Invalid

TOKEN_LENGTH = 20  # OCPP 1.6 7.28


@dataclass(frozen=True, slots=True)
class Recorded:
    """One charging transaction. `row` counts the file's lines from 1, the header is line 1 (in JSON: items from 1).

    `connector` is None where the data names none. Instants are UTC, `energy_wh` is exact, `soc` is 0..1.
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


@dataclass(frozen=True, slots=True)
class Left:
    """A row that was not replayed."""

    row: int
    reason: str


class Unusable(Exception):
    """A row cannot be replayed; the text says why."""


Row = dict[str, str]


def text_of(path: Path) -> str:
    """A text file's content: plain or gzip, UTF-8 with or without a mark, else Latin-1. Raises Invalid."""
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except OSError as problem:
        raise Invalid("file", f"{path} cannot be read: {problem.strerror or problem}") from problem
    except EOFError as problem:
        raise Invalid("file", f"{path} ends in the middle") from problem
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def read_table(
    text: str, delimiter: str, columns: tuple[str, ...], recorded: Callable[[int, Row], Recorded]
) -> Iterator[Recorded | Left]:
    """The rows of a table, each read by `recorded`, which raises Unusable. Raises Invalid where a column is missing."""
    lines = csv.reader(text.splitlines(), delimiter=delimiter)
    header = next(lines, [])
    if missing := [column for column in columns if column not in header]:
        raise Invalid("file", f"it has no column {missing[0]!r}; is it of another format?")
    for cells in lines:
        if not cells:
            continue
        if len(cells) != len(header):
            yield Left(lines.line_num, f"it has {len(cells)} fields, the header {len(header)}")
        else:
            yield checked(lines.line_num, lambda row, cells=cells: recorded(row, dict(zip(header, cells, strict=True))))  # type: ignore[misc]


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


def given(text: str, what: str) -> str:
    """A text that is not missing. Raises Unusable."""
    if text.strip() in ("", "NA", "None", "null"):
        raise Unusable(f"it has no {what}")
    return text.strip()
