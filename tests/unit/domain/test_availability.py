"""Wanted availability against what a station says."""

from datetime import UTC, datetime, timedelta

import pytest

from chargeit.domain.availability import WantedAvailability, wanted_of
from chargeit.domain.stations import ConnectorStatus, Place, StationId, StatusReport

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CP1 = StationId("CP1")
MINUTE = timedelta(minutes=1)
SAYS_IT_IS_READY = {"available", "preparing", "reserved"}


def wanted(evse: int, operative: bool) -> WantedAvailability:
    return WantedAvailability(CP1, evse, operative, NOON)


def said(status: ConnectorStatus, at: datetime = NOON + MINUTE) -> StatusReport:
    return StatusReport(Place(CP1, 1), status, at, at)


@pytest.mark.parametrize("status", ConnectorStatus)
def test_only_what_contradicts_disagrees(status: ConnectorStatus) -> None:
    assert wanted(1, operative=False).disagrees(said(status)) == (status in SAYS_IT_IS_READY)
    assert wanted(1, operative=True).disagrees(said(status)) == (status == "unavailable")


def test_what_was_said_before_the_yes_says_nothing() -> None:
    assert not wanted(1, operative=False).disagrees(said(ConnectorStatus.AVAILABLE, NOON - MINUTE))


def test_an_evse_has_its_own_or_that_of_the_station() -> None:
    whole, own = wanted(0, operative=False), wanted(2, operative=True)
    assert [wanted_of(evse, (whole, own)) for evse in (0, 1, 2)] == [whole, whole, own]
    assert wanted_of(1, (own,)) is None
