"""Telemetry as it comes (HTTP, MQTT, Kafka alike) -> lines; what is wrong is kept, flagged, and never believed."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from chargeit.domain.batteries import QUANTITIES, BatteryId, Telemetry
from chargeit.domain.clock import EARLIEST, TOLERANCE
from chargeit.domain.errors import Invalid
from chargeit.ports.batteries import Heard

NAME = re.compile(r"[A-Za-z0-9._:\-]{1,48}")
MOST_LINES = 5000
LONGEST_RAW = 2000
CELL_V = (1.0, 5.0)
RANGES: dict[str, tuple[float, float]] = {
    "soc": (0.0, 1.0),
    "soh": (0.0, 1.2),
    "current_a": (-10_000.0, 10_000.0),
    "temperature_c": (-60.0, 200.0),
    "cycles": (0.0, 100_000.0),
    "power_w": (-10_000_000.0, 10_000_000.0),
    "spread_v": (0.0, 5.0),
}
"""What can be true of a pack; hotter than 60 degrees is an alert, hotter than 200 a sensor."""
SHARES = ("soc", "soh")


class Told(NamedTuple):
    """One line: whose, and what it says."""

    battery: BatteryId
    said: Mapping[str, Any]


def told(lines: Any, battery: str = "") -> list[Told]:
    """Lines of JSON, each an object with its `battery` or all of the one that is given (a topic's).

    Raises Invalid for what cannot be kept, since nobody knows whose it is; nothing of the message is taken then.
    """
    found = [lines] if isinstance(lines, dict) else lines
    if not isinstance(found, list):
        raise Invalid("lines", "must be a list of objects")
    if len(found) > MOST_LINES:
        raise Invalid("lines", f"must be {MOST_LINES} at most")
    return [_told(n, line, battery) for n, line in enumerate(found)]


def _told(n: int, line: Any, battery: str) -> Told:
    if not isinstance(line, dict):
        raise Invalid(f"lines.{n}", "must be an object")
    return Told(battery_id(line.get("battery", battery), f"lines.{n}.battery"), line)


def battery_id(name: Any, field: str) -> BatteryId:
    """Raises Invalid, with the field's name."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Invalid(field, "must be 1 to 48 of the characters A-Z a-z 0-9 . _ : -")
    return BatteryId(name)


def checked(lines: list[Told], known: Mapping[BatteryId, Heard], received_at: datetime) -> list[Telemetry]:
    """In the order in which they came. `known` has the battery of each."""
    newest = {battery: heard.newest_at for battery, heard in known.items()}
    clock = clockless(received_at)
    found: list[Telemetry] = []
    for battery, said in lines:
        flags: list[str] = []
        at = moment(said.get("measured_at"), received_at, flags) or next(clock)
        before = newest.get(battery)
        if before is not None and at < before:
            flags.append("out_of_order")
        else:
            newest[battery] = at
        values = []
        for name, low, high in spans(known[battery].battery.cells_in_series):
            value = said.get(name)
            # nearly all are as they should be: these are not looked at twice
            if type(value) is not float or not low <= value <= high:
                value = quantity(name, value, (low, high), flags)
            values.append(value)
        raw = json.dumps(said, default=str)[:LONGEST_RAW] if flags else ""
        found.append(Telemetry._make((battery, at, received_at, *values, tuple(flags), raw)))
    return found


@lru_cache
def spans(cells_in_series: int) -> tuple[tuple[str, float, float], ...]:
    """What can be true of each quantity of a pack, in the order of QUANTITIES."""
    pack_v = (CELL_V[0] * cells_in_series, CELL_V[1] * cells_in_series)
    return tuple((name, *(RANGES.get(name) or pack_v)) for name in QUANTITIES)


def clockless(received_at: datetime) -> Iterator[datetime]:
    """Moments for lines that have none: one after the other, so that none takes the place of another."""
    at = received_at
    while True:
        yield at
        at += timedelta(milliseconds=1)


def moment(told: Any, received_at: datetime, flags: list[str]) -> datetime | None:
    """None where the line has no moment that can be true; the flag says why."""
    if told is None:
        flags.append("no_time")
        return None
    try:
        at = datetime.fromisoformat(told) if isinstance(told, str) else None
        if at is not None and at.tzinfo is None:
            flags.append("naive_time")
            at = at.replace(tzinfo=UTC)
        if at is not None and at.tzinfo is not UTC:
            at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        at = None
    if at is None:
        flags.append("unreadable_time")
        return None
    if not EARLIEST <= at <= received_at + TOLERANCE:
        flags.append("clock_jump")
        return None
    return at


def quantity(name: str, told: Any, span: tuple[float, float], flags: list[str]) -> float | None:
    """The value in our unit, or None where it cannot be true."""
    if told is None:
        return None
    if isinstance(told, bool) or not isinstance(told, int | float):
        flags.append(f"{name}:no_number")
        return None
    try:
        value = float(told)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        flags.append(f"{name}:not_finite")
        return None
    return in_range(name, value, span, flags)


def in_range(name: str, value: float, span: tuple[float, float], flags: list[str]) -> float | None:
    low, high = span
    if low <= value <= high:
        return value
    mended = value / 100 if name in SHARES else value / 1000 if name in ("voltage_v", "spread_v") else value
    # 1.5 is no percentage: nobody knows whether it is 1.5 % or a fault
    if mended != value and low <= mended <= high and (name not in SHARES or value > 2):
        flags.append(f"{name}:{'percent' if name in SHARES else 'millivolts'}")
        return mended
    flags.append(f"{name}:out_of_range")
    return None
