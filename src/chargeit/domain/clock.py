"""Instants: aware, UTC, ending in `_at`."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present instant, aware and in UTC."""


def now() -> datetime:
    return datetime.now(UTC)


def in_utc(instant: datetime) -> datetime:
    """The same instant in UTC; a naive one is taken as UTC."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def iso(instant: datetime) -> str:
    """ISO 8601 in UTC with `Z`, milliseconds."""
    return in_utc(instant).isoformat(timespec="milliseconds").replace("+00:00", "Z")
