"""OCPP 1.6 4.2, 4.6, 4.9: boots, statuses and sockets, in whatever order they come."""

from datetime import UTC, datetime, timedelta

from chargeit.central import presence
from chargeit.central.presence import BootAsked, ConnectAsked, DisconnectAsked
from chargeit.domain.stations import ConnectorStatus, Hardware, Place, Registration, StationId, StatusReport
from tests.support.memory_work import MemoryWork
from tests.unit.central.conftest import NOON

CP1 = StationId("CP1")


def connect(work: MemoryWork) -> int:
    return presence.connected(ConnectAsked(CP1, "node-1", "ocpp1.6", NOON), work)


def close(work: MemoryWork, epoch: int) -> bool:
    return presence.disconnected(DisconnectAsked(CP1, "node-1", epoch, "lost", NOON), work)


def status(name: ConnectorStatus, minutes: int = 0, **more: str) -> StatusReport:
    at = NOON + timedelta(minutes=minutes)
    return StatusReport(Place(CP1, 1), name, at, NOON + timedelta(minutes=60), **more)


def test_the_newest_socket_wins_and_the_late_close_of_the_old_changes_nothing(work: MemoryWork) -> None:
    first, second = connect(work), connect(work)
    assert second > first
    assert not close(work, first)
    assert work.presence.held[CP1] == "node-1"
    assert close(work, second)
    assert work.kinds() == ["station.connected", "station.connected", "station.disconnected"]


def test_a_boot_stores_what_the_station_says_of_itself(work: MemoryWork) -> None:
    hardware = Hardware(vendor="Acme", model="One", firmware="1.2")
    assert presence.boot(BootAsked(CP1, hardware, "ocpp1.6", NOON), work) is Registration.ACCEPTED
    station = work.stations.known[CP1]
    assert (station.hardware, station.registration, station.booted_at) == (hardware, Registration.ACCEPTED, NOON)
    assert station.ocpp_version == "ocpp1.6"
    assert work.kinds() == ["station.booted"]


def test_a_boot_may_be_answered_pending(work: MemoryWork) -> None:
    asked = BootAsked(CP1, Hardware(), "ocpp1.6", NOON, registration=Registration.PENDING)
    assert presence.boot(asked, work) is Registration.PENDING
    assert work.stations.known[CP1].registration is Registration.PENDING


def test_a_station_that_was_removed_is_rejected(work: MemoryWork) -> None:
    work.stations.remove(CP1)
    assert presence.boot(BootAsked(CP1, Hardware(), "ocpp1.6", NOON), work) is Registration.REJECTED


def test_a_status_becomes_the_latest_and_is_told_once(work: MemoryWork) -> None:
    presence.status(status(ConnectorStatus.CHARGING), work)
    presence.status(status(ConnectorStatus.CHARGING, 5), work)
    assert work.connectors.now[Place(CP1, 1)].reported_at == NOON + timedelta(minutes=5)
    assert len(work.connectors.history) == 2
    assert work.kinds() == ["connector.status"]
    presence.status(status(ConnectorStatus.CHARGING, 6, error_code="WeakSignal"), work)
    assert work.kinds() == ["connector.status"] * 2


def test_a_late_status_is_kept_and_does_not_become_the_latest(work: MemoryWork) -> None:
    presence.status(status(ConnectorStatus.AVAILABLE, 30), work)
    presence.status(status(ConnectorStatus.CHARGING, 10), work)
    assert work.connectors.now[Place(CP1, 1)].status is ConnectorStatus.AVAILABLE
    assert [kept.status for kept in work.connectors.history] == ["available", "charging"]


def test_a_status_from_a_clock_that_was_never_set_counts_when_it_came(work: MemoryWork) -> None:
    presence.status(status(ConnectorStatus.CHARGING, 30), work)
    unset = datetime(1970, 1, 1, tzinfo=UTC)
    late = StatusReport(Place(CP1, 1), ConnectorStatus.FAULTED, unset, NOON + timedelta(hours=2))
    presence.status(late, work)
    assert work.connectors.now[Place(CP1, 1)] == late


def test_the_station_itself_and_its_connectors_are_apart(work: MemoryWork) -> None:
    presence.status(StatusReport(Place(CP1, 0), ConnectorStatus.UNAVAILABLE, NOON, NOON), work)
    assert work.connectors.now[Place(CP1, 1)].status is ConnectorStatus.AVAILABLE


def test_a_heartbeat_is_a_sign_of_life(work: MemoryWork) -> None:
    presence.heartbeat(CP1, NOON, work)
    assert work.presence.last_seen == {CP1: NOON} and not work.events
