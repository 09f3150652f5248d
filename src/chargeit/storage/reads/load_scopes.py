"""Which scopes a filter of loads means, and what their clocks show."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, false, select

from chargeit.ports.loads import LoadFilter
from chargeit.storage.loads import Level, instant_of, minute_of
from chargeit.storage.tables import load_scopes
from chargeit.storage.types import is_key

DAY_MIN = 1440
ALWAYS = (-(1 << 31), (1 << 31) - 1)
site_ = load_scopes.alias("site")
station_ = load_scopes.alias("station")
user_ = load_scopes.alias("user")
SITES = select(site_.c.id, site_.c.parent, site_.c.name, site_.c.time_zone).where(site_.c.level == int(Level.SITE))
USERS = (
    select(user_.c.id)
    .join_from(user_, station_, station_.c.id == user_.c.parent)
    .join(site_, site_.c.id == station_.c.parent)
    .where(user_.c.level == int(Level.USER))
)


@dataclass(frozen=True, slots=True)
class Part:
    """Scopes that show one clock. `since` and `until` are the first and the last minute that is wanted, of UTC."""

    zone: str
    since: int
    until: int
    sums: tuple[int, ...] = ()
    users: Select[Any] | None = None


def parts(connection: Connection, wanted: LoadFilter) -> list[Part]:
    """The sum of all where all is wanted and all clocks show the same; else sites, or users; one part a time zone."""
    if wanted.station is not None or wanted.user is not None:
        return with_users(connection, wanted)
    query = SITES.where(site_.c.simulated == wanted.simulated)
    rows = connection.execute(query if wanted.site is None else query.where(named(site_.c.name, wanted.site))).all()
    zones = sorted({row.time_zone for row in rows})
    if wanted.site is None and len(zones) == 1:
        return [Part(zones[0], *bounds(wanted, zones[0]), sums=(rows[0].parent,))]
    return [
        Part(zone, *bounds(wanted, zone), sums=tuple(row.id for row in rows if row.time_zone == zone)) for zone in zones
    ]


def with_users(connection: Connection, wanted: LoadFilter) -> list[Part]:
    """Each user by itself; one part a time zone."""
    users = users_of(wanted)
    zones = sorted(set(connection.execute(users.with_only_columns(site_.c.time_zone)).scalars()))
    return [Part(zone, *bounds(wanted, zone), users=users.where(site_.c.time_zone == zone)) for zone in zones]


def users_of(wanted: LoadFilter) -> Select[Any]:
    query = USERS.where(user_.c.simulated == wanted.simulated)
    for column, name in ((site_.c.name, wanted.site), (station_.c.name, wanted.station), (user_.c.name, wanted.user)):
        if name is not None:
            query = query.where(named(column, name))
    return query


def named(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    return column == name if is_key(name) else false()


def bounds(wanted: LoadFilter, zone: str) -> tuple[int, int]:
    first, last = ALWAYS
    if wanted.start_date is not None:
        first = midnight(wanted.start_date, zone)
    if wanted.end_date is not None and wanted.end_date < date.max:
        last = midnight(wanted.end_date + timedelta(days=1), zone) - 1
    return first, last


def midnight(day: date, zone: str) -> int:
    return minute_of(datetime.combine(day, time(), ZoneInfo(zone)))


def spans(zone: str, rows: Sequence[Any]) -> Iterator[tuple[Sequence[Any], int]]:
    """Rows in order of their hour, in pieces of one offset from UTC in minutes; some may be empty."""
    years = range(instant_of(rows[0].hour).year, instant_of(rows[-1].hour).year + 1)
    found = [change for year in years for change in changes(zone, year)]
    cuts = [0, *(bisect_left(rows, start, key=lambda row: row.hour) for start, _ in found[1:]), len(rows)]
    for (_, offset_min), first, last in zip(found, cuts, cuts[1:], strict=False):
        yield rows[first:last], offset_min


@lru_cache(maxsize=4096)
def changes(zone: str, year: int) -> tuple[tuple[int, int], ...]:
    """From when in a year of UTC which offset holds: (minute, offset in minutes)."""
    clock = ZoneInfo(zone)
    start, end = (minute_of(datetime(y, 1, 1, tzinfo=UTC)) for y in (year, year + 1))
    found = [(start, offset(clock, start))]
    for day in range(start, end, DAY_MIN):
        if offset(clock, day + DAY_MIN) != offset(clock, day):
            found += [
                (minute, offset(clock, minute))
                for minute in range(day + 1, day + DAY_MIN + 1)
                if offset(clock, minute) != offset(clock, minute - 1)
            ]
    return tuple(found)


def offset(clock: ZoneInfo, minute: int) -> int:
    shown = instant_of(minute).astimezone(clock).utcoffset() or timedelta()
    return shown // timedelta(minutes=1)
