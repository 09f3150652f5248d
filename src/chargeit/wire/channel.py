"""One WebSocket: whole text messages in and out, liveness, and an end that is told exactly once."""

import logging
from collections.abc import Callable
from typing import Any, Protocol

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport

from chargeit.wire.codes import ABNORMAL, INTERNAL, NO_CODE, POLICY, PROTOCOL_ERROR, UNSUPPORTED, sendable
from chargeit.wire.deflate import Deflate
from chargeit.wire.limits import Limits
from chargeit.wire.message import Broken, Partial, decoded
from chargeit.wire.pulse import Pulse

logger = logging.getLogger(__name__)

_TEXT, _BINARY, _PING, _PONG, _CLOSE = WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.PING, WSMsgType.PONG, WSMsgType.CLOSE
_REASON_BYTES = 123

_SAID = ("identity", "subprotocol", "peer", "secure", "closed", "last_heard")
_GIVEN = ("_handler", "_limits", "_pulse", "_deflate", "_transport")
_KEPT = ("_partial", "_paused", "_pinged_at", "_ending", "_ending_since")


class Handler(Protocol):
    """The owner's callbacks, in this order: opened, any number of received, closed. Called on the event loop.

    One that raises is logged and closes only its own channel (1011).
    """

    def opened(self, channel: "Channel") -> None: ...

    def received(self, channel: "Channel", text: str) -> None: ...

    def closed(self, channel: "Channel", code: int, reason: str) -> None:
        """The socket is gone. 1006: it was lost; 1005: the peer closed and gave no code."""


