"""Frames in and out of one socket, and the sockets of one station after another."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from chargeit.domain.stations import StationId
from chargeit.ports.reads import TransactionFilter
from tests.support.gateway import BOOT, RawStation, Rig
from tests.support.wire import until

START = {"connectorId": 1, "idTag": "GOOD", "meterStart": 100, "timestamp": "2026-03-01T11:00:00Z"}
STATUS = {"connectorId": 1, "errorCode": "NoError", "status": "Available"}


async def test_a_day_of_a_station(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        assert (await station.ask("Authorize", {"idTag": "good"}))["idTagInfo"]["status"] == "Accepted"
        started = await station.ask("StartTransaction", START)
        number = started["transactionId"]
        assert number > 0 and started["idTagInfo"]["status"] == "Accepted"
        values = [{"timestamp": "2026-03-01T11:30:00Z", "sampledValue": [{"value": "150"}]}]
        assert await station.ask("MeterValues", {"connectorId": 1, "meterValue": values}) == {}
        stop = {"transactionId": number, "meterStop": 200, "timestamp": "2026-03-01T12:00:00Z", "idTag": "GOOD"}
        assert (await station.ask("StopTransaction", stop))["idTagInfo"]["status"] == "Accepted"
    done = await rig.write(lambda work: work.transactions.find(StationId("CP1"), number))
    samples = await rig.write(lambda work: work.samples.of(number))
    assert (done.energy_wh, [sample.raw for sample in samples]) == (100, ["150"])


@pytest.mark.parametrize(
    ("action", "payload"), [("Heartbeat", {}), ("StatusNotification", STATUS), ("Authorize", {"idTag": "GOOD"})]
)
async def test_before_the_boot_most_messages_are_a_security_error(rig: Rig, action: str, payload: object) -> None:
    async with rig.station("CP1") as station:
        assert (await station.ask(action, payload))[0] == "SecurityError"  # type: ignore[arg-type]
        await station.boot()
        assert not isinstance(await station.ask(action, payload), tuple)  # type: ignore[arg-type]


async def test_energy_of_a_station_whose_boot_got_lost_is_taken(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        number = (await station.ask("StartTransaction", START))["transactionId"]
        stop = {"transactionId": number, "meterStop": 200, "timestamp": "2026-03-01T12:00:00Z"}
        assert await station.ask("StopTransaction", stop) == {}


async def test_acceptance_is_remembered_over_sockets(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
    async with rig.station("CP1") as station:
        assert "currentTime" in await station.ask("Heartbeat")


async def test_an_action_that_is_not_served_is_told_apart_from_one_that_does_not_exist(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        assert (await station.ask("FirmwareStatusNotification", {"status": "Idle"}))[0] == "NotSupported"
        assert (await station.ask("Reset", {"type": "Hard"}))[0] == "NotSupported"
        assert (await station.ask("Dance"))[0] == "NotImplemented"


async def test_the_newest_socket_wins_and_the_old_one_is_closed(rig: Rig) -> None:
    async with rig.station("CP1") as old:
        await old.boot()
        async with rig.station("CP1") as new:
            assert await old.closed() == (1000, "a newer connection of this station")
            assert "currentTime" in await new.ask("Heartbeat")
            await until(lambda: rig.gateway.connected() == 1)


async def test_the_same_message_again_gets_the_same_answer_also_on_a_new_socket(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        first = await station.ask("StartTransaction", START, message_id="same")
        assert await station.ask("StartTransaction", START, message_id="same") == first
    async with rig.station("CP1") as station:
        assert await station.ask("StartTransaction", START, message_id="same") == first
        assert await station.ask("StartTransaction", START, message_id="other") == first
        other = START | {"timestamp": "2026-03-01T13:00:00Z"}
        assert (await station.ask("StartTransaction", other, message_id="same"))["transactionId"] != first[
            "transactionId"
        ]


async def test_an_answer_in_the_making_goes_to_the_new_socket_that_asks_for_it_again(rig: Rig) -> None:
    async with rig.station("CP1") as old:
        await old.boot()
        rig.writer.hold()
        await old.socket.send(json.dumps([2, "same", "StartTransaction", START]))
        await until(lambda: rig.writer.held == 1)
        async with rig.station("CP1") as new:
            await new.socket.send(json.dumps([2, "same", "StartTransaction", START]))
            await new.socket.send(json.dumps([2, "next", "Heartbeat", {}]))
            await old.closed()
            rig.writer.release()
            first, second = await new.hear(), await new.hear()
    assert (first[1], second[1]) == ("same", "next")
    assert first[2]["transactionId"] > 0 and rig.reads.transactions.totals(TransactionFilter())[0] == 1


async def test_the_time_is_told_when_the_answer_leaves(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        rig.at = datetime(2026, 3, 1, 12, tzinfo=UTC)
        rig.writer.hold()
        asking = asyncio.create_task(station.ask("Heartbeat"))
        await until(lambda: rig.writer.held == 1)
        rig.at = datetime(2026, 3, 1, 12, 5, tzinfo=UTC)
        rig.writer.release()
        assert (await asking)["currentTime"] == "2026-03-01T12:05:00Z"


async def test_a_burst_is_answered_in_order(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        for number in range(100):
            await station.socket.send(json.dumps([2, f"b{number}", "Heartbeat", {}]))
        assert [(await station.hear())[1] for _ in range(100)] == [f"b{number}" for number in range(100)]


async def test_a_store_that_is_away_closes_the_socket_and_answers_nothing(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        rig.writer.away = True
        await station.socket.send(json.dumps([2, "x", "StartTransaction", START]))
        assert (await station.closed())[0] == 1013
    rig.writer.away = False
    async with rig.station("CP1") as station:
        assert (await station.ask("StartTransaction", START, message_id="x"))["transactionId"] > 0


async def test_a_failure_in_one_message_is_an_internal_error_and_the_next_is_answered(
    rig: Rig, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chargeit.central import authorization

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret detail")

    async with rig.station("CP1") as station:
        await station.boot()
        with monkeypatch.context() as patch:
            patch.setattr(authorization, "authorize", broken)
            assert await station.ask("Authorize", {"idTag": "GOOD"}) == ("InternalError", "")
        assert "Authorize" in caplog.text and "CP1" in caplog.text and "ZeroDivisionError" in caplog.text
        assert "idTagInfo" in await station.ask("Authorize", {"idTag": "GOOD"})


async def test_a_flood_of_broken_frames_ends_only_its_own_socket(rig: Rig) -> None:
    async with rig.station("CP1") as flood, rig.station("CP2") as other:
        await other.boot()
        for _ in range(1001):
            await flood.socket.send("nonsense")
        assert (await flood.closed())[0] == 1008
        assert "currentTime" in await other.ask("Heartbeat")


async def test_a_percent_encoded_identity_is_the_one_that_was_provisioned(rig: Rig) -> None:
    await rig.provision("RDAM 1/2|ü")
    await rig.gateway.start()
    async with rig.station("RDAM 1/2|ü") as station:
        assert isinstance(station, RawStation)
        assert (await station.ask("BootNotification", BOOT))["status"] == "Accepted"
