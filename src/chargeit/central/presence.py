"""Presence: who is connected here, what it says of itself, and what its connectors do."""

from dataclasses import dataclass, replace
from datetime import datetime

from chargeit.domain.events import ConnectorStatusChanged, StationBooted, StationConnected, StationDisconnected
from chargeit.domain.stations import Hardware, Registration, StationId, StatusReport
from chargeit.ports.work import Work


@dataclass(frozen=True, slots=True)
class ConnectAsked:
    """A socket that was let in on `node`."""

    station: StationId
    node: str
    ocpp_version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DisconnectAsked:
    """The end of the socket that holds `epoch`."""

    station: StationId
    node: str
    epoch: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BootAsked:
    """A boot. `registration` is what provisioned stations are answered."""

    station: StationId
    hardware: Hardware
    ocpp_version: str
    at: datetime
    reason: str = ""
    registration: Registration = Registration.ACCEPTED


def connected(asked: ConnectAsked, work: Work) -> int:
    """The epoch of the new socket, which wins over every older one."""
    epoch = work.presence.take_lease(asked.station, asked.node, asked.at)
    work.presence.seen(asked.station, asked.at)
    work.record(StationConnected(asked.station, asked.at, asked.node, epoch, asked.ocpp_version))
    return epoch


def disconnected(asked: DisconnectAsked, work: Work) -> bool:
    """False, and nothing changes, where a newer socket holds the station: the close came late."""
    if not work.presence.release_lease(asked.station, asked.epoch, asked.at):
        return False
    work.record(StationDisconnected(asked.station, asked.at, asked.node, asked.epoch, asked.reason))
    return True


def boot(asked: BootAsked, work: Work) -> Registration:
    """What the station is answered. Open transactions stay open: their stops may follow (OCPP 1.6 5.14)."""
    work.presence.seen(asked.station, asked.at)
    station = work.stations.find(asked.station, lock=True)
    if station is None:
        return Registration.REJECTED
    known = replace(station, hardware=asked.hardware, ocpp_version=asked.ocpp_version)
    work.stations.update(replace(known, registration=asked.registration, booted_at=asked.at))
    booted = StationBooted(
        asked.station, asked.at, asked.registration.value, asked.hardware.firmware, reason=asked.reason
    )
    work.record(booted)
    return asked.registration


def heartbeat(station: StationId, at: datetime, work: Work) -> None:
    """A sign of life; every other message is one too (OCPP 1.6 4.6)."""
    work.presence.seen(station, at)


def status(report: StatusReport, work: Work) -> None:
    """Any order and any transition is taken (OCPP 1.6 4.9); a late one is kept and does not become the latest.

    A status opens and closes no transaction.
    """
    work.presence.seen(report.place.station, report.received_at)
    latest = work.connectors.latest(report.place)
    work.connectors.keep(report)
    if not report.newer_than(latest):
        return
    work.connectors.put(report)
    if latest is None or said(report) != said(latest):
        work.record(ConnectorStatusChanged(report.place.station, report.received_at, report))


def said(report: StatusReport) -> tuple[str, ...]:
    return (report.status, report.error_code, report.info, report.vendor, report.vendor_error_code)
