"""Connects a station to a central system."""

import asyncio
import ssl
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from picows import WSError, WSHandshakeError, WSListener, WSUpgradeRequest, WSUpgradeResponse, ws_connect

from chargeit.domain.errors import Invalid, Unreachable
from chargeit.wire import deflate
from chargeit.wire.channel import Channel, Handler
from chargeit.wire.errors import TurnedAway
from chargeit.wire.limits import Limits
from chargeit.wire.picows_log import LOG
from chargeit.wire.pulse import Pulse

READ_BUFFER_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Options:
    """How to connect. Channels that share an `Options`, or a copy of it by dataclasses.replace, share one timer.

    The user name of HTTP Basic is the identity; without a `password` no credentials are sent. `tls` is for wss; None
    trusts what the machine trusts.
    """

    password: bytes | None = field(default=None, repr=False)
    tls: ssl.SSLContext | None = None
    connect_timeout_s: float = 30.0
    limits: Limits = field(default_factory=Limits)
    pulse: Pulse = field(default_factory=Pulse)


async def connect(
    url: str, identity: str, subprotocols: Sequence[str], handler: Handler, *, options: Options | None = None
) -> Channel:
    """Open a channel to `url`/`identity`. `handler.opened` is called before this returns.

    Raises Invalid for a URL that is none, TurnedAway (with the HTTP status) where the server refuses, Unreachable where
    it cannot be reached or does not keep the protocol.
    """
    options = options or Options()
    options.pulse.quicken(options.limits.period_s)
    attempt = _Attempt(identity, subprotocols, handler, options)
    address = _address(url, identity)
    try:
        async with asyncio.timeout(options.connect_timeout_s):
            return await attempt.run(address)
    except WSHandshakeError as problem:
        raise _refused(problem) from problem
    except (OSError, WSError, TimeoutError, ssl.SSLError) as problem:
        raise Unreachable(f"{url} does not answer: {problem or type(problem).__name__}") from problem


class _Attempt:
    def __init__(self, identity: str, subprotocols: Sequence[str], handler: Handler, options: Options) -> None:
        self.options = options
        self._identity = identity
        self._subprotocols = subprotocols
        self._channel = Channel(handler, identity, options.limits, options.pulse)

    async def run(self, address: str) -> Channel:
        options = self.options
        _, listener = await ws_connect(
            self._listen,
            address,
            ssl_context=options.tls,
            websocket_handshake_timeout=options.connect_timeout_s,
            logger_name=LOG,
            enable_auto_pong=False,
            max_frame_size=options.limits.message_bytes,
            extra_headers=self._headers(),
            max_redirects=0,
            read_buffer_init_size=READ_BUFFER_BYTES,
            use_aiofastnet=False,
        )
        if listener is None:  # picows takes a connection that is lost meanwhile for a completed handshake
            raise WSError("the connection was closed before the handshake was answered")
        return self._channel

    def _headers(self) -> list[tuple[str, str]]:
        headers = [("Sec-WebSocket-Protocol", ", ".join(self._subprotocols))]
        if self.options.limits.deflate:
            headers.append(("Sec-WebSocket-Extensions", deflate.OFFER))
        if self.options.password is not None:
            pair = self._identity.encode() + b":" + self.options.password
            headers.append(("Authorization", f"Basic {b64encode(pair).decode()}"))
        return headers

    def _listen(self, request: WSUpgradeRequest, response: WSUpgradeResponse) -> WSListener:
        # RFC 6455 4.1: an answer with no subprotocol, or another than offered, fails the connection.
        subprotocol = response.headers.get("Sec-WebSocket-Protocol", "")
        if subprotocol not in self._subprotocols:
            raise WSError(f"the server chose the subprotocol {subprotocol!r}, which was not offered")
        try:
            agreed = deflate.agreed(response.headers.getall("Sec-WebSocket-Extensions", []))
        except ValueError as problem:
            raise WSError(str(problem)) from problem
        self._channel.agree(subprotocol, agreed)
        return self._channel


def _address(url: str, identity: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("ws", "wss") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise Invalid("url", "a central system is ws://host:port/path or wss://host:port/path, and nothing more")
    return f"{url.rstrip('/')}/{quote(identity, safe='')}"


def _refused(problem: WSHandshakeError) -> Unreachable:
    if problem.response is None or problem.response.status == 101:
        return Unreachable(f"the server does not speak WebSocket: {problem}")
    return TurnedAway(problem.response.status, problem.response.status.phrase)
