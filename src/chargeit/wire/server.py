"""Listens for stations: every handshake is decided from memory, every channel closed before the server is."""

import asyncio
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from picows import WSAutoPingStrategy, WSUpgradeRequest, WSUpgradeResponse, WSUpgradeResponseWithListener
from picows.picows import WSProtocol  # type: ignore[attr-defined]  # in no stub; picows builds it in ws_create_server

from chargeit.wire import deflate
from chargeit.wire.channel import Channel, address_of, certificate_of
from chargeit.wire.codes import GOING_AWAY
from chargeit.wire.forwarded import Network, peer
from chargeit.wire.guard import Guard, refusal
from chargeit.wire.handshake import Admitted, Handshake, Malformed, Turned, read
from chargeit.wire.limits import Limits
from chargeit.wire.picows_log import LOG
from chargeit.wire.pulse import Pulse

logger = logging.getLogger(__name__)

READ_BUFFER_BYTES = 1024

Admit = Callable[[Handshake], Admitted | Turned]


@dataclass(frozen=True, slots=True)
class Settings:
    """Port 0 takes any free one. `backlog` is how many stations may knock at the same moment after an outage.

    What `trusted_proxies` say in X-Forwarded-For is whom a station's connection is from.
    """

    host: str | None = "127.0.0.1"
    port: int = 0
    tls: ssl.SSLContext | None = None
    handshake_timeout_s: float = 10.0
    backlog: int = 4096
    limits: Limits = field(default_factory=Limits)
    trusted_proxies: tuple[Network, ...] = ()


class Server:
    """`admit` is called synchronously on the event loop for every well-formed handshake and must not block."""

    def __init__(self, admit: Admit, settings: Settings) -> None:
        self.admit = admit
        self.settings = settings
        self.pulse = Pulse(min(settings.limits.period_s, settings.handshake_timeout_s / 4))
        self.stopping = False
        self._present: set[Arrival] = set()
        self._empty = asyncio.Event()
        self._listener: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port it listens on. Raises RuntimeError before start()."""
        if self._listener is None:
            raise RuntimeError("the server is not started")
        return int(self._listener.sockets[0].getsockname()[1])

    async def start(self) -> None:
        """Raises OSError where the address is taken."""
        settings = self.settings
        self._listener = await asyncio.get_running_loop().create_server(
            lambda: Arrival(self),
            settings.host,
            settings.port,
            ssl=settings.tls,
            backlog=settings.backlog,
            ssl_handshake_timeout=settings.handshake_timeout_s if settings.tls else None,
        )

    async def close(self) -> None:
        """Take no more connections, close every channel (1001) and return when all of them are gone."""
        self.stopping = True
        if self._listener is not None:
            self._listener.close()
        for arrival in list(self._present):
            arrival.leave()
        if self._present:
            self._empty.clear()
            await self._empty.wait()

    def entered(self, arrival: "Arrival") -> None:
        self._present.add(arrival)
        self.pulse.add(arrival)

    def left(self, arrival: "Arrival") -> None:
        self._present.discard(arrival)
        self.pulse.discard(arrival)
        if not self._present:
            self._empty.set()


class Arrival(WSProtocol):  # type: ignore[misc]  # no stub
    """A connection from its first byte: keeps the transport, which picows' listener factory is not given."""

    __slots__ = ("_server", "_since", "_transport")

    def __init__(self, server: Server) -> None:
        self._server = server
        pings = (False, 20, 20, WSAutoPingStrategy.PING_WHEN_IDLE, False)
        most_bytes = server.settings.limits.message_bytes
        # Neither a handshake timer nor pings and pongs by picows: the pulse and the channel do these, bounded.
        super().__init__(None, None, False, self._decide, LOG, True, None, *pings, most_bytes, None, READ_BUFFER_BYTES)

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._transport = Guard(transport)
        self._since = asyncio.get_running_loop().time()
        self._server.entered(self)
        super().connection_made(self._transport)
        if self._server.stopping:  # its TLS handshake took longer
            self.leave()

    def connection_lost(self, problem: Exception | None) -> None:
        self._server.left(self)
        super().connection_lost(problem)

    def beat(self, now: float) -> None:
        """Called by the pulse while there is no channel."""
        if now - self._since >= self._server.settings.handshake_timeout_s:
            self._transport.abort()

    def leave(self) -> None:
        if self.listener is None:
            self._transport.abort()
        else:
            self.listener.close(GOING_AWAY, "the server stops")

    def _decide(self, request: WSUpgradeRequest) -> WSUpgradeResponseWithListener:
        try:
            return self._answer(request)
        except Malformed as problem:
            return refusal(problem.status, self._transport, str(problem))
        except Exception:
            logger.exception("the handshake from %s failed", address_of(self._transport))
            return refusal(500, self._transport, "admission failed")

    def _answer(self, request: WSUpgradeRequest) -> WSUpgradeResponseWithListener:
        transport, server = self._transport, self._server
        secure = transport.get_extra_info("ssl_object") is not None
        forwarded = request.headers.getall("X-Forwarded-For", [])
        heard_from = peer(address_of(transport), forwarded, server.settings.trusted_proxies)
        handshake = read(request, heard_from, secure, certificate_of(transport))
        verdict = server.admit(handshake) if handshake.identity else Turned(404, "no identity in the path")
        if isinstance(verdict, Turned):
            return refusal(verdict.status, transport, f"{handshake.identity!r}: {verdict.reason}")
        if verdict.subprotocol not in (handshake.subprotocols or (None,)):
            raise ValueError(f"admitted with {verdict.subprotocol!r}, which {handshake.identity!r} did not ask for")
        server.pulse.discard(self)
        return self._welcome(request, handshake.identity, verdict)

    def _welcome(self, request: WSUpgradeRequest, identity: str, verdict: Admitted) -> WSUpgradeResponseWithListener:
        limits = self._server.settings.limits
        headers = [("Sec-WebSocket-Protocol", verdict.subprotocol)] if verdict.subprotocol else []
        offers = request.headers.getall("Sec-WebSocket-Extensions", []) if limits.deflate else []
        deflated = deflate.accept(offers)
        if deflated is not None:
            headers.append(("Sec-WebSocket-Extensions", deflated[1]))
        channel = Channel(verdict.handler, identity, limits, self._server.pulse)
        channel.agree(verdict.subprotocol or "", deflated[0] if deflated is not None else None)
        return WSUpgradeResponseWithListener(WSUpgradeResponse.create_101_response(headers), channel)
