"""OCPP 1.6: the controller's words to messages, messages to its words. Rules live in the controller."""

from chargeit.domain.metering import ENERGY_REGISTER, POWER, SOC
from chargeit.domain.stations import ConnectorStatus, Registration
from chargeit.domain.tokens import AuthorizationStatus, Verdict
from chargeit.edge import signals
from chargeit.edge.messages import (
    Authorize,
    Boot,
    Heartbeat,
    Judged,
    Message,
    Meter,
    Noted,
    Numbered,
    Reading,
    Registered,
    Reply,
    Sample,
    Start,
    Status,
    Stop,
)
from chargeit.ocpp.actions import Message as Wire
from chargeit.ocpp.v16 import enums, messages

UNNUMBERED = -1  # OCPP 1.6 errata 3.18
STATUSES = {
    ConnectorStatus.AVAILABLE: enums.ChargePointStatus("Available"),
    ConnectorStatus.PREPARING: enums.ChargePointStatus("Preparing"),
    ConnectorStatus.CHARGING: enums.ChargePointStatus("Charging"),
    ConnectorStatus.SUSPENDED_EVSE: enums.ChargePointStatus("SuspendedEVSE"),
    ConnectorStatus.SUSPENDED_EV: enums.ChargePointStatus("SuspendedEV"),
    ConnectorStatus.FINISHING: enums.ChargePointStatus("Finishing"),
    ConnectorStatus.RESERVED: enums.ChargePointStatus("Reserved"),
    ConnectorStatus.UNAVAILABLE: enums.ChargePointStatus("Unavailable"),
    ConnectorStatus.FAULTED: enums.ChargePointStatus("Faulted"),
}
VERDICTS = {
    "Accepted": AuthorizationStatus.ACCEPTED,
    "Blocked": AuthorizationStatus.BLOCKED,
    "Expired": AuthorizationStatus.EXPIRED,
    "Invalid": AuthorizationStatus.INVALID,
    "ConcurrentTx": AuthorizationStatus.CONCURRENT,
}
REGISTRATIONS = {
    "Accepted": Registration.ACCEPTED,
    "Pending": Registration.PENDING,
    "Rejected": Registration.REJECTED,
}


def request(message: Message, number: int | None = None) -> Wire:
    """The request for a message; `number` is the central system's of its transaction, None where it never gave one."""
    match message:
        case Boot():
            return _boot(message)
        case Heartbeat():
            return messages.Heartbeat()
        case Authorize():
            return messages.Authorize(id_tag=message.token)
        case Status():
            return messages.StatusNotification(
                connector_id=message.connector,
                status=STATUSES[message.status],
                error_code=enums.ChargePointErrorCode(message.error_code),
                timestamp=message.at,
                info=message.info or None,
            )
        case Start():
            return messages.StartTransaction(
                connector_id=message.connector,
                id_tag=message.token,
                meter_start=message.register_wh,
                timestamp=message.at,
            )
        case Meter():
            return messages.MeterValues(
                connector_id=message.connector,
                transaction_id=(number or UNNUMBERED) if message.key else None,
                meter_value=tuple(meter_value(sample) for sample in message.samples),
            )
        case Stop():
            return messages.StopTransaction(
                transaction_id=number or UNNUMBERED,
                id_tag=message.token or None,
                meter_stop=message.register_wh,
                timestamp=message.at,
                reason=enums.Reason(message.reason),
                transaction_data=tuple(meter_value(sample) for sample in message.samples) or None,
            )


def _boot(message: Boot) -> messages.BootNotification:
    hardware = message.hardware
    return messages.BootNotification(
        charge_point_vendor=hardware.vendor,
        charge_point_model=hardware.model,
        charge_point_serial_number=hardware.serial or None,
        firmware_version=hardware.firmware or None,
        iccid=hardware.iccid or None,
        imsi=hardware.imsi or None,
        meter_type=hardware.meter_type or None,
        meter_serial_number=hardware.meter_serial or None,
    )


def meter_value(sample: Sample) -> messages.MeterValue:
    """A sample with the measurands it was taken for; one that no vehicle tells is left out, energy never."""
    context = enums.ReadingContext(sample.context)
    values = [
        messages.SampledValue(value=text, context=context, measurand=enums.Measurand(name), unit=unit)
        for name in sample.measurands
        if (text := _text(name, sample.reading)) and (unit := _UNITS[name])
    ]
    if not values:
        text = _text(ENERGY_REGISTER, sample.reading)
        values = [messages.SampledValue(value=text, context=context, unit=_UNITS[ENERGY_REGISTER])]
    return messages.MeterValue(timestamp=sample.sampled_at, sampled_value=tuple(values))


