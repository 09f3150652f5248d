"""Hourly loads as numbers: columns, hours and months, and what a change adds to sums and peaks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from chargeit.domain.errors import Invalid
from chargeit.domain.loads import HourlyLoad, Series
from chargeit.storage.types import EPOCH, microseconds

SERIES = tuple(Series)
COLUMNS = tuple(f"{series.value}_wh" for series in SERIES)
MEASURED = SERIES.index(Series.MEASURED)
# Counts the transactions that are plugged in; it has no energy.
CONNECTED = len(SERIES)
# No vehicle takes more in an hour; sums of it stay within 64 bit.
LARGEST_WH = 10**9
LARGEST_HOUR = 2**31 - 1
MINUTE_US = 60_000_000
HOUR_MIN = 60

Values = tuple[int | None, ...]
"""Watt-hours in the order of SERIES."""
PLATFORM = "chargeit"
"""The source of the platform's own transactions."""
NOTHING: Values = (None,) * len(SERIES)


class Level(IntEnum):
    """Of the tree of scopes: each is inside one of the level before."""

    ALL = 0
    SITE = 1
    STATION = 2
    USER = 3


class Path(NamedTuple):
    """The scopes of one user at one station."""

    all: int
    site: int
    station: int
    user: int


class Line(NamedTuple):
    """One stored hour: the user's scope, the hour, the transaction's id."""

    scope: int
    hour: int
    transaction: int


class Change(NamedTuple):
    path: Path
    line: Line
    before: Values
    after: Values


def minute_of(instant: datetime) -> int:
    """Whole minutes since 1970."""
    return microseconds(instant) // MINUTE_US


def hour_of(instant: datetime) -> int:
    """Minutes since 1970. Raises Invalid where an hour cannot begin."""
    minutes, rest = divmod(microseconds(instant), MINUTE_US)
    if rest or not 0 <= minutes <= LARGEST_HOUR:
        raise Invalid("hour_at", f"must be the beginning of an hour since 1970, this is {instant.isoformat()}")
    return minutes


def instant_of(hour: int) -> datetime:
    return EPOCH + timedelta(minutes=hour)


@lru_cache(maxsize=100_000)
def month_of(hour: int) -> int:
    """12 times the year plus the month from 0, in UTC."""
    at = instant_of(hour)
    return at.year * 12 + at.month - 1


def first_hour(month: int) -> int:
    """Where a month begins."""
    return minute_of(datetime(month // 12, month % 12 + 1, 1, tzinfo=EPOCH.tzinfo))


def values_of(row: HourlyLoad) -> Values:
    """Raises Invalid where a value cannot be an hour of one vehicle."""
    values = (row.synthetic_3_6_wh, row.synthetic_7_2_wh, row.flex_3_6_wh, row.flex_7_2_wh, row.measured_wh)
    for name, value in zip(COLUMNS, values, strict=True):
        if value is not None and not -LARGEST_WH <= value <= LARGEST_WH:
            raise Invalid(name, f"must be within {LARGEST_WH} Wh, this is {value}")
    return values


def merged(stored: Values, given: Values) -> Values:
    """What is None leaves what is stored."""
    return tuple(old if new is None else new for old, new in zip(stored, given, strict=True))


def sums(changes: Iterable[Change]) -> dict[tuple[int, int, int], tuple[int, int]]:
    """(scope, series, hour) -> (energy, count) to add to the sums of sites and of all.

    What is measured is not counted: it grows while a transaction runs, and an hour has data once it has energy.
    """
    total: dict[tuple[int, int, int], list[int]] = defaultdict(lambda: [0, 0])
    for change in changes:
        for series, energy, count in _differences(change.before, change.after):
            for scope in (change.path.site, change.path.all):
                found = total[scope, series, change.line.hour]
                found[0] += energy
                found[1] += count
    return {key: (energy, count) for key, (energy, count) in total.items()}


def _differences(before: Values, after: Values) -> Iterator[tuple[int, int, int]]:
    for series, (old, new) in enumerate(zip(before, after, strict=True)):
        energy = (new or 0) - (old or 0)
        count = 0 if series == MEASURED else (new is not None) - (old is not None)
        if energy or count:
            yield series, energy, count
    connected = _is_connected(after) - _is_connected(before)
    if connected:
        yield CONNECTED, 0, connected


def _is_connected(values: Values) -> bool:
    return any(value is not None for value in values[:MEASURED])
