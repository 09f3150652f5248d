"""Instants as stations write them, and as we do."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from chargeit.ocpp import instants
from chargeit.ocpp.flags import Problem

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant", "problem"),
    [
        ("2026-01-01T12:00:00Z", NOON, None),
        ("2026-01-01t12:00:00z", NOON, None),
        ("2026-01-01 12:00:00Z", NOON, None),
        ("2026-01-01T12:00Z", NOON, None),
        ("2026-01-01T14:00:00+02:00", NOON, None),
        ("2026-01-01T14:00:00+0200", NOON, None),
        ("2026-01-01T14:00:00+02", NOON, None),
        ("2026-01-01T06:30:00-05:30", NOON, None),
        ("2026-01-01T12:00:00.5Z", NOON + timedelta(microseconds=500_000), None),
        ("2026-01-01T12:00:00,123456789123456789Z", NOON + timedelta(microseconds=123_456), None),
        ("2026-01-01T12:00:00", NOON, Problem.LOCAL_TIME),
        ("2026-01-01T12:00:00.000", NOON, Problem.LOCAL_TIME),
        ("2025-12-31T23:59:60Z", datetime(2026, 1, 1, tzinfo=UTC), Problem.LEAP_SECOND),
        ("1970-01-01T00:00:00Z", instants.UNKNOWN, None),
    ],
)
def test_every_way_to_write_an_instant_is_read_as_utc(text: str, instant: datetime, problem: Problem | None) -> None:
    read, found = instants.read(text)
    assert (read, found) == (instant, problem)
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-01-01",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-01-01T25:00:00Z",
        "2026-01-01T00:00:61Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:60Z",
        "9999-12-31T23:59:59-01:00",
        "2026-01-01T00:00:00+24:00",
        "２０２６-01-01T00:00:00Z",
        "1767225600",
    ],
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        instants.read(text)


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (NOON, "2026-01-01T12:00:00Z"),
        (NOON + timedelta(microseconds=123_999), "2026-01-01T12:00:00.123Z"),
        (NOON + timedelta(microseconds=7), "2026-01-01T12:00:00Z"),
        (NOON.astimezone(timezone(timedelta(hours=2))), "2026-01-01T12:00:00Z"),
    ],
)
def test_we_write_utc_with_at_most_three_decimals(instant: datetime, text: str) -> None:
    assert instants.write(instant) == text


def test_an_instant_without_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match="time zone"):
        instants.write(datetime(2026, 1, 1))  # noqa: DTZ001
