"""Parquet files as rows of text. DuckDB is loaded where one is read; it comes with the extra `learn`."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from chargeit.domain.errors import Invalid, Misconfigured
from chargeit.loads.ingest.tables import Row, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FORM = "Parquet"
MARK = b"PAR1"
ROWS_AT_ONCE = 2_000
PATTERN_SIGNS = "*?["
Settings = dict[str, str | bool | int | float | list[str]]
# Without its extension for time zones an instant as text is in UTC, on every machine.
MANNER: Settings = {
    "memory_limit": "128MB",
    "threads": 1,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
ALL_AS_TEXT = "select columns(*)::varchar from read_parquet(?)"


def is_parquet(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(MARK)) == MARK


def columns(path: Path) -> Table:
    """Rows count from 1. Raises Invalid for what cannot be read, and Misconfigured where DuckDB is not installed."""
    with _opened(path) as connection:
        header = tuple(str(column[0]) for column in connection.description or ())
    return Table(FORM, header, lambda: _rows(path))


def _rows(path: Path) -> Iterator[Row]:
    rows = count(1)
    with _opened(path) as connection:
        while found := connection.fetchmany(ROWS_AT_ONCE):
            for cells in found:
                yield next(rows), ["" if cell is None else cell for cell in cells]


@contextmanager
def _opened(path: Path) -> Iterator["DuckDBPyConnection"]:
    try:
        import duckdb
    except ImportError:
        raise Misconfigured("file", "Parquet is read with DuckDB: pip install 'chargeit[learn]'") from None
    if any(sign in str(path) for sign in PATTERN_SIGNS):
        raise Invalid("file", f"a name without any of {PATTERN_SIGNS} for a Parquet file")
    try:
        with duckdb.connect(config=MANNER) as connection:
            yield connection.execute(ALL_AS_TEXT, [str(path)])
    except duckdb.Error as problem:
        why = str(problem).splitlines()[0].replace(str(path), "the file")[:200]
        raise Invalid("file", f"it is no Parquet that can be read: {why}") from problem
