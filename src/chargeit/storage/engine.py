"""Engines: every difference between SQLite, PostgreSQL and MariaDB."""

import importlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Insert, Row, Table, create_engine, event, select, tuple_
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
    StatementError,
)

from chargeit.domain.errors import ChargeitError, Conflict, Invalid, Misconfigured, Unreachable
from chargeit.storage.types import MARIADB, instant_for

SETTING = "CHARGEIT_DATABASE_URL"
BUSY_TIMEOUT_S = 10
# SQLite, for each connection; the readers are several
WRITE_CACHE_KB, READ_CACHE_KB = 32_768, 4_096
# A page that many commits change, as telemetry of many batteries does, is copied back once in 16 MB of log.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=4000")
DRIVERS = {
    "sqlite": ("sqlite+pysqlite", "sqlite3", ""),
    "postgresql": ("postgresql+psycopg", "psycopg", "postgres"),
    "postgres": ("postgresql+psycopg", "psycopg", "postgres"),
    "mysql": ("mariadb+pymysql", "pymysql", "mariadb"),
    "mariadb": ("mariadb+pymysql", "pymysql", "mariadb"),
}
MARIADB_SESSION = (
    "SET SESSION sql_mode='STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION',"
    " time_zone='+00:00', innodb_lock_wait_timeout=10"
)
# deadlock and serialization failure: PostgreSQL's SQLSTATE, MariaDB's number
TRANSIENT = frozenset({"40001", "40P01", "55P03", 1213, 1205, 1020})


@dataclass(frozen=True)
class Engines:
    """One database: an engine whose transactions take the write lock at once (SQLite), and one that only reads."""

    name: str
    write: Engine
    read: Engine
    writers: int

    @property
    def instant(self) -> Callable[[datetime], Any]:
        return instant_for(self.name)  # type: ignore[no-any-return]

    def dispose(self) -> None:
        self.write.dispose()
        self.read.dispose()


def open_engines(url: str, writers: int) -> Engines:
    """Nothing is connected yet. Raises Misconfigured for a URL or a missing driver."""
    full = resolved(url)
    name = full.get_backend_name()
    if name == "sqlite":
        write, read = _sqlite(full, "BEGIN IMMEDIATE", WRITE_CACHE_KB), _sqlite(full, "BEGIN", READ_CACHE_KB)
        return Engines(name, write, _in_our_words(read), 1)
    options: dict[str, Any] = {"pool_pre_ping": True, "hide_parameters": True, "isolation_level": "READ COMMITTED"}
    if name == "mariadb":
        options["connect_args"] = {"init_command": MARIADB_SESSION, "connect_timeout": BUSY_TIMEOUT_S}
    else:
        session = "-c timezone=UTC -c lock_timeout=10s -c client_min_messages=error"
        options["connect_args"] = {"options": session, "connect_timeout": BUSY_TIMEOUT_S}
    write, read = create_engine(full, pool_size=writers + 1, **options), create_engine(full, **options)
    return Engines(name, write, _in_our_words(read), writers)


def resolved(url: str) -> URL:
    """`mysql://...` -> SQLAlchemy's URL with our driver."""
    try:
        given = make_url(url)
    except ArgumentError:
        raise Misconfigured(SETTING, "must be like sqlite:///chargeit.sqlite3 or postgresql://user@host/name") from None
    backend = given.get_backend_name()
    if backend not in DRIVERS:
        raise Misconfigured(SETTING, f"{backend} is unknown; sqlite, postgresql and mariadb are supported")
    driver, module, extra = DRIVERS[backend]
    try:
        importlib.import_module(module)
    except ImportError:
        raise Misconfigured(SETTING, f"{backend} needs a driver: pip install chargeit[{extra}]") from None
    if backend == "sqlite" and given.database in (None, "", ":memory:"):
        raise Misconfigured(SETTING, "SQLite needs a file: sqlite:///chargeit.sqlite3")
    # SQLAlchemy's default for MariaDB is a character set without emoji on old servers.
    query = {**given.query, "charset": "utf8mb4"} if driver.startswith("mariadb") else given.query
    return given.set(drivername=driver, query=query)


