"""Column types: what goes into a database comes out the same on every engine."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import BigInteger, DateTime, Integer, LargeBinary, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from chargeit.domain.clock import in_utc
from chargeit.domain.errors import Invalid
from chargeit.domain.transactions import Finding

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEY_LENGTH = 255
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
MARIADB = ("mysql", "mariadb")

Serial = BigInteger().with_variant(Integer, "sqlite")
"""A 64 bit number that the engine counts up; SQLite does so for `INTEGER PRIMARY KEY` alone."""


def microseconds(instant: datetime) -> int:
    """Since 1970; exact, where a float would round."""
    since = (instant if instant.tzinfo is UTC else in_utc(instant)) - EPOCH
    return since.days * 86_400_000_000 + since.seconds * 1_000_000 + since.microseconds


def clean(text: str) -> str:
    """What no engine refuses: NUL and lone surrogates become U+FFFD."""
    return text if text.isprintable() else UNSTORABLE.sub("�", text)


def json_text(value: Any) -> str:
    """JSON of plain values and dataclasses; sets are sorted, so that the same value gives the same text."""
    try:
        return msgspec.json.encode(value, order="deterministic").decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(_cleaned(msgspec.to_builtins(value)), order="deterministic").decode()


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): _cleaned(item) for key, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, list) else value


def binary(length: int) -> TypeEngine[bytes]:
    """Bytes that can be a key on MariaDB too."""
    return LargeBinary(length).with_variant(mysql.VARBINARY(length), *MARIADB)


class Instant(TypeDecorator[datetime]):
    """Aware in, aware and UTC out, microseconds; a naive instant is taken as UTC. SQLite keeps an integer."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        if dialect.name in MARIADB:
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return None if value is None else instant_for(dialect.name)(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else instant_from(value)


def instant_for(dialect: str) -> Any:
    """The function that makes an instant what the driver of `dialect` takes."""
    if dialect == "sqlite":
        return microseconds
    return _naive if dialect in MARIADB else in_utc


def instant_from(value: int | datetime) -> datetime:
    """What a driver gives, as an instant."""
    return EPOCH + timedelta(microseconds=value) if isinstance(value, int) else in_utc(value)


def _naive(instant: datetime) -> datetime:
    return in_utc(instant).replace(tzinfo=None)


class Words(TypeDecorator[str]):
    """Text of any length; what an engine would refuse is replaced."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(mysql.LONGTEXT() if dialect.name in MARIADB else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean(str(value))


class Short(TypeDecorator[str]):
    """Text that is indexed but identifies nothing: it is cut at its length."""

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean(str(value))[: self.length]


class Key(TypeDecorator[str]):
    """Text that identifies; one that does not fit is refused, never cut: two keys would become one."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and not is_key(value):
            raise Invalid("key", f"must be at most {KEY_LENGTH} characters without NUL, this is {value[:40]!r}")
        return value


def is_key(value: str) -> bool:
    """Whether a key column can hold it."""
    return len(value) <= KEY_LENGTH and clean(value) == value


class Json(TypeDecorator[Any]):
    """Plain JSON values, as text on every engine."""

    impl = Words
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else msgspec.json.decode(value)


class Findings(TypeDecorator[frozenset[Finding]]):
    """`,a,b,`, so that one of them is found with LIKE."""

    impl = Words
    cache_ok = True

    def process_bind_param(self, value: Iterable[Finding] | None, dialect: Dialect) -> str:
        return f",{','.join(sorted(value))}," if value else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Finding]:
        return frozenset(Finding(one) for one in (value or "").split(",") if one)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        """A pattern is compared as the text it is."""
        return Words()


class Hashes(TypeDecorator[tuple[bytes, ...]]):
    """Keyed hashes, in hexadecimal."""

    impl = Words
    cache_ok = True

    def process_bind_param(self, value: tuple[bytes, ...] | None, dialect: Dialect) -> str:
        return " ".join(one.hex() for one in value or ())

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[bytes, ...]:
        return tuple(bytes.fromhex(one) for one in (value or "").split())