class Channel(WSListener):
    """An open WebSocket. `last_heard` is the loop's time of the newest frame of any kind.

    `closed` is true from the moment either side ends it; `Handler.closed` follows when the socket is gone.
    """

    __slots__ = (*_SAID, *_GIVEN, *_KEPT)

    _transport: WSTransport

    def __init__(self, handler: Handler, identity: str, limits: Limits, pulse: Pulse) -> None:
        self.identity = identity
        self.subprotocol = ""
        self.peer = ""
        self.secure = False
        self.closed = False
        self.last_heard = 0.0
        self._handler = handler
        self._limits = limits
        self._pulse = pulse
        self._deflate: Deflate | None = None
        self._ending: tuple[int, str] | None = None
        self._ending_since = 0.0
        self._partial: Partial | None = None
        self._paused = False
        self._pinged_at: float | None = None

    def __repr__(self) -> str:
        return f"<channel of {self.identity!r} at {self.peer}>"

    def agree(self, subprotocol: str, deflate: Deflate | None) -> None:
        """What the handshake settled, empty for no subprotocol; called once, before the channel opens."""
        self.subprotocol = subprotocol
        self._deflate = deflate

    @property
    def client_certificate(self) -> dict[str, Any] | None:
        """The verified certificate of the peer as ssl.SSLSocket.getpeercert gives it."""
        return certificate_of(self._transport.underlying_transport)

    def send(self, text: str | bytes) -> bool:
        """Send one whole message (bytes are UTF-8 already). False on a closed channel: nothing is sent or raised."""
        if self.closed:
            return False
        if self._deflate is not None and len(text) >= self._limits.deflate_from_bytes:
            data = text.encode() if isinstance(text, str) else text
            self._transport.send(_TEXT, self._deflate.pack(data), rsv1=True)
        else:
            self._transport.send(_TEXT, text)
        return not self.closed

    def close(self, code: int = 1000, reason: str = "") -> None:
        """End the channel; a second call does nothing. What was sent before still goes out, if the peer reads it."""
        if self.closed:
            return
        self._end(code, reason)
        short = reason.encode()[:_REASON_BYTES].decode(errors="ignore")
        self._transport.send_close(WSCloseCode(code), short)
        self.resume()  # the peer's answer must be heard

    def pause(self) -> None:
        """Stop reading. Messages that were read from the socket already may still come."""
        if not self._paused and not self.closed:
            self._paused = True
            self._transport.underlying_transport.pause_reading()

    def resume(self) -> None:
        if self._paused:
            self._paused = False
            self.last_heard = self._pulse.now()
            self._transport.underlying_transport.resume_reading()

    def beat(self, now: float) -> None:
        """Called by the pulse: ping, or end what has been silent or closing for too long."""
        limits = self._limits
        if self._transport.is_close_frame_sent and not self.closed:
            self._end(*self._parser_said())
        if self.closed:
            if now - self._ending_since >= limits.close_timeout_s:
                self._transport.underlying_transport.abort()
        elif self._paused or not limits.ping_interval_s:
            return
        elif self._pinged_at is None or self.last_heard >= self._pinged_at:
            self._pinged_at = None
            if now - self.last_heard >= limits.ping_interval_s:
                self._pinged_at = now
                self._transport.send_ping()
        elif now - self._pinged_at >= limits.pong_deadline_s:
            self._drop(ABNORMAL, "no answer to a ping")

    # What picows calls.

    def on_ws_connected(self, transport: WSTransport) -> None:
        underlying = transport.underlying_transport
        underlying.set_write_buffer_limits(high=self._limits.write_buffer_bytes)
        self._transport = transport
        self.peer = address_of(underlying)
        self.secure = transport.is_secure
        self._pulse.add(self)
        self.last_heard = self._pulse.now()
        self._tell(self._handler.opened, self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        self.last_heard = self._pulse.now()
        kind = frame.msg_type
        try:
            plain = kind is _TEXT and frame.fin and not (frame.rsv1 or frame.rsv2 or frame.rsv3)
            if not plain or self._partial is not None:
                self._take(kind, frame)
            elif not (self.closed or transport.is_close_frame_sent):
                self._handler.received(self, decoded(frame))
        except Broken as problem:
            self._fail(problem.code, problem.reason)
        except Exception:
            logger.exception("%r: its handler failed in received", self)
            self.close(INTERNAL)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._pulse.discard(self)
        self._partial = None
        if self._ending is None:
            self._end(*self._parser_said())
        code, reason = self._ending or (ABNORMAL, "")
        self._tell(self._handler.closed, self, code, reason)

    def pause_writing(self) -> None:
        # The high-water mark is the bound itself: a peer that lets it be reached does not read.
        self._drop(POLICY, "the peer does not read")

    def resume_writing(self) -> None:
        """Nothing waits for it."""

    # Frames that are not a whole plain text.

    def _take(self, kind: WSMsgType, frame: WSFrame) -> None:
        if kind is _CLOSE:
            self._take_close(frame)
        elif self.closed or self._transport.is_close_frame_sent:  # by picows, which goes on parsing for a moment
            return
        elif frame.rsv2 or frame.rsv3 or (frame.rsv1 and (self._deflate is None or kind is not _TEXT)):
            raise Broken(PROTOCOL_ERROR, "a reserved bit is set")
        elif kind is _PING:
            self._transport.send_pong(frame.get_payload_as_bytes())
        elif kind is _BINARY:
            raise Broken(UNSUPPORTED, "only text messages are understood")
        elif kind is not _PONG:
            self._gather(frame)

    def _take_close(self, frame: WSFrame) -> None:
        if not self.closed:
            code = frame.get_close_code().value  # 0 where there is none
            self._end(code or NO_CODE, frame.get_close_reason() or "")
            self._transport.send_close(WSCloseCode(code) if sendable(code) else WSCloseCode.OK)
        self._transport.disconnect()

    def _gather(self, frame: WSFrame) -> None:
        if self._partial is None:
            self._partial = Partial(frame, self._deflate, self._limits.message_bytes)
        else:
            self._partial.add(frame)
        if frame.fin:
            partial, self._partial = self._partial, None
            self._handler.received(self, partial.text())

    # Ends.

    def _end(self, code: int, reason: str) -> None:
        self.closed = True
        self._ending = (code, reason)
        self._ending_since = self._pulse.now()

    def _fail(self, code: int, reason: str) -> None:
        logger.info("%r closed with %d: %s", self, code, reason)
        self._partial = None
        self.close(code, reason)

    def _drop(self, code: int, reason: str) -> None:
        """End without a goodbye that the peer would not read."""
        logger.info("%r dropped: %s", self, reason)
        if not self.closed:
            self._end(code, reason)
        self._transport.underlying_transport.abort()

    def _parser_said(self) -> tuple[int, str]:
        """Why picows ended the connection by itself; lost where it did not."""
        handshake = self._transport.close_handshake
        if handshake is None or handshake.sent is None:
            return ABNORMAL, "connection lost"
        return handshake.sent.code.value, handshake.sent.reason

    def _tell(self, callback: Callable[..., None], *arguments: Any) -> None:
        try:
            callback(*arguments)
        except Exception:
            logger.exception("%r: its handler failed in %s", self, callback)
            self.close(INTERNAL)


def address_of(transport: Any) -> str:
    """`192.0.2.1:50312`, `[2001:db8::1]:50312`; empty where the peer is gone already."""
    name = transport.get_extra_info("peername")
    if not name:
        return ""
    return f"[{name[0]}]:{name[1]}" if ":" in name[0] else f"{name[0]}:{name[1]}"


def certificate_of(transport: Any) -> dict[str, Any] | None:
    secured = transport.get_extra_info("ssl_object")
    return (secured.getpeercert() or None) if secured is not None else None
