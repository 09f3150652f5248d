"""Telemetry over brokers: acknowledged when it was taken, else it comes again; and platforms that share a broker."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from confluent_kafka import Producer

from chargeit.bus.kafka_telemetry import KafkaTelemetry
from chargeit.bus.mqtt import MqttTelemetry
from chargeit.bus.mqtt_client import MqttClient
from chargeit.domain.errors import Unreachable

DEADLINE_S = 20


@pytest.mark.parametrize("broker_name", ["mqtt"], indirect=True)
async def test_two_platforms_of_one_host_hear_their_own(broker: Any, topic: str) -> None:
    """A broker that took them for one client would throw out one for the other, and give each what is the other's."""
    heard: dict[str, list[str]] = {topic: [], f"{topic}x": []}

    def platform(own: str) -> MqttTelemetry:
        async def take(messages: Sequence[tuple[str, bytes]]) -> None:
            heard[own] += [battery for battery, _ in messages]

        return MqttTelemetry(broker.settings(own), "host", take)

    tasks = [asyncio.create_task(platform(own).run()) for own in heard]
    sender = MqttClient(broker.settings(topic))
    await sender.open()
    try:
        async with asyncio.timeout(DEADLINE_S):
            while min(map(len, heard.values())) < 3:
                await sender.send([(f"{own}/telemetry/of-{own}", b"{}") for own in heard])
                await asyncio.sleep(0.1)
    finally:
        await sender.close()
        await ended(tasks)
    assert {own: set(batteries) for own, batteries in heard.items()} == {own: {f"of-{own}"} for own in heard}


@pytest.mark.parametrize("broker_name", ["mqtt"], indirect=True)
async def test_what_could_not_be_stored_comes_again(broker: Any, topic: str) -> None:
    taken: list[bytes] = []
    failures = [Unreachable("the store is away")]
    done = asyncio.Event()

    async def take(messages: Sequence[tuple[str, bytes]]) -> None:
        if failures:
            raise failures.pop()
        taken.extend(body for _, body in messages)
        if {b"1", b"2"} <= set(taken):
            done.set()

    before = MqttClient(broker.settings(topic))
    await before.open()
    tasks = [asyncio.create_task(MqttTelemetry(broker.settings(topic), "host", take).run())]
    try:
        async with asyncio.timeout(DEADLINE_S):
            while failures:
                await before.send([(f"{topic}/telemetry/A", b"1"), (f"{topic}/telemetry/A", b"2")])
                await asyncio.sleep(0.1)
            await done.wait()
    finally:
        await before.close()
        await ended(tasks)


@pytest.mark.parametrize("broker_name", ["kafka"], indirect=True)
async def test_kafka_gives_again_what_could_not_be_stored_and_nothing_that_was(broker: Any, topic: str) -> None:
    settings = broker.settings(topic)
    producer = Producer(settings.options)
    taken: list[tuple[str, bytes]] = []
    failures = [Unreachable("the store is away")]

    def tell(*bodies: bytes) -> None:
        for body in bodies:
            producer.produce(f"{topic}.telemetry", body, "A")
        assert producer.flush(DEADLINE_S) == 0

    async def take(messages: Sequence[tuple[str, bytes]]) -> None:
        if failures:
            raise failures.pop()
        taken.extend(messages)

    async def until(count: int) -> None:
        async with asyncio.timeout(2 * DEADLINE_S):
            while len(taken) < count:  # noqa: ASYNC110 the list says it
                await asyncio.sleep(0.05)

    await asyncio.to_thread(tell, b"1", b"2", b"3")
    first = asyncio.create_task(KafkaTelemetry(settings, take).run())
    await until(3)
    await ended([first])
    assert not failures
    second = asyncio.create_task(KafkaTelemetry(settings, take).run())
    await asyncio.to_thread(tell, b"4")
    await until(4)
    await ended([second])
    assert taken == [("A", b"1"), ("A", b"2"), ("A", b"3"), ("A", b"4")]


async def ended(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
