"""Stations, their EVSEs and connectors, and who may connect as one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import NewType

from chargeit.domain.clock import trusted

StationId = NewType("StationId", str)
"""The identity a station connects with, exactly as provisioned."""


class Registration(StrEnum):
    """What the last BootNotification was answered (OCPP 2.0.1 B01); `unknown` until one came."""

    UNKNOWN = "unknown"
    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ConnectorStatus(StrEnum):
    """The states of OCPP 1.6 (4.9), and `occupied`, in which 2.x sums up five of them."""

    AVAILABLE = "available"
    PREPARING = "preparing"
    CHARGING = "charging"
    SUSPENDED_EVSE = "suspended_evse"
    SUSPENDED_EV = "suspended_ev"
    FINISHING = "finishing"
    OCCUPIED = "occupied"
    RESERVED = "reserved"
    UNAVAILABLE = "unavailable"
    FAULTED = "faulted"


@dataclass(frozen=True, slots=True)
class Hardware:
    """What a station says of itself when it boots; every text may be empty."""

    vendor: str = ""
    model: str = ""
    serial: str = ""
    firmware: str = ""
    iccid: str = ""
    imsi: str = ""
    meter_type: str = ""
    meter_serial: str = ""


@dataclass(frozen=True, slots=True)
class Station:
    """One charging station. `security_profile` is 0..3; the demo and tests use 0 or 1 on loopback.

    `site` is where it stands, in the operator's words; its loads count there.
    """

    id: StationId
    created_at: datetime
    name: str = ""
    security_profile: int = 1
    simulated: bool = False
    registration: Registration = Registration.UNKNOWN
    ocpp_version: str = ""
    hardware: Hardware = Hardware()
    booted_at: datetime | None = None
    site: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a station something happened: EVSE 0 is the whole station; 1.6's connector n is EVSE n, connector 1."""

    station: StationId
    evse: int
    connector: int = 1


@lru_cache(maxsize=1 << 16)
def place_of(station: StationId, evse: int) -> Place:
    """The EVSE's one connector, or the station; every message names one, so they are made once."""
    return Place(station, evse)


@dataclass(frozen=True, slots=True)
class StatusReport:
    """One StatusNotification. `reported_at` is the station's clock, `received_at` ours."""

    place: Place
    status: ConnectorStatus
    reported_at: datetime
    received_at: datetime
    error_code: str = ""
    info: str = ""
    vendor: str = ""
    vendor_error_code: str = ""

    def newer_than(self, other: "StatusReport | None") -> bool:
        """By the station's clock where it can be trusted."""
        return other is None or self.effective_at >= other.effective_at

    @property
    def effective_at(self) -> datetime:
        return trusted(self.reported_at, self.received_at)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Keyed hashes of the passwords that open the socket; `pending` while a change's answer is open."""

    station: StationId
    current: tuple[bytes, ...] = ()
    pending: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Lease:
    """Which node holds a station's socket; the newest `epoch` wins."""

    station: StationId
    node: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Stranger:
    """An identity that knocked and is not provisioned; an operator may admit it."""

    id: StationId
    first_seen_at: datetime
    last_seen_at: datetime
    peer: str
    attempts: int = 1
