"""The brokers of the settings: each gets the events at its own pace, and vehicles may tell their telemetry there.

The address that alerts are posted to is one of them, of which nothing is heard.
"""

import socket
import ssl
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from chargeit.app.settings import Settings
from chargeit.bus.remote import Take
from chargeit.bus.webhook import Webhook
from chargeit.domain.errors import Misconfigured
from chargeit.jobs.turn import Job
from chargeit.ports.bus import Bus

PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclass(frozen=True, slots=True)
class Broker:
    """`name` is that of its place in the outbox. `telemetry()` runs until it is cancelled."""

    name: str
    bus: Bus
    telemetry: Callable[[], Coroutine[Any, Any, None]] | None = None

    def listening(self) -> Job:
        """Ends by being cancelled; a failure that nobody foresaw is logged, and it begins anew."""

        async def turn() -> bool:
            if self.telemetry is not None:
                await self.telemetry()
            return True

        return Job(f"telemetry over {self.name}", turn, 0)


def names(settings: Settings) -> frozenset[str]:
    chosen = {"mqtt": settings.mqtt_url, "kafka": settings.kafka_servers, "webhook": settings.alerts.webhook}
    return frozenset(name for name, set_ in chosen.items() if set_)


def brokers_of(settings: Settings, take: Take, refused: Counter[int]) -> list[Broker]:
    """Nothing is connected yet. `refused` counts what the webhook will not have, by status. Raises Misconfigured."""
    found = []
    if settings.mqtt_url:
        found.append(mqtt(settings, take))
    if settings.kafka_servers:
        found.append(kafka(settings, take))
    if settings.alerts.webhook:
        found.append(Broker("webhook", Webhook(settings.alerts.webhook, refused)))
    return found


def mqtt(settings: Settings, take: Take) -> Broker:
    try:
        from chargeit.bus.mqtt import MqttBus, MqttTelemetry
        from chargeit.bus.mqtt_client import MqttSettings
    except ImportError:
        raise Misconfigured("mqtt_url", "MQTT needs a client: pip install chargeit[mqtt]") from None
    url = urlsplit(settings.mqtt_url)
    if url.scheme not in PORTS or not url.hostname:
        raise Misconfigured("mqtt_url", "must be like mqtt://user@host:1883 or mqtts://user@host")
    if url.password:
        raise Misconfigured("mqtt_url", "must not hold the password: that is mqtt_password")
    try:
        port = url.port or PORTS[url.scheme]
        tls = ssl.create_default_context(cafile=settings.mqtt_ca) if url.scheme == "mqtts" else None
    except ValueError:
        raise Misconfigured("mqtt_url", "the port must be a number below 65536") from None
    except OSError as error:
        raise Misconfigured("mqtt_ca", f"cannot be used: {error}") from None
    place = MqttSettings(url.hostname, port, url.username, settings.mqtt_password or None, tls, settings.broker_topic)
    return Broker("mqtt", MqttBus(place), MqttTelemetry(place, socket.gethostname(), take).run)


def kafka(settings: Settings, take: Take) -> Broker:
    try:
        from chargeit.bus.kafka import KafkaBus
        from chargeit.bus.kafka_client import KafkaSettings
        from chargeit.bus.kafka_telemetry import KafkaTelemetry
    except ImportError:
        raise Misconfigured("kafka_servers", "Kafka needs a client: pip install chargeit[kafka]") from None
    place = KafkaSettings(
        settings.kafka_servers,
        settings.broker_topic,
        settings.kafka_tls,
        settings.kafka_ca,
        settings.kafka_user,
        settings.kafka_password,
    )
    return Broker("kafka", KafkaBus(place), lambda: KafkaTelemetry(place, take).run())
