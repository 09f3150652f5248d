"""Payloads and messages: which error a broken schema rule gives, and how we write values."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta, Raw

from chargeit.ocpp import errors
from chargeit.ocpp.actions import Role
from chargeit.ocpp.codec import Codec, RawCall, codec, error_for
from chargeit.ocpp.v16 import enums as enums16
from chargeit.ocpp.v16 import messages as v16
from chargeit.ocpp.v201 import enums as enums201
from chargeit.ocpp.v201 import messages as v201
from chargeit.ocpp.versions import Version

CENTRAL = codec(Version.V16, Role.CENTRAL, True)
STATION = codec(Version.V16, Role.STATION, False)
AT = datetime(2026, 1, 1, 12, 0, 0, 123_456, tzinfo=UTC)


class Colour(StrEnum):
    RED = "Red"


class Thing(msgspec.Struct, forbid_unknown_fields=True):
    needed: int
    more: Any = None


KEYWORDS: list[tuple[str, Any, str, type[errors.OcppError]]] = [
    ("required", Thing, "{}", errors.OccurrenceConstraintViolation),
    ("additionalProperties", Thing, '{"needed":1,"x":1}', errors.FormatViolation),
    ("type object", Thing, "[]", errors.TypeConstraintViolation),
    ("type array", list[int], "{}", errors.TypeConstraintViolation),
    ("type string", str, "1", errors.TypeConstraintViolation),
    ("type string or nothing", str | None, "1", errors.TypeConstraintViolation),
    ("type integer", int, '"1"', errors.TypeConstraintViolation),
    ("type integer, a fraction", int, "1.5", errors.TypeConstraintViolation),
    ("type integer, null", int, "null", errors.TypeConstraintViolation),
    ("type number", float, '"1"', errors.TypeConstraintViolation),
    ("type boolean", bool, "1", errors.TypeConstraintViolation),
    ("enum", Colour, '"Blue"', errors.PropertyConstraintViolation),
    ("enum of another type", Colour, "1", errors.TypeConstraintViolation),
    ("format date-time", Annotated[datetime, Meta(tz=True)], '"soon"', errors.PropertyConstraintViolation),
    (
        "format date-time, naive",
        Annotated[datetime, Meta(tz=True)],
        '"2026-01-01T00:00:00"',
        errors.PropertyConstraintViolation,
    ),
    ("format date-time, another type", Annotated[datetime, Meta(tz=True)], "5", errors.TypeConstraintViolation),
    ("maxLength", Annotated[str, Meta(max_length=2)], '"abc"', errors.PropertyConstraintViolation),
    ("minLength", Annotated[str, Meta(min_length=2)], '"a"', errors.PropertyConstraintViolation),
    ("pattern", Annotated[str, Meta(pattern="^a")], '"b"', errors.PropertyConstraintViolation),
    ("minimum", Annotated[int, Meta(ge=0)], "-1", errors.PropertyConstraintViolation),
    ("maximum", Annotated[int, Meta(le=1)], "2", errors.PropertyConstraintViolation),
    ("minimum of a number", Annotated[float, Meta(ge=0.0)], "-1.5", errors.PropertyConstraintViolation),
    ("maximum of a number", Annotated[float, Meta(le=1.0)], "2", errors.PropertyConstraintViolation),
    ("no bound, too big", int, "1" * 5000, errors.PropertyConstraintViolation),
    ("no bound, too big a number", float, "1e999", errors.PropertyConstraintViolation),
    ("minItems", Annotated[list[int], Meta(min_length=1)], "[]", errors.OccurrenceConstraintViolation),
    ("maxItems", Annotated[tuple[int, ...], Meta(max_length=1)], "[1,2]", errors.OccurrenceConstraintViolation),
    ("not JSON", Thing, "{", errors.FormatViolation),
    ("not JSON either", Thing, "{]", errors.FormatViolation),
    ("an unpaired surrogate", str, '"\\ud800"', errors.FormatViolation),
    ("too deep", Any, "[" * 100_000, errors.FormatViolation),
]


@pytest.mark.parametrize(("keyword", "kind", "text", "error"), KEYWORDS, ids=[row[0] for row in KEYWORDS])
def test_each_schema_keyword_has_its_error(keyword: str, kind: Any, text: str, error: type[errors.OcppError]) -> None:
    with pytest.raises((msgspec.MsgspecError, RecursionError)) as why:
        msgspec.json.decode(text, type=kind)
    assert type(error_for(why.value)) is error


def test_the_description_names_the_field_and_stays_short() -> None:
    with pytest.raises(errors.TypeConstraintViolation, match=r"meterStart|connectorId") as why:
        STATION.request("ChangeAvailability", Raw(b'{"connectorId":"1","type":"Operative"}'))
    assert "connectorId" in why.value.description
    with pytest.raises(errors.FormatViolation) as why_long:
        STATION.request("ClearCache", Raw(json.dumps({"x" * 9000: 1}).encode()))
    assert len(why_long.value.description) == 255


def profile(limit: float) -> v16.SetChargingProfile:
    period = v16.ChargingSchedulePeriod(start_period=0, limit=limit)
    schedule = v16.ChargingSchedule(
        charging_rate_unit=enums16.ChargingRateUnitType.A, charging_schedule_period=(period,)
    )
    return v16.SetChargingProfile(
        connector_id=1,
        cs_charging_profiles=v16.ChargingProfile(
            charging_profile_id=1,
            stack_level=0,
            charging_profile_purpose=enums16.ChargingProfilePurposeType.TX_DEFAULT_PROFILE,
            charging_profile_kind=enums16.ChargingProfileKindType.ABSOLUTE,
            charging_schedule=schedule,
        ),
    )


@pytest.mark.parametrize("limit", [0.0, 0.1, 0.3, 0.7, 16.0, 1.1, 12345678.9])
def test_a_limit_with_one_decimal_passes(limit: float) -> None:
    _, payload = CENTRAL.outgoing(profile(limit))
    assert STATION.request("SetChargingProfile", payload) == (profile(limit), ())


@pytest.mark.parametrize("limit", [0.05, 16.25, 1e-7])
def test_a_limit_with_more_decimals_is_refused_by_both_ends(limit: float) -> None:
    with pytest.raises(errors.PropertyConstraintViolation):
        STATION.request("SetChargingProfile", Raw(json.dumps(msgspec.to_builtins(profile(limit))).encode()))
    if limit > 1e-6:
        with pytest.raises(errors.PropertyConstraintViolation):
            CENTRAL.outgoing(profile(limit))


def test_1_6_integers_have_32_bits() -> None:
    for number, fits in ((2**31 - 1, True), (-(2**31), True), (2**31, False), (-(2**31) - 1, False), (2**70, False)):
        payload = Raw(b'{"transactionId":%d}' % number)
        if fits:
            assert STATION.request("RemoteStopTransaction", payload)[0] == v16.RemoteStopTransaction(
                transaction_id=number
            )
        else:
            with pytest.raises(errors.PropertyConstraintViolation):
                STATION.request("RemoteStopTransaction", payload)


def test_instants_go_out_in_utc_with_three_decimals() -> None:
    assert (
        bytes(CENTRAL.payload(v16.HeartbeatResponse(current_time=AT))) == b'{"currentTime":"2026-01-01T12:00:00.123Z"}'
    )


def test_decimals_to_a_station_are_cut_to_six_and_from_a_station_kept() -> None:
    for role, written in ((Role.CENTRAL, 0.3), (Role.STATION, 0.30000000000000004)):
        cost = v201.TransactionEventResponse(total_cost=0.1 + 0.2)
        assert json.loads(bytes(Codec(Version.V201, role, True).payload(cost))) == {"totalCost": written}


def test_a_request_of_another_version_is_refused() -> None:
    with pytest.raises(errors.ActionNotImplemented, match=r"ocpp1\.6"):
        CENTRAL.outgoing(v201.Reset(type=enums201.ResetEnumType.IMMEDIATE))


def test_a_raw_call_keeps_its_own_json() -> None:
    action, payload = CENTRAL.outgoing(RawCall("DataTransfer", {"vendorId": "v", "data": '{"a":1}', "messageId": None}))
    assert action.name == "DataTransfer"
    assert bytes(payload) == b'{"vendorId":"v","data":"{\\"a\\":1}"}'


def test_a_raw_call_leaves_unset_fields_out_at_any_depth_but_not_what_vendors_mean() -> None:
    modem = codec(Version.V201, Role.CENTRAL, True)
    _, payload = modem.outgoing(RawCall("Reset", {"type": "Immediate", "customData": {"vendorId": "v", "x": None}}))
    assert bytes(payload) == b'{"type":"Immediate","customData":{"vendorId":"v","x":null}}'
    _, payload = CENTRAL.outgoing(
        RawCall(
            "SendLocalList",
            {"listVersion": 1, "updateType": "Full", "localAuthorizationList": [{"idTag": "a", "idTagInfo": None}]},
        )
    )
    assert b"idTagInfo" not in bytes(payload)


def test_a_request_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(errors.PropertyConstraintViolation):
        CENTRAL.outgoing(RawCall("DataTransfer", {"vendorId": "\ud800"}))
    with pytest.raises(errors.PropertyConstraintViolation):
        CENTRAL.outgoing(v16.DataTransfer(vendor_id="\ud800"))
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(errors.FormatViolation):
        CENTRAL.outgoing(RawCall("DataTransfer", {"vendorId": "v", "data": deep}))


def test_codecs_are_shared() -> None:
    assert codec(Version.V16, Role.CENTRAL, True) is CENTRAL
