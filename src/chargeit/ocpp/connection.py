"""One end of one OCPP-J connection without I/O: texts and instants in, events out."""

from collections import deque
from collections.abc import Callable
from uuid import uuid4

import msgspec
from msgspec import Struct

from chargeit.ocpp import errors
from chargeit.ocpp.actions import Message, Role
from chargeit.ocpp.codec import RawCall, codec
from chargeit.ocpp.errors import OcppError
from chargeit.ocpp.events import (
    Answered,
    AnswerRefused,
    CallReceived,
    Event,
    Ignored,
    Lost,
    Malformed,
    Refused,
    SendReceived,
    TimedOut,
    Transmit,
)
from chargeit.ocpp.flags import Flag, Problem
from chargeit.ocpp.frames import (
    CALL_ERROR,
    CALL_RESULT,
    CALL_RESULT_ERROR,
    SEND,
    UNREADABLE_ID,
    Call,
    CallError,
    CallResult,
    CallResultError,
    Frame,
    Send,
    Unreadable,
    encode,
    parse,
    refusal,
)
from chargeit.ocpp.mend import cleaned, mended
from chargeit.ocpp.versions import Version

EXCERPT = 200
MENDED_MOST = 1 << 16  # characters; who writes stray commas writes no longer messages


def new_id() -> str:
    """A message id that no restart repeats. # OCPP-J 1.6 errata 3.1"""
    return str(uuid4())


class _Pending(Struct, gc=False):
    message_id: str
    action: str
    text: str
    key: object
    deadline: float = 0.0


