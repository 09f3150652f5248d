"""One connection to an MQTT 5 broker."""

import asyncio
import ssl
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from chargeit.domain.errors import Unreachable

ANSWER_S = 5.0
KEEPALIVE_S = 15
AT_ONCE = 100
"""Messages that wait for the broker's word at a time."""


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """`topic` is the first part of every topic. `tls` is None where the connection is plain."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    topic: str = "chargeit"


def level(text: str) -> str:
    """`text` as one level of a topic: no `+`, `#`, `/` or NUL is left in it; others read it with URL decoding."""
    return quote(text, safe="")


def text_of(level: str) -> str:
    return unquote(level)


class MqttClient(aiomqtt.Client):
    """Adds to aiomqtt what it leaves out: what the broker thinks of a message, and acknowledging one later.

    `kept_s`: how long the broker keeps the subscriptions of `identifier` and what comes meanwhile, while it is away.
    """

    def __init__(self, settings: MqttSettings, identifier: str | None = None, kept_s: int = 0) -> None:
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = kept_s
        super().__init__(
            settings.host,
            settings.port,
            username=settings.user,
            password=settings.password,
            identifier=identifier,
            protocol=aiomqtt.ProtocolVersion.V5,
            timeout=ANSWER_S,
            keepalive=KEEPALIVE_S,
            clean_start=kept_s == 0,
            max_inflight_messages=AT_ONCE,
            properties=properties,
            tls_context=settings.tls,
        )
        self.pending_calls_threshold = AT_ONCE
        self._refusals: list[str] = []
        if kept_s:
            self._client.manual_ack_set(True)

    async def open(self) -> None:
        """Raises Unreachable."""
        try:
            await self.__aenter__()
        except aiomqtt.MqttError as error:
            raise Unreachable(f"the MQTT broker: {error}") from None

    async def close(self) -> None:
        with suppress(aiomqtt.MqttError):
            await self.__aexit__(None, None, None)

    async def send(self, messages: Iterable[tuple[str, bytes]]) -> None:
        """Some messages (topic, payload), at most AT_ONCE, in order. Raises Unreachable unless the broker took all."""
        self._refusals.clear()
        failed: BaseException | None = None
        try:
            async with asyncio.TaskGroup() as group:
                # Tasks begin in the order in which they are made, and each hands over its message when it begins.
                for topic, payload in messages:
                    group.create_task(self.publish(topic, payload, qos=1))
        except* (aiomqtt.MqttError, ValueError) as errors:
            failed = errors.exceptions[0]
        # not inside of `except*`, where Python 3.11.2 wraps it in a group
        if failed is not None:
            raise Unreachable(f"the MQTT broker: {failed}")
        if self._refusals:
            raise Unreachable(f"the MQTT broker refused a message: {self._refusals[0]}")

    async def listen(self, topic: str) -> None:
        """Raises Unreachable."""
        try:
            answers = await self.subscribe(topic, qos=1)
        except aiomqtt.MqttError as error:
            raise Unreachable(f"the MQTT broker: {error}") from None
        if any(isinstance(answer, ReasonCode) and answer.is_failure for answer in answers):
            raise Unreachable(f"the MQTT broker refuses to be listened to at {topic}: {answers[0]}")

    async def heard(self) -> list[aiomqtt.Message]:
        """What came since, in order; waits for some. Raises Unreachable when the connection is gone."""
        try:
            first = await anext(self.messages)
            return [first, *[await anext(self.messages) for _ in range(len(self.messages))]]
        except aiomqtt.MqttError as error:
            raise Unreachable(f"the MQTT broker: {error}") from None

    def acknowledge(self, message: aiomqtt.Message) -> None:
        """Only of a client whose session is kept: the broker sends the message again until this was called."""
        self._client.ack(message.mid, message.qos)

    def _on_publish(self, client: Any, userdata: Any, mid: int, reason_code: ReasonCode, properties: Any) -> None:
        if reason_code.is_failure:
            self._refusals.append(str(reason_code))
        super()._on_publish(client, userdata, mid, reason_code, properties)
