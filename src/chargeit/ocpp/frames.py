"""The frames of OCPP-J: JSON arrays of one message each, with the payload left as it came."""

from typing import Any

import msgspec
from msgspec import Raw, Struct

from chargeit.ocpp.errors import FormatViolation, MessageTypeNotSupported, OcppError, RpcFrameworkError
from chargeit.ocpp.versions import Version

LONGEST_ID = 36  # OCPP-J 1.6 4.1.4
UNREADABLE_ID = "-1"  # OCPP 2.0.1 part 4, 4.2.3
NOT_JSON = (msgspec.MsgspecError, ValueError, RecursionError)


class Call(Struct, array_like=True, tag=2, forbid_unknown_fields=True, frozen=True, gc=False):
    """[2, id, action, payload]"""

    message_id: str
    action: str
    payload: Raw


class CallResult(Struct, array_like=True, tag=3, forbid_unknown_fields=True, frozen=True, gc=False):
    """[3, id, payload]"""

    message_id: str
    payload: Raw


class CallError(Struct, array_like=True, tag=4, forbid_unknown_fields=True, frozen=True, gc=False):
    """[4, id, code, description, details]"""

    message_id: str
    code: str
    description: str
    details: Raw


class CallResultError(Struct, array_like=True, tag=5, forbid_unknown_fields=True, frozen=True, gc=False):
    """[5, id, code, description, details], OCPP 2.1 only"""

    message_id: str
    code: str
    description: str
    details: Raw


class Send(Struct, array_like=True, tag=6, forbid_unknown_fields=True, frozen=True, gc=False):
    """[6, id, action, payload], OCPP 2.1 only"""

    message_id: str
    action: str
    payload: Raw


Frame = Call | CallResult | CallError | CallResultError | Send
CALL, CALL_RESULT, CALL_ERROR, CALL_RESULT_ERROR, SEND = 2, 3, 4, 5, 6
KINDS: dict[int, type[Frame]] = {
    CALL: Call,
    CALL_RESULT: CallResult,
    CALL_ERROR: CallError,
    CALL_RESULT_ERROR: CallResultError,
    SEND: Send,
}
NUMBERS = {kind: number for number, kind in KINDS.items()}


class Unreadable(Exception):
    """A text that is no frame: what is wrong, and whom it concerns as far as that could be read."""

    def __init__(self, error: OcppError, kind: int | None = None, message_id: str | None = None) -> None:
        super().__init__(error.description)
        self.error = error
        self.kind = kind
        self.message_id = message_id


_V21 = Version.V21
_PLAIN: msgspec.json.Decoder[Call | CallResult | CallError] = msgspec.json.Decoder(Call | CallResult | CallError)
_WITH_SEND: msgspec.json.Decoder[Frame] = msgspec.json.Decoder(Frame)
_encode = msgspec.json.Encoder().encode


def parse(text: str, version: Version) -> Frame:
    """Read one text as a frame. Raises Unreadable, and nothing else, whatever the text is."""
    try:
        frame = (_WITH_SEND if version is _V21 else _PLAIN).decode(text)
    except NOT_JSON:
        frame = _read_slowly(text, version)
    if not 0 < len(frame.message_id) <= LONGEST_ID:
        reason = f"the message id has {len(frame.message_id)} characters, allowed are 1 to {LONGEST_ID}"
        raise Unreadable(RpcFrameworkError(reason), NUMBERS[type(frame)])
    return frame


def encode(frame: Frame) -> str:
    return _encode(frame).decode()


def refusal(message_id: str, error: OcppError, version: Version) -> str:
    """The CALLERROR that tells the other side of an error."""
    return encode(CallError(message_id, error.code(version), error.description, Raw(_encode(error.details))))


def _read_slowly(text: str, version: Version) -> Frame:
    """Say what is wrong with a text that the fast decoder refused; a CALLERROR that lacks its end is mended."""
    try:
        parts = msgspec.json.decode(text, type=list[Raw])
    except msgspec.ValidationError as why:
        raise Unreadable(RpcFrameworkError("a message is a JSON array")) from why
    except NOT_JSON as why:
        raise Unreadable(FormatViolation("not JSON")) from why
    kind, message_id = _plain(parts, 0, int), _plain(parts, 1, str)
    usable = message_id if message_id and len(message_id) <= LONGEST_ID else None
    if kind is None:
        raise Unreadable(RpcFrameworkError("the first element is the number of the message type"), None, usable)
    if kind not in KINDS or (kind > CALL_ERROR and not version.has_send):
        raise Unreadable(MessageTypeNotSupported(f"message type {kind}"[:40]), kind, usable)
    if kind == CALL_ERROR and usable:
        return _short_error(parts, usable)
    names = ", ".join(field.name for field in msgspec.structs.fields(KINDS[kind]))
    raise Unreadable(RpcFrameworkError(f"message type {kind} is [{kind}, {names}]"), kind, usable)


def _short_error(parts: list[Raw], message_id: str) -> CallError:
    # Some stations leave out the end of a CALLERROR; it still ends our call.
    code, description = _plain(parts, 2, str), _plain(parts, 3, str)
    return CallError(message_id, code or "GenericError", description or "", Raw(b"{}"))


def _plain(parts: list[Raw], index: int, kind: type) -> Any:
    """The element if it is there and of this type, else None."""
    try:
        return msgspec.json.decode(parts[index], type=kind)
    except (IndexError, *NOT_JSON):
        return None