def _sqlite(url: URL, begin: str, cache_kb: int) -> Engine:
    """The driver's own transactions are off: by default they let a row survive an outer rollback."""
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    arguments = {"isolation_level": None, "timeout": BUSY_TIMEOUT_S, "check_same_thread": False}
    engine = create_engine(url, connect_args=arguments, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in (*PRAGMAS, f"cache_size=-{cache_kb}"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _in_our_words(engine: Engine) -> Engine:
    """Reads raise errors of ours: Unreachable where the database is away. A batch needs the driver's own."""

    @event.listens_for(engine, "handle_error", retval=True)
    def translate(context: ExceptionContext) -> Exception | None:
        error = context.sqlalchemy_exception
        # SQL that the database does not understand is a fault of ours, which a retry does not cure
        if context.is_pre_ping or error is None or isinstance(error, ProgrammingError):
            return None
        return translated(error)

    return engine


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts, or replaces all columns of the row with the same primary key."""
    if rows:
        connection.execute(_upsert(connection.dialect.name, table, tuple(rows[0])), rows)


@cache
def _upsert(dialect: str, table: Table, columns: tuple[str, ...]) -> Insert:
    keys = [column.name for column in table.primary_key]
    if dialect in MARIADB:
        statement = mysql.insert(table)
        replaced = {name: statement.inserted[name] for name in columns if name not in keys}
        return statement.on_duplicate_key_update(replaced)
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    changed = {name: insert.excluded[name] for name in columns if name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=changed)


def with_keys(
    connection: Connection, table: Table, names: tuple[str, ...], keys: Sequence[tuple[Any, ...]]
) -> Iterator[Row[Any]]:
    """The rows in whose columns `names` one of `keys` stands, in no order, as the driver gives them; keys come once.

    SQLite looks through the whole table for `(a, b) IN (...)`, so it is led from the keys to their rows.
    """
    if connection.dialect.name == "sqlite":
        parameters = tuple(value for key in keys for value in key)
        yield from connection.exec_driver_sql(_with_keys(table, names, len(keys)), parameters)
    else:
        yield from connection.execute(select(table).where(tuple_(*(table.c[name] for name in names)).in_(keys)))


@lru_cache(maxsize=64)
def _with_keys(table: Table, names: tuple[str, ...], count: int) -> str:
    quote = sqlite.dialect().identifier_preparer.quote
    listed, marks = ", ".join(map(quote, names)), ", ".join("?" * len(names))
    same = " AND ".join(f"{quote(table.name)}.{quote(name)} = wanted.{quote(name)}" for name in names)
    values = ", ".join([f"({marks})"] * count)
    return (
        f"WITH wanted ({listed}) AS (VALUES {values}) SELECT {quote(table.name)}.* FROM wanted"  # noqa: S608 our own names
        f" CROSS JOIN {quote(table.name)} ON {same}"
    )


def add_missing(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts; a row that another writer added meanwhile stays as it is. Waits until that writer has committed."""
    if rows:
        connection.execute(_add_missing(connection.dialect.name, table), rows)


@cache
def _add_missing(dialect: str, table: Table) -> Insert:
    if dialect in MARIADB:
        key = next(iter(table.primary_key))
        return mysql.insert(table).on_duplicate_key_update({key.name: key})
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return insert.on_conflict_do_nothing()


def mark_of(engine: Engine | Connection) -> str:
    """How the driver marks a parameter."""
    return "?" if engine.dialect.paramstyle == "qmark" else "%s"


class Bulk:
    """One statement for the driver's own executemany: rows are tuples in the order of `columns`.

    With `source` they are the parameters of that query (`{mark}` each), whose rows are inserted.
    With `changed` (column -> expression of `{new}` and `{old}`) a row whose primary key is there is changed instead.
    """

    def __init__(
        self,
        engine: Engine,
        table: Table,
        columns: Sequence[str],
        changed: Mapping[str, str] | None = None,
        source: str = "",
    ):
        quote = engine.dialect.identifier_preparer.quote
        mark = mark_of(engine)
        names = ", ".join(quote(name) for name in columns)
        rows = source.format(mark=mark) if source else f"VALUES ({', '.join([mark] * len(columns))})"
        self.sql = f"INSERT INTO {quote(table.name)} ({names}) {rows}"
        if not changed:
            return
        mariadb = engine.dialect.name in MARIADB
        new = "VALUES({})" if mariadb else "excluded.{}"
        keys = ", ".join(quote(column.name) for column in table.primary_key)
        self.sql += " ON DUPLICATE KEY UPDATE " if mariadb else f" ON CONFLICT ({keys}) DO UPDATE SET "
        self.sql += ", ".join(
            f"{quote(name)} = " + how.format(new=new.format(quote(name)), old=f"{quote(table.name)}.{quote(name)}")
            for name, how in changed.items()
        )

    def run(self, connection: Connection, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            connection.exec_driver_sql(self.sql, rows)


class NumbersBulk(Bulk):
    """Of rows that are numbers or None, each key once: PostgreSQL takes their columns as arrays, for a fifth of it."""

    def __init__(self, engine: Engine, table: Table, columns: Sequence[str], changed: Mapping[str, str]):
        self._as_arrays = engine.dialect.name == "postgresql"
        types = [table.c[name].type.compile(engine.dialect) for name in columns] if self._as_arrays else []
        arrays = ", ".join(f"{{mark}}::{one}[]" for one in types)
        source = f"SELECT * FROM unnest({arrays})" if arrays else ""  # noqa: S608 types, no values
        super().__init__(engine, table, columns, changed, source)

    def run(self, connection: Connection, rows: list[tuple[Any, ...]]) -> None:
        if rows and self._as_arrays:
            connection.exec_driver_sql(self.sql, tuple(map(array_text, zip(*rows, strict=True))))
        else:
            super().run(connection, rows)


def array_text(numbers: Sequence[float | None]) -> str:
    """PostgreSQL's form of an array: that of JSON in other brackets."""
    return "{" + msgspec.json.encode(numbers)[1:-1].decode() + "}"


def is_transient(error: BaseException) -> bool:
    """Whether the same transaction may succeed when it is tried again at once."""
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlstate", None) or (error.orig.args[:1] or (None,))[0]  # type: ignore[union-attr]
    return code in TRANSIENT


def breaks_transaction(error: BaseException) -> bool:
    """Whether a verb's error concerns the whole transaction, not only what the verb did."""
    return isinstance(error, DBAPIError) and not isinstance(error, IntegrityError | DataError)


def translated(error: Exception) -> Exception:
    """A database's error in our words; others as they are."""
    if isinstance(error, OverflowError):
        return Invalid("value", "an integer is beyond 64 bit")
    if isinstance(error, StatementError) and isinstance(error.orig, ChargeitError):
        return error.orig
    if not isinstance(error, DBAPIError):
        return error
    reason = str(error.orig).partition("\n")[0]
    if isinstance(error, IntegrityError):
        return Conflict(f"the database refuses it: {reason}")
    if isinstance(error, DataError):
        return Invalid("value", f"the database refuses it: {reason}")
    return Unreachable(f"the database is away: {reason}")