_UNITS = {
    ENERGY_REGISTER: enums.UnitOfMeasure("Wh"),
    POWER: enums.UnitOfMeasure("W"),
    "Current.Import": enums.UnitOfMeasure("A"),
    "Voltage": enums.UnitOfMeasure("V"),
    SOC: enums.UnitOfMeasure("Percent"),
}


def _text(measurand: str, reading: Reading) -> str:
    if measurand == ENERGY_REGISTER:
        return str(reading.register_wh)
    if measurand == SOC:
        return "" if reading.soc is None else f"{reading.soc * 100:.1f}"
    value = {POWER: reading.power_w, "Current.Import": reading.current_a, "Voltage": reading.voltage_v}[measurand]
    return f"{value:.1f}"


def reply(response: Wire) -> Reply:
    """What an answer says to the controller."""
    match response:
        case messages.BootNotificationResponse():
            registration = REGISTRATIONS[response.status.value]
            return Registered(registration, response.interval, response.current_time)
        case messages.AuthorizeResponse():
            return Judged(_verdict(response.id_tag_info))
        case messages.StartTransactionResponse():
            return Numbered(response.transaction_id, _verdict(response.id_tag_info))
        case messages.StopTransactionResponse() if response.id_tag_info is not None:
            return Judged(_verdict(response.id_tag_info))
        case _:
            return Noted()


def _verdict(info: messages.IdTagInfo) -> Verdict:
    return Verdict(VERDICTS[info.status.value], info.parent_id_tag or "", info.expiry_date)


def command(asked: Wire, call: str) -> signals.Command | Wire | None:
    """The command in a request, its answer where nothing is to be decided, None for what the station does not offer."""
    match asked:
        case messages.RemoteStartTransaction():
            return signals.RemoteStart(call, asked.id_tag, asked.connector_id)
        case messages.RemoteStopTransaction():
            return signals.RemoteStop(call, asked.transaction_id)
        case messages.UnlockConnector():
            return signals.Unlock(call, asked.connector_id)
        case messages.Reset():
            return signals.Reset(call, signals.ResetKind(asked.type.value.lower()))
        case messages.ChangeAvailability():
            operative = asked.type is enums.AvailabilityType("Operative")
            return signals.ChangeAvailability(call, asked.connector_id, operative)
        case messages.ChangeConfiguration():
            return signals.ChangeConfiguration(call, asked.key, asked.value)
        case messages.GetConfiguration():
            return signals.GetConfiguration(call, asked.key or ())
        case messages.ClearCache():
            return signals.ClearCache(call)
        case messages.DataTransfer():
            # OCPP 1.6 4.3
            return messages.DataTransferResponse(status=enums.DataTransferStatus("UnknownVendorId"))
        case _:
            return None


def response(asked: Wire, answer: signals.Answer) -> Wire:
    """The answer of the controller to a command, as the response to its request."""
    status = answer.status
    match asked:
        case messages.RemoteStartTransaction():
            return messages.RemoteStartTransactionResponse(status=enums.RemoteStartStopStatus(status))
        case messages.RemoteStopTransaction():
            return messages.RemoteStopTransactionResponse(status=enums.RemoteStartStopStatus(status))
        case messages.UnlockConnector():
            return messages.UnlockConnectorResponse(status=enums.UnlockStatus(status))
        case messages.Reset():
            return messages.ResetResponse(status=enums.ResetStatus(status))
        case messages.ChangeAvailability():
            return messages.ChangeAvailabilityResponse(status=enums.AvailabilityStatus(status))
        case messages.ChangeConfiguration():
            return messages.ChangeConfigurationResponse(status=enums.ConfigurationStatus(status))
        case messages.ClearCache():
            return messages.ClearCacheResponse(status=enums.ClearCacheStatus(status))
        case messages.GetConfiguration():
            entries = tuple(messages.KeyValue(key=e.key, readonly=e.readonly, value=e.value) for e in answer.entries)
            return messages.GetConfigurationResponse(
                configuration_key=entries or None, unknown_key=answer.unknown or None
            )
    raise TypeError(f"{type(asked).__name__} is no command")
