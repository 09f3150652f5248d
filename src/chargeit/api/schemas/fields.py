"""Fields of requests: what every text, number and instant that comes in must obey."""

from datetime import UTC, datetime
from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import AfterValidator, BaseModel, ConfigDict

from chargeit.domain.clock import in_utc

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
DEEPEST = 32
"""Levels of nesting in free JSON; OCPP's own messages have fewer than ten."""


def clean(text: str) -> str:
    """Refuses control characters and lone surrogates: no store takes NUL, no screen shows the others."""
    if any(ord(c) < 32 or ord(c) == 127 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise ValueError("must not hold control characters")
    return text


def instant(given: datetime) -> datetime:
    """In UTC, a naive one taken as UTC; refuses years that no database holds."""
    try:
        found = in_utc(given)
    except OverflowError:
        raise ValueError("must lie between 1970 and 9000") from None
    if not EARLIEST <= found <= LATEST:
        raise ValueError("must lie between 1970 and 9000")
    return found


def plain(value: dict[str, Any]) -> dict[str, Any]:
    """Free JSON: refuses NUL characters, integers over 64 bit and deep nesting."""
    check(value, DEEPEST)
    return value


def check(value: Any, levels: int) -> None:
    if levels == 0:
        raise ValueError(f"must not be nested deeper than {DEEPEST} levels")
    if isinstance(value, str) and "\0" in value:
        raise ValueError("must not hold NUL characters")
    if isinstance(value, int) and not -(1 << 63) <= value < 1 << 63:
        raise ValueError("must not hold integers over 64 bit")
    for part in (*value, *value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ():
        check(part, levels - 1)


Text = Annotated[str, MaxLen(255), AfterValidator(clean)]
Name = Annotated[str, MinLen(1), MaxLen(255), AfterValidator(clean)]
Number = Annotated[int, Ge(1), Le(2**31 - 1)]
Evse = Annotated[int, Ge(0), Le(2**31 - 1)]
Instant = Annotated[datetime, AfterValidator(instant)]
Json = Annotated[dict[str, Any], AfterValidator(plain)]


class Asked(BaseModel):
    """A request's body; a field that is not known is refused by its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)
