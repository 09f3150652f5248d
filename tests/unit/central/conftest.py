"""A unit of work with one station, two EVSEs and a few tokens."""

from datetime import UTC, datetime, timedelta

import pytest

from chargeit.domain.stations import ConnectorStatus, Place, Station, StationId, StatusReport
from chargeit.domain.tokens import Token
from tests.support.memory_work import MemoryWork

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def work() -> MemoryWork:
    work = MemoryWork()
    station = StationId("CP1")
    work.stations.add(Station(station, NOON))
    for evse in (0, 1, 2):
        place = Place(station, evse)
        work.connectors.put(StatusReport(place, ConnectorStatus.AVAILABLE, NOON - timedelta(days=1), NOON))
    for token in (
        Token("GOOD", NOON),
        Token("BLOCKED", NOON, blocked=True, group="FLEET"),
        Token("OLD", NOON, expires_at=NOON - timedelta(days=1)),
        Token("DRIVER", NOON, group="FLEET"),
        Token("GUARD", NOON, group="fleet"),
        Token("MANY", NOON, concurrent=True),
    ):
        work.tokens.put(token)
    return work
