"""A request as the connection reads it from a station's text."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from chargeit.domain.stations import StationId
from chargeit.gateway.received import Received
from chargeit.gateway.settings import Settings
from chargeit.ocpp.actions import Role
from chargeit.ocpp.connection import Connection
from chargeit.ocpp.events import CallReceived
from chargeit.ocpp.versions import Version

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def read() -> Callable[..., Received]:
    def received(action: str, payload: dict[str, Any]) -> Received:
        connection = Connection(Version.V16, role=Role.CENTRAL)
        (call,) = connection.receive(json.dumps([2, "1", action, payload]), 0.0)
        assert isinstance(call, CallReceived), call
        settings = Settings(secret=b"k", heartbeat_interval_s=77)
        return Received(StationId("CP1"), call, NOON, settings)

    return received
