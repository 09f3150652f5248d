"""Every malformed input gets the answer that its version's rules give, and never an exception."""

import json
from collections.abc import Callable

import pytest

from chargeit.ocpp.actions import Role
from chargeit.ocpp.connection import Connection
from chargeit.ocpp.events import CallReceived, Event, Malformed, Transmit
from chargeit.ocpp.versions import Version

V16, V201, V21 = Version.V16, Version.V201, Version.V21


def told(version: Version, text: str | bytes, role: Role = Role.CENTRAL) -> tuple[str, str] | None:
    """Id and code of the CALLERROR that the text gets; the text is reported in any case."""
    connection = Connection(version, role=role)
    events = connection.receive(text, 0.0)
    assert any(isinstance(event, Malformed) for event in events)
    assert connection.malformed == 1
    answers = [json.loads(event.text) for event in events if isinstance(event, Transmit)]
    assert len(answers) <= 1
    assert still_works(connection)
    if not answers:
        return None
    kind, message_id, code, description, details = answers[0]
    assert kind == 4
    assert len(description) <= 255
    assert details == {}
    return message_id, code


def still_works(connection: Connection) -> bool:
    beat = '[2,"after","Heartbeat",{}]' if connection.role is Role.CENTRAL else '[2,"after","ClearCache",{}]'
    return isinstance(connection.receive(beat, 0.0)[0], CallReceived)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "not json",
        '[2,"x","Heartbeat",{}',
        '[2,"x","Heartbeat",{}]]',
        "[" * 200_000,
        "[" * 200_000 + "]" * 200_000,
        '[2,"x","Heartbeat",{"a":' + "[" * 200_000 + "]" * 200_000 + "}]",
        b"\xff\xfe",
        b"",
        "\0",
        "\ud800",
        "NaN",
        '[2,"x","Heartbeat",{"a":NaN}]',
    ],
    ids=lambda text: repr(text[:20]),
)
def test_text_that_is_not_json_is_dropped_by_1_6_and_answered_by_2_x(text: str | bytes) -> None:
    assert told(V16, text) is None
    for version in (V201, V21):
        answer = told(version, text)
        assert answer is not None
        assert answer[0] == "-1"
        assert answer[1] in ("FormatViolation", "RpcFrameworkError")


@pytest.mark.parametrize("text", ["{}", "null", "2", '"x"', "[]", "[null]", '["2","x","Heartbeat",{}]', "[2]"])
def test_json_without_a_readable_id_is_dropped_by_1_6_and_answered_by_2_x(text: str) -> None:
    if text != '["2","x","Heartbeat",{}]':
        assert told(V16, text) is None
        assert told(V201, text) == ("-1", "RpcFrameworkError")


@pytest.mark.parametrize(
    "text",
    [
        '["2","x","Heartbeat",{}]',
        '[2,"x"]',
        '[2,"x","Heartbeat"]',
        '[2,"x","Heartbeat",{},{}]',
        '[2,"x",5,{}]',
        '[2,"x",null,{}]',
        '[true,"x","Heartbeat",{}]',
    ],
)
def test_a_broken_frame_with_an_id_is_answered_under_that_id(text: str) -> None:
    assert told(V16, text) == ("x", "FormationViolation")
    assert told(V201, text) == ("x", "RpcFrameworkError")
    assert told(V21, text) == ("x", "RpcFrameworkError")


@pytest.mark.parametrize("message_id", ['""', f'"{"x" * 37}"', "5", "null", "{}", f'"{"x" * 100_000}"'])
def test_an_id_outside_1_to_36_characters_is_no_id(message_id: str) -> None:
    assert told(V16, f'[2,{message_id},"Heartbeat",{{}}]') is None
    assert told(V201, f'[2,{message_id},"Heartbeat",{{}}]') == ("-1", "RpcFrameworkError")


def test_an_id_of_36_characters_is_fine() -> None:
    assert isinstance(
        Connection(V16, role=Role.CENTRAL).receive(f'[2,"{"x" * 36}","Heartbeat",{{}}]', 0.0)[0], CallReceived
    )


@pytest.mark.parametrize("kind", ["0", "1", "7", "-2", "99999999999999999999"])
def test_an_unknown_message_type_is_ignored_by_1_6_and_named_by_2_x(kind: str) -> None:
    assert told(V16, f'[{kind},"x","Heartbeat",{{}}]') is None
    for version in (V201, V21):
        answer = told(version, f'[{kind},"x","Heartbeat",{{}}]')
        assert answer in (("x", "MessageTypeNotSupported"), ("x", "RpcFrameworkError"))


@pytest.mark.parametrize("text", ['[3,"x"]', "[3]", "[4]", '[3,"",{}]', '[4,5,"a","b",{}]', '[3,"x",{},1]'])
def test_a_broken_answer_is_never_answered(text: str) -> None:
    for version in Version:
        assert told(version, text) is None


@pytest.mark.parametrize(
    "action", ["Nonsense", "heartbeat", "HeartbeatRequest", "Heartbeat.req", "", "\\ufffd", "__class__"]
)
def test_an_unknown_action_is_not_implemented(action: str) -> None:
    for version in Version:
        assert told(version, f'[2,"x","{action}",{{}}]') == ("x", "NotImplemented")


def test_a_known_action_from_the_wrong_side_is_not_supported() -> None:
    for version in Version:
        assert told(version, '[2,"x","Reset",{"type":"Hard"}]') == ("x", "NotSupported")
        assert told(version, '[2,"x","Heartbeat",{}]', Role.STATION) == ("x", "NotSupported")


