"""A station that writes its handshake and its frames byte by byte, so it can also write wrong ones."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

TEXT, BINARY, CLOSE, PING, PONG, CONTINUATION = 0x1, 0x2, 0x8, 0x9, 0xA, 0x0
FIN, RSV1, RSV2, RSV3 = 0x80, 0x40, 0x20, 0x10
_MASK = b"\x01\x02\x03\x04"
_DEADLINE_S = 10.0

HEADERS = {
    "Host": "localhost",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Protocol": "ocpp1.6",
}


def request(target: str = "/CP1", **changed: str | None) -> bytes:
    """A handshake; `Sec_WebSocket_Key=None` leaves that header out, anything else replaces or adds one."""
    headers = HEADERS | {name.replace("_", "-"): value for name, value in changed.items()}
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    return "\r\n".join([f"GET {target} HTTP/1.1", *lines, "", ""]).encode("utf-8", "surrogateescape")


def frame(opcode: int, payload: bytes = b"", bits: int = FIN, masked: bool = True) -> bytes:
    mask_bit = 0x80 if masked else 0
    if len(payload) < 126:
        head = struct.pack("!BB", bits | opcode, mask_bit | len(payload))
    elif len(payload) < 2**16:
        head = struct.pack("!BBH", bits | opcode, mask_bit | 126, len(payload))
    else:
        head = struct.pack("!BBQ", bits | opcode, mask_bit | 127, len(payload))
    if not masked:
        return head + payload
    return head + _MASK + bytes(byte ^ _MASK[i % 4] for i, byte in enumerate(payload))


class RawSocket:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def head(self) -> bytes:
        async with asyncio.timeout(_DEADLINE_S):
            return await self.reader.readuntil(b"\r\n\r\n")

    async def rest(self) -> bytes:
        """Everything until the server closes; a reset ends it too."""
        async with asyncio.timeout(_DEADLINE_S):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""

    async def frame(self) -> tuple[int, bytes]:
        """First byte and payload of the next frame (the server does not mask)."""
        async with asyncio.timeout(_DEADLINE_S):
            first, length = await self.reader.readexactly(2)
            if length == 126:
                (length,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
            return first, await self.reader.readexactly(length)

    async def close_code(self) -> int:
        """The code of the close frame that comes next, pings apart."""
        first, payload = await self.frame()
        while first == FIN | PING:
            first, payload = await self.frame()
        assert first == FIN | CLOSE, (first, payload)
        return int.from_bytes(payload[:2], "big")


@asynccontextmanager
async def connected(port: int, opening: bytes | None = None) -> AsyncIterator[RawSocket]:
    """A socket to the server; `opening` is sent, and when it is left out a good handshake is made."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    raw = RawSocket(reader, writer)
    try:
        writer.write(request() if opening is None else opening)
        if opening is None:
            assert (await raw.head()).startswith(b"HTTP/1.1 101 ")
        yield raw
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
