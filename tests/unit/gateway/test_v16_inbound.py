"""Every request of the Core profile becomes a verb, and its result an answer."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chargeit.central.hearing import hear
from chargeit.domain.stations import Place, Registration, Station, StationId
from chargeit.domain.tokens import Token
from chargeit.domain.transactions import Finding
from chargeit.gateway.received import Received
from chargeit.gateway.routes import ROUTES
from chargeit.gateway.v16 import inbound, words
from chargeit.ocpp.v16 import enums, messages
from chargeit.ocpp.versions import Version, actions
from tests.support.memory_work import MemoryWork
from tests.unit.gateway.conftest import NOON

Read = Callable[..., Received]
CP1 = StationId("CP1")
START = {"connectorId": 1, "idTag": "GOOD", "meterStart": 5, "timestamp": "2026-03-01T11:00:00Z"}
STOP = {"transactionId": 1, "meterStop": 25, "timestamp": "2026-03-01T12:00:00Z"}


@pytest.fixture
def work() -> MemoryWork:
    work = MemoryWork()
    work.stations.add(Station(CP1, NOON))
    work.tokens.put(Token("GOOD", NOON, group="FLEET", expires_at=NOON + timedelta(days=1)))
    work.tokens.put(Token("LONG", NOON, group="a group of more than twenty characters"))
    return work


def answer(work: MemoryWork, received: Received, action: str) -> Any:
    route = ROUTES[Version.V16][action]
    asked: Any = route.translate(received)
    if route.answer is None:
        return asked(work)
    hear([asked], work)
    return route.answer(lambda: received.at)


def test_a_boot_stores_the_hardware_and_tells_time_interval_and_status(read: Read, work: MemoryWork) -> None:
    boot = {"chargePointVendor": "Acme", "chargePointModel": "One", "chargeBoxSerialNumber": "B1", "iccid": "1"}
    told = answer(work, read("BootNotification", boot), "BootNotification")
    assert (told.status, told.interval, told.current_time) == (enums.RegistrationStatus.ACCEPTED, 77, NOON)
    assert inbound.registration(told) is Registration.ACCEPTED
    hardware = work.stations.known[CP1].hardware
    assert (hardware.vendor, hardware.model, hardware.serial, hardware.iccid) == ("Acme", "One", "B1", "1")


def test_a_heartbeat_tells_the_time_and_is_a_sign_of_life(read: Read, work: MemoryWork) -> None:
    assert answer(work, read("Heartbeat", {}), "Heartbeat").current_time == NOON
    assert work.presence.last_seen[CP1] == NOON


def test_an_authorisation_tells_status_group_and_expiry(read: Read, work: MemoryWork) -> None:
    info = answer(work, read("Authorize", {"idTag": "good"}), "Authorize").id_tag_info
    assert (info.status, info.parent_id_tag, info.expiry_date) == ("Accepted", "FLEET", NOON + timedelta(days=1))
    assert answer(work, read("Authorize", {"idTag": "?"}), "Authorize").id_tag_info.status == "Invalid"


def test_a_group_that_does_not_fit_the_field_is_not_told_in_part(read: Read, work: MemoryWork) -> None:
    assert answer(work, read("Authorize", {"idTag": "LONG"}), "Authorize").id_tag_info.parent_id_tag is None


def test_a_start_and_a_stop_are_answered_with_number_and_verdict(read: Read, work: MemoryWork) -> None:
    started = answer(work, read("StartTransaction", START | {"reservationId": -1}), "StartTransaction")
    assert (started.transaction_id, started.id_tag_info.status) == (1, "Accepted")
    stopped = answer(work, read("StopTransaction", STOP), "StopTransaction")
    assert stopped == messages.StopTransactionResponse()
    done = work.transactions.rows[1]
    assert (done.place, done.energy_wh, done.stop_reason, done.reservation) == (Place(CP1, 1), 20, "Local", None)


def test_a_stop_with_a_token_is_answered_with_its_verdict(read: Read, work: MemoryWork) -> None:
    told = answer(work, read("StopTransaction", STOP | {"idTag": "GOOD", "reason": "Remote"}), "StopTransaction")
    assert told.id_tag_info.status == "Accepted"
    assert work.transactions.rows[1].stop_reason == "Remote"


def test_an_empty_tag_in_a_stop_is_no_tag(read: Read, work: MemoryWork) -> None:
    assert answer(work, read("StopTransaction", STOP | {"idTag": ""}), "StopTransaction").id_tag_info is None


def test_transaction_data_reaches_the_transaction(read: Read, work: MemoryWork) -> None:
    answer(work, read("StartTransaction", START), "StartTransaction")
    data = [{"timestamp": "2026-03-01T12:00:00Z", "sampledValue": [{"value": "25", "context": "Transaction.End"}]}]
    answer(work, read("StopTransaction", STOP | {"transactionData": data}), "StopTransaction")
    assert [(sample.raw, sample.context) for sample in work.samples.of(1)] == [("25", "Transaction.End")]


@pytest.mark.parametrize("number", [None, 0, -1])
def test_meter_values_without_a_usable_number_go_to_what_runs_there(
    read: Read, work: MemoryWork, number: int | None
) -> None:
    answer(work, read("StartTransaction", START), "StartTransaction")
    values = [{"timestamp": "2026-03-01T12:00:00Z", "sampledValue": [{"value": "9"}]}]
    sent = {"connectorId": 1, "meterValue": values} | ({} if number is None else {"transactionId": number})
    assert answer(work, read("MeterValues", sent), "MeterValues") == messages.MeterValuesResponse()
    assert [sample.flags for sample in work.samples.of(1)] == [()]


def test_a_status_without_a_time_has_ours_and_no_error_is_none(read: Read, work: MemoryWork) -> None:
    sent = {"connectorId": 2, "errorCode": "NoError", "status": "SuspendedEVSE", "info": "hot"}
    answer(work, read("StatusNotification", sent), "StatusNotification")
    report = work.connectors.now[Place(CP1, 2)]
    assert (report.status, report.reported_at, report.error_code, report.info) == ("suspended_evse", NOON, "", "hot")


def test_data_of_an_unknown_vendor_is_never_accepted(read: Read, work: MemoryWork) -> None:
    told = answer(work, read("DataTransfer", {"vendorId": "x", "data": "y"}), "DataTransfer")
    assert told == messages.DataTransferResponse(status=enums.DataTransferStatus.UNKNOWN_VENDOR_ID)


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"timestamp": "2026-03-01T11:00:00"}, Finding.NAIVE_TIME),
        ({"idTag": "GOOD_with_a_serial_behind_it"}, Finding.REPAIRED_MESSAGE),
        ({"meterStart": 5.4}, Finding.REPAIRED_MESSAGE),
        ({"meterStart": None}, Finding.REGISTER_MISSING),
    ],
)
def test_what_was_mended_in_a_start_is_found(
    read: Read, work: MemoryWork, changes: dict[str, Any], finding: Finding
) -> None:
    number = answer(work, read("StartTransaction", START | changes), "StartTransaction").transaction_id
    begun = work.transactions.rows[number]
    assert finding in begun.findings and begun.started_at == datetime(2026, 3, 1, 11, tzinfo=UTC)


def test_every_word_of_the_schema_has_one_of_ours() -> None:
    assert set(words.STATUSES) == set(enums.ChargePointStatus)
    assert set(words.ANSWERED) == set(enums.RegistrationStatus)
    assert set(words.AUTHORIZATIONS.values()) == set(enums.AuthorizationStatus)


def test_the_core_profile_is_served_whole() -> None:
    core = {"Authorize", "BootNotification", "DataTransfer", "Heartbeat", "MeterValues"}
    core |= {"StartTransaction", "StatusNotification", "StopTransaction"}
    assert set(ROUTES[Version.V16]) == core <= set(actions(Version.V16))
