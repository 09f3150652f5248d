"""A station's clock is believed only where it can be right."""

from datetime import UTC, datetime, timedelta

import pytest

from chargeit.domain.clock import in_utc, iso, trusted
from chargeit.domain.stations import ConnectorStatus, Place, StationId, StatusReport

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("past", [timedelta(0), timedelta(days=900), timedelta(minutes=-4)])
def test_a_plausible_time_is_the_stations(past: timedelta) -> None:
    assert trusted(NOON - past, NOON) == NOON - past


@pytest.mark.parametrize("odd", [datetime(1970, 1, 1, tzinfo=UTC), NOON + timedelta(minutes=6)])
def test_an_unset_or_future_clock_gives_way_to_ours(odd: datetime) -> None:
    assert trusted(odd, NOON) == NOON


def test_a_status_from_a_clock_far_ahead_does_not_block_later_ones() -> None:
    place = Place(StationId("CP1"), 1)
    ahead = StatusReport(place, ConnectorStatus.CHARGING, NOON + timedelta(days=4000), NOON)
    later = StatusReport(place, ConnectorStatus.AVAILABLE, NOON + timedelta(hours=1), NOON + timedelta(hours=1))
    assert later.newer_than(ahead)
    assert not ahead.newer_than(later)


def test_a_naive_instant_is_utc_and_written_with_z() -> None:
    assert iso(datetime(2026, 3, 1, 12)) == "2026-03-01T12:00:00.000Z"  # noqa: DTZ001 naive on purpose
    assert in_utc(NOON) is not None
