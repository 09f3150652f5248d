"""A real server on a free port, and handlers that remember what they were told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import ClassVar
from weakref import WeakSet

from chargeit.wire.channel import Channel
from chargeit.wire.handshake import Admitted, Handshake, Turned, choose
from chargeit.wire.limits import Limits
from chargeit.wire.server import Server, Settings

SUPPORTED = ("ocpp1.6", "ocpp2.0.1")
DEADLINE_S = 10.0
# Small times, so that what waits for them is quick; nothing depends on their being exact.
QUICK = Limits(ping_interval_s=0.1, pong_deadline_s=0.2, close_timeout_s=0.3)


class Recorder:
    """A handler that remembers; with `echo` it also answers each text with itself."""

    alive: ClassVar["WeakSet[Recorder]"] = WeakSet()

    def __init__(self, echo: bool = False) -> None:
        Recorder.alive.add(self)
        self.channels: list[Channel] = []
        self.texts: list[str] = []
        self.ends: list[tuple[Channel, int, str]] = []
        self._echo = echo

    def opened(self, channel: Channel) -> None:
        self.channels.append(channel)

    def received(self, channel: Channel, text: str) -> None:
        self.texts.append(text)
        if self._echo:
            channel.send(text)

    def closed(self, channel: Channel, code: int, reason: str) -> None:
        self.ends.append((channel, code, reason))

    @property
    def codes(self) -> list[int]:
        return [code for _, code, _ in self.ends]


class Gate:
    """Admits everyone who asks for a known subprotocol, to one handler; remembers the handshakes."""

    def __init__(self, handler: Recorder) -> None:
        self.handler = handler
        self.handshakes: list[Handshake] = []

    def __call__(self, handshake: Handshake) -> Admitted | Turned:
        self.handshakes.append(handshake)
        subprotocol = choose(handshake.subprotocols, SUPPORTED)
        if subprotocol is None:
            return Turned(400, "no common subprotocol")
        return Admitted(subprotocol, self.handler)


class Served:
    """A running server and what its handler and its gate saw."""

    def __init__(self, server: Server, handler: Recorder, gate: Gate) -> None:
        self.server = server
        self.handler = handler
        self.gate = gate

    @property
    def url(self) -> str:
        scheme = "wss" if self.server.settings.tls else "ws"
        return f"{scheme}://localhost:{self.server.port}"


@asynccontextmanager
async def serving(
    settings: Settings | None = None,
    admit: Callable[[Handshake], Admitted | Turned] | None = None,
    echo: bool = True,
    limits: Limits | None = None,
) -> AsyncIterator[Served]:
    handler = Recorder(echo)
    gate = Gate(handler)
    settings = settings or Settings()
    server = Server(admit or gate, replace(settings, limits=limits or settings.limits))
    await server.start()
    try:
        yield Served(server, handler, gate)
    finally:
        async with asyncio.timeout(DEADLINE_S):
            await server.close()
        # The stations' ends of the sockets too, before the loop goes.
        await until(lambda: all(len(r.channels) == len(r.ends) for r in Recorder.alive))


async def until(condition: Callable[[], object]) -> None:
    """Return once the condition holds; fail after the deadline."""
    async with asyncio.timeout(DEADLINE_S):
        while not condition():  # noqa: ASYNC110 (any condition can be waited for, not only an event)
            await asyncio.sleep(0.005)
