"""Bad telemetry is kept, flagged, and never believed."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chargeit.domain.batteries import Battery, BatteryId, Telemetry
from chargeit.domain.errors import Invalid
from chargeit.ports.batteries import Heard
from chargeit.twin.intake import MOST_LINES, checked, told

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
B = BatteryId("B1")
GOOD = {"battery": "B1", "measured_at": NOW.isoformat(), "soc": 0.5, "voltage_v": 350.0, "temperature_c": 25}


def kept(*lines: dict[str, Any], newest: datetime | None = None) -> list[Telemetry]:
    return checked(told(list(lines)), {B: Heard(Battery(B, NOW), newest)}, NOW)


def test_a_good_line_is_taken_as_it_is() -> None:
    (line,) = kept(GOOD)
    assert line == Telemetry(B, NOW, NOW, soc=0.5, voltage_v=350.0, temperature_c=25.0)


@pytest.mark.parametrize(
    ("said", "flag", "field", "value"),
    [
        ({"voltage_v": 350_000}, "voltage_v:millivolts", "voltage_v", 350.0),
        ({"soc": 62}, "soc:percent", "soc", 0.62),
        ({"soh": 97.5}, "soh:percent", "soh", 0.975),
        ({"soc": 1.5}, "soc:out_of_range", "soc", None),
        ({"soc": -0.1}, "soc:out_of_range", "soc", None),
        ({"voltage_v": 3.7}, "voltage_v:out_of_range", "voltage_v", None),
        ({"temperature_c": 900}, "temperature_c:out_of_range", "temperature_c", None),
        ({"temperature_c": math.nan}, "temperature_c:not_finite", "temperature_c", None),
        ({"current_a": math.inf}, "current_a:not_finite", "current_a", None),
        ({"current_a": 10**400}, "current_a:not_finite", "current_a", None),
        ({"power_w": "12 kW"}, "power_w:no_number", "power_w", None),
        ({"cycles": True}, "cycles:no_number", "cycles", None),
        ({"spread_v": 40}, "spread_v:millivolts", "spread_v", 0.04),
    ],
)
def test_a_value_that_cannot_be_is_mended_or_left_out(
    said: dict[str, Any], flag: str, field: str, value: float | None
) -> None:
    (line,) = kept({**GOOD, **said})
    assert line.flags == (flag,)
    assert getattr(line, field) == value
    assert next(iter(said)) in line.raw


def test_what_is_missing_is_not_known_and_no_fault() -> None:
    (line,) = kept({"battery": "B1", "measured_at": NOW.isoformat()})
    assert line == Telemetry(B, NOW, NOW)


@pytest.mark.parametrize(
    ("measured_at", "flag"),
    [
        (None, "no_time"),
        ("yesterday", "unreadable_time"),
        (12, "unreadable_time"),
        ("1970-01-01T00:00:00Z", "clock_jump"),
        ("2026-03-01T12:05:01Z", "clock_jump"),
        ("9999-12-31T23:59:59-14:00", "unreadable_time"),
    ],
)
def test_a_line_without_a_moment_has_that_of_its_receipt(measured_at: Any, flag: str) -> None:
    first, second = kept({**GOOD, "measured_at": measured_at}, {**GOOD, "measured_at": measured_at})
    assert (first.measured_at, first.flags) == (NOW, (flag,))
    assert second.measured_at == NOW + timedelta(milliseconds=1)


def test_a_naive_moment_is_of_utc_and_an_offset_counts() -> None:
    naive, offset = kept(
        {**GOOD, "measured_at": "2026-03-01T11:00:00"}, {**GOOD, "measured_at": "2026-03-01T13:00+01:00"}
    )
    assert (naive.measured_at, naive.flags) == (NOW - timedelta(hours=1), ("naive_time",))
    assert (offset.measured_at, offset.flags) == (NOW, ())


def test_a_line_before_the_newest_is_out_of_order() -> None:
    earlier = {**GOOD, "measured_at": (NOW - timedelta(seconds=2)).isoformat()}
    assert [line.flags for line in kept(GOOD, earlier)] == [(), ("out_of_order",)]
    assert kept(earlier, newest=NOW)[0].flags == ("out_of_order",)


@pytest.mark.parametrize("name", ["", "x" * 49, "a/b", "a#", "ä", "a\0", None, 7, "<script>"])
def test_a_battery_needs_a_name_that_goes_everywhere(name: Any) -> None:
    with pytest.raises(Invalid, match=r"lines\.0\.battery"):
        told([{**GOOD, "battery": name}])


@pytest.mark.parametrize("lines", ["x", 7, None, [1], [[GOOD]], [GOOD] * (MOST_LINES + 1)])
def test_what_are_no_lines_is_refused_whole(lines: Any) -> None:
    with pytest.raises(Invalid, match="lines"):
        told(lines)
