"""Instants on the wire: read as stations write them, written as every version takes them."""

import re
from datetime import UTC, datetime, timedelta

from chargeit.ocpp.flags import Problem

# What an unreadable instant becomes where a message cannot do without: the clock of a station that has none.
UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)

_SHAPE = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(?:([Zz])|([+-])(\d\d):?(\d\d)?)?\s*",
    re.ASCII,
)


def read(text: str) -> tuple[datetime, Problem | None]:
    """An aware UTC instant and what was odd about it. # OCPP 1.6 3.14, errata 3.10

    Any number of decimals (those past microseconds are cut), any offset, also `+02`. Raises ValueError.
    """
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise ValueError("not an ISO 8601 date-time")
    year, month, day, hour, minute = (int(part) for part in found.groups()[:5])
    second, fraction, zulu, sign, hours, minutes = found.groups()[5:]
    leap = second == "60"
    instant = datetime(year, month, day, hour, minute, 59 if leap else int(second or 0), _micros(fraction), UTC)
    problem = Problem.LEAP_SECOND if leap else None if zulu or sign else Problem.LOCAL_TIME
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if offset >= timedelta(days=1):
        raise ValueError("offset of a day or more")
    try:
        return instant - (-offset if sign == "-" else offset) + timedelta(seconds=leap), problem
    except OverflowError:
        raise ValueError("outside the years 1 to 9999") from None


def write(instant: datetime) -> str:
    """UTC with `Z` and at most three decimals. # OCPP 2.0.1 part 2, 2.1.4

    Raises ValueError for a naive instant.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    text = utc.isoformat(timespec="milliseconds" if utc.microsecond >= 1000 else "seconds")
    return f"{text[:-6]}Z"


def _micros(fraction: str | None) -> int:
    return int(fraction[:6].ljust(6, "0")) if fraction else 0
