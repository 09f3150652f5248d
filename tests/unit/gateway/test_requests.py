"""One request at a time; one that asks faster than is stored is not read for a while."""

import json

from chargeit.domain import clock
from chargeit.domain.stations import Registration, Station, StationId
from chargeit.gateway.directory import Directory
from chargeit.gateway.requests import QUEUE_HIGH, Requests, Surroundings
from chargeit.gateway.settings import Settings
from chargeit.ocpp.actions import Role
from chargeit.ocpp.connection import Connection
from chargeit.ocpp.events import CallReceived
from chargeit.ocpp.versions import Version
from tests.support.memory_work import MemoryWork, MemoryWriter
from tests.support.wire import until
from tests.unit.gateway.conftest import NOON


class Line:
    """A socket that remembers."""

    def __init__(self) -> None:
        self.requests: Requests | None = None
        self.sent: list[str] = []
        self.pauses: list[bool] = []

    def send(self, text: str) -> None:
        self.sent.append(json.loads(text)[1])

    def deliver(self, call: CallReceived, text: str) -> None:
        assert self.requests is not None
        self.requests.finish(text)

    def unavailable(self) -> None:
        raise AssertionError("the store is there")

    def pause(self, paused: bool) -> None:
        self.pauses.append(paused)


async def test_a_station_that_asks_too_fast_is_paused_and_every_request_answered_in_order() -> None:
    writer, line = MemoryWriter(MemoryWork()), Line()
    known = Directory({}).learn(Station(StationId("CP1"), NOON, registration=Registration.ACCEPTED), None)
    around = Surroundings(Settings(secret=b"k"), writer, clock.now, lambda: 0.0, lambda ended: None)
    connection = Connection(Version.V16, role=Role.CENTRAL)
    line.requests = requests = Requests(known, connection, around, line)
    writer.hold()
    for number in range(QUEUE_HIGH + 5):
        (call,) = connection.receive(json.dumps([2, f"m{number}", "Heartbeat", {}]), 0.0)
        assert isinstance(call, CallReceived)
        requests.take(call)
    assert (writer.held, line.pauses, requests.heard) == (1, [True], False)
    writer.release()
    await until(lambda: len(line.sent) == QUEUE_HIGH + 5)
    assert line.sent == [f"m{number}" for number in range(QUEUE_HIGH + 5)]
    assert (line.pauses, requests.heard) == ([True, False], True)
