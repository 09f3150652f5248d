"""The HTTP request that asks for a channel, checked and read; what may answer it."""

import binascii
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from picows import WSUpgradeRequest

from chargeit.wire.channel import Handler


@dataclass(frozen=True, slots=True)
class Handshake:
    """A well-formed request.

    `path` is as sent, without the query. `identity` is its last segment, decoded once (OCPP-J 1.6 3.1.1), and may be
    empty. `subprotocols` are in the client's order. `peer` is `address:port`, or an address alone where a proxy told
    it. `password` is raw: OCPP 1.6 keys need not be UTF-8.
    """

    path: str
    identity: str
    subprotocols: tuple[str, ...]
    peer: str
    secure: bool
    username: str | None = None
    password: bytes | None = field(default=None, repr=False)
    client_certificate: dict[str, Any] | None = None

    @property
    def host(self) -> str:
        """The peer's address without its port."""
        host, _, port = self.peer.rpartition(":")
        return host if port.isdecimal() else self.peer


@dataclass(frozen=True, slots=True)
class Admitted:
    """The channel opens with this subprotocol, one of those that were asked for.

    None only where none was asked for: the 101 names none then (RFC 6455 4.2.2).
    """

    subprotocol: str | None
    handler: Handler


@dataclass(frozen=True, slots=True)
class Turned:
    """The request is answered with an HTTP status of 400 to 599 and no body; the reason is for the log alone."""

    status: int
    reason: str


class Malformed(Exception):
    """The request is no WebSocket handshake; `status` answers it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def choose(offered: Sequence[str], supported: Sequence[str]) -> str | None:
    """The first of the client's list that is supported (OCPP-J 2.0.1 3.1.2); None: refuse with 400."""
    return next((name for name in offered if name in supported), None)


def read(request: WSUpgradeRequest, peer: str, secure: bool, client_certificate: dict[str, Any] | None) -> Handshake:
    """Raises Malformed. Afterwards the request's headers are such that picows accepts them."""
    _check_upgrade(request)
    path = _path(request.path)
    username, password = _credentials(request.headers.getall("Authorization", []))
    offered = ",".join(request.headers.getall("Sec-WebSocket-Protocol", []))
    return Handshake(
        path=path,
        identity=_identity(path),
        subprotocols=tuple(filter(None, (name.strip() for name in offered.split(",")))),
        peer=peer,
        secure=secure,
        username=username,
        password=password,
        client_certificate=client_certificate,
    )


def _check_upgrade(request: WSUpgradeRequest) -> None:
    headers = request.headers
    if "websocket" not in _tokens(headers.getall("Upgrade", [])):
        raise Malformed(426, "no upgrade to a WebSocket is asked for")
    if headers.get("Sec-WebSocket-Version") not in ("13", "8", "7"):
        raise Malformed(426, "the WebSocket version is not 13")
    key = headers.get("Sec-WebSocket-Key", "")
    try:
        bare = b64decode(key.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        bare = b""
    if len(bare) != 16:
        raise Malformed(400, "Sec-WebSocket-Key is not 16 bytes in base64")
    # Chargers send no Connection header, or `keep-alive, Upgrade`; with the rest right it says nothing more.
    headers["Upgrade"] = "websocket"
    headers["Connection"] = "Upgrade"


def _tokens(headers: list[str]) -> set[str]:
    return {token.strip().lower() for header in headers for token in header.split(",")}


def _path(target: bytes) -> str:
    """The path of the request target, also of an absolute one (RFC 9112 3.2.2)."""
    path = target.split(b"?", 1)[0].split(b"#", 1)[0]
    if not path.startswith(b"/"):
        _, scheme, rest = path.partition(b"://")
        if not scheme:
            raise Malformed(400, "the request target is neither a path nor a URL")
        path = b"/" + rest.partition(b"/")[2]
    try:
        return path.decode()
    except UnicodeDecodeError:
        raise Malformed(400, "the path is not UTF-8") from None


def _identity(path: str) -> str:
    segment = path.rstrip("/").rpartition("/")[2]
    try:
        identity = unquote_to_bytes(segment).decode()
    except UnicodeDecodeError:
        raise Malformed(400, "the identity is not UTF-8") from None
    if any(ord(character) < 32 or ord(character) == 127 for character in identity):
        raise Malformed(400, "the identity has control characters")
    return identity


def _credentials(headers: list[str]) -> tuple[str | None, bytes | None]:
    """User and password of HTTP Basic (RFC 7617); neither where the header is absent, doubled or broken."""
    if len(headers) != 1:
        return None, None
    scheme, _, encoded = headers[0].partition(" ")
    if scheme.lower() != "basic":
        return None, None
    try:
        username, colon, password = b64decode(encoded.strip().encode("ascii"), validate=True).partition(b":")
        return (username.decode(), password) if colon else (None, None)
    except (UnicodeError, binascii.Error):
        return None, None
