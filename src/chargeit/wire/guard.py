"""Keeps words away from who is refused: an HTTP answer other than 101 leaves with an empty body."""

import asyncio
import logging
from typing import Any

from picows import WSUpgradeResponse, WSUpgradeResponseWithListener

from chargeit.wire.channel import address_of

logger = logging.getLogger(__name__)

_EMPTY = [("Content-Length", "0")]
_EXTRA = {
    401: [("WWW-Authenticate", 'Basic realm="chargeit", charset="UTF-8"')],
    426: [("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")],
}


def refusal(status: int, transport: Any, reason: str) -> WSUpgradeResponseWithListener:
    """The answer to a handshake that gets no channel; the reason is logged and not sent."""
    logger.info("handshake from %s refused with %d: %s", address_of(transport), status, reason)
    response = WSUpgradeResponse.create_error_response(status, None, _EMPTY + _EXTRA.get(status, []))
    return WSUpgradeResponseWithListener(response, None)


class Guard:
    """The transport that picows writes to. picows answers what it cannot parse with the text of its exception, which
    quotes the request; only an upgrade passes here as it is.
    """

    __slots__ = ("_transport", "_upgraded")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._upgraded = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._upgraded:
            self._upgraded = data[:13] == b"HTTP/1.1 101 "
            data = data if self._upgraded else _without_body(bytes(data))
        self._transport.write(data)


def _without_body(response: bytes) -> bytes:
    head = response.partition(b"\r\n\r\n")[0].split(b"\r\n")
    kept = [line for line in head if not line.lower().startswith((b"content-length:", b"content-type:"))]
    return b"\r\n".join([*kept, b"Content-Length: 0", b"", b""])
