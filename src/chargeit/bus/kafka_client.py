"""What producers and consumers of Kafka share: how they connect, and a thread of their own for calls that block."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from confluent_kafka import KafkaError, KafkaException, Producer

from chargeit.domain.errors import Unreachable

T = TypeVar("T")
Options = dict[str, str | int | float | bool]
ANSWER_S = 5.0


@dataclass(frozen=True, slots=True)
class KafkaSettings:
    """`servers` as `host:port,...`; `topic` is the first part of every topic. `user` empty: no login."""

    servers: str
    topic: str = "chargeit"
    tls: bool = False
    ca: Path | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    sasl: str = "SCRAM-SHA-512"

    @property
    def options(self) -> Options:
        """For librdkafka. What it would write to standard error comes as errors."""
        found: Options = {
            "bootstrap.servers": self.servers,
            "security.protocol": ("SASL_" if self.user else "") + ("SSL" if self.tls else "PLAINTEXT"),
            "log_level": 0,
            "reconnect.backoff.max.ms": 2000,
        }
        if self.ca:
            found["ssl.ca.location"] = str(self.ca)
        if self.user:
            found |= {"sasl.mechanism": self.sasl, "sasl.username": self.user, "sasl.password": self.password}
        return found


class OwnThread:
    """Calls that block, one after another."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def run(self, call: Callable[[], T]) -> T:
        """Raises Unreachable for what Kafka's library says."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, call)
        except KafkaException as error:
            raise unreachable(error.args[0]) from None

    async def close(self, last: Callable[[], object]) -> None:
        """Runs `last` after all others, and ends the thread."""
        try:
            await self.run(last)
        finally:
            self._executor.shutdown(wait=False)


def unreachable(error: object) -> Unreachable:
    return Unreachable(f"Kafka: {error.str() if isinstance(error, KafkaError) else error}")


def partitions(settings: KafkaSettings, topic: str) -> list[int]:
    """Of a topic that is made where it is not there and the broker may do that. Blocks. Raises Unreachable."""
    asker = Producer(settings.options)
    try:
        found = asker.list_topics(topic, timeout=ANSWER_S).topics[topic]
    except KafkaException as error:
        raise unreachable(error.args[0]) from None
    if found.error is not None:
        raise unreachable(found.error)
    return sorted(found.partitions)
