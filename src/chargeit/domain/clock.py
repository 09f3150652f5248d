"""Instants: aware, UTC, ending in `_at`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

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


def in_utc(instant: datetime) -> datetime:
    """The same instant in UTC; a naive one is taken as UTC."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def iso(instant: datetime) -> str:
    """ISO 8601 in UTC with `Z`, milliseconds."""
    return in_utc(instant).isoformat(timespec="milliseconds").replace("+00:00", "Z")
