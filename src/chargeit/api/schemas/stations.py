"""Stations, their connectors and variables, and the strangers that knock."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le
from pydantic import Field

from chargeit.api.schemas.fields import Asked, Name, Text
from chargeit.domain import stations as domain
from chargeit.domain.availability import wanted_of
from chargeit.ports.pages import Page
from chargeit.ports.reads import StationRow

SecurityProfile = Annotated[int, Ge(0), Le(3)]
Password = Annotated[str, Field(min_length=16, max_length=64, pattern=r"^[a-zA-Z0-9*\-_=:+|@.]+$")]
"""OCPP 2.0.1 passwordString; 1.6 stations take the hexadecimal ones among them."""


class Availability(StrEnum):
    OPERATIVE = "operative"
    INOPERATIVE = "inoperative"


class Finding(StrEnum):
    """What an operator should look at."""

    AVAILABILITY_DISAGREES = "availability_disagrees"


@dataclass(frozen=True, slots=True)
class Connector:
    """`wanted` is what change_availability asked for and the station said yes to; `findings` what disagrees with it."""

    evse: int
    connector: int
    status: domain.ConnectorStatus
    error_code: str
    info: str
    vendor_error_code: str
    reported_at: datetime
    received_at: datetime
    wanted: Availability | None
    findings: list[Finding]

    @staticmethod
    def of(report: domain.StatusReport, row: StationRow) -> "Connector":
        wanted = wanted_of(report.place.evse, row.wanted)
        disagrees = wanted is not None and wanted.disagrees(report)
        return Connector(
            evse=report.place.evse,
            connector=report.place.connector,
            status=report.status,
            error_code=report.error_code,
            info=report.info,
            vendor_error_code=report.vendor_error_code,
            reported_at=report.reported_at,
            received_at=report.received_at,
            wanted=None if wanted is None else Availability.OPERATIVE if wanted.operative else Availability.INOPERATIVE,
            findings=[Finding.AVAILABILITY_DISAGREES] if disagrees else [],
        )


@dataclass(frozen=True, slots=True)
class Evse:
    evse: int
    connectors: list[Connector]

    @staticmethod
    def all_of(row: StationRow) -> "list[Evse]":
        """EVSE 0, the station as a whole, is none of them."""
        numbers = sorted({report.place.evse for report in row.connectors} - {0})
        return [Evse(n, [Connector.of(c, row) for c in row.connectors if c.place.evse == n]) for n in numbers]


@dataclass(frozen=True, slots=True)
class Station:
    id: str
    name: str
    site: str
    security_profile: int
    simulated: bool
    registration: domain.Registration
    ocpp_version: str
    connected: bool
    last_seen_at: datetime | None
    booted_at: datetime | None
    created_at: datetime
    hardware: domain.Hardware
    connectors: list[Connector]
    open_transactions: int
    power_w: float | None
    findings: list[Finding]

    @staticmethod
    def of(row: StationRow) -> "Station":
        station = row.station
        connectors = [Connector.of(report, row) for report in row.connectors]
        return Station(
            id=station.id,
            name=station.name,
            security_profile=station.security_profile,
            site=station.site,
            simulated=station.simulated,
            registration=station.registration,
            ocpp_version=station.ocpp_version,
            connected=row.connected,
            last_seen_at=row.last_seen_at,
            booted_at=station.booted_at,
            created_at=station.created_at,
            hardware=station.hardware,
            connectors=connectors,
            open_transactions=row.open_transactions,
            power_w=row.power_w,
            findings=sorted({finding for one in connectors for finding in one.findings}),
        )


@dataclass(frozen=True, slots=True)
class StationPage:
    rows: list[Station]
    next: str | None

    @staticmethod
    def of(page: Page[StationRow]) -> "StationPage":
        return StationPage([Station.of(row) for row in page.rows], page.next)


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    value: str | None
    readonly: bool
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class Stranger:
    id: str
    first_seen_at: datetime
    last_seen_at: datetime
    peer: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Provisioned:
    """The password is shown this once; it is kept as a hash."""

    station: Station
    password: str


@dataclass(frozen=True, slots=True)
class NewPassword:
    """The password is shown this once; it is kept as a hash."""

    password: str


class StationAsked(Asked):
    id: Name
    name: Text = ""
    site: Text = ""
    security_profile: SecurityProfile = 1
    simulated: bool = False
    password: Password | None = Field(default=None, description="Generated where it is not given.")


class StationChange(Asked):
    """Only what is given changes."""

    name: Text | None = None
    site: Text | None = None
    security_profile: SecurityProfile | None = None
    simulated: bool | None = None


class Admission(Asked):
    name: Text = ""
    security_profile: SecurityProfile = 1
