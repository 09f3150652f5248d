"""The bus on Kafka: all events in the topic `{topic}.events`, keyed by the event's key."""

import asyncio
import uuid
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from confluent_kafka import Consumer, KafkaError, Message, Producer, TopicPartition

from chargeit.bus.envelope import encode
from chargeit.bus.kafka_client import ANSWER_S, KafkaSettings, Options, OwnThread, partitions, unreachable
from chargeit.bus.memory import MOST_WAITING, MemorySubscription
from chargeit.bus.remote import Listeners
from chargeit.domain.errors import Unreachable
from chargeit.domain.events import Envelope

DELIVERY_S = 10.0
"""Longer than this no batch is on its way: the lease of the outbox lasts longer."""
AT_ONCE = 500
POLL_S = 0.2
ATTEMPTS = 20


class KafkaBus:
    """`ports.bus.Bus`. Connects when it is first used, and anew after a failure."""

    def __init__(self, settings: KafkaSettings, bound: int = MOST_WAITING) -> None:
        self._settings = settings
        self._producer: Producer | None = None
        self._thread = OwnThread("kafka-producer")
        self._closed = False
        self._listeners = Listeners(lambda: KafkaReader(settings), bound)

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """After a failure a part may have arrived, never a later event of a key without the earlier ones."""
        if self._closed:
            raise Unreachable("the bus is closed")
        messages = [(envelope.event.key.encode(), encode(envelope)) for envelope in envelopes]
        await self._thread.run(lambda: self._send(messages))

    def subscribe(
        self, name: str, kinds: frozenset[str] = frozenset()
    ) -> AbstractAsyncContextManager[MemorySubscription]:
        """It outlives a broker that goes away; it ends with Unreachable where Kafka has deleted its place."""
        return self._listeners.subscribe(name, kinds)

    def wants(self, kind: str) -> bool:
        """Always: who reads may come later."""
        del kind
        return True

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            await self._listeners.close()
            await self._thread.close(self._forget)

    def _send(self, messages: list[tuple[bytes, bytes]]) -> None:
        failures: list[KafkaError] = []
        delivered = 0

        def done(error: KafkaError | None, _message: Message) -> None:
            nonlocal delivered
            if error is None:
                delivered += 1
            else:
                failures.append(error)

        producer = self._producer = self._producer or Producer(producer_options(self._settings))
        try:
            for key, value in messages:
                producer.produce(f"{self._settings.topic}.events", value, key, on_delivery=done)
            producer.flush(DELIVERY_S + 1)
        except BufferError as error:
            failures.append(KafkaError(KafkaError._QUEUE_FULL, str(error)))
        if delivered < len(messages):
            # A new one begins a new sequence: nothing of this batch is left to be sent behind the next one.
            self._forget()
            raise unreachable(failures[0] if failures else "no answer")

    def _forget(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.purge()
            producer.flush(0)


class KafkaReader:
    """`remote.Reader`: every partition from its end on, in no group."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._topic = f"{settings.topic}.events"
        self._consumer: Consumer | None = None
        self._thread = OwnThread("kafka-consumer")

    async def open(self) -> None:
        try:
            for _ in range(ATTEMPTS):
                if await self._thread.run(self._begin):
                    return
                await asyncio.sleep(POLL_S)
            raise Unreachable(f"Kafka: the topic {self._topic} is not there")
        except BaseException:
            await self.close()
            raise

    async def read(self) -> Sequence[bytes]:
        while True:
            found = await self._thread.run(self._poll)
            if found:
                return found

    async def close(self) -> None:
        await self._thread.close(self._end)

    def _begin(self) -> bool:
        """False where the topic is still being made."""
        try:
            numbers = partitions(self._settings, self._topic)
        except Unreachable:
            return False
        if not numbers:
            return False
        consumer = self._consumer = self._consumer or Consumer(consumer_options(self._settings))
        places = [TopicPartition(self._topic, number) for number in numbers]
        for place in places:
            place.offset = consumer.get_watermark_offsets(place, timeout=ANSWER_S)[1]
        consumer.assign(places)
        return True

    def _poll(self) -> list[bytes]:
        assert self._consumer is not None
        first = self._consumer.poll(POLL_S)
        if first is None:
            return []
        found: list[bytes] = []
        for message in (first, *self._consumer.consume(AT_ONCE, 0)):
            if (error := message.error()) is not None:
                raise unreachable(error)
            found.append(message.value() or b"")
        return found

    def _end(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            consumer.close()


def producer_options(settings: KafkaSettings) -> Options:
    """Without gaps: where one message of a key fails, those behind it are not sent."""
    return settings.options | {
        "acks": "all",
        "enable.idempotence": True,
        "enable.gapless.guarantee": True,
        "message.timeout.ms": int(DELIVERY_S * 1000),
        "compression.type": "lz4",
        "linger.ms": 5,
        # as Java's clients: one key is in one partition, whoever writes it
        "partitioner": "murmur2_random",
    }


def consumer_options(settings: KafkaSettings) -> Options:
    """Of a group that nobody shares: it keeps its place itself."""
    return settings.options | {
        "group.id": f"chargeit-{uuid.uuid4()}",
        "enable.auto.commit": False,
        "auto.offset.reset": "error",
        "fetch.wait.max.ms": 100,
    }
