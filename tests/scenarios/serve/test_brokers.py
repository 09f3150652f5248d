"""A platform with brokers: events go out, telemetry comes in, and a broker that is away loses nothing."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, Producer

from chargeit.bus.envelope import decode
from chargeit.bus.mqtt_client import MqttClient
from chargeit.domain.clock import iso
from chargeit.domain.events import TelemetryStored
from tests.support.brokers import MockKafka, Mosquitto
from tests.support.platform_process import PlatformProcess

DEADLINE_S = 30.0
BEGIN = datetime.now(UTC) - timedelta(minutes=5)


def line(second: int, **said: Any) -> dict[str, Any]:
    return {"measured_at": iso(BEGIN + timedelta(seconds=second)), "soc": 0.5, **said}


async def lines_of(platform: PlatformProcess, wanted: int) -> int:
    """How many lines are stored, when there are `wanted` or time is over."""
    found = 0
    async with asyncio.timeout(DEADLINE_S):
        while found < wanted:
            found = (await platform.api.get("/api/batteries/stats")).json()["lines"]
            await asyncio.sleep(0.1)
    return found


async def test_telemetry_over_mqtt_survives_a_kill_and_events_reach_the_broker(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    settings = mosquitto.settings("t")
    platform = PlatformProcess(
        home,
        mqtt_url=mosquitto.url,
        mqtt_password=str(settings.password),
        mqtt_ca=str(mosquitto.ca),
        broker_topic="t",
    )
    await platform.start()
    listener, car = MqttClient(settings), MqttClient(settings)
    await listener.open()
    await listener.listen("t/events/telemetry.stored/+")
    await car.open()
    try:
        await car.send([("t/telemetry/VIN-1", json.dumps(line(0)).encode())])
        assert await lines_of(platform, 1) == 1
        async with asyncio.timeout(DEADLINE_S):
            envelope = decode(bytes((await listener.heard())[0].payload))
        assert envelope is not None and isinstance(envelope.event, TelemetryStored)
        assert (envelope.event.battery, envelope.event.soc) == ("VIN-1", 0.5)
        assert "chargeit_mqtt_waiting" in (await platform.api.get("/metrics")).text
        platform.kill()
        await car.send([("t/telemetry/VIN-1", json.dumps(line(second)).encode()) for second in range(1, 51)])
        await car.send([("t/telemetry/VIN-1", b"no json"), ("t/telemetry/a%2Fb", b"{}")])
        await platform.start()
        await car.send([("t/telemetry/VIN-2", json.dumps([line(0), line(1, soc=float("nan"))]).encode())])
        assert await lines_of(platform, 53) == 53
        rows = {row["id"]: row for row in (await platform.api.get("/api/batteries")).json()["rows"]}
        assert rows.keys() == {"VIN-1", "VIN-2"}
        assert rows["VIN-2"]["latest"]["flags"] == ["soc:not_finite"]
    finally:
        await listener.close()
        await car.close()
        await platform.stop()
    assert str(settings.password) not in platform.log


async def test_telemetry_over_kafka_is_taken_once_and_events_reach_it(tmp_path: Path) -> None:
    kafka = MockKafka()
    kafka.come_back()
    settings = kafka.settings("t")
    platform = PlatformProcess(tmp_path, kafka_servers=settings.servers, broker_topic="t")
    producer = Producer(settings.options)
    for second in range(20):
        producer.produce("t.telemetry", json.dumps(line(second)), "VIN-1")
    producer.flush(10)
    await platform.start()
    try:
        assert await lines_of(platform, 20) == 20
        platform.kill()
        await platform.start()
        producer.produce("t.telemetry", json.dumps(line(20, battery="VIN-2")), "")
        producer.flush(10)
        assert await lines_of(platform, 21) == 21
        events = await asyncio.to_thread(read, settings.options)
        assert sum(event.count for event in events) == 21
        assert {event.battery for event in events} == {"VIN-1", "VIN-2"}
    finally:
        await platform.stop()
        kafka.stop()


def read(options: dict[str, Any]) -> list[TelemetryStored]:
    """Events of telemetry until all 21 lines were told of."""
    consumer = Consumer(options | {"group.id": "reader", "auto.offset.reset": "earliest"})
    consumer.subscribe(["t.events"])
    found: dict[str, TelemetryStored] = {}
    for _ in range(100):
        if sum(event.count for event in found.values()) >= 21:
            break
        message = consumer.poll(0.3)
        if message is None or message.error() is not None:
            continue
        envelope = decode(message.value() or b"")
        if envelope is not None and isinstance(envelope.event, TelemetryStored):
            found[envelope.id] = envelope.event
    consumer.close()
    return list(found.values())
