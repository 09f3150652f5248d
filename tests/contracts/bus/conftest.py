"""One suite for all buses: in this process, on mosquitto, on librdkafka's mock cluster and on Apache Kafka."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from itertools import count
from typing import Any

import pytest

from chargeit.bus.kafka import KafkaBus
from chargeit.bus.memory import MemoryBus
from chargeit.bus.mqtt import MqttBus
from chargeit.ports.bus import Bus
from tests.support import brokers
from tests.support.databases import Missing

SMALL = 50
"""Events that the bus under test holds for one subscriber."""
TOPICS = count(1)


class Brokers:
    """Each starts when it is first needed."""

    def __init__(self, config: pytest.Config, folders: pytest.TempPathFactory, stack: ExitStack) -> None:
        self._makers: dict[str, Callable[[], Any]] = {
            "mqtt": lambda: brokers.Mosquitto(folders.mktemp("mosquitto")),
            "mock": brokers.MockKafka,
            "kafka": lambda: brokers.RealKafka(folders.mktemp("kafka"), config.cache.mkdir("kafka")),  # type: ignore[union-attr]
        }
        self._stack = stack
        self._running: dict[str, Any] = {}

    def get(self, name: str) -> Any:
        if name not in self._running:
            try:
                broker = self._makers[name]()
            except Missing as missing:
                pytest.skip(str(missing))
            self._stack.callback(broker.stop)
            broker.come_back()
            self._running[name] = broker
        return self._running[name]


@pytest.fixture(scope="session")
def all_brokers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Brokers]:
    with ExitStack() as stack:
        yield Brokers(request.config, tmp_path_factory, stack)


@pytest.fixture
def topic() -> str:
    return f"t{next(TOPICS)}"


@pytest.fixture(params=["mqtt", "mock", "kafka"])
def broker_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def broker(all_brokers: Brokers, broker_name: str) -> Any:
    return all_brokers.get(broker_name)


@pytest.fixture
async def remote_bus(broker: Any, broker_name: str, topic: str) -> AsyncIterator[Bus]:
    bus = made(broker_name, broker.settings(topic))
    yield bus
    await bus.close()


@pytest.fixture(params=["memory", "mqtt", "mock", "kafka"])
async def bus(request: pytest.FixtureRequest, all_brokers: Brokers, topic: str) -> AsyncIterator[Bus]:
    name = str(request.param)
    bus = MemoryBus(bound=SMALL) if name == "memory" else made(name, all_brokers.get(name).settings(topic))
    yield bus
    await bus.close()


def made(name: str, settings: Any) -> Bus:
    return MqttBus(settings, bound=SMALL) if name == "mqtt" else KafkaBus(settings, bound=SMALL)
