"""Rows of cells out of a file: separated text, JSON items, or Parquet; one row at a time."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from chargeit.domain.errors import Invalid
from chargeit.domain.loads import RowNote
from chargeit.loads.ingest.survey import Survey, opened_text

SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}
HEADER_CHARACTERS = 100_000
# What is longer is no row; it is cut, so that it does not fill the memory.
LINE_CHARACTERS = 1 << 20
READ_CHARACTERS = 1 << 16
ITEM_CHARACTERS = 1 << 22

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """`rows()` reads from the beginning each time; a row has as many cells as the header."""

    form: str
    header: tuple[str, ...]
    rows: Callable[[], Iterator[Row | RowNote]]


def separated(found: Survey, separator: str) -> Table:
    with opened_text(found) as stream:
        line = stream.readline(HEADER_CHARACTERS)
    header = tuple(cell.strip() for cell in next(csv.reader([line], delimiter=separator), []))
    return Table("separated text", header, lambda: _separated(found, separator, len(header)))


class _Lines:
    """Lines of a stream, and those since the last record: a quote without its end swallows lines that can be saved."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.since: list[str] = []

    def __iter__(self) -> Iterator[str]:
        while line := self._stream.readline(LINE_CHARACTERS):
            self.since.append(line)
            yield line


def _separated(found: Survey, separator: str, width: int) -> Iterator[Row | RowNote]:
    with opened_text(found) as stream:
        stream.readline()
        lines = _Lines(stream)
        reader, row = csv.reader(lines, delimiter=separator), 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = []
            taken = len(lines.since)
            if len(cells) == width and taken == 1:
                yield row + 1, cells
            elif len(cells) == width:
                yield row + taken, cells
            else:
                yield from _one_by_one(lines.since, row, separator, width)
            row += taken
            lines.since.clear()


def _one_by_one(lines: list[str], before: int, separator: str, width: int) -> Iterator[Row | RowNote]:
    """What a record of another width is when each of its lines is read alone."""
    for row, line in enumerate(lines, before + 1):
        try:
            cells = next(csv.reader([line], delimiter=separator), [])
        except csv.Error as problem:
            yield RowNote(row, f"it cannot be read: {problem}")
            continue
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) == width:
            yield row, cells
        elif any(cell.strip() for cell in cells):
            yield RowNote(row, f"it has {len(cells)} fields, the header {width}")


def is_json(found: Survey) -> bool:
    with opened_text(found) as stream:
        return stream.read(100).lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def items(found: Survey) -> Table:
    """A list of objects, or an object with `_items`, as the interface of ACN-Data gives. Rows count items from 1."""
    header: dict[str, None] = {}
    for number, item in _objects(found):
        if isinstance(item, dict):
            header.update(dict.fromkeys(item))
        if number == 100:
            break
    return Table("JSON", tuple(header), lambda: _items(found, tuple(header)))


def _items(found: Survey, header: tuple[str, ...]) -> Iterator[Row | RowNote]:
    for number, item in _objects(found):
        if isinstance(item, dict):
            yield number, ["" if item.get(name) is None else str(item[name]) for name in header]
        else:
            yield RowNote(number, "it is no object")


def _objects(found: Survey) -> Iterator[tuple[int, Any]]:
    """The items of the array, decoded one by one from a window of the text."""
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
    with opened_text(found) as stream:
        text = _array(stream)
        for number in range(1, 1 << 62):
            text = text.lstrip(" \t\r\n,")
            while True:
                if text.startswith("]"):
                    return
                try:
                    item, end = decoder.raw_decode(text) if text else (None, 0)
                except (ValueError, RecursionError):
                    end = 0
                if end:
                    break
                more = stream.read(READ_CHARACTERS)
                if not more or len(text) > ITEM_CHARACTERS:
                    raise Invalid("file", f"item {number} is no JSON, or the file ends in the middle")
                text = (text + more).lstrip(" \t\r\n,")
            yield number, item
            text = text[end:]


def _array(stream: TextIO) -> str:
    """What follows the opening bracket."""
    text = stream.read(READ_CHARACTERS)
    bare = text.lstrip()
    place = text.find("[") if bare.startswith("[") else text.find("[", max(text.find('"_items"'), 0))
    if place < 0 or not (bare.startswith("[") or '"_items"' in text):
        raise Invalid("file", "it is no JSON of the interface: a list, or an object with _items")
    return text[place + 1 :]