class Connection:
    """The protocol of one socket; `at` is monotonic seconds. Its methods neither block nor raise for what is received.

    One call of ours is outstanding, further ones wait in order; calls of the other side are answered meanwhile.
    """

    __slots__ = (
        "_call_timeout_s",
        "_codec",
        "_next_id",
        "_outstanding",
        "_waiting",
        "malformed",
        "role",
        "version",
    )

    def __init__(
        self,
        version: Version,
        *,
        role: Role,
        call_timeout_s: float = 30.0,
        lenient: bool | None = None,
        next_id: Callable[[], str] = new_id,
    ) -> None:
        """`lenient` (default: at the central system) keeps messages that carry energy whatever is wrong with them."""
        self.version = version
        self.role = role
        self.malformed = 0  # since the start; the owner closes a flood
        self._codec = codec(version, role, role is Role.CENTRAL if lenient is None else lenient)
        self._call_timeout_s = call_timeout_s
        self._next_id = next_id
        self._outstanding: _Pending | None = None
        self._waiting: deque[_Pending] = deque()

    @property
    def pending(self) -> int:
        """Calls of ours that have not ended: the outstanding one and those that wait."""
        return len(self._waiting) + (self._outstanding is not None)

    # what the other side sends

    def receive(self, text: str | bytes, at: float) -> tuple[Event, ...]:
        """Read one message. Never raises, whatever the text is."""
        text, flags = _prepared(text)
        try:
            frame = parse(text, self.version)
        except Unreadable as why:
            again = mended(text) if len(text) <= MENDED_MOST else text
            if again == text:
                return self._unreadable(why, text, at)
            flags = (*flags, Flag("", Problem.SYNTAX_MENDED, _storable(text)))
            try:
                frame = parse(again, self.version)
            except Unreadable:
                return self._unreadable(why, text, at)
        if type(frame) is Call:
            return self._called(frame, flags)
        return self._other(frame, flags, at)

    def _called(self, frame: Call, flags: tuple[Flag, ...]) -> tuple[Event, ...]:
        try:
            request, more = self._codec.request(frame.action, frame.payload)
        except OcppError as error:
            return self._complain(error, frame.message_id, f"{frame.action} {_text(frame.payload)}")
        return (CallReceived(frame.message_id, frame.action, request, flags + more, frame.payload),)

    def _other(self, frame: Frame, flags: tuple[Flag, ...], at: float) -> tuple[Event, ...]:
        match frame:
            case CallResult():
                return self._answered(frame, flags, at)
            case CallError():
                return self._refused(frame.message_id, _received(frame), at)
            case CallResultError():
                return (AnswerRefused(frame.message_id, _received(frame)),)
            case Send():
                return self._sent(frame, flags)
        raise AssertionError(frame)

    def _answered(self, frame: CallResult, flags: tuple[Flag, ...], at: float) -> tuple[Event, ...]:
        pending = self._outstanding
        if pending is None or pending.message_id != frame.message_id:
            return (Ignored(frame.message_id),)
        try:
            response, more = self._codec.response(pending.action, frame.payload)
        except OcppError as error:
            return self._bad_answer(frame, error, at)
        return (Answered(pending.key, response, flags + more), *self._next(at))

    def _bad_answer(self, frame: CallResult, error: OcppError, at: float) -> tuple[Event, ...]:
        self.malformed += 1
        told: tuple[Event, ...] = (Malformed(str(error), _storable(_text(frame.payload)[:EXCERPT])),)
        if self.version.has_send:
            told += (Transmit(_result_error(frame.message_id, error, self.version)),)
        return told + self._refused(frame.message_id, error, at)

    def _refused(self, message_id: str, error: OcppError, at: float) -> tuple[Event, ...]:
        pending = self._outstanding
        if pending is None or pending.message_id != message_id:
            return (Ignored(message_id),)
        return (Refused(pending.key, error), *self._next(at))

    def _sent(self, frame: Send, flags: tuple[Flag, ...]) -> tuple[Event, ...]:
        try:
            request, more = self._codec.sent(frame.action, frame.payload)
        except OcppError as error:
            self.malformed += 1
            return (Malformed(str(error), _storable(_text(frame.payload)[:EXCERPT])),)
        return (SendReceived(frame.message_id, frame.action, request, flags + more),)

    def _complain(self, error: OcppError, message_id: str, about: str) -> tuple[Event, ...]:
        self.malformed += 1
        return (Transmit(refusal(message_id, error, self.version)), Malformed(str(error), _storable(about[:EXCERPT])))

    def _unreadable(self, why: Unreadable, text: str, at: float) -> tuple[Event, ...]:
        """The answer that the version wants for a text that is no frame; an answer is never answered."""
        ours = self._outstanding
        if why.kind in (CALL_RESULT, CALL_ERROR, CALL_RESULT_ERROR, SEND):
            self.malformed += 1
            told = (Malformed(str(why.error), _storable(text[:EXCERPT])),)
            if ours and why.message_id == ours.message_id:
                return (*told, *self._refused(ours.message_id, why.error, at))
            return told
        unknown_kind = isinstance(why.error, errors.MessageTypeNotSupported)
        if self.version.answers_unreadable:
            return self._complain(why.error, why.message_id or UNREADABLE_ID, text)
        if why.message_id and not unknown_kind:
            return self._complain(why.error, why.message_id, text)
        self.malformed += 1
        return (Malformed(str(why.error), _storable(text[:EXCERPT])),)

    # what we send

    def call(
        self, request: Message | RawCall, at: float, key: object, message_id: str | None = None
    ) -> tuple[Event, ...]:
        """Ask the other side; exactly one of Answered, Refused, TimedOut and Lost will carry the key.

        A message id is given only to repeat an earlier call. # OCPP-J 1.6 errata 3.1
        Raises OcppError when the request breaks its schema or is not ours to send.
        """
        action, payload = self._codec.outgoing(request)
        if action.response is None:
            raise errors.NotSupported(f"{action.name} is never answered: use send")
        message_id = message_id or self._next_id()
        text = encode(Call(message_id, action.name, payload))
        self._waiting.append(_Pending(message_id, action.name, text, key))
        return self._next(at) if self._outstanding is None else ()

    def send(self, request: Message) -> Transmit:
        """Tell the other side something that is never answered; may be sent at any time. # OCPP 2.1 part 4, 4.2.4"""
        action, payload = self._codec.outgoing(request)
        if action.response is not None:
            raise errors.NotSupported(f"{action.name} is answered: use call")
        return Transmit(encode(Send(self._next_id(), action.name, payload)))

    def answer(self, call: CallReceived, response: Message) -> str:
        """The text that answers a call. Raises TypeError when the response belongs to another action."""
        expected = self._codec.actions[call.action].response
        if type(response) is not expected:
            raise TypeError(f"{call.action} is answered by {expected}, not {type(response)}")
        return encode(CallResult(call.message_id, self._codec.payload(response)))

    def refuse(self, call: CallReceived, error: OcppError) -> str:
        """The text that refuses a call."""
        return refusal(call.message_id, error, self.version)

    # time

    def tick(self, at: float) -> tuple[Event, ...]:
        """End the outstanding call when its deadline has come, and send the next one."""
        pending = self._outstanding
        if pending is None or at < pending.deadline:
            return ()
        return (TimedOut(pending.key), *self._next(at))

    def next_deadline(self) -> float | None:
        """When `tick` will have something to do."""
        return self._outstanding.deadline if self._outstanding else None

    def lost(self) -> tuple[Event, ...]:
        """The socket is gone: every call of ours ends. # OCPP 1.6 3.7.1"""
        ended = [self._outstanding] if self._outstanding else []
        ended += self._waiting
        self._outstanding = None
        self._waiting.clear()
        return tuple(Lost(pending.key) for pending in ended)

    def _next(self, at: float) -> tuple[Event, ...]:
        if not self._waiting:
            self._outstanding = None
            return ()
        pending = self._outstanding = self._waiting.popleft()
        pending.deadline = at + self._call_timeout_s
        return (Transmit(pending.text),)


def _prepared(text: str | bytes) -> tuple[str, tuple[Flag, ...]]:
    if not isinstance(text, str):
        text = bytes(text).decode("utf-8", "replace") if isinstance(text, bytes | bytearray | memoryview) else ""
    if "\\u" in text and (clean := cleaned(text)) != text:
        return clean, (Flag("", Problem.CHARACTERS_REPLACED, text),)
    return text, ()


def _storable(text: str) -> str:
    """Without what a database or a log refuses."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _received(frame: CallError | CallResultError) -> OcppError:
    return errors.error_of(frame.code, frame.description)


def _result_error(message_id: str, error: OcppError, version: Version) -> str:
    details = msgspec.Raw(msgspec.json.encode(error.details))
    return encode(CallResultError(message_id, error.code(version), error.description, details))


def _text(payload: msgspec.Raw) -> str:
    return bytes(payload).decode("utf-8", "replace")
