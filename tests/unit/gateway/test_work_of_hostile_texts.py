"""What a text of 1 MiB may cost, counted in calls: one station's nonsense keeps no other station waiting."""

import sys
from typing import Any

import pytest

from chargeit.domain.stations import StationId
from chargeit.gateway.received import Received
from chargeit.gateway.settings import Settings
from chargeit.gateway.v16.inbound import ROUTES
from chargeit.gateway.v16.samples import SET_ASIDE
from chargeit.ocpp.actions import Role
from chargeit.ocpp.connection import MENDED_MOST, Connection
from chargeit.ocpp.events import CallReceived, Event, Transmit
from chargeit.ocpp.versions import Version
from tests.unit.gateway.conftest import NOON

SIZE = 2**20 - 300
# the repair of 3000 elements makes some 150 000
MOST_CALLS = 300_000
AT = "2026-03-01T11:00:00Z"
LOCAL = '{"timestamp":"2026-03-01T11:00:00","sampledValue":[{"value":"1"}]}'


def many(one: str) -> str:
    return ",".join([one] * (SIZE // (len(one) + 1)))


def call(action: str, payload: str) -> str:
    return f'[2,"1","{action}",{payload}]'


def meter_values(moments: str) -> str:
    return call("MeterValues", f'{{"connectorId":1,"meterValue":[{moments}]}}')


def of_one_moment(values: str) -> str:
    return meter_values(f'{{"timestamp":"{AT}","sampledValue":[{values}]}}')


STOP = f'{{"transactionId":1,"meterStop":1,"timestamp":"{AT}","transactionData":[%s]}}'
FIELDS = ",".join(f'"{n:06d}":1' for n in range(SIZE // 11))
TEXTS = {
    "local times": meter_values(many(LOCAL)),
    "local times at the stop": call("StopTransaction", STOP % many(LOCAL)),
    "no values": meter_values(many(f'{{"timestamp":"{AT}","sampledValue":[]}}')),
    "unknown units": of_one_moment(many('{"value":"1","unit":"x"}')),
    "one number among texts": of_one_moment('{"value":1},' + many('{"value":"1"}')),
    "empty moments": meter_values(many("{}")),
    "numbers for moments": meter_values(many("0")),
    "unknown fields": call("MeterValues", f"{{{FIELDS}}}"),
    "unknown fields at the boot": call("BootNotification", f"{{{FIELDS}}}"),
    "a long heartbeat": call("Heartbeat", f'{{"x":[{many("[]")}]}}'),
    "brackets": "[" * SIZE,
    "commas": "[" + "," * SIZE,
    "quotes": '"' * SIZE,
    "a frame of texts": f"[{many(chr(34) * 2)}]",
}


def handled(text: str) -> tuple[Event, ...]:
    told = Connection(Version.V16, role=Role.CENTRAL).receive(text, 0.0)
    for one in told:
        if isinstance(one, CallReceived):
            ROUTES[one.action].translate(Received(StationId("CP1"), one, NOON, Settings(secret=b"k")))
    return told


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_costs_no_more_than_some_calls(name: str) -> None:
    handled(TEXTS[name][:50])
    calls = 0

    def count(_frame: Any, event: str, _: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        handled(TEXTS[name])
    finally:
        sys.setprofile(None)
    assert calls < MOST_CALLS


def test_what_is_not_looked_at_is_kept_as_it_came() -> None:
    (asked,) = handled(TEXTS["one number among texts"])
    assert isinstance(asked, CallReceived)
    read = ROUTES["MeterValues"].translate(Received(StationId("CP1"), asked, NOON, Settings(secret=b"k")))
    samples = read.samples  # type: ignore[union-attr]
    assert samples[-1].flags == (SET_ASIDE,)
    assert len(samples) - 1 + samples[-1].raw.count("value") == TEXTS["one number among texts"].count('"value"')


def test_a_short_message_that_is_long_is_refused_unread() -> None:
    told = handled(call("Authorize", '{"idTag":"' + "x" * SIZE + '"}'))
    assert isinstance(told[0], Transmit) and "FormationViolation" in told[0].text and "65536 bytes" in told[0].text


def test_only_short_texts_are_mended() -> None:
    text = call("MeterValues", '{"connectorId":1,"meterValue":[' + f'{{"timestamp":"{AT}","sampledValue":[%s,]}}]}}')
    assert isinstance(handled(text % '{"value":"1"}')[0], CallReceived)
    values = ",".join(['{"value":"1"}'] * (MENDED_MOST // 10))
    assert not any(isinstance(one, CallReceived) for one in handled(text % values))
