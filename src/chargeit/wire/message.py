"""From frames to one text: order of fragments, size, compression, UTF-8 (RFC 6455 5.4, 8.1)."""

import zlib

from picows import WSFrame, WSMsgType

from chargeit.wire.codes import NOT_UTF8, PROTOCOL_ERROR, TOO_BIG
from chargeit.wire.deflate import Deflate, TooBig

_TEXT = WSMsgType.TEXT


class Broken(Exception):
    """The peer breaks the protocol; the channel is closed with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Partial:
    """A message of which not all frames are there, or whose only frame is compressed. All methods raise Broken."""

    __slots__ = ("_data", "_deflate", "_most_bytes")

    def __init__(self, first: WSFrame, deflate: Deflate | None, most_bytes: int) -> None:
        if first.msg_type is not _TEXT:
            raise Broken(PROTOCOL_ERROR, "a fragment continues nothing")
        self._data = bytearray()
        self._deflate = deflate if first.rsv1 else None
        self._most_bytes = most_bytes
        self._append(first)

    def add(self, frame: WSFrame) -> None:
        if frame.msg_type is _TEXT:
            raise Broken(PROTOCOL_ERROR, "a message begins inside another")
        self._append(frame)

    def text(self) -> str:
        """The whole message; called once, after its last frame."""
        try:
            return self._unpacked().decode()
        except UnicodeDecodeError:
            raise Broken(NOT_UTF8, "the text is not UTF-8") from None
        except zlib.error:
            raise Broken(NOT_UTF8, "the message cannot be decompressed") from None
        except TooBig:
            raise self._too_big() from None

    def _unpacked(self) -> bytes | bytearray:
        return self._data if self._deflate is None else self._deflate.unpack(self._data, self._most_bytes)

    def _append(self, frame: WSFrame) -> None:
        if len(self._data) + frame.payload_size > self._most_bytes:
            raise self._too_big()
        self._data += frame.get_payload_as_memoryview()

    def _too_big(self) -> Broken:
        return Broken(TOO_BIG, f"a message has at most {self._most_bytes} bytes")


def decoded(frame: WSFrame) -> str:
    """The text of a message that is one plain frame. Raises Broken."""
    try:
        return frame.get_payload_as_utf8_text()
    except UnicodeDecodeError:
        raise Broken(NOT_UTF8, "the text is not UTF-8") from None
