"""A command is checked when it is asked, and ends exactly once."""

from datetime import timedelta
from typing import Any

import pytest

from chargeit.central import commands
from chargeit.central.commands import CommandAsked
from chargeit.domain.commands import CommandState, Outcome
from chargeit.domain.errors import Conflict, Invalid, NotFound
from chargeit.domain.stations import StationId
from tests.support.memory_work import MemoryWork
from tests.unit.central.conftest import NOON

CP1 = StationId("CP1")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def ask(work: MemoryWork, kind: str = "clear_cache", arguments: dict[str, Any] | None = None, key: str = "c1") -> None:
    commands.request(CommandAsked(key, CP1, kind, arguments or {}, "admin", NOON, NOON + HOUR), work)


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("reset", {"type": "soft"}),
        ("unlock_connector", {"evse": 99}),
        ("change_availability", {"evse": 0, "operative": False}),
        ("set_variable", {"name": "HeartbeatInterval", "value": ""}),
        ("get_variables", {}),
        ("get_variables", {"names": ["a", "b"]}),
        ("clear_cache", {}),
        ("request_start", {"token": "GOOD"}),
        ("request_start", {"token": "GOOD", "evse": -1}),
        ("request_stop", {"transaction": -1}),
        ("data_transfer", {"vendor": "v", "message_id": None, "data": "x"}),
        ("raw", {"action": "GetLocalListVersion", "payload": {}}),
    ],
)
def test_what_can_be_sent_is_queued_odd_values_too(work: MemoryWork, kind: str, arguments: dict[str, Any]) -> None:
    ask(work, kind, arguments)
    stored = work.commands.rows["c1"]
    assert (stored.state, stored.kind) == (CommandState.QUEUED, kind)
    assert stored.arguments == {name: value for name, value in arguments.items() if value is not None}
    assert work.kinds() == ["command.changed"]


@pytest.mark.parametrize(
    ("kind", "arguments", "field"),
    [
        ("dance", {}, "kind"),
        ("reset", {}, "arguments.type"),
        ("reset", {"type": "warm"}, "arguments.type"),
        ("reset", {"type": []}, "arguments.type"),
        ("reset", {"type": "soft", "force": True}, "arguments.force"),
        ("clear_cache", {"evse": 1}, "arguments.evse"),
        ("unlock_connector", {"evse": "1"}, "arguments.evse"),
        ("unlock_connector", {"evse": True}, "arguments.evse"),
        ("unlock_connector", {"evse": 2**31}, "arguments.evse"),
        ("change_availability", {"evse": 1, "operative": "yes"}, "arguments.operative"),
        ("set_variable", {"name": "", "value": "1"}, "arguments.name"),
        ("set_variable", {"name": "A", "value": 1}, "arguments.value"),
        ("set_variable", {"name": "authorizationKey", "value": "00"}, "arguments.name"),
        ("get_variables", {"names": "a"}, "arguments.names"),
        ("get_variables", {"names": ["a", 1]}, "arguments.names[1]"),
        ("request_start", {"token": ""}, "arguments.token"),
        ("request_stop", {"transaction": 1.5}, "arguments.transaction"),
        ("raw", {"action": "Reset", "payload": []}, "arguments.payload"),
        ("raw", {"action": "X", "payload": {"key": "AuthorizationKey", "value": "00"}}, "arguments.payload"),
    ],
)
def test_what_cannot_be_sent_names_the_field(
    work: MemoryWork, kind: str, arguments: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        ask(work, kind, arguments)
    assert caught.value.field == field
    assert not work.commands.rows


def test_a_command_needs_a_station_and_a_future(work: MemoryWork) -> None:
    with pytest.raises(NotFound):
        commands.request(CommandAsked("c1", StationId("?"), "clear_cache", {}, "admin", NOON, NOON + HOUR), work)
    with pytest.raises(Invalid, match="expires_in_s"):
        commands.request(CommandAsked("c1", CP1, "clear_cache", {}, "admin", NOON, NOON), work)


def test_a_command_is_sent_once_and_ends_once(work: MemoryWork) -> None:
    ask(work)
    commands.sent("c1", NOON, MINUTE, work)
    with pytest.raises(Conflict):
        commands.sent("c1", NOON, MINUTE, work)
    done = commands.ended("c1", Outcome(CommandState.REJECTED, "Rejected"), NOON + HOUR, work)
    assert (done.state, done.status, done.sent_at, done.ended_at) == ("rejected", "Rejected", NOON, NOON + HOUR)
    with pytest.raises(Conflict):
        commands.ended("c1", Outcome(CommandState.ACCEPTED), NOON, work)
    assert work.kinds() == ["command.changed"] * 3


def test_a_command_that_was_not_written_goes_back_into_the_queue(work: MemoryWork) -> None:
    ask(work)
    commands.sent("c1", NOON, MINUTE, work)
    assert commands.unsent("c1", NOON, work).state is CommandState.QUEUED
    commands.sent("c1", NOON, MINUTE, work)
    commands.ended("c1", Outcome(CommandState.ACCEPTED), NOON, work)
    assert commands.unsent("c1", NOON, work).state is CommandState.ACCEPTED


def test_a_command_that_waited_too_long_expires_and_one_on_its_way_does_not(work: MemoryWork) -> None:
    ask(work)
    ask(work, key="c2")
    commands.sent("c2", NOON, MINUTE, work)
    assert [command.id for command in commands.expire(NOON + 2 * HOUR, work)] == ["c1"]
    assert work.commands.rows["c1"].state is CommandState.EXPIRED
    assert work.commands.rows["c2"].state is CommandState.SENT


def test_after_a_restart_a_sent_command_is_timed_out_and_a_queued_one_waits(work: MemoryWork) -> None:
    ask(work)
    ask(work, key="c2")
    commands.sent("c2", NOON, MINUTE, work)
    assert [command.id for command in commands.recover(NOON + HOUR, work)] == ["c2"]
    assert work.commands.rows["c2"].state is CommandState.TIMED_OUT
    assert work.commands.rows["c1"].state is CommandState.QUEUED


def test_an_unknown_command_is_not_found(work: MemoryWork) -> None:
    with pytest.raises(NotFound):
        commands.sent("?", NOON, MINUTE, work)
