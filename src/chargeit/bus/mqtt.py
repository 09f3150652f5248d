"""The bus on an MQTT 5 broker: each event at `{topic}/events/{kind}/{key}`, quality of service 1."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from chargeit.bus.envelope import encode
from chargeit.bus.memory import MOST_WAITING, MemorySubscription
from chargeit.bus.mqtt_client import AT_ONCE, MqttClient, MqttSettings, level, text_of
from chargeit.bus.remote import Listeners, Take
from chargeit.domain.errors import Unreachable
from chargeit.domain.events import Envelope

log = logging.getLogger(__name__)

KEPT_S = 86_400
DEADLINE_S = 20.0
"""Longer than this no batch is on its way: the lease of the outbox lasts longer."""


class MqttBus:
    """`ports.bus.Bus`. Connects when it is first used, and anew after a failure."""

    def __init__(self, settings: MqttSettings, bound: int = MOST_WAITING) -> None:
        self._settings = settings
        self._client: MqttClient | None = None
        self._sending = asyncio.Lock()
        self._closed = False
        self._listeners = Listeners(lambda: MqttReader(settings), bound)

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """After a failure a part may have arrived."""
        messages = [(topic_of(envelope, self._settings), encode(envelope)) for envelope in envelopes]
        async with self._sending:
            try:
                async with asyncio.timeout(DEADLINE_S):
                    client = await self._connected()
                    for start in range(0, len(messages), AT_ONCE):
                        await client.send(messages[start : start + AT_ONCE])
            except TimeoutError:
                await self._disconnect()
                raise Unreachable(f"the MQTT broker did not take the events in {DEADLINE_S:g} s") from None
            except Unreachable:
                await self._disconnect()
                raise

    def subscribe(
        self, name: str, kinds: frozenset[str] = frozenset()
    ) -> AbstractAsyncContextManager[MemorySubscription]:
        """A connection that breaks ends it with Unreachable: events may have passed meanwhile."""
        return self._listeners.subscribe(name, kinds)

    def wants(self, kind: str) -> bool:
        """Always: only the broker knows who listens."""
        del kind
        return True

    async def close(self) -> None:
        self._closed = True
        await self._listeners.close()
        await self._disconnect()

    async def _connected(self) -> MqttClient:
        if self._closed:
            raise Unreachable("the bus is closed")
        if self._client is None:
            client = MqttClient(self._settings)
            await client.open()
            self._client = client
        return self._client

    async def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()


class MqttReader:
    """`remote.Reader`."""

    def __init__(self, settings: MqttSettings) -> None:
        self._topic = f"{settings.topic}/events/#"
        self._client = MqttClient(settings)

    async def open(self) -> None:
        await self._client.open()
        try:
            await self._client.listen(self._topic)
        except BaseException:
            await self._client.close()
            raise

    async def read(self) -> Sequence[bytes]:
        return [bytes(message.payload) for message in await self._client.heard()]

    async def close(self) -> None:
        await self._client.close()


def topic_of(envelope: Envelope, settings: MqttSettings) -> str:
    return f"{settings.topic}/events/{envelope.event.kind}/{level(envelope.event.key)}"


class MqttTelemetry:
    """Telemetry that vehicles publish at `{topic}/telemetry/{battery}`, a line or a list of lines a message.

    The broker keeps what comes while nobody listens, for a day; a message is acknowledged when it was taken.
    """

    def __init__(self, settings: MqttSettings, node: str, take: Take) -> None:
        self._settings = settings
        # The topic tells platforms on one host apart: a broker lets one client of a name connect.
        self._identifier = f"{settings.topic}-telemetry-{level(node)}"
        self._take = take

    async def run(self) -> None:
        """Until it is cancelled."""
        failures = 0
        while True:
            client = MqttClient(self._settings, self._identifier, KEPT_S)
            try:
                await client.open()
                await client.listen(f"{self._settings.topic}/telemetry/+")
                while True:
                    messages = await client.heard()
                    await self._take([(battery_of(str(one.topic)), bytes(one.payload)) for one in messages])
                    for message in messages:
                        client.acknowledge(message)
                    failures = 0
            except Unreachable as error:
                failures += 1
                log.warning("telemetry over MQTT waits, %d time(s) in a row: %s", failures, error)
            finally:
                await client.close()
            await asyncio.sleep(min(0.1 * 2.0 ** min(failures, 10), 30.0))


def battery_of(topic: str) -> str:
    return text_of(topic.rpartition("/")[2])
