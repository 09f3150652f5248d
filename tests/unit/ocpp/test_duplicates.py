"""A repeated call gets its first answer again and is applied once, also on the next connection."""

from chargeit.ocpp.actions import Role
from chargeit.ocpp.connection import Connection
from chargeit.ocpp.duplicates import CLASHING, Duplicates, Verdict
from chargeit.ocpp.events import CallReceived
from chargeit.ocpp.v16 import messages as v16
from chargeit.ocpp.versions import Version

START = '[2,"%s","StartTransaction",{"connectorId":1,"idTag":"%s","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}]'
BEAT = '[2,"1","Heartbeat",{}]'


def received(text: str) -> CallReceived:
    """As it comes on a fresh connection."""
    (call,) = Connection(Version.V16, role=Role.CENTRAL).receive(text, 0.0)
    assert isinstance(call, CallReceived)
    return call


def test_a_repeated_start_gets_the_first_answer() -> None:
    memory = Duplicates()
    assert memory.seen(received(START % (1, "a"))) is Verdict.NEW
    memory.answered(received(START % (1, "a")), "the answer")
    assert memory.seen(received(START % (1, "a"))) == "the answer"
    assert memory.seen(received(START % (1, "a"))) == "the answer"


def test_the_same_id_with_other_content_is_another_call_once_the_first_is_answered() -> None:
    memory = Duplicates()
    memory.seen(received(START % (1, "a")))
    memory.answered(received(START % (1, "a")), "the answer")
    assert memory.seen(received(START % (1, "b"))) is Verdict.NEW


def test_while_the_first_is_in_hand_a_repetition_waits_and_other_content_clashes() -> None:
    memory = Duplicates()
    memory.seen(received(START % (1, "a")))
    assert memory.seen(received(START % (1, "a"))) is Verdict.IN_HAND
    assert memory.seen(received(START % (1, "b"))) is Verdict.CLASH
    assert memory.seen(received(BEAT)) is Verdict.CLASH
    assert CLASHING.code(Version.V16) == "ProtocolError"


def test_a_heartbeat_never_gets_an_old_clock_although_ids_restart_at_1() -> None:
    memory = Duplicates()
    assert memory.seen(received(BEAT)) is Verdict.NEW
    memory.answered(received(BEAT), "the time of the first")
    assert memory.seen(received(BEAT)) is Verdict.NEW


def test_a_call_that_failed_may_be_tried_again() -> None:
    memory = Duplicates()
    memory.seen(received(START % (1, "a")))
    memory.failed(received(START % (1, "a")))
    assert memory.seen(received(START % (1, "a"))) is Verdict.NEW


def test_only_the_newest_answers_are_remembered() -> None:
    memory = Duplicates(capacity=2)
    for number in range(3):
        memory.seen(received(START % (number, "a")))
        memory.answered(received(START % (number, "a")), f"answer {number}")
    assert memory.seen(received(START % (2, "a"))) == "answer 2"
    assert memory.seen(received(START % (1, "a"))) == "answer 1"
    assert memory.seen(received(START % (0, "a"))) is Verdict.NEW


def test_a_call_in_hand_is_not_forgotten_for_newer_answers() -> None:
    memory = Duplicates(capacity=1)
    memory.seen(received(START % ("slow", "a")))
    for number in range(5):
        memory.seen(received(START % (number, "a")))
        memory.answered(received(START % (number, "a")), "answer")
    assert memory.seen(received(START % ("slow", "a"))) is Verdict.IN_HAND


def test_the_answer_of_a_forgotten_call_is_not_remembered() -> None:
    memory = Duplicates()
    memory.answered(received(START % (1, "a")), "answer")
    assert memory.seen(received(START % (1, "a"))) is Verdict.NEW


def test_the_digest_tells_content_apart() -> None:
    assert received(START % (1, "a")).payload_digest == received(START % (2, "a")).payload_digest
    assert received(START % (1, "a")).payload_digest != received(START % (1, "b")).payload_digest
    assert received(START % (1, "a")).request == v16.StartTransaction(
        connector_id=1, id_tag="a", meter_start=0, timestamp=v16.datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    )
