"""Every message of every version comes out of the wire as it went in."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chargeit.ocpp.actions import Action, Role, Sender
from chargeit.ocpp.connection import Connection
from chargeit.ocpp.events import Answered, CallReceived, SendReceived, Transmit
from chargeit.ocpp.versions import Version, actions
from tests.support.ocpp_messages import messages

EVERY = [
    pytest.param(version, action, id=f"{version.name}-{action.name}")
    for version in Version
    for action in actions(version).values()
]


def ends(version: Version, action: Action) -> tuple[Connection, Connection]:
    """The end that sends the action and the one that receives it."""
    asking = Role.STATION if action.sender is Sender.STATION else Role.CENTRAL
    other = Role.CENTRAL if asking is Role.STATION else Role.STATION
    return Connection(version, role=asking), Connection(version, role=other)


@pytest.mark.parametrize(("version", "action"), EVERY)
@settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_message_and_its_answer_cross_the_wire_unchanged(
    version: Version, action: Action, data: st.DataObject
) -> None:
    asking, answering = ends(version, action)
    request = data.draw(messages(action.request))
    if action.response is None:
        (received,) = answering.receive(asking.send(request).text, 0.0)
        assert isinstance(received, SendReceived)
        assert (received.request, received.flags) == (request, ())
        return
    (sent,) = asking.call(request, 0.0, "key")
    assert isinstance(sent, Transmit)
    (received,) = answering.receive(sent.text, 0.0)
    assert isinstance(received, CallReceived)
    assert (received.action, received.request, received.flags) == (action.name, request, ())
    response = data.draw(messages(action.response))
    (answered,) = asking.receive(answering.answer(received, response), 0.0)
    assert answered == Answered("key", response, ())


def test_unset_fields_are_left_out_of_the_wire() -> None:
    for version in Version:
        for action in actions(version).values():
            for kind in (action.request, action.response):
                if kind and not any(field.required for field in msgspec.structs.fields(kind)):
                    assert msgspec.json.encode(kind()) == b"{}"
