"""Our calls: what a station says is an outcome, whatever it says; only an absent station is an error."""

import asyncio
import json

import pytest

from chargeit.domain.commands import CommandState, Outcome
from chargeit.domain.errors import Invalid, Unreachable
from chargeit.domain.stations import StationId
from tests.support.gateway import RawStation, Rig


async def answered(rig: Rig, station: RawStation, answer: object, kind: str, **arguments: object) -> Outcome:
    """The outcome of a command to which the station gives this answer: a payload, or the end of an error frame."""
    task = asyncio.create_task(rig.command("CP1", kind, **arguments))
    call = await station.hear()
    frame = [3, call[1], answer] if isinstance(answer, dict) else [4, call[1], *answer]  # type: ignore[misc]
    await station.socket.send(json.dumps(frame))
    return await task


async def test_an_error_from_the_station_is_a_normal_outcome(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        outcome = await answered(rig, station, ["NotImplemented", "no such thing", {}], "clear_cache")
        assert (outcome.state, outcome.status) == (CommandState.REJECTED, "NotImplemented")
        assert "no such thing" in outcome.error


async def test_an_answer_that_cannot_be_read_is_one_too(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        outcome = await answered(rig, station, {"status": 7}, "clear_cache")
        assert outcome.state is CommandState.REJECTED and outcome.error


async def test_no_answer_in_time_is_a_timeout_and_the_late_one_is_ignored(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        task = asyncio.create_task(rig.command("CP1", "clear_cache"))
        late = await station.hear()
        outcome = await task
        assert outcome.state is CommandState.TIMED_OUT and "1 s" in outcome.error
        await station.socket.send(json.dumps([3, late[1], {"status": "Accepted"}]))
        again = await answered(rig, station, {"status": "Rejected"}, "clear_cache")
        assert again.status == "Rejected"


async def test_a_lost_socket_ends_the_call(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        task = asyncio.create_task(rig.command("CP1", "clear_cache"))
        await station.hear()
    outcome = await task
    assert outcome.state is CommandState.TIMED_OUT and "lost" in outcome.error


async def test_calls_go_out_one_at_a_time_and_requests_are_answered_meanwhile(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        tasks = [asyncio.create_task(rig.command("CP1", kind)) for kind in ("clear_cache", "get_variables")]
        first = await station.hear()
        assert "currentTime" in await station.ask("Heartbeat"), "and not the second call"
        await station.socket.send(json.dumps([3, first[1], {"status": "Accepted"}]))
        second = await station.hear()
        await station.socket.send(json.dumps([3, second[1], {}]))
        assert {first[2], second[2]} == {"ClearCache", "GetConfiguration"}
        assert [(await task).state for task in tasks] == [CommandState.ACCEPTED] * 2


async def test_a_station_that_is_away_or_has_said_nothing_yet_is_unreachable(rig: Rig) -> None:
    with pytest.raises(Unreachable):
        await rig.command("CP1", "clear_cache")
    async with rig.station("CP1") as station:
        await station.boot()
    async with rig.station("CP1") as station:
        with pytest.raises(Unreachable):
            await rig.command("CP1", "clear_cache")
        assert rig.gateway.links.ready() == frozenset()
        await station.ask("Heartbeat")
        assert rig.gateway.links.ready() == {"CP1"}


@pytest.mark.parametrize(
    ("action", "payload"), [("Dance", {}), ("Reset", {"type": "Warm"}), ("Heartbeat", {}), ("Reset", {})]
)
async def test_a_raw_call_that_breaks_the_schema_is_not_sent(rig: Rig, action: str, payload: dict[str, str]) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        with pytest.raises(Invalid):
            await rig.command("CP1", "raw", action=action, payload=payload)
        assert "currentTime" in await station.ask("Heartbeat")


async def test_a_raw_call_reaches_the_station_as_typed_without_unset_fields(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        typed = {"connectorId": -5, "idTag": "X", "chargingProfile": None}
        task = asyncio.create_task(rig.command("CP1", "raw", action="RemoteStartTransaction", payload=typed))
        call = await station.hear()
        assert call[2:] == ["RemoteStartTransaction", {"connectorId": -5, "idTag": "X"}]
        await station.socket.send(json.dumps([3, call[1], {"status": "Rejected"}]))
        assert (await task).answer == {"status": "Rejected"}


async def test_settings_are_kept_and_long_questions_split(rig: Rig) -> None:
    key = {"key": "GetConfigurationMaxKeys", "readonly": True, "value": "1"}
    secret = {"key": "AuthorizationKey", "readonly": False, "value": "00ff"}
    async with rig.station("CP1") as station:
        await station.boot()
        outcome = await answered(rig, station, {"configurationKey": [key, secret]}, "get_variables")
        assert "00ff" not in json.dumps(outcome.answer)
        kept = {one.name: one.value for one in rig.reads.stations.variables(StationId("CP1"))}
        assert kept == {"GetConfigurationMaxKeys": "1", "AuthorizationKey": None}
        task = asyncio.create_task(rig.command("CP1", "get_variables", names=["A", "B"]))
        for name in ("A", "B"):
            call = await station.hear()
            assert call[3] == {"key": [name]}
            await station.socket.send(json.dumps([3, call[1], {"unknownKey": [name]}]))
        assert (await task).answer == {"unknownKey": ["A", "B"]}


async def test_an_operator_can_end_a_socket(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        rig.gateway.links.disconnect(StationId("CP1"), "asked to")
        assert await station.closed() == (1000, "asked to")
