from datetime import UTC, datetime

import pytest

from chargeit.domain.stations import ConnectorStatus, Hardware, Registration
from chargeit.domain.tokens import AuthorizationStatus, Verdict
from chargeit.edge import signals, v16
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
    Sample,
    Start,
    Status,
    Stop,
)
from chargeit.ocpp.actions import Role
from chargeit.ocpp.connection import Connection
from chargeit.ocpp.v16 import enums, messages
from chargeit.ocpp.versions import Version

T0 = datetime(2026, 3, 1, tzinfo=UTC)
SAMPLE = Sample(
    T0,
    Reading(1234, 7360.04, 32.0, 230.0, 0.425),
    "Sample.Periodic",
    ("Energy.Active.Import.Register", "Power.Active.Import", "Current.Import", "Voltage", "SoC"),
)
EVERY = [
    Boot(Hardware("Vendor", "Model", "S1", "1.0", "iccid", "imsi", "meter", "M1")),
    Boot(Hardware("Vendor", "Model")),
    Heartbeat(),
    Authorize(1, "ANNA"),
    *(Status(1, status, T0, "NoError", "why") for status in v16.STATUSES),
    Start("k", 1, "ANNA", 0, T0),
    Meter("k", 1, (SAMPLE,)),
    Meter("", 1, (SAMPLE,)),
    *(
        Stop("k", 1, 9, T0, reason, "ANNA", (SAMPLE,))
        for reason in ("Local", "Remote", "EVDisconnected", "DeAuthorized", "PowerLoss", "HardReset", "SoftReset")
    ),
    Stop("k", 1, 9, T0, "UnlockCommand"),
]


@pytest.mark.parametrize("message", EVERY, ids=lambda m: type(m).__name__)
def test_every_message_is_one_that_the_schema_takes(message: Message) -> None:
    Connection(Version.V16, role=Role.STATION).call(v16.request(message, 7), 0.0, None)


def test_every_status_has_its_word() -> None:
    assert set(v16.STATUSES) == set(ConnectorStatus) - {ConnectorStatus.OCCUPIED}


def test_a_sample_has_what_was_asked_in_its_units() -> None:
    value = v16.meter_value(SAMPLE)
    assert [(s.value, s.unit.value if s.unit else None) for s in value.sampled_value] == [
        ("1234", "Wh"),
        ("7360.0", "W"),
        ("32.0", "A"),
        ("230.0", "V"),
        ("42.5", "Percent"),
    ]


def test_a_vehicle_that_does_not_tell_its_soc_has_none_and_energy_stands_in() -> None:
    alone = Sample(T0, Reading(5), "Sample.Periodic", ("SoC",))
    assert [(s.value, s.measurand) for s in v16.meter_value(alone).sampled_value] == [("5", None)]


def test_a_transaction_without_a_number_is_minus_one_and_readings_outside_have_none() -> None:
    stop = v16.request(Stop("k", 1, 9, T0, "Local"), None)
    inside, outside = v16.request(Meter("k", 1, (SAMPLE,)), None), v16.request(Meter("", 1, (SAMPLE,)), None)
    assert isinstance(stop, messages.StopTransaction) and stop.transaction_id == -1
    assert isinstance(inside, messages.MeterValues) and inside.transaction_id == -1
    assert isinstance(outside, messages.MeterValues) and outside.transaction_id is None


def test_answers_say_what_they_mean() -> None:
    info = messages.IdTagInfo(status=enums.AuthorizationStatus("Blocked"), parent_id_tag="FAMILY", expiry_date=T0)
    verdict = Verdict(AuthorizationStatus.BLOCKED, "FAMILY", T0)
    boot = messages.BootNotificationResponse(current_time=T0, interval=60, status=enums.RegistrationStatus("Pending"))
    assert v16.reply(boot) == Registered(Registration.PENDING, 60, T0)
    assert v16.reply(messages.AuthorizeResponse(id_tag_info=info)) == Judged(verdict)
    assert v16.reply(messages.StartTransactionResponse(id_tag_info=info, transaction_id=4)) == Numbered(4, verdict)
    assert v16.reply(messages.StopTransactionResponse(id_tag_info=info)) == Judged(verdict)
    assert v16.reply(messages.StopTransactionResponse()) == v16.reply(messages.MeterValuesResponse()) == Noted()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (messages.RemoteStartTransaction(id_tag="A"), ("Accepted", "Rejected")),
        (messages.RemoteStopTransaction(transaction_id=1), ("Accepted", "Rejected")),
        (messages.UnlockConnector(connector_id=1), ("Unlocked", "NotSupported")),
        (messages.Reset(type=enums.ResetType("Soft")), ("Accepted",)),
        (
            messages.ChangeAvailability(connector_id=0, type=enums.AvailabilityType("Inoperative")),
            ("Accepted", "Rejected", "Scheduled"),
        ),
        (messages.ChangeConfiguration(key="a", value="b"), ("Accepted", "Rejected", "NotSupported")),
        (messages.ClearCache(), ("Accepted",)),
        (messages.GetConfiguration(), ("",)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_command_and_every_word_of_its_answer_is_known(asked: v16.Wire, words: tuple[str, ...]) -> None:
    meant = v16.command(asked, "call 1")
    assert isinstance(meant, signals.Command) and meant.call == "call 1"
    for word in words:
        assert type(v16.response(asked, signals.Answer("call 1", word))).__name__ == f"{type(asked).__name__}Response"


def test_what_is_not_offered_is_no_command() -> None:
    assert v16.command(messages.GetLocalListVersion(), "c") is None
    assert isinstance(v16.command(messages.DataTransfer(vendor_id="x"), "c"), messages.DataTransferResponse)
