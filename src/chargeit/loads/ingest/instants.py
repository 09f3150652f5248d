"""Instants from what a clock on a wall showed: hours that came twice, hours that never came, swapped days."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from itertools import product
from zoneinfo import ZoneInfo

from chargeit.domain.errors import Invalid
from chargeit.loads.ingest.dates import Dates, Parts, parts
from chargeit.loads.texts import Unusable, shown

TIME = re.compile(
    r"[T ,]*(?:(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?)?\s*([AaPp]\.?[Mm]\.?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?\s*"
)
DATE_END = re.compile(r"\s*\d{1,4}[-/. ]\d{1,2}[-/. ](?:\d{4}|\d{1,2})")
MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?$")
NOON = 12
YEARS = range(1970, 2200)
MIDNIGHT_HOUR = 24


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in UTC, and `again_at` where the clock showed it twice. `repair` says what was odd."""

    at: datetime
    again_at: datetime | None = None
    to_the_second: bool = True
    skipped: bool = False
    repair: str | None = None


def zone_named(name: str, field: str = "zone") -> tzinfo:
    """Raises Invalid."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as problem:
        raise Invalid(field, f"a name such as Europe/Oslo or UTC, not {name[:40]!r}") from problem


def joined(cells: list[str]) -> str:
    """A time of one cell, or of a date and a time in two: then the date's own midnight says nothing."""
    if len(cells) == 1:
        return cells[0]
    return " ".join([MIDNIGHT.sub("", cells[0].strip()), *cells[1:]]).strip()


class Instants:
    """Reads the instants of one file."""

    def __init__(self, dates: Dates, zone: tzinfo, *, offsets_count: bool = True) -> None:
        self._dates, self.zone, self._offsets_count = dates, zone, offsets_count
        self.read = lru_cache(maxsize=50_000)(self._read)

    def _read(self, text: str, zone: str = "") -> Moment:
        """`zone` is a name, or an abbreviation such as MDT that tells which of two hours is meant. Raises Unusable."""
        date_parts, found = parts(text), DATE_END.match(text)
        time = TIME.fullmatch(text, found.end()) if found else None
        if date_parts is None or time is None:
            return _of_mail(text)
        day, repair = self._day(date_parts, text)
        if day.year not in YEARS:
            raise Unusable(f"{shown(text)} is of no year from {YEARS[0]} to {YEARS[-1]}")
        try:
            wall = _wall(day, time)
        except ValueError:
            raise _no_time(text) from None
        precise = time[3] is not None
        if time[6] and self._offsets_count:
            return Moment(wall.replace(tzinfo=_offset(time[6])).astimezone(UTC), None, precise, False, repair)
        return self._on_wall(wall, zone.strip(), precise, repair)

    def _day(self, date_parts: Parts, text: str) -> tuple[date, str | None]:
        order = self._dates.order
        wanted, other = date_parts.day(order), date_parts.day(order.other)
        swaps = self._dates.swapped and wanted and other
        meant = other if swaps else wanted or other
        if date_parts.year_first != order.year_first or meant is None:
            raise Unusable(f"{shown(text)} is no date in the order {order}")
        if meant == wanted:
            return meant, None
        return meant, f"day and month of {shown(text)} are swapped: it is {meant.isoformat()}"

    def _on_wall(self, wall: datetime, zone: str, precise: bool, repair: str | None) -> Moment:
        there = zone_named(zone) if "/" in zone or zone in ("UTC", "GMT") else self.zone
        found = moment(wall, there, abbreviation=zone)
        told = f"{repair}; {found.repair}" if repair and found.repair else repair or found.repair
        return replace(found, to_the_second=precise, repair=told)


def moment(wall: datetime, zone: tzinfo, *, abbreviation: str = "") -> Moment:
    """When a clock in `zone` showed that; an abbreviation such as MDT tells which of two hours is meant."""
    ways = [wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    first, second = (way.astimezone(UTC) for way in ways)
    if first == second:
        return Moment(first)
    if first.astimezone(zone).replace(tzinfo=None) != wall:
        repair = f"the clock skipped {wall:%Y-%m-%d %H:%M}: it is taken as an hour later"
        return Moment(first, skipped=True, repair=repair)
    named = [way.astimezone(UTC) for way in ways if way.tzname() == abbreviation]
    return Moment(named[0]) if len(named) == 1 else Moment(first, second)


def between(begin: Moment, end: Moment, lasted: timedelta | None) -> tuple[datetime, datetime]:
    """Of hours that came twice, those that fit the duration best, else the first that do not run backwards."""
    ways = list(product(filter(None, (begin.at, begin.again_at)), filter(None, (end.at, end.again_at))))
    if lasted is not None:
        return min(ways, key=lambda way: abs(way[1] - way[0] - lasted))
    return next((way for way in ways if way[1] >= way[0]), ways[0])


def _wall(day: date, time: re.Match[str]) -> datetime:
    hour, minute, second = int(time[1] or 0), int(time[2] or 0), int(time[3] or 0)
    if time[5]:
        if not 1 <= hour <= NOON:
            raise ValueError
        hour = hour % NOON + (NOON if time[5][0] in "Pp" else 0)
    late = hour == MIDNIGHT_HOUR and not minute and not second
    micros = int((time[4] or "0")[:6].ljust(6, "0"))
    wall = datetime(day.year, day.month, day.day, 0 if late else hour, minute, second, micros)  # noqa: DTZ001 - follows
    return wall + timedelta(days=late)


def _offset(text: str) -> tzinfo:
    if text in ("Z", "UTC", "GMT"):
        return UTC
    return datetime.strptime(text if len(text) > 3 else text + "00", "%z").tzinfo or UTC


def _of_mail(text: str) -> Moment:
    """`Mon, 25 Mar 2019 16:24:42 GMT`, or ISO 8601 in its rarer forms, with an offset."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(text.strip())
        except (ValueError, TypeError):
            continue
        if at.tzinfo is not None:
            return Moment(at.astimezone(UTC))
    raise _no_time(text)


def _no_time(text: str) -> Unusable:
    return Unusable(f"{shown(text)} is no time such as 2019-05-01 01:18:45 or 21.12.2018 10:20")