def test_an_action_of_a_later_version_is_not_implemented() -> None:
    assert told(V16, '[2,"x","TransactionEvent",{}]') == ("x", "NotImplemented")
    assert told(V201, '[2,"x","BatterySwap",{}]') == ("x", "NotImplemented")


AUTHORIZE_2 = '[2,"x","Authorize",{"idToken":%s}]'
REPORT = '[2,"x","ReportChargingProfiles",{"requestId":1,"chargingLimitSource":"EMS","evseId":1,"chargingProfile":[]}]'


@pytest.mark.parametrize(
    ("text", "code_16"),
    [
        ('[2,"x","Authorize",{}]', "OccurenceConstraintViolation"),
        ('[2,"x","Authorize",null]', "OccurenceConstraintViolation"),
        ('[2,"x","Authorize",[]]', "TypeConstraintViolation"),
        ('[2,"x","Authorize","x"]', "TypeConstraintViolation"),
        ('[2,"x","Authorize",{"idTag":5}]', "TypeConstraintViolation"),
        ('[2,"x","Authorize",{"idTag":null}]', "TypeConstraintViolation"),
        ('[2,"x","Authorize",{"idTag":"123456789012345678901"}]', "PropertyConstraintViolation"),
        ('[2,"x","Authorize",{"idTag":"a","more":1}]', "FormationViolation"),
        ('[2,"x","FirmwareStatusNotification",{"status":"Maybe"}]', "PropertyConstraintViolation"),
        ('[2,"x","SecurityEventNotification",{"type":"a","timestamp":"yesterday"}]', "PropertyConstraintViolation"),
        ('[2,"x","LogStatusNotification",{"status":"Idle","requestId":2147483648}]', "PropertyConstraintViolation"),
        ('[2,"x","LogStatusNotification",{"status":"Idle","requestId":1.5}]', "TypeConstraintViolation"),
        ('[2,"x","LogStatusNotification",{"status":"Idle","requestId":true}]', "TypeConstraintViolation"),
    ],
)
def test_1_6_says_what_is_wrong_with_a_payload(text: str, code_16: str) -> None:
    assert told(V16, text) == ("x", code_16)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[2,"x","Authorize",{}]', "OccurrenceConstraintViolation"),
        (AUTHORIZE_2 % '{"idToken":"a"}', "OccurrenceConstraintViolation"),
        (AUTHORIZE_2 % '{"idToken":"a","type":"Guess"}', "PropertyConstraintViolation"),
        (AUTHORIZE_2 % '{"idToken":"a","type":5}', "TypeConstraintViolation"),
        (AUTHORIZE_2 % '{"idToken":"a","type":"Local","additionalInfo":[]}', "OccurrenceConstraintViolation"),
        (AUTHORIZE_2 % '{"idToken":"a","type":"Local","customData":{}}', "OccurrenceConstraintViolation"),
        (AUTHORIZE_2 % '{"idToken":"a","type":"Local","mood":1}', "FormatViolation"),
        (REPORT, "OccurrenceConstraintViolation"),
    ],
)
def test_2_0_1_says_what_is_wrong_with_a_payload(text: str, code: str) -> None:
    assert told(V201, text) == ("x", code)


def test_vendor_data_is_no_reason_to_refuse() -> None:
    text = AUTHORIZE_2 % '{"idToken":"a","type":"Local","customData":{"vendorId":"v","any":[1,{"x":null}]}}'
    (call,) = Connection(V201, role=Role.CENTRAL).receive(text, 0.0)
    assert isinstance(call, CallReceived)
    assert call.flags == ()


@pytest.mark.parametrize("version", list(Version))
def test_null_is_an_empty_payload_and_an_unset_field(version: Version) -> None:
    central = Connection(version, role=Role.CENTRAL)
    assert isinstance(central.receive('[2,"x","Heartbeat",null]', 0.0)[0], CallReceived)
    (call,) = central.receive('[2,"y","DataTransfer",{"vendorId":"v","messageId":null}]', 0.0)
    assert isinstance(call, CallReceived)


def test_the_report_of_a_bad_message_can_be_stored_and_is_short() -> None:
    for text in ("\ud800\0" * 500, '[2,"x","\0\ud800",{}]', '[2,"x","A' + "\\u0000" * 999 + '",{}]'):
        event = Connection(V16, role=Role.CENTRAL).receive(text, 0.0)[-1]
        assert isinstance(event, Malformed)
        assert len(event.excerpt) <= 200
        assert "\0" not in event.reason + event.excerpt
        (event.reason + event.excerpt).encode()


HOSTILE: list[Callable[[Connection], tuple[Event, ...]]] = [
    lambda end: end.receive(None, 0.0),  # type: ignore[arg-type]
    lambda end: end.receive(5, 0.0),  # type: ignore[arg-type]
    lambda end: end.receive(bytearray(b"[]"), 0.0),  # type: ignore[arg-type]
    lambda end: end.receive(memoryview(b"[]"), 0.0),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("receive", HOSTILE)
def test_what_is_not_even_text_is_reported(receive: Callable[[Connection], tuple[Event, ...]]) -> None:
    assert isinstance(receive(Connection(V16, role=Role.CENTRAL))[-1], Malformed)


def test_the_owner_can_count_a_flood() -> None:
    central = Connection(V16, role=Role.CENTRAL)
    for _ in range(50):
        central.receive("nonsense", 0.0)
    assert central.malformed == 50
