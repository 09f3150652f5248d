"""One end of a connection: whose turn it is, what ends a call, what time does."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from chargeit.ocpp import errors
from chargeit.ocpp.actions import Role
from chargeit.ocpp.codec import RawCall
from chargeit.ocpp.connection import Connection
from chargeit.ocpp.events import (
    Answered,
    AnswerRefused,
    CallReceived,
    Ignored,
    Lost,
    Malformed,
    Refused,
    SendReceived,
    TimedOut,
    Transmit,
)
from chargeit.ocpp.v16 import enums as enums16
from chargeit.ocpp.v16 import messages as v16
from chargeit.ocpp.v21 import messages as v21
from chargeit.ocpp.versions import Version

HARD = v16.Reset(type=enums16.ResetType.HARD)
SOFT = v16.Reset(type=enums16.ResetType.SOFT)

STREAM = v21.NotifyPeriodicEventStream(
    id=1, pending=0, basetime=datetime(2026, 1, 1, tzinfo=UTC), data=(v21.StreamDataElementType(t=0.5, v="1"),)
)


def connection(version: Version = Version.V16, role: Role = Role.CENTRAL, **more: object) -> Connection:
    numbers: Iterator[int] = iter(range(1, 1000))
    return Connection(version, role=role, next_id=lambda: f"id{next(numbers)}", **more)  # type: ignore[arg-type]


def test_a_call_is_sent_at_once_and_ends_with_its_answer() -> None:
    central = connection()
    assert central.call(HARD, 0.0, "key") == (Transmit('[2,"id1","Reset",{"type":"Hard"}]'),)
    accepted = v16.ResetResponse(status=enums16.ResetStatus.ACCEPTED)
    assert central.receive('[3,"id1",{"status":"Accepted"}]', 1.0) == (Answered("key", accepted, ()),)
    assert central.pending == 0


def test_only_one_call_is_outstanding_and_the_others_wait_in_order() -> None:
    central = connection()
    central.call(HARD, 0.0, "first")
    assert central.call(SOFT, 0.0, "second") == ()
    assert central.call(v16.ClearCache(), 0.0, "third") == ()
    first, then = central.receive('[3,"id1",{"status":"Accepted"}]', 1.0)
    assert isinstance(first, Answered)
    assert then == Transmit('[2,"id2","Reset",{"type":"Soft"}]')
    assert central.pending == 2


def test_a_waiting_call_has_its_whole_time_from_the_moment_it_is_sent() -> None:
    central = connection(call_timeout_s=10.0)
    central.call(HARD, 0.0, "first")
    central.call(SOFT, 0.0, "second")
    assert central.next_deadline() == 10.0
    assert central.tick(9.9) == ()
    assert central.tick(10.0) == (TimedOut("first"), Transmit('[2,"id2","Reset",{"type":"Soft"}]'))
    assert central.next_deadline() == 20.0
    assert central.tick(20.0) == (TimedOut("second"),)
    assert central.next_deadline() is None


def test_a_late_answer_changes_nothing() -> None:
    central = connection(call_timeout_s=10.0)
    central.call(HARD, 0.0, "first")
    central.call(SOFT, 0.0, "second")
    central.tick(10.0)
    assert central.receive('[3,"id1",{"status":"Accepted"}]', 11.0) == (Ignored("id1"),)
    assert central.receive('[4,"id1","GenericError","",{}]', 11.0) == (Ignored("id1"),)
    assert central.next_deadline() == 20.0


def test_calls_cross() -> None:
    central = connection()
    central.call(HARD, 0.0, "key")
    (received,) = central.receive('[2,"x","Heartbeat",{}]', 1.0)
    assert isinstance(received, CallReceived)
    assert central.next_deadline() == 30.0
    assert [type(event) for event in central.receive('[3,"id1",{"status":"Accepted"}]', 2.0)] == [Answered]


@pytest.mark.parametrize("code", ["OccurenceConstraintViolation", "OccurrenceConstraintViolation"])
def test_both_spellings_of_an_error_are_understood(code: str) -> None:
    central = connection()
    central.call(HARD, 0.0, "key")
    (refused,) = central.receive(f'[4,"id1","{code}","why",{{}}]', 1.0)
    assert isinstance(refused, Refused)
    assert type(refused.error) is errors.OccurrenceConstraintViolation
    assert refused.error.description == "why"


@pytest.mark.parametrize(
    "text", ['[4,"id1","Error","",{}]', '[4,"id1","Error"]', '[4,"id1",null,null,null]', '[4,"id1"]']
)
def test_an_unknown_or_cut_off_error_still_ends_the_call(text: str) -> None:
    central = connection()
    central.call(HARD, 0.0, "key")
    (refused,) = central.receive(text, 1.0)
    assert isinstance(refused, Refused)
    assert type(refused.error) is errors.GenericError
    assert refused.error.received_code in ("Error", "GenericError")


@pytest.mark.parametrize("text", ['[3,"id1"]', '[3,"id1",{},{}]', '[3,"id1",{"status":"Maybe"}]', '[3,"id1",[]]'])
def test_an_unreadable_answer_ends_the_call_and_is_never_answered_before_2_1(text: str) -> None:
    central = connection()
    central.call(HARD, 0.0, "key")
    malformed, refused = central.receive(text, 1.0)
    assert isinstance(malformed, Malformed)
    assert isinstance(refused, Refused)
    assert central.malformed == 1
    assert central.pending == 0


def test_2_1_tells_the_other_side_that_its_answer_is_unreadable() -> None:
    central = connection(Version.V21)
    central.call(v21.ClearCache(), 0.0, "key")
    _, told, refused = central.receive('[3,"id1",{}]', 1.0)
    assert told == Transmit('[5,"id1","OccurrenceConstraintViolation","Object missing required field `status`",{}]')
    assert isinstance(refused, Refused)


def test_2_1_hears_that_its_answer_was_unreadable() -> None:
    (event,) = connection(Version.V21).receive('[5,"x","FormatViolation","no",{}]', 0.0)
    assert isinstance(event, AnswerRefused)
    assert (event.message_id, type(event.error)) == ("x", errors.FormatViolation)


def test_2_1_sends_and_receives_what_is_never_answered_beside_an_outstanding_call() -> None:
    station, central = connection(Version.V21, Role.STATION), connection(Version.V21)
    station.call(v21.Heartbeat(), 0.0, "beat")
    sent = station.send(STREAM)
    assert sent.text.startswith('[6,"id2","NotifyPeriodicEventStream",{')
    assert central.receive(sent.text, 0.0) == (SendReceived("id2", "NotifyPeriodicEventStream", STREAM, ()),)
    with pytest.raises(errors.NotSupported):
        station.call(STREAM, 0.0, "key")
    with pytest.raises(errors.NotSupported):
        station.send(v21.Heartbeat())


def test_a_broken_send_is_reported_and_not_answered() -> None:
    (event,) = connection(Version.V21).receive('[6,"x","NotifyPeriodicEventStream",{}]', 0.0)
    assert isinstance(event, Malformed)


@pytest.mark.parametrize("text", ['[2,"x","NotifyPeriodicEventStream",{}]', '[6,"x","Heartbeat",{}]'])
def test_an_action_in_the_wrong_frame_is_refused_as_its_frame_allows(text: str) -> None:
    events = connection(Version.V21).receive(text, 0.0)
    assert isinstance(events[-1], Malformed)
    answers = [event.text for event in events if isinstance(event, Transmit)]
    assert [answer[:4] for answer in answers] == (['[4,"'] if text.startswith("[2") else [])


@pytest.mark.parametrize("version", [Version.V16, Version.V201])
@pytest.mark.parametrize("text", ['[5,"x","FormatViolation","",{}]', '[6,"x","NotifyPeriodicEventStream",{}]'])
def test_types_5_and_6_do_not_exist_before_2_1(version: Version, text: str) -> None:
    events = connection(version).receive(text, 0.0)
    assert isinstance(events[-1], Malformed)
    assert not any(isinstance(event, SendReceived | AnswerRefused) for event in events)


def test_a_lost_connection_ends_every_call_once() -> None:
    central = connection()
    central.call(HARD, 0.0, "first")
    central.call(SOFT, 0.0, "second")
    assert central.lost() == (Lost("first"), Lost("second"))
    assert central.lost() == ()
    assert central.tick(100.0) == ()


def test_a_raw_call_is_checked_and_sent_without_its_unset_fields() -> None:
    central = connection()
    sent = central.call(RawCall("GetDiagnostics", {"location": "ftp://x", "retries": None}), 0.0, "key")
    assert sent == (Transmit('[2,"id1","GetDiagnostics",{"location":"ftp://x"}]'),)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (RawCall("Nonsense", {}), errors.ActionNotImplemented),
        (RawCall("Heartbeat", {}), errors.NotSupported),
        (RawCall("Reset", {}), errors.OccurrenceConstraintViolation),
        (RawCall("Reset", {"type": "Warm"}), errors.PropertyConstraintViolation),
        (RawCall("Reset", {"type": "Hard", "now": True}), errors.FormatViolation),
        (v16.Heartbeat(), errors.NotSupported),
        (v16.RemoteStartTransaction(id_tag="x" * 21), errors.PropertyConstraintViolation),
    ],
)
def test_a_request_that_breaks_its_schema_is_not_sent(call: object, error: type[Exception]) -> None:
    central = connection()
    with pytest.raises(error):
        central.call(call, 0.0, "key")  # type: ignore[arg-type]
    assert central.pending == 0


def test_a_call_can_be_refused_with_the_spelling_of_its_version() -> None:
    for version, spelled in ((Version.V16, "FormationViolation"), (Version.V201, "FormatViolation")):
        central = connection(version)
        (call,) = central.receive('[2,"x","Heartbeat",{}]', 0.0)
        assert isinstance(call, CallReceived)
        assert central.refuse(call, errors.FormatViolation("no")) == f'[4,"x","{spelled}","no",{{}}]'


def test_an_answer_of_another_action_is_a_programming_error() -> None:
    central = connection()
    (call,) = central.receive('[2,"x","Heartbeat",{}]', 0.0)
    assert isinstance(call, CallReceived)
    with pytest.raises(TypeError):
        central.answer(call, v16.MeterValuesResponse())


def test_message_ids_are_never_reused() -> None:
    station = Connection(Version.V16, role=Role.STATION)
    texts = set()
    for _ in range(3):
        (sent,) = station.call(v16.Heartbeat(), 0.0, "key")
        assert isinstance(sent, Transmit)
        texts.add(sent.text)
        station.lost()
    assert len(texts) == 3
