"""The doors, chosen by the settings. Nothing is opened before `open_kit` is entered."""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from chargeit.app.batteries import twin_of
from chargeit.app.models.registry import mirror_of
from chargeit.app.secret import platform_secret
from chargeit.app.settings import Settings
from chargeit.app.training import retraining_of
from chargeit.bus.memory import MemoryBus
from chargeit.bus.webhook import REFUSALS
from chargeit.domain.clock import now
from chargeit.domain.errors import Misconfigured
from chargeit.gateway import settings as gateway_settings
from chargeit.gateway.stations import Gateway
from chargeit.jobs.charged import NAME as CHARGED
from chargeit.jobs.charged import ChargedJob
from chargeit.jobs.mirror import Mirror
from chargeit.jobs.retraining import Retraining
from chargeit.jobs.twin import TwinJob
from chargeit.storage.store import Store, open_store
from chargeit.storage.writer import GroupWriter
from chargeit.wire import server, tls
from chargeit.wire.limits import Limits


@dataclass(frozen=True, slots=True)
class Kit:
    """What the roles share. `news` is set when events were committed, `stopping` when streams and jobs must end.

    `refused` counts the alerts that the webhook will not have, by its status.
    """

    settings: Settings
    secret: bytes = field(repr=False)
    store: Store
    writer: GroupWriter
    bus: MemoryBus
    gateway: Gateway
    stations: server.Server
    twin: TwinJob
    charged: ChargedJob
    mirror: Mirror
    learner: Retraining
    news: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    refused: Counter[int] = field(default_factory=lambda: Counter(dict.fromkeys(REFUSALS, 0)))


@asynccontextmanager
async def open_kit(settings: Settings) -> AsyncIterator[Kit]:
    """Raises Misconfigured, which names the setting. All that waits to be stored is stored before it returns."""
    secret = platform_secret(settings)
    context = station_context(settings)
    store = open_store(settings.store_url, node=socket.gethostname(), time_zone=settings.time_zone)
    try:
        await asyncio.to_thread(store.check_schema, upgrade=settings.migrate)
        writer = store.writer(asyncio.get_running_loop())
        try:
            kit = assembled(settings, secret, store, context)
            writer.news = kit.news.set
            yield kit
        finally:
            await writer.close()
    finally:
        store.close()


def assembled(settings: Settings, secret: bytes, store: Store, context: ssl.SSLContext | None) -> Kit:
    writer = store.writer()
    gateway = Gateway(
        gateway_settings.Settings(
            secret=secret,
            node=socket.gethostname(),
            heartbeat_interval_s=settings.heartbeat_interval_s,
            call_timeout_s=settings.call_timeout_s,
            admit_strangers=settings.admit_strangers,
            secure_proxy=settings.secure_proxy,
            quirks={
                station: gateway_settings.Quirks(**quirks.model_dump()) for station, quirks in settings.quirks.items()
            },
        ),
        writer,
        store.reads.stations,
    )
    limits = Limits(
        message_bytes=settings.max_message_bytes,
        ping_interval_s=settings.ping_interval_s,
        pong_deadline_s=settings.pong_deadline_s,
    )
    listening = server.Settings(
        settings.station_host,
        settings.station_port,
        context,
        limits=limits,
        trusted_proxies=tuple(settings.trusted_proxies),
    )
    stations = server.Server(gateway.admit, listening)
    twin, mirror, learner = twin_of(settings, store, writer), mirror_of(settings, store), retraining_of(settings, store)
    charged = ChargedJob(store.relay(CHARGED), store.reads, writer, now)
    return Kit(settings, secret, store, writer, MemoryBus(), gateway, stations, twin, charged, mirror, learner)


def station_context(settings: Settings) -> ssl.SSLContext | None:
    """None where stations connect without TLS."""
    if not settings.station_tls:
        return None
    try:
        certificates = [tls.Certificate(path, path) for path in settings.station_tls]
        return tls.server_context(certificates, settings.station_client_ca)
    except OSError as error:  # ssl.SSLError is one
        raise Misconfigured("station_tls", f"the files cannot be used: {error}") from error
