"""Telemetry that vehicles publish to the topic `{topic}.telemetry`: keyed by battery, a line or a list a message."""

import asyncio
import logging

from confluent_kafka import Consumer, Message

from chargeit.bus.kafka_client import KafkaSettings, OwnThread, partitions, unreachable
from chargeit.bus.remote import Take
from chargeit.domain.errors import Unreachable

log = logging.getLogger(__name__)

AT_ONCE = 500
POLL_S = 0.2


class KafkaTelemetry:
    """Processes of one platform share the group. What was taken is committed; what was not comes again."""

    def __init__(self, settings: KafkaSettings, take: Take) -> None:
        self._settings = settings
        self._topic = f"{settings.topic}.telemetry"
        self._take = take
        self._thread = OwnThread("kafka-telemetry")
        self._consumer: Consumer | None = None

    async def run(self) -> None:
        """Until it is cancelled."""
        failures = 0
        try:
            while True:
                try:
                    messages = await self._thread.run(self._poll)
                    if messages:
                        await self._take([(key_of(one), one.value() or b"") for one in messages])
                        await self._thread.run(self._commit)
                    failures = 0
                except Unreachable as error:
                    failures += 1
                    log.warning("telemetry over Kafka waits, %d time(s) in a row: %s", failures, error)
                    # What was read and not taken is read again by a new member of the group.
                    await self._thread.run(self._leave)
                    await asyncio.sleep(min(0.1 * 2.0 ** min(failures, 10), 30.0))
        finally:
            await asyncio.shield(self._thread.close(self._leave))

    def _poll(self) -> list[Message]:
        if self._consumer is None:
            if not partitions(self._settings, self._topic):
                raise Unreachable(f"Kafka: the topic {self._topic} is not there")
            self._consumer = Consumer(options(self._settings))
            self._consumer.subscribe([self._topic])
        messages = self._consumer.consume(AT_ONCE, POLL_S)
        for message in messages:
            if (error := message.error()) is not None:
                raise unreachable(error)
        return messages

    def _commit(self) -> None:
        assert self._consumer is not None
        self._consumer.commit(asynchronous=False)

    def _leave(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            consumer.close()


def key_of(message: Message) -> str:
    key = message.key()
    return key.decode("utf-8", "replace") if isinstance(key, bytes) else str(key or "")


def options(settings: KafkaSettings) -> dict[str, str | int | float | bool]:
    return settings.options | {
        "group.id": f"{settings.topic}-telemetry",
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",
        # a process that was killed holds its partitions for so long; brokers take no less
        "session.timeout.ms": 6000,
        "heartbeat.interval.ms": 2000,
        "fetch.wait.max.ms": 100,
    }
