"""A platform behind a proxy, with a station that does not keep the rules: what the settings allow, and no more."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.support.platform_process import PlatformProcess

QUIRKS = {"ODD": {"boot_optional": True, "subprotocol_optional": True}}


class Behind(PlatformProcess):
    """Logs in over plain http, which a cookie for https does not survive: its header is sent by hand."""

    async def log_in(self) -> None:
        answer = await self.api.post("/api/login", json={"name": "admin", "password": self.password})
        self.cookie = answer.headers["set-cookie"]
        self.api.headers["X-CSRF-Token"] = answer.json()["csrf"]
        self.api.headers["Cookie"] = self.cookie.partition(";")[0]


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[Behind]:
    platform = Behind(tmp_path, quirks=json.dumps(QUIRKS), secure_proxy="true", trusted_proxies='["127.0.0.0/8"]')
    await platform.start()
    yield platform
    await platform.stop()


async def said(socket: Any, action: str) -> Any:
    await socket.send(json.dumps([2, "1", action, {}]))
    async with asyncio.timeout(10):
        return json.loads(await socket.recv())


async def test_quirks_are_a_stations_own_and_the_proxy_is_believed(platform: Behind) -> None:
    for station in ("ODD", "PLAIN"):
        answer = await platform.api.post("/api/stations", json={"id": station, "security_profile": 2})
        password = answer.json()["password"]
        await knows(platform, station)
        url = f"ws://{station}:{password}@127.0.0.1:{platform.station_port}/{station}"
        if station == "PLAIN":
            with pytest.raises(InvalidStatus) as refused:
                await connect(url)
            assert refused.value.response.status_code == 400
            async with connect(url, subprotocols=["ocpp1.6"]) as socket:
                assert (await said(socket, "Heartbeat"))[:3] == [4, "1", "SecurityError"]
        else:
            async with connect(url) as socket:
                assert socket.subprotocol is None
                assert "currentTime" in (await said(socket, "Heartbeat"))[2]
    assert "Secure" in platform.cookie
    for n in range(7):
        wrong = await platform.api.post(
            "/api/login",
            json={"name": "admin", "password": "wrong"},
            headers={"X-Forwarded-For": f"203.0.113.{n}"},
        )
        assert wrong.status_code == 401
    url = f"ws://127.0.0.1:{platform.station_port}/STRANGER"
    with pytest.raises(InvalidStatus):
        await connect(url, additional_headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.9"})
    assert [one["peer"] for one in await strangers(platform)] == ["203.0.113.9"]


async def test_nobody_is_believed_by_default(tmp_path: Path) -> None:
    platform = Behind(tmp_path)
    await platform.start()
    try:
        assert "Secure" not in platform.cookie
        seen = [
            (
                await platform.api.post(
                    "/api/login",
                    json={"name": "admin", "password": "wrong"},
                    headers={"X-Forwarded-For": f"203.0.113.{n}"},
                )
            ).status_code
            for n in range(6)
        ]
        assert seen == [401] * 5 + [429]
        with pytest.raises(InvalidStatus):
            await connect(
                f"ws://127.0.0.1:{platform.station_port}/STRANGER",
                additional_headers={"X-Forwarded-For": "203.0.113.9"},
            )
        assert [one["peer"].startswith("127.0.0.1:") for one in await strangers(platform)] == [True]
    finally:
        await platform.stop()


async def knows(platform: PlatformProcess, station: str) -> None:
    """The gateway learns of a new station by its event; until then it is a stranger."""
    async with asyncio.timeout(10):
        while True:
            try:
                await connect(f"ws://127.0.0.1:{platform.station_port}/{station}", subprotocols=["ocpp1.6"])
            except InvalidStatus as refused:
                if refused.response.status_code == 401:
                    return
            await asyncio.sleep(0.02)


async def strangers(platform: PlatformProcess) -> list[dict[str, Any]]:
    async with asyncio.timeout(10):
        while True:
            found = (await platform.api.get("/api/strangers")).json()
            if noted := [one for one in found if one["id"] == "STRANGER"]:
                return noted
            await asyncio.sleep(0.02)
