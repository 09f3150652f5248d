"""Keyset pages: a cursor names the last row, so that pages stay right while rows are added."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, or_

from chargeit.domain.errors import Invalid
from chargeit.ports.pages import Page
from chargeit.storage.types import EPOCH, clean, is_key, microseconds

T = TypeVar("T")
ESCAPE = "!"
WHOLE = re.compile("-?[0-9]{1,19}")
LARGEST_ID = (1 << 63) - 1


def page(rows: Sequence[T], limit: int, cursor: Callable[[T], str]) -> Page[T]:
    """Of `limit + 1` rows that were read, the last only says that there are more."""
    more = len(rows) > limit
    shown = tuple(rows[:limit])
    return Page(shown, cursor(shown[-1]) if more and shown else None)


def contains(column: ColumnElement[Any], search: str) -> ColumnElement[bool]:
    """Without regard to case, over a column that was folded when it was written; `%` and `_` are plain."""
    plain = clean(search.casefold()).replace(ESCAPE, ESCAPE * 2)
    for wild in "%_":
        plain = plain.replace(wild, ESCAPE + wild)
    return column.like(f"%{plain}%", escape=ESCAPE)


def at_and(instant: datetime, key: object) -> str:
    """A cursor of an instant and a key."""
    return f"{microseconds(instant)}:{key}"


def parsed(cursor: str) -> tuple[datetime, str]:
    """Raises Invalid where the cursor is none of ours."""
    at, colon, key = cursor.partition(":")
    try:
        if colon and WHOLE.fullmatch(at):
            return EPOCH + timedelta(microseconds=int(at)), key
    except OverflowError:
        pass
    raise Invalid("after", "must be the `next` of a page")


def number(text: str) -> int:
    """An id in a cursor. Raises Invalid."""
    if not WHOLE.fullmatch(text) or not 0 <= int(text) <= LARGEST_ID:
        raise Invalid("after", "must be the `next` of a page")
    return int(text)


def key(text: str) -> str:
    """A key in a cursor. Raises Invalid where no row can have it."""
    if not is_key(text):
        raise Invalid("after", "must be the `next` of a page")
    return text


def beyond(at: ColumnElement[Any], key: ColumnElement[Any], last: tuple[datetime, Any]) -> ColumnElement[bool]:
    """The rows after the cursor, oldest first. The first bound alone lets every engine seek in its index."""
    return and_(at >= last[0], or_(at > last[0], key > last[1]))


def before(at: ColumnElement[Any], key: ColumnElement[Any], last: tuple[datetime, Any]) -> ColumnElement[bool]:
    """The rows after the cursor, newest first."""
    return and_(at <= last[0], or_(at < last[0], key < last[1]))
