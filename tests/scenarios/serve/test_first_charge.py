"""A new platform and a station of another maker: from the first start to a transaction that a restart keeps."""

import asyncio
import base64
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.support.platform_process import PlatformProcess

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from ocpp.routing import after, on
    from ocpp.v16 import ChargePoint, call, call_result


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[PlatformProcess]:
    platform = PlatformProcess(tmp_path)
    await platform.start()
    yield platform
    await platform.stop()


@asynccontextmanager
async def station(
    platform: PlatformProcess, identity: str, password: str, kind: Callable[..., Any] = ChargePoint
) -> AsyncIterator[Any]:
    basic = base64.b64encode(f"{identity}:{password}".encode()).decode()
    url = f"ws://127.0.0.1:{platform.station_port}/{identity}"
    headers = {"Authorization": f"Basic {basic}"}
    async with connect(url, subprotocols=["ocpp1.6"], additional_headers=headers) as socket:
        point = kind(identity, socket)
        listening = asyncio.create_task(point.start())
        try:
            yield point
        finally:
            await socket.close()
            with suppress(ConnectionClosed):
                await listening


async def until(platform: PlatformProcess, path: str, wanted: Callable[[Any], bool]) -> Any:
    async with asyncio.timeout(10):
        while True:
            found = (await platform.api.get(path)).json()
            if wanted(found):
                return found
            await asyncio.sleep(0.02)


def now() -> str:
    return datetime.now(UTC).isoformat()


async def charged(point: Any, energy_wh: int) -> int:
    assert (await point.call(call.BootNotification("One", "Acme"))).status == "Accepted"
    await point.call(call.StatusNotification(1, "NoError", "Preparing", timestamp=now()))
    assert (await point.call(call.Authorize("GOOD"))).id_tag_info["status"] == "Accepted"
    begun = await point.call(call.StartTransaction(1, "GOOD", 1000, now()))
    sampled = [{"value": "7.4", "unit": "kW", "measurand": "Power.Active.Import"}]
    await point.call(call.MeterValues(1, [{"timestamp": now(), "sampledValue": sampled}], begun.transaction_id))
    await point.call(call.StopTransaction(1000 + energy_wh, now(), begun.transaction_id, "Local", "GOOD"))
    return int(begun.transaction_id)


async def test_a_charge_is_stored_shown_and_kept_over_a_restart(platform: PlatformProcess) -> None:
    await platform.admit_token("good")
    password = await platform.provision("CP1")
    async with station(platform, "CP1", password) as point:
        number = await charged(point, 5000)
        (shown,) = await platform.rows("/api/stations")
        assert (shown["id"], shown["connected"], shown["hardware"]["vendor"]) == ("CP1", True, "Acme")
    await platform.stop()
    again = PlatformProcess(platform.home)
    again.password = platform.password
    await again.start()
    try:
        (kept,) = await again.rows("/api/transactions")
        assert (kept["number"], kept["energy_wh"], kept["state"]) == (number, 5000, "ended")
        samples = await again.rows(f"/api/transactions/{number}/samples")
        assert [(one["measurand"], one["value"], one["unit"]) for one in samples] == [
            ("Power.Active.Import", 7400.0, "W")
        ]
        loads = await again.rows("/api/loads/hourly")
        assert {(load["station"], load["transaction"], load["user"]) for load in loads} == {
            ("CP1", str(number), "token 1")
        }
        assert [sum(load[series] or 0 for load in loads) for series in ("measured_kwh", "synthetic_7_2_kwh")] == [5, 5]
        (shown,) = await again.rows("/api/stations")
        assert shown["connected"] is False
        assert again.log.count("password") == 1
    finally:
        await again.stop()


class Driven(ChargePoint):  # type: ignore[misc]
    """Begins to charge when it is asked to, before its operator can know that it said yes."""

    @on("RemoteStartTransaction")
    def accept(self, id_tag: str, **_: Any) -> Any:
        return call_result.RemoteStartTransaction("Accepted")

    @after("RemoteStartTransaction")
    async def begin(self, id_tag: str, connector_id: int = 1, **_: Any) -> None:
        if id_tag == "GOOD":
            await self.call(call.StartTransaction(connector_id, id_tag.lower(), 0, now()))


async def test_a_charge_that_was_asked_for_from_afar_is_told_by_its_number_or_that_it_never_began(
    tmp_path: Path,
) -> None:
    platform = PlatformProcess(tmp_path, start_timeout_s="1.5")
    await platform.start()
    try:
        await platform.admit_token("good")
        password = await platform.provision("CP1")
        async with station(platform, "CP1", password, Driven) as point:
            assert (await point.call(call.BootNotification("One", "Acme"))).status == "Accepted"
            asked = {"kind": "request_start", "arguments": {"token": "GOOD", "evse": 1}}
            first = (await platform.api.post("/api/stations/CP1/commands", json=asked)).json()
            asked["arguments"] = {"token": "NOBODY"}
            second = (await platform.api.post("/api/stations/CP1/commands", json=asked)).json()
            begun = await until(platform, f"/api/commands/{first['id']}", lambda one: one["transaction"] is not None)
            missed = await until(platform, f"/api/commands/{second['id']}", lambda one: one["error"] != "")
        (transaction,) = await platform.rows("/api/transactions")
        assert (begun["transaction"], begun["start_due_at"]) == (transaction["number"], None)
        assert (missed["state"], missed["transaction"]) == ("accepted", None)
        assert missed["error"] == "no transaction began within 1.5 s"
    finally:
        await platform.stop()


async def test_a_stranger_waits_until_an_operator_admits_it(platform: PlatformProcess) -> None:
    url = f"ws://127.0.0.1:{platform.station_port}/NEW"
    with pytest.raises(InvalidStatus) as refused:
        await connect(url, subprotocols=["ocpp1.6"])
    assert refused.value.response.status_code == 404
    (stranger,) = await until(platform, "/api/strangers", bool)
    assert stranger["id"] == "NEW"
    admitted = await platform.api.post("/api/strangers/NEW/admit", json={})
    async with station(platform, "NEW", admitted.json()["password"]) as point:
        assert (await point.call(call.BootNotification("One", "Acme"))).status == "Accepted"
    assert (await platform.api.get("/api/strangers")).json() == []


async def test_a_command_reaches_the_station_and_its_answer_the_operator(platform: PlatformProcess) -> None:
    password = await platform.provision("CP1")
    async with station(platform, "CP1", password) as point:
        assert (await point.call(call.BootNotification("One", "Acme"))).status == "Accepted"
        asked = {"kind": "reset", "arguments": {"type": "soft"}}
        answer = await platform.api.post("/api/stations/CP1/commands", json=asked)
        assert answer.status_code == 202
        path = f"/api/commands/{answer.json()['id']}"
        ended = await until(platform, path, lambda command: command["state"] not in ("queued", "sent"))
    # the package's charge point has no handler for it
    assert ended["state"] == "rejected"
    assert "NotImplemented" in ended["error"]
