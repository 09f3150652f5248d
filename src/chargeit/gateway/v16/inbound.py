"""What 1.6 stations ask of us: each action becomes a verb and its result an answer."""

import logging
from datetime import datetime
from functools import lru_cache

from chargeit.central import authorization, presence, transactions
from chargeit.central.presence import BootAsked
from chargeit.domain.clock import Clock
from chargeit.domain.metering import MeterReport, Seen
from chargeit.domain.stations import Hardware, Place, Registration, StatusReport, place_of
from chargeit.domain.transactions import Finding, StartAsked, StopAsked
from chargeit.gateway.received import Received, Route
from chargeit.gateway.v16.samples import samples_of
from chargeit.gateway.v16.words import ANSWERED, REGISTRATIONS, STATUSES, id_tag_info
from chargeit.ocpp.flags import Problem
from chargeit.ocpp.v16 import enums, messages
from chargeit.ocpp.versions import Version
from chargeit.ports.work import Told, Verb, Work

logger = logging.getLogger(__name__)

REGISTERS = {"meterStart", "meterStop"}


def boot_notification(received: Received) -> Verb[messages.BootNotificationResponse]:
    sent: messages.BootNotification = received.request
    hardware = Hardware(
        vendor=sent.charge_point_vendor,
        model=sent.charge_point_model,
        serial=sent.charge_point_serial_number or sent.charge_box_serial_number or "",
        firmware=sent.firmware_version or "",
        iccid=sent.iccid or "",
        imsi=sent.imsi or "",
        meter_type=sent.meter_type or "",
        meter_serial=sent.meter_serial_number or "",
    )
    asked = BootAsked(received.station, hardware, Version.V16.value, received.at)

    def verb(work: Work) -> messages.BootNotificationResponse:
        return messages.BootNotificationResponse(
            current_time=received.at,
            interval=received.settings.heartbeat_interval_s,
            status=REGISTRATIONS[presence.boot(asked, work)],
        )

    return verb


def registration(answer: messages.BootNotificationResponse) -> Registration:
    return ANSWERED[answer.status]


def heartbeat(received: Received) -> Told:
    return _new(Seen, (received.station, received.at))


def authorize(received: Received) -> Verb[messages.AuthorizeResponse]:
    sent: messages.Authorize = received.request

    def verb(work: Work) -> messages.AuthorizeResponse:
        presence.heartbeat(received.station, received.at, work)
        verdict = authorization.authorize(sent.id_tag, received.at, work)
        return messages.AuthorizeResponse(id_tag_info=id_tag_info(verdict))

    return verb


def start_transaction(received: Received) -> Verb[messages.StartTransactionResponse]:
    sent: messages.StartTransaction = received.request
    asked = StartAsked(
        place=Place(received.station, sent.connector_id),
        token=sent.id_tag,
        meter_start_wh=register("meterStart", sent.meter_start, received),
        started_at=sent.timestamp,
        received_at=received.at,
        reservation=sent.reservation_id if sent.reservation_id and sent.reservation_id > 0 else None,
        findings=findings(received),
    )

    def verb(work: Work) -> messages.StartTransactionResponse:
        presence.heartbeat(received.station, received.at, work)
        started = transactions.start(asked, work)
        return messages.StartTransactionResponse(
            id_tag_info=id_tag_info(started.verdict), transaction_id=started.number
        )

    return verb


def stop_transaction(received: Received) -> Verb[messages.StopTransactionResponse]:
    sent: messages.StopTransaction = received.request
    asked = StopAsked(
        station=received.station,
        number=sent.transaction_id,
        meter_stop_wh=register("meterStop", sent.meter_stop, received),
        stopped_at=sent.timestamp,
        received_at=received.at,
        token=sent.id_tag or "",
        reason=(sent.reason or enums.Reason.LOCAL).value,
        samples=samples_of(sent.transaction_data, "transactionData", received),
        digest=received.call.payload_digest,
        findings=findings(received),
    )

    def verb(work: Work) -> messages.StopTransactionResponse:
        presence.heartbeat(received.station, received.at, work)
        verdict = transactions.stop(asked, work)
        return messages.StopTransactionResponse(id_tag_info=id_tag_info(verdict) if verdict else None)

    return verb


