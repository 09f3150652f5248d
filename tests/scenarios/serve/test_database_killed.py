"""PostgreSQL is killed under load: what was answered is there once, over HTTP and over MQTT, and predictions go on."""

import asyncio
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from chargeit.bus.mqtt_client import MqttClient
from chargeit.domain.clock import iso
from tests.support.brokers import Mosquitto
from tests.support.databases import KillablePostgres, Missing, killable_postgresql
from tests.support.platform_process import PlatformProcess

pytest.importorskip("numpy", reason="the extra learn is not installed")
DEADLINE_S = 30.0
BEGIN = datetime.now(UTC) - timedelta(minutes=30)
Line = dict[str, Any]


@pytest.fixture
def postgres() -> Iterator[KillablePostgres]:
    try:
        with killable_postgresql() as server:
            yield server
    except Missing as missing:
        pytest.skip(str(missing))


def line(battery: str, n: int) -> Line:
    return {"battery": battery, "measured_at": iso(BEGIN + timedelta(milliseconds=100 * n)), "soc": 0.5}


async def tell_by_http(platform: PlatformProcess, done: asyncio.Event, answered: list[Line]) -> None:
    """The same message again until it is answered, as a vehicle would."""
    while not done.is_set():
        waiting = [line(f"HTTP-{b}", len(answered)) for b in range(5)]
        answer = await platform.api.post("/api/batteries/telemetry", json={"lines": waiting})
        if answer.status_code == 200:
            answered += waiting
        else:
            assert answer.status_code == 503, answer.text
            await asyncio.sleep(0.05)


async def tell_by_mqtt(car: MqttClient, done: asyncio.Event) -> int:
    """How many lines the broker took."""
    sent = 0
    while not done.is_set():
        await car.send([("t/telemetry/MQTT", json.dumps(line("MQTT", sent + n)).encode()) for n in range(5)])
        sent += 5
        await asyncio.sleep(0.02)
    return sent


async def grown(answered: list[Line]) -> None:
    before = len(answered)
    async with asyncio.timeout(DEADLINE_S):
        while len(answered) == before:  # noqa: ASYNC110 the list says it
            await asyncio.sleep(0.02)


async def lines_of(api: httpx.AsyncClient, wanted: int) -> int:
    found = 0
    async with asyncio.timeout(DEADLINE_S):
        while found < wanted:
            found = (await api.get("/api/batteries/stats")).json().get("lines", 0)
            await asyncio.sleep(0.1)
    return found


async def predictions(api: httpx.AsyncClient) -> float:
    text = (await api.get("/metrics")).text
    (made,) = [row for row in text.splitlines() if row.startswith("battery_predictions_total ")]
    return float(made.split()[1])


async def made_more(api: httpx.AsyncClient) -> bool:
    """Whether batteries are still predicted."""
    before = made = await predictions(api)
    async with asyncio.timeout(DEADLINE_S):
        while made <= before:
            await asyncio.sleep(0.1)
            made = await predictions(api)
    return True


async def test_a_database_that_is_killed_loses_no_line_and_doubles_none(
    tmp_path: Path, postgres: KillablePostgres, mosquitto: Mosquitto
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    settings = mosquitto.settings("t")
    platform = PlatformProcess(
        home,
        database_url=postgres.url,
        migrate="true",
        predict_every_s="1",
        mqtt_url=mosquitto.url,
        mqtt_password=str(settings.password),
        mqtt_ca=str(mosquitto.ca),
        broker_topic="t",
    )
    moments = random.Random(5)
    car, done = MqttClient(settings), asyncio.Event()
    await platform.start()
    await car.open()
    try:
        answered: list[Line] = []
        telling = asyncio.gather(tell_by_http(platform, done, answered), tell_by_mqtt(car, done))
        for _ in range(2):
            await grown(answered)
            await asyncio.sleep(moments.uniform(0.0, 0.5))
            postgres.kill()
            await asyncio.sleep(moments.uniform(0.0, 0.5))
            await asyncio.to_thread(postgres.start)
        await grown(answered)
        done.set()
        _, sent = await telling
        assert await lines_of(platform.api, len(answered) + sent) == len(answered) + sent
        for first in range(0, len(answered), 1000):
            again = await platform.api.post("/api/batteries/telemetry", json={"lines": answered[first : first + 1000]})
            assert again.json()["new"] == 0
        assert await made_more(platform.api)
    finally:
        await car.close()
        await platform.stop()
