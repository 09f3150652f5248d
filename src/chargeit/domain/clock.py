"""Instants: aware, UTC, ending in `_at`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Returns the present instant, aware and in UTC."""


def now() -> datetime:
    return datetime.now(UTC)


# OCPP 1.6 is of October 2015: an earlier time is a clock that was never set.
EARLIEST = datetime(2015, 1, 1, tzinfo=UTC)
TOLERANCE = timedelta(minutes=5)


def trusted(instant: datetime, received_at: datetime) -> datetime:
    """The station's time, or ours where its clock was never set or runs ahead by more than five minutes."""
    return instant if EARLIEST <= instant <= received_at + TOLERANCE else received_at


def time_zone(name: str) -> str:
    """The name again. Raises ValueError where it is no zone of the IANA database."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"must be a time zone like Europe/Oslo, this is {name[:60]!r}") from None
    return name


def in_utc(instant: datetime) -> datetime:
    """The same instant in UTC; a naive one is taken as UTC."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def iso(instant: datetime) -> str:
    """ISO 8601 in UTC with `Z`, milliseconds."""
    return in_utc(instant).isoformat(timespec="milliseconds").replace("+00:00", "Z")
