"""A broker that goes away and comes back: the outbox keeps what it has not got, and nothing is lost or out of order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chargeit.bus import kafka, mqtt
from chargeit.bus.kafka import KafkaBus
from chargeit.bus.memory import MemoryBus
from chargeit.bus.mqtt import MqttBus
from chargeit.bus.mqtt_client import MqttClient
from chargeit.domain.clock import now
from chargeit.domain.errors import Unreachable
from chargeit.domain.events import Envelope, StationChanged
from chargeit.domain.stations import StationId
from chargeit.jobs.outbox import outbox_job
from chargeit.jobs.turn import Job, run
from chargeit.ports.bus import Bus, Subscription
from chargeit.storage.store import Store, open_store

DEADLINE_S = 30
SOON_S = 2.0


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka, "DELIVERY_S", SOON_S)
    monkeypatch.setattr(mqtt, "DEADLINE_S", SOON_S)


@pytest.fixture
def store(tmp_path: Path) -> Any:
    opened = open_store(f"sqlite:///{tmp_path}/outbox.sqlite3", node="here")
    opened.migrate()
    yield opened
    opened.close()


def record(store: Store, *names: str) -> None:
    for name in names:
        store.write(lambda work, name=name: work.record(StationChanged(StationId(name), now())))


async def turns(job: Job) -> None:
    while await job.turn():
        pass


@asynccontextmanager
async def working(job: Job) -> AsyncIterator[None]:
    stopping = asyncio.Event()
    task = asyncio.create_task(run(job, asyncio.Event(), stopping))
    try:
        yield
    finally:
        stopping.set()
        await task


async def listen(bus: Bus, subscribed: asyncio.Event, wanted: int) -> list[Envelope]:
    """The first `wanted` different facts, by as many subscriptions as it takes."""
    found: dict[str, Envelope] = {}
    while True:
        try:
            async with bus.subscribe("listener") as live:
                subscribed.set()
                await collect(live, found, wanted)
                return list(found.values())
        except Unreachable:
            await asyncio.sleep(0.1)


async def collect(live: Subscription, found: dict[str, Envelope], wanted: int) -> None:
    async for envelope in live:
        found.setdefault(envelope.id, envelope)
        if len(found) >= wanted:
            return


async def test_a_connection_that_breaks_while_it_sends_is_told_in_our_words(all_brokers: Any, topic: str) -> None:
    broker = all_brokers.get("mqtt")
    client = MqttClient(broker.settings(topic))
    await client.open()
    broker.leave()
    try:
        async with asyncio.timeout(DEADLINE_S):
            with pytest.raises(Unreachable, match="the MQTT broker"):
                await client.send([(topic, b"one"), (topic, b"two")])
    finally:
        broker.come_back()
        await client.close()


async def test_what_was_committed_while_the_broker_was_away_arrives_in_order(
    broker: Any, remote_bus: Bus, store: Store
) -> None:
    local, relay = MemoryBus(), store.relay("broker")
    assert relay.take(9) == []
    first = outbox_job(store.outbox, local)
    async with local.subscribe("screen") as screen:
        record(store, "A", "B")
        await turns(first)
        await turns(outbox_job(relay, remote_bus))
        broker.leave()
        try:
            record(store, "A", "B", "A")
            await turns(first)
            async with asyncio.timeout(DEADLINE_S):
                # screens do not wait for the broker
                screened: dict[str, Envelope] = {}
                await collect(screen, screened, 5)
                with pytest.raises(Unreachable):
                    await outbox_job(relay, remote_bus).turn()
            assert relay.unpublished() == 3
            assert store.outbox.unpublished() == 0
        finally:
            broker.come_back()
    subscribed = asyncio.Event()
    async with asyncio.timeout(DEADLINE_S):
        hearing = asyncio.create_task(listen(remote_bus, subscribed, 3))
        await subscribed.wait()
        async with working(outbox_job(relay, remote_bus)):
            heard = await hearing
    # what was on its way when the listener had enough is marked or taken again: nothing is left at last
    await turns(outbox_job(relay, remote_bus))
    assert relay.unpublished() == 0
    for station in ("A", "B"):
        wanted = [e for e in list(screened.values())[2:] if e.event.station == station]
        assert [e for e in heard if e.event.station == station] == wanted


@pytest.mark.parametrize("broker_name", ["mqtt", "mock", pytest.param("kafka", marks=pytest.mark.soak)], indirect=True)
async def test_a_subscription_over_a_broker_that_left_misses_nothing_in_silence(broker: Any, remote_bus: Bus) -> None:
    """It gets all that follows, or it ends with a clear word; a new one works when the broker is back."""
    subscribed = asyncio.Event()
    async with asyncio.timeout(DEADLINE_S):
        hearing = asyncio.create_task(listen(remote_bus, subscribed, 2))
        await subscribed.wait()
        broker.leave()
        await asyncio.sleep(0.1)
        broker.come_back()
        position = 0
        while not hearing.done():
            position += 1
            fact = Envelope(position, f"id-{position}", now(), StationChanged(StationId("CP1"), now()))
            try:
                await remote_bus.publish([fact])
            except Unreachable:
                position -= 1
            await asyncio.sleep(0.05)
        heard = [envelope.position for envelope in await hearing]
    assert heard == sorted(heard)


async def test_a_crash_between_publishing_and_marking_publishes_the_same_again(
    remote_bus: Bus, store: Store, broker: Any
) -> None:
    relay = store.relay("broker")
    relay.take(9)
    record(store, "A", "B")
    store.outbox.published(store.outbox.take(9))
    subscribed = asyncio.Event()
    async with asyncio.timeout(DEADLINE_S):
        hearing = asyncio.create_task(listen(remote_bus, subscribed, 2))
        await subscribed.wait()
        taken = relay.take(9)
        await remote_bus.publish(taken)
        assert relay.take(9) == taken
        await turns(outbox_job(relay, remote_bus))
        assert relay.take(9) == []
        # across keys there is no order
        assert sorted(await hearing, key=lambda fact: fact.position) == taken


@pytest.mark.parametrize("broker_name", ["mqtt", "kafka"], indirect=True)
async def test_a_wrong_password_is_told_and_loses_nothing(
    broker: Any, broker_name: str, topic: str, store: Store
) -> None:
    settings = broker.settings(topic, password="wrong")
    bus: Bus = MqttBus(settings) if broker_name == "mqtt" else KafkaBus(settings)
    relay = store.relay("broker")
    relay.take(9)
    record(store, "A")
    store.outbox.published(store.outbox.take(9))
    with pytest.raises(Unreachable) as caught:
        await outbox_job(relay, bus).turn()
    assert "wrong" not in str(caught.value)
    assert relay.unpublished() == 1
    await bus.close()


@pytest.mark.parametrize("broker_name", ["mqtt"], indirect=True)
async def test_a_broker_that_refuses_a_message_has_not_got_it(broker: Any) -> None:
    """MQTT 5 says so in its acknowledgement; the access rules of the broker allow nothing below this topic."""
    bus = MqttBus(broker.settings("not/allowed"))
    with pytest.raises(Unreachable, match="refused"):
        await bus.publish([Envelope(1, "1", now(), StationChanged(StationId("CP1"), now()))])
    await bus.close()


def test_pruning_waits_for_the_brokers_that_are_configured(store: Store) -> None:
    relay = store.relay("broker")
    relay.take(9)
    record(store, "A", "B", "C")
    store.outbox.published(store.outbox.take(9))
    later = now() + timedelta(hours=1)
    relay.published(relay.take(9)[:1])
    assert store.outbox.prune(later, frozenset({"broker"})) == 1
    assert [envelope.event.station for envelope in relay.take(9)] == ["B", "C"]
    assert store.outbox.prune(later) == 1
