"""A station built on the `ocpp` package: the whole Core profile both ways, with nothing of ours at its end."""

import asyncio
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from chargeit.domain.stations import StationId
from tests.support.gateway import Rig

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from ocpp.routing import on
    from ocpp.v16 import ChargePoint, call, call_result

CP1 = StationId("CP1")


class OtherStation(ChargePoint):  # type: ignore[misc]
    """Says yes to everything and notes what it was asked."""

    def __init__(self, identity: str, socket: Any) -> None:
        super().__init__(identity, socket)
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def note(self, action: str, fields: dict[str, Any]) -> None:
        self.asked.append((action, fields))

    @on("Reset")
    def reset(self, **fields: Any) -> Any:
        self.note("Reset", fields)
        return call_result.Reset(status="Accepted")

    @on("UnlockConnector")
    def unlock(self, **fields: Any) -> Any:
        self.note("UnlockConnector", fields)
        return call_result.UnlockConnector(status="UnlockFailed")

    @on("ChangeAvailability")
    def availability(self, **fields: Any) -> Any:
        self.note("ChangeAvailability", fields)
        return call_result.ChangeAvailability(status="Scheduled")

    @on("ChangeConfiguration")
    def change(self, **fields: Any) -> Any:
        self.note("ChangeConfiguration", fields)
        return call_result.ChangeConfiguration(status="RebootRequired")

    @on("GetConfiguration")
    def configuration(self, **fields: Any) -> Any:
        self.note("GetConfiguration", fields)
        known = [{"key": "HeartbeatInterval", "readonly": False, "value": "300"}]
        return call_result.GetConfiguration(configuration_key=known, unknown_key=["Nonsense"])

    @on("ClearCache")
    def clear(self, **fields: Any) -> Any:
        self.note("ClearCache", fields)
        return call_result.ClearCache(status="Accepted")

    @on("RemoteStartTransaction")
    def remote_start(self, **fields: Any) -> Any:
        self.note("RemoteStartTransaction", fields)
        return call_result.RemoteStartTransaction(status="Accepted")

    @on("RemoteStopTransaction")
    def remote_stop(self, **fields: Any) -> Any:
        self.note("RemoteStopTransaction", fields)
        return call_result.RemoteStopTransaction(status="Rejected")

    @on("DataTransfer")
    def data(self, **fields: Any) -> Any:
        self.note("DataTransfer", fields)
        return call_result.DataTransfer(status="UnknownVendorId")

    @on("GetLocalListVersion")
    def list_version(self, **fields: Any) -> Any:
        self.note("GetLocalListVersion", fields)
        return call_result.GetLocalListVersion(list_version=-1)


@asynccontextmanager
async def other_station(rig: Rig) -> AsyncIterator[OtherStation]:
    async with rig.socket("CP1") as socket:
        station = OtherStation("CP1", socket)
        listening = asyncio.create_task(station.start())
        try:
            booted = await station.call(call.BootNotification("One", "Acme", firmware_version="1.0"))
            assert (booted.status, booted.interval) == ("Accepted", 300)
            yield station
        finally:
            await socket.close()
            with suppress(ConnectionClosed):
                await listening


def now() -> str:
    return datetime.now(UTC).isoformat()


async def test_it_charges_and_every_message_is_answered(rig: Rig) -> None:
    async with other_station(rig) as station:
        assert (await station.call(call.Heartbeat())).current_time.endswith("Z")
        await station.call(call.StatusNotification(1, "NoError", "Preparing", timestamp=now()))
        assert (await station.call(call.Authorize("GOOD"))).id_tag_info["status"] == "Accepted"
        begun = await station.call(call.StartTransaction(1, "GOOD", 1000, now()))
        reading = {"value": "1.2", "unit": "kWh", "measurand": "Energy.Active.Import.Register"}
        values = [
            {"timestamp": now(), "sampledValue": [reading, {"value": "11000", "measurand": "Power.Active.Import"}]}
        ]
        await station.call(call.MeterValues(1, values, begun.transaction_id))
        end = [{"timestamp": now(), "sampledValue": [{"value": "4000", "context": "Transaction.End"}]}]
        await station.call(
            call.StopTransaction(4000, now(), begun.transaction_id, "Local", "GOOD", transaction_data=end)
        )
        assert (await station.call(call.DataTransfer("Acme"))).status == "UnknownVendorId"
    done = await rig.write(lambda work: work.transactions.find(CP1, begun.transaction_id))
    samples = await rig.write(lambda work: work.samples.of(begun.transaction_id))
    assert (done.energy_wh, done.state, done.findings) == (3000, "ended", frozenset())
    assert [(sample.value, sample.unit) for sample in samples] == [(1200.0, "Wh"), (11000.0, "W"), (4000.0, "Wh")]


@pytest.mark.parametrize(
    ("kind", "arguments", "action", "fields", "ends"),
    [
        ("reset", {"type": "hard"}, "Reset", {"type": "Hard"}, ("accepted", "Accepted")),
        ("unlock_connector", {"evse": 1}, "UnlockConnector", {"connector_id": 1}, ("rejected", "UnlockFailed")),
        (
            "change_availability",
            {"evse": 0, "operative": False},
            "ChangeAvailability",
            {"connector_id": 0, "type": "Inoperative"},
            ("accepted", "Scheduled"),
        ),
        (
            "set_variable",
            {"name": "HeartbeatInterval", "value": "60"},
            "ChangeConfiguration",
            {"key": "HeartbeatInterval", "value": "60"},
            ("accepted", "RebootRequired"),
        ),
        ("get_variables", {}, "GetConfiguration", {}, ("accepted", "")),
        ("clear_cache", {}, "ClearCache", {}, ("accepted", "Accepted")),
        (
            "request_start",
            {"token": "GOOD", "evse": 1},
            "RemoteStartTransaction",
            {"id_tag": "GOOD", "connector_id": 1},
            ("accepted", "Accepted"),
        ),
        (
            "request_stop",
            {"transaction": 4711},
            "RemoteStopTransaction",
            {"transaction_id": 4711},
            ("rejected", "Rejected"),
        ),
        (
            "data_transfer",
            {"vendor": "v", "data": "d"},
            "DataTransfer",
            {"vendor_id": "v", "data": "d"},
            ("rejected", "UnknownVendorId"),
        ),
        ("raw", {"action": "GetLocalListVersion", "payload": {}}, "GetLocalListVersion", {}, ("accepted", "")),
    ],
)
async def test_it_takes_every_command(
    rig: Rig, kind: str, arguments: dict[str, Any], action: str, fields: dict[str, Any], ends: tuple[str, str]
) -> None:
    async with other_station(rig) as station:
        outcome = await rig.command("CP1", kind, **arguments)
        assert (outcome.state, outcome.status) == ends
        assert station.asked == [(action, fields)]
    if kind == "get_variables":
        assert outcome.answer is not None and outcome.answer["unknownKey"] == ["Nonsense"]
        assert [one.value for one in rig.reads.stations.variables(CP1)] == ["300"]