def meter_values(received: Received) -> Told:
    sent: messages.MeterValues = received.request
    # errata 3.54: 0 and negative numbers are nobody's
    transaction = sent.transaction_id if sent.transaction_id and sent.transaction_id > 0 else None
    samples = samples_of(sent.meter_value, "meterValue", received)
    place = place_of(received.station, sent.connector_id)
    # in the order of its fields; its own constructor costs twice as much
    return _new(MeterReport, (place, transaction, samples, received.at, received.call.payload_digest))


def status_notification(received: Received) -> Verb[messages.StatusNotificationResponse]:
    sent: messages.StatusNotification = received.request
    report = StatusReport(
        place=Place(received.station, sent.connector_id),
        status=STATUSES[sent.status],
        reported_at=sent.timestamp or received.at,
        received_at=received.at,
        error_code="" if sent.error_code is enums.ChargePointErrorCode.NO_ERROR else sent.error_code.value,
        info=sent.info or "",
        vendor=sent.vendor_id or "",
        vendor_error_code=sent.vendor_error_code or "",
    )

    def verb(work: Work) -> messages.StatusNotificationResponse:
        presence.status(report, work)
        return messages.StatusNotificationResponse()

    return verb


def data_transfer(received: Received) -> Verb[messages.DataTransferResponse]:
    """No vendor's data is understood, and nothing that is not is accepted (OCPP 1.6 4.3)."""

    def verb(work: Work) -> messages.DataTransferResponse:
        presence.heartbeat(received.station, received.at, work)
        return messages.DataTransferResponse(status=enums.DataTransferStatus.UNKNOWN_VENDOR_ID)

    return verb


def register(field: str, read: int, received: Received) -> int | None:
    """Wh; None where the station did not tell it, or nothing that can be read."""
    for flag in received.flags:
        if flag.path == field and flag.problem is Problem.MISSING:
            logger.info("%r told no %s: %.200s", received.station, field, flag.raw)
            return None
    return read


def findings(received: Received) -> frozenset[Finding]:
    """What the codec mended in a start or stop. A sample that was mended says so itself."""
    found = set()
    for flag in received.flags:
        if flag.path == "timestamp" and flag.problem is Problem.LOCAL_TIME:
            found.add(Finding.NAIVE_TIME)
        elif flag.path in REGISTERS and flag.problem is Problem.MISSING:
            found.add(Finding.REGISTER_MISSING)
        elif not flag.path.startswith("transactionData"):
            found.add(Finding.REPAIRED_MESSAGE)
    return frozenset(found)


def told_the_time(clock: Clock) -> messages.HeartbeatResponse:
    return _told_the_time(clock())


@lru_cache(maxsize=1)
def _told_the_time(at: datetime) -> messages.HeartbeatResponse:
    """Stations that are answered in the same millisecond share one."""
    return messages.HeartbeatResponse(current_time=at)


_new = tuple.__new__
NOTHING = messages.MeterValuesResponse()


ROUTES: dict[str, Route] = {
    "BootNotification": Route(boot_notification, early=True, registers=registration, clock=True),
    "Heartbeat": Route(heartbeat, answer=told_the_time),
    "Authorize": Route(authorize),
    # a station whose boot got lost still has energy to tell
    "StartTransaction": Route(start_transaction, early=True),
    "StopTransaction": Route(stop_transaction, early=True),
    "MeterValues": Route(meter_values, early=True, answer=lambda _clock: NOTHING),
    "StatusNotification": Route(status_notification),
    "DataTransfer": Route(data_transfer),
}
