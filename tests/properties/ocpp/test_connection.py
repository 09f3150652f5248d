"""A connection under any order of frames, ticks and losses, and under garbage."""

import json
from itertools import count
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chargeit.ocpp.actions import Role
from chargeit.ocpp.connection import Connection
from chargeit.ocpp.events import Answered, CallReceived, Event, Lost, Malformed, Refused, TimedOut, Transmit
from chargeit.ocpp.v16 import messages as v16
from chargeit.ocpp.v21 import messages as v21
from chargeit.ocpp.versions import Version

TIMEOUT_S = 10.0
ENDS = (Answered, Refused, TimedOut, Lost)
ANSWERS = ["{}", '{"status":"Accepted"}', "null", "[]", '{"status":5}']


class Life(RuleBasedStateMachine):
    """One connection; the model is the list of calls made, sent and ended."""

    version = Version.V16

    def __init__(self) -> None:
        super().__init__()
        ids = count()
        self.end = Connection(
            self.version, role=Role.CENTRAL, call_timeout_s=TIMEOUT_S, next_id=lambda: f"id{next(ids)}"
        )
        self.keys = count()
        self.now = 0.0
        self.made: list[int] = []
        self.ended: list[object] = []
        self.sent: list[str] = []
        self.deadline: float | None = None

    def take(self, events: tuple[Event, ...]) -> None:
        for event in events:
            if isinstance(event, ENDS):
                self.ended.append(event.key)
                self.deadline = None
            elif isinstance(event, Transmit) and json.loads(event.text)[0] == 2:
                assert self.deadline is None, "two calls outstanding"
                self.sent.append(json.loads(event.text)[1])
                self.deadline = self.now + TIMEOUT_S

    @rule()
    def call(self) -> None:
        key = next(self.keys)
        self.made.append(key)
        request = v21.ClearCache() if self.version is Version.V21 else v16.ClearCache()
        self.take(self.end.call(request, self.now, key))

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), payload=st.sampled_from(ANSWERS), kind=st.sampled_from(["result", "error", "short error"]))
    def answer(self, data: st.DataObject, payload: str, kind: str) -> None:
        message_id = data.draw(st.sampled_from(self.sent))
        texts = {
            "result": f'[3,"{message_id}",{payload}]',
            "error": f'[4,"{message_id}","X","",{{}}]',
            "short error": f'[4,"{message_id}"]',
        }
        self.take(self.end.receive(texts[kind], self.now))

    @rule(
        text=st.sampled_from(
            ['[2,"x","Heartbeat",{}]', '[2,"x","Nonsense",{}]', '[3,"nobody",{}]', "garbage", "[]", '[6,"x","Y",{}]']
        )
    )
    def hear(self, text: str) -> None:
        outstanding = self.deadline
        self.take(self.end.receive(text, self.now))
        assert self.deadline == outstanding, "what has nothing to do with our call ended it"

    @rule(seconds=st.floats(0, 15))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.take(self.end.tick(self.now))

    @rule()
    def lose(self) -> None:
        self.take(self.end.lost())
        assert sorted(map(str, self.ended)) == sorted(map(str, self.made))

    @invariant()
    def every_call_ends_once_in_order(self) -> None:
        assert self.ended == self.made[: len(self.ended)]
        assert self.end.pending == len(self.made) - len(self.ended)

    @invariant()
    def the_deadline_is_that_of_the_outstanding_call(self) -> None:
        assert self.end.next_deadline() == self.deadline
        assert (self.deadline is None) == (self.end.pending == 0)


class Life21(Life):
    version = Version.V21


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None, database=None)
TestLife21 = Life21.TestCase
TestLife21.settings = settings(max_examples=40, stateful_step_count=40, deadline=None, database=None)

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(), max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["MeterValues", "StartTransaction", "StopTransaction", "TransactionEvent", "BootNotification", "Reset", "X"]
)
WORDS = """connectorId meterValue timestamp sampledValue value unit idTag transactionId meterStart meterStop eventType
    seqNo triggerReason transactionInfo evse customData reason"""
FIELDS = st.sampled_from(WORDS.split())
PAYLOADS = st.recursive(
    JSON, lambda inner: st.dictionaries(FIELDS, inner, max_size=6) | st.lists(inner, max_size=3), max_leaves=20
)
FRAMES = st.tuples(st.sampled_from([0, 2, 3, 4, 5, 6, "2", None]), JSON | st.just("x"), JSON | NAMES, PAYLOADS).map(
    list
) | st.lists(JSON, max_size=6)


def survives(end: Connection, text: str | bytes) -> None:
    """It neither raises nor stops working; what it passes on can be stored and answered."""
    for event in end.receive(text, 0.0):
        if isinstance(event, Transmit):
            json.loads(event.text)
        elif isinstance(event, Malformed):
            assert "\0" not in (event.reason + event.excerpt).encode().decode()
        elif isinstance(event, CallReceived):
            msgspec.json.encode(event.request)
            assert all("\0" not in flag.path + flag.raw for flag in event.flags)
    beat = '[2,"b","Heartbeat",{}]' if end.role is Role.CENTRAL else '[2,"b","ClearCache",{}]'
    assert isinstance(end.receive(beat, 0.0)[0], CallReceived)


@settings(max_examples=400, deadline=None, database=None)
@given(frame=FRAMES, version=st.sampled_from(Version), role=st.sampled_from(Role))
def test_any_json_is_survived(frame: Any, version: Version, role: Role) -> None:
    survives(Connection(version, role=role), json.dumps(frame))


@settings(max_examples=300, deadline=None, database=None)
@given(text=st.text(st.characters()) | st.binary(), version=st.sampled_from(Version))
def test_any_text_is_survived(text: str | bytes, version: Version) -> None:
    survives(Connection(version, role=Role.CENTRAL), text)


GOOD = (
    '[2,"x","MeterValues",{"connectorId":1,"meterValue":'
    '[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":"7"}]}]}]'
)


@settings(max_examples=300, deadline=None, database=None)
@given(
    at=st.integers(0, len(GOOD) - 1),
    gone=st.integers(0, 5),
    put=st.text(st.sampled_from('"\\{}[],:0u\0\ud800é'), max_size=5),
)
def test_any_damage_to_a_good_message_is_survived(at: int, gone: int, put: str) -> None:
    survives(Connection(Version.V16, role=Role.CENTRAL), GOOD[:at] + put + GOOD[at + gone :])
