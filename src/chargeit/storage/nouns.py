"""Rows <-> nouns, for repositories and reads alike."""

from typing import Any

from sqlalchemy import Row

from chargeit.domain.accounts import Account, ApiKey, Login, Role
from chargeit.domain.availability import WantedAvailability
from chargeit.domain.commands import Command, CommandKind, CommandState
from chargeit.domain.stations import (
    ConnectorStatus,
    Hardware,
    Place,
    Registration,
    Station,
    StationId,
    StatusReport,
    Stranger,
)
from chargeit.domain.tokens import AuthorizationStatus, Token
from chargeit.domain.transactions import Transaction, TransactionState
from chargeit.domain.variables import Variable

HARDWARE = ("vendor", "model", "serial", "firmware", "iccid", "imsi", "meter_type", "meter_serial")
REPORT = ("status", "reported_at", "received_at", "error_code", "info", "vendor", "vendor_error_code")
TRANSACTION = tuple(name for name in Transaction.__slots__ if name not in ("number", "place"))


def station(row: Row[Any]) -> Station:
    return Station(
        id=StationId(row.id),
        created_at=row.created_at,
        name=row.name,
        security_profile=row.security_profile,
        simulated=row.simulated,
        registration=Registration(row.registration),
        ocpp_version=row.ocpp_version,
        hardware=Hardware(*(getattr(row, name) for name in HARDWARE)),
        booted_at=row.booted_at,
        site=row.site,
    )


def station_columns(station: Station) -> dict[str, Any]:
    hardware = {name: getattr(station.hardware, name) for name in HARDWARE}
    words = (station.id, station.name, station.site, hardware["vendor"], hardware["model"], hardware["serial"])
    return {
        "id": station.id,
        "created_at": station.created_at,
        "name": station.name,
        "security_profile": station.security_profile,
        "simulated": station.simulated,
        "registration": station.registration,
        "ocpp_version": station.ocpp_version,
        **hardware,
        "booted_at": station.booted_at,
        "site": station.site,
        "search_text": search_text(*words),
    }


def search_text(*words: str) -> str:
    """What a search without regard to case looks through."""
    return "\n".join(words).casefold()


def stranger(row: Row[Any]) -> Stranger:
    return Stranger(StationId(row.id), row.first_seen_at, row.last_seen_at, row.peer, row.attempts)


def report(row: Row[Any]) -> StatusReport:
    return StatusReport(
        place=Place(StationId(row.station), row.evse, row.connector),
        status=ConnectorStatus(row.status),
        reported_at=row.reported_at,
        received_at=row.received_at,
        error_code=row.error_code,
        info=row.info,
        vendor=row.vendor,
        vendor_error_code=row.vendor_error_code,
    )


def report_columns(report: StatusReport) -> dict[str, Any]:
    return {**place_columns(report.place), **{name: getattr(report, name) for name in REPORT}}


def wanted(row: Row[Any]) -> WantedAvailability:
    return WantedAvailability(StationId(row.station), row.evse, bool(row.operative), row.since_at)


def place_columns(place: Place) -> dict[str, Any]:
    return {"station": place.station, "evse": place.evse, "connector": place.connector}


def token(row: Row[Any]) -> Token:
    return Token(
        value=row.value,
        created_at=row.created_at,
        kind=row.kind,
        group=row.group,
        blocked=row.blocked,
        expires_at=row.expires_at,
        concurrent=row.concurrent,
        label=row.label,
    )


def token_columns(token: Token) -> dict[str, Any]:
    return {
        "value_key": token.key,
        "value": token.value,
        "created_at": token.created_at,
        "kind": token.kind,
        "group": token.group,
        "blocked": token.blocked,
        "expires_at": token.expires_at,
        "concurrent": token.concurrent,
        "label": token.label,
        "search_text": search_text(token.value, token.label, token.group),
    }


def transaction(row: Row[Any]) -> Transaction:
    known = {name: getattr(row, name) for name in TRANSACTION}
    known["authorization"] = AuthorizationStatus(row.authorization)
    known["state"] = TransactionState(row.state)
    return Transaction(number=row.number, place=Place(StationId(row.station), row.evse, row.connector), **known)


def command(row: Row[Any]) -> Command:
    return Command(
        id=row.id,
        station=StationId(row.station),
        kind=CommandKind(row.kind),
        arguments=row.arguments,
        requested_at=row.requested_at,
        expires_at=row.expires_at,
        requested_by=row.requested_by,
        state=CommandState(row.state),
        sent_at=row.sent_at,
        ended_at=row.ended_at,
        status=row.status,
        answer=row.answer,
        error=row.error,
        transaction=row.transaction,
        start_due_at=row.start_due_at,
    )


def variable(row: Row[Any]) -> Variable:
    return Variable(StationId(row.station), row.name, row.value, row.readonly, row.reported_at)


def account(row: Row[Any]) -> Account:
    return Account(row.name, row.password_hash, Role(row.role), row.created_at)


def login(row: Row[Any]) -> Login:
    return Login(row.token_hash, row.account, row.csrf, row.created_at, row.expires_at)


def api_key(row: Row[Any]) -> ApiKey:
    return ApiKey(row.id, row.key_hash, row.label, Role(row.role), row.created_at)
