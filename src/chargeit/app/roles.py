"""The roles of a process: each is entered, and left in the reverse order."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import uvicorn

from chargeit.api import kit as api_kit
from chargeit.api.app import create_app
from chargeit.app import brokers
from chargeit.app.figures import metrics
from chargeit.app.imports.serving import imports_of
from chargeit.app.kit import Kit
from chargeit.app.settings import Settings
from chargeit.app.training import forecaster_of
from chargeit.domain.clock import now
from chargeit.domain.errors import Misconfigured
from chargeit.jobs import charged, commands, outbox, presence, retention, twin
from chargeit.jobs.intake import TelemetryIntake
from chargeit.jobs.turn import run, wake_on

GOODBYE_S = 5


@asynccontextmanager
async def gateway(kit: Kit) -> AsyncIterator[None]:
    """Stations may connect."""
    await presence.release_former(kit.writer, now)
    await kit.gateway.start()
    async with running(kit.gateway.follow(kit.bus)):
        try:
            await kit.stations.start()
        except OSError as error:
            raise Misconfigured("station_port", f"cannot listen: {error.strerror or error}") from error
        try:
            yield
        finally:
            await kit.stations.close()
            kit.gateway.stop()


@asynccontextmanager
async def jobs(kit: Kit) -> AsyncIterator[None]:
    """Events are published, commands carried out and models trained."""
    wake = asyncio.Event()
    start_within = timedelta(seconds=kit.settings.start_timeout_s)
    carrier = commands.CommandsJob(kit.writer, kit.gateway.links, now, wake, start_within)
    await carrier.recover()
    published = asyncio.Event()
    publishing = outbox.outbox_job(kit.store.outbox, kit.bus, then=published.set)
    events_kept = timedelta(days=kit.settings.events_kept_days)
    forgetting = retention.retention_job(
        kit.store.outbox, now, events_kept, brokers.names(kit.settings) | {charged.NAME}
    )
    settings, idle = kit.settings, asyncio.Event()
    kept = timedelta(days=settings.telemetry_kept_days)
    tidying = twin.upkeep_job(kit.store.upkeep, now, kept, settings.telemetry_most_rows)
    async with (
        running(run(kit.twin.job(settings.predict_every_s), idle, kit.stopping), patient=True),
        running(run(kit.charged.job, asyncio.Event(), kit.stopping), patient=True),
        running(run(tidying, asyncio.Event(), kit.stopping), patient=True),
        relays(kit, published),
        running(run(kit.mirror.job, asyncio.Event(), kit.stopping)),
        running(run(kit.learner.job, asyncio.Event(), kit.stopping), patient=True),
        running(wake_on(kit.bus, commands.KINDS, wake)),
        running(run(publishing, kit.news, kit.stopping), patient=True),
        running(run(carrier.job, wake, kit.stopping), patient=True),
        running(run(forgetting, asyncio.Event(), kit.stopping), patient=True),
    ):
        try:
            yield
        finally:
            kit.stopping.set()
            kit.learner.stop()
            await carrier.stop()


@asynccontextmanager
async def relays(kit: Kit, published: asyncio.Event) -> AsyncIterator[None]:
    """Each broker follows the outbox at its own pace: one that is away delays neither another nor the screens."""
    async with contextlib.AsyncExitStack() as stack:
        followers = []
        for broker in brokers.brokers_of(kit.settings, TelemetryIntake(kit.writer, now).take, kit.refused):
            follow = asyncio.Event()
            followers.append(follow)
            job = outbox.outbox_job(kit.store.relay(broker.name), broker.bus, f"relay to {broker.name}")
            stack.push_async_callback(broker.bus.close)
            await stack.enter_async_context(running(run(job, follow, kit.stopping), patient=True))
            if broker.telemetry is not None:
                await stack.enter_async_context(running(run(broker.listening(), asyncio.Event(), kit.stopping)))
        if followers:
            await stack.enter_async_context(running(passed_on(published, followers)))
        yield


async def passed_on(news: asyncio.Event, to: list[asyncio.Event]) -> None:
    while True:
        await news.wait()
        news.clear()
        for one in to:
            one.set()


@asynccontextmanager
async def api(kit: Kit) -> AsyncIterator[int]:
    """The API and the screens answer, on the port that this gives."""
    settings = kit.settings
    forecaster, imports = forecaster_of(settings, kit.store), imports_of(settings)
    await imports.clean()
    door = api_kit.Kit(
        reads=kit.store.reads,
        writer=kit.writer,
        bus=kit.bus,
        metrics=metrics(kit, forecaster),
        forecaster=forecaster,
        imports=imports,
        learn=kit.gateway.learn,
        secret=kit.secret,
        rules=rules_of(settings),
        stopping=kit.stopping,
        data_folder=settings.home if settings.home.is_dir() else settings.home.parent,
    )
    config = uvicorn.Config(
        create_app(door),
        host=settings.api_host,
        port=settings.api_port,
        ssl_certfile=settings.api_tls,
        ssl_keyfile=settings.api_tls,
        log_config=None,
        access_log=False,
        server_header=False,
        # left out, uvicorn believes who is on the same machine
        forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=GOODBYE_S,
    )
    try:
        async with listening(config) as port:
            yield port
    finally:
        await imports.close()


def rules_of(settings: Settings) -> api_kit.Rules:
    return api_kit.Rules(
        secure=settings.api_tls is not None or settings.secure_proxy,
        metrics_open=settings.metrics_open,
        allowed_hosts=frozenset(settings.api_hosts),
        origins=frozenset(settings.api_origins),
        max_upload_bytes=settings.max_upload_bytes,
    )


class Quiet(uvicorn.Server):
    """A uvicorn that leaves the signals to the process, and says when it accepts connections."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.accepting = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.accepting.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield


@asynccontextmanager
async def listening(config: uvicorn.Config) -> AsyncIterator[int]:
    """The port, once connections to it are accepted. Raises Misconfigured where they never will be."""
    try:
        config.load()
        listener = config.bind_socket()
    except (OSError, ssl.SSLError) as error:
        raise Misconfigured("api_port", f"cannot listen: {error}") from error
    except SystemExit:  # what uvicorn does about a port that is taken
        raise Misconfigured("api_port", f"{config.host}:{config.port} cannot be listened on") from None
    server = Quiet(config)
    with listener:
        serving = asyncio.create_task(server.serve([listener]), name="api")
        await started(server, serving)
        try:
            yield int(listener.getsockname()[1])
        finally:
            server.should_exit = True
            await serving


async def started(server: Quiet, serving: asyncio.Task[None]) -> None:
    accepting = asyncio.create_task(server.accepting.wait())
    try:
        await asyncio.wait({serving, accepting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        accepting.cancel()
    if not server.accepting.is_set():
        error = serving.exception()
        raise Misconfigured("api_port", f"cannot listen: {error or 'the server ended'}") from error


@asynccontextmanager
async def running(work: Coroutine[Any, Any, None], *, patient: bool = False) -> AsyncIterator[None]:
    """`work` beside the block: cancelled at its end, or awaited where it is patient and ends by itself."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        if not patient:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
