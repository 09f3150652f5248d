"""A message that carries energy is kept whatever is wrong with it, and what was wrong is told."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chargeit.ocpp import instants
from chargeit.ocpp.actions import Role
from chargeit.ocpp.connection import Connection
from chargeit.ocpp.events import CallReceived, Malformed, Transmit
from chargeit.ocpp.flags import Flag, Problem
from chargeit.ocpp.v16 import enums as enums16
from chargeit.ocpp.v16 import messages as v16
from chargeit.ocpp.v201 import enums as enums201
from chargeit.ocpp.v201 import messages as v201
from chargeit.ocpp.versions import Version

AT = "2026-01-01T12:00:00Z"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def received(action: str, payload: Any, version: Version = Version.V16) -> CallReceived:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    (call,) = Connection(version, role=Role.CENTRAL).receive(f'[2,"x","{action}",{text}]', 0.0)
    assert isinstance(call, CallReceived)
    return call


def refused(action: str, payload: Any, version: Version = Version.V16, **more: Any) -> str:
    events = Connection(version, role=Role.CENTRAL, **more).receive(json.dumps([2, "x", action, payload]), 0.0)
    assert isinstance(events[0], Transmit)
    assert isinstance(events[1], Malformed)
    code: str = json.loads(events[0].text)[2]
    return code


def sample(**fields: Any) -> dict[str, Any]:
    return {
        "connectorId": 1,
        "meterValue": [{"timestamp": AT, "sampledValue": [{"value": "7"}, {"value": "8"} | fields]}],
    }


def test_a_clean_message_has_no_flags() -> None:
    assert received("MeterValues", sample(unit="Wh")).flags == ()


@pytest.mark.parametrize(
    "bad",
    [
        {"unit": "furlong"},
        {"measurand": "Hope"},
        {"phase": "L9"},
        {"format": "Cooked"},
        {"location": 5},
        {"value": None},
        {"value": {}},
    ],
)
def test_one_unreadable_sample_is_set_aside_whole_and_its_neighbour_kept(bad: dict[str, Any]) -> None:
    call = received("MeterValues", sample(**bad))
    assert isinstance(call.request, v16.MeterValues)
    assert call.request.meter_value == (v16.MeterValue(timestamp=NOON, sampled_value=(v16.SampledValue(value="7"),)),)
    (flag,) = call.flags
    assert (flag.path, flag.problem) == ("meterValue[0].sampledValue[1]", Problem.SET_ASIDE)
    assert json.loads(flag.raw) == {"value": "8"} | bad


def test_an_unreadable_unit_never_becomes_the_default_unit() -> None:
    call = received(
        "MeterValues",
        {"connectorId": 1, "meterValue": [{"timestamp": AT, "sampledValue": [{"value": "50", "unit": "?"}]}]},
    )
    assert isinstance(call.request, v16.MeterValues)
    assert call.request.meter_value[0].sampled_value == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Hz", "Hertz"), ("kwh", "kWh"), (" Wh ", "Wh"), ("WH", "Wh"), ("%", "Percent"), ("°C", "Celsius")],
)
def test_units_in_other_spellings_are_understood(written: str, meant: str) -> None:
    call = received("MeterValues", sample(unit=written))
    assert isinstance(call.request, v16.MeterValues)
    assert call.request.meter_value[0].sampled_value[1].unit is enums16.UnitOfMeasure(meant)
    assert call.flags == (
        Flag("meterValue[0].sampledValue[1].unit", Problem.SPELLING, json.dumps(written, ensure_ascii=False)),
    )


@pytest.mark.parametrize(("value", "kept"), [(8, "8"), (8.25, "8.25"), ("", ""), (" 8 ", " 8 "), (-1, "-1")])
def test_a_value_may_be_a_number_or_any_text(value: Any, kept: str) -> None:
    call = received("MeterValues", sample(value=value))
    assert isinstance(call.request, v16.MeterValues)
    assert call.request.meter_value[0].sampled_value[1].value == kept


def test_an_unknown_context_is_other() -> None:
    call = received("MeterValues", sample(context="Sample.Whim"))
    assert isinstance(call.request, v16.MeterValues)
    assert call.request.meter_value[0].sampled_value[1].context is enums16.ReadingContext.OTHER
    assert call.flags[0].problem is Problem.UNKNOWN_VALUE


def test_a_sample_without_time_gets_the_time_of_a_station_without_clock() -> None:
    call = received("MeterValues", {"connectorId": 1, "meterValue": [{"sampledValue": [{"value": "7"}]}]})
    assert isinstance(call.request, v16.MeterValues)
    assert call.request.meter_value[0].timestamp == instants.UNKNOWN
    assert call.flags == (Flag("meterValue[0].timestamp", Problem.MISSING, "null"),)


def test_no_samples_at_all_is_an_empty_list() -> None:
    call = received("MeterValues", {"connectorId": 1, "meterValue": [{"timestamp": AT, "sampledValue": []}]})
    assert isinstance(call.request, v16.MeterValues)
    assert [flag.problem for flag in call.flags] == [Problem.WRONG_COUNT]


STOP = {"transactionId": 5, "meterStop": 900, "timestamp": AT}


@pytest.mark.parametrize(
    ("change", "field", "kept", "problem"),
    [
        ({"transactionId": None}, "transaction_id", 0, Problem.MISSING),
        ({"transactionId": "abc"}, "transaction_id", 0, Problem.MISSING),
        ({"transactionId": "5"}, "transaction_id", 5, Problem.LENIENT_TYPE),
        ({"meterStop": 900.4}, "meter_stop", 900, Problem.ROUNDED),
        ({"meterStop": "900"}, "meter_stop", 900, Problem.LENIENT_TYPE),
        ({"meterStop": None}, "meter_stop", 0, Problem.MISSING),
        ({"timestamp": "soon"}, "timestamp", instants.UNKNOWN, Problem.MISSING),
        ({"timestamp": "2026-01-01T12:00:00"}, "timestamp", NOON, Problem.LOCAL_TIME),
        ({"reason": "Boredom"}, "reason", enums16.Reason.OTHER, Problem.UNKNOWN_VALUE),
        ({"reason": 5}, "reason", None, Problem.LEFT_OUT),
        ({"idTag": "x" * 21}, "id_tag", "x" * 21, Problem.TOO_LONG),
        ({"idTag": "x" * 5000}, "id_tag", "x" * 255, Problem.TOO_LONG),
        ({"vendorThing": 1}, "meter_stop", 900, Problem.UNKNOWN_FIELD),
        ({"transactionData": {}}, "transaction_data", None, Problem.LEFT_OUT),
        ({"transactionData": [5]}, "transaction_data", (), Problem.SET_ASIDE),
    ],
)
def test_a_stop_is_kept(change: dict[str, Any], field: str, kept: Any, problem: Problem) -> None:
    call = received("StopTransaction", STOP | change)
    assert getattr(call.request, field) == kept
    (flag,) = call.flags
    assert flag.problem is problem
    assert json.loads(flag.raw) == next(iter(change.values())) or problem is Problem.SET_ASIDE


def test_whole_numbers_may_be_written_with_a_fraction_of_zero() -> None:
    call = received("StopTransaction", STOP | {"meterStop": 900.0, "transactionId": -1})
    assert call.request == v16.StopTransaction(transaction_id=-1, meter_stop=900, timestamp=NOON)
    assert call.flags == ()
    assert received("LogStatusNotification", '{"status":"Idle","requestId":1.0}').flags == ()


@pytest.mark.parametrize("told", [{}, {"meterStart": None}, {"meterStart": "soon"}, {"meterStart": 2**31}])
def test_a_start_without_its_meter_is_kept_and_says_so(told: dict[str, Any]) -> None:
    start = {"connectorId": 1, "idTag": "a", "timestamp": AT}
    call = received("StartTransaction", start | told)
    assert call.flags == (Flag("meterStart", Problem.MISSING, json.dumps(told.get("meterStart"))),)
    assert received("StartTransaction", start | {"meterStart": 0}).flags == ()


def test_a_number_that_no_database_column_takes_is_left_out() -> None:
    start = {"connectorId": 1, "idTag": "a", "timestamp": AT, "meterStart": 5, "reservationId": 2**31}
    call = received("StartTransaction", start)
    assert isinstance(call.request, v16.StartTransaction) and call.request.reservation_id is None
    assert [flag.problem for flag in call.flags] == [Problem.LEFT_OUT]


@pytest.mark.parametrize("escape", ["\\u0000", "\\ud800", "\\udc00\\ud800", "\\uD83D"])
def test_characters_that_no_database_takes_are_replaced_everywhere(escape: str) -> None:
    call = received("Authorize", f'{{"idTag":"a{escape}b"}}')
    assert isinstance(call.request, v16.Authorize)
    assert call.request.id_tag.strip("\ufffd") not in ("ab", "")
    assert set(call.request.id_tag) == {"a", "b", "\ufffd"}
    assert [flag.problem for flag in call.flags] == [Problem.CHARACTERS_REPLACED]
    assert "\0" not in call.flags[0].raw


def test_other_escapes_stay_as_they_are() -> None:
    call = received("Authorize", '{"idTag":"\\ud83d\\ude00\\u00e9\\\\u0000"}')
    assert call.request == v16.Authorize(id_tag="😀é\\u0000")
    assert call.flags == ()


@pytest.mark.parametrize(
    "payload",
    [
        '{,"connectorId":1,"meterValue":[{"timestamp":"%s","sampledValue":[{"value":"7"}]}]}',
        '{"connectorId":1,"meterValue":[{"timestamp":"%s","sampledValue":[{"value":"7"},]},],}',
    ],
)
def test_stray_commas_are_no_reason_to_lose_energy(payload: str) -> None:
    call = received("MeterValues", payload % AT)
    assert isinstance(call.request, v16.MeterValues)
    assert call.request.meter_value[0].sampled_value[0].value == "7"
    assert [flag.problem for flag in call.flags] == [Problem.SYNTAX_MENDED]


def test_a_comma_inside_a_text_is_not_stray() -> None:
    call = received("Authorize", '{,"idTag":"a[,]\\",}"}')
    assert call.request == v16.Authorize(id_tag='a[,]",}')


def test_a_boot_is_never_refused_for_a_detail() -> None:
    call = received(
        "BootNotification", {"chargePointVendor": "v", "chargePointModel": "m" * 30, "iccid": 5, "firmware": 1}
    )
    assert isinstance(call.request, v16.BootNotification)
    assert call.request.charge_point_model == "m" * 30
    assert {flag.problem for flag in call.flags} == {Problem.TOO_LONG, Problem.LENIENT_TYPE, Problem.UNKNOWN_FIELD}


EVENT = {
    "eventType": "Updated",
    "timestamp": AT,
    "triggerReason": "MeterValuePeriodic",
    "seqNo": 3,
    "transactionInfo": {"transactionId": "t"},
}


def test_an_event_of_2_0_1_is_kept() -> None:
    values = {"timestamp": AT, "sampledValue": [{"value": "7.5"}, {"value": 1, "measurand": "Hope"}]}
    odd = {
        "triggerReason": "Whim",
        "meterValue": [values],
        "evse": {"id": "one"},
        "transactionInfo": {"transactionId": "t", "chargingState": "?"},
    }
    call = received("TransactionEvent", EVENT | odd, Version.V201)
    request = call.request
    assert isinstance(request, v201.TransactionEvent)
    assert request.trigger_reason is enums201.TriggerReasonEnumType.ABNORMAL_CONDITION
    assert request.meter_value == (
        v201.MeterValueType(timestamp=NOON, sampled_value=(v201.SampledValueType(value=7.5),)),
    )
    assert request.evse is None
    assert request.transaction_info == v201.TransactionType(transaction_id="t")
    assert {flag.path: flag.problem for flag in call.flags} == {
        "triggerReason": Problem.MISSING,
        "transactionInfo.chargingState": Problem.LEFT_OUT,
        "evse": Problem.LEFT_OUT,
        "meterValue[0].sampledValue[0].value": Problem.LENIENT_TYPE,
        "meterValue[0].sampledValue[1]": Problem.SET_ASIDE,
    }


def test_an_unreadable_multiplier_never_becomes_the_default_one() -> None:
    values = {"timestamp": AT, "sampledValue": [{"value": 1, "unitOfMeasure": {"unit": "Wh", "multiplier": "many"}}]}
    call = received("TransactionEvent", EVENT | {"meterValue": [values]}, Version.V201)
    assert isinstance(call.request, v201.TransactionEvent)
    assert call.request.meter_value == (v201.MeterValueType(timestamp=NOON, sampled_value=()),)


def test_an_event_without_any_transaction_is_refused() -> None:
    event = {name: value for name, value in EVENT.items() if name != "transactionInfo"}
    assert refused("TransactionEvent", event, Version.V201) == "OccurrenceConstraintViolation"


def test_other_messages_are_strict_except_for_how_instants_are_written() -> None:
    status = {"connectorId": 1, "errorCode": "NoError", "status": "Available", "timestamp": "2026-01-01T12:00:00"}
    assert [flag.problem for flag in received("StatusNotification", status).flags] == [Problem.LOCAL_TIME]
    assert refused("StatusNotification", status | {"vendorThing": 1}) == "FormationViolation"
    assert refused("StatusNotification", status | {"connectorId": "1"}) == "TypeConstraintViolation"
    assert refused("StatusNotification", status | {"timestamp": "soon"}) == "PropertyConstraintViolation"


def test_leniency_can_be_switched_off() -> None:
    assert refused("MeterValues", sample(unit="furlong"), lenient=False) == "PropertyConstraintViolation"


def test_every_instant_arrives_in_utc() -> None:
    call = received("StopTransaction", STOP | {"timestamp": "2026-01-01T14:00:00+02:00"})
    assert isinstance(call.request, v16.StopTransaction)
    assert (call.request.timestamp, call.request.timestamp.tzinfo) == (NOON, UTC)
    assert call.flags == ()
    edge = received("StopTransaction", STOP | {"timestamp": "0001-01-01T00:00:00+14:00"})
    assert edge.request.timestamp == instants.UNKNOWN  # type: ignore[attr-defined]


def test_a_hostile_number_of_problems_is_bounded_and_nothing_is_lost() -> None:
    values = [{"value": str(number), "unit": 5} for number in range(20_000)]
    call = received("MeterValues", {"connectorId": 1, "meterValue": [{"timestamp": AT, "sampledValue": values}]})
    assert len(call.flags) == 3000
    assert call.flags[-1].path == "meterValue[0].sampledValue[2999:]"
    kept = [json.loads(flag.raw) for flag in call.flags]
    assert kept[:-1] + kept[-1] == values
