"""Payloads to messages and back, for one version and one end of the connection."""

from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from msgspec import Raw, Struct

from chargeit.ocpp import errors, instants
from chargeit.ocpp.actions import Action, Message, Role
from chargeit.ocpp.errors import OcppError
from chargeit.ocpp.flags import Flag
from chargeit.ocpp.frames import NOT_JSON
from chargeit.ocpp.repair import Hopeless, Repair
from chargeit.ocpp.shapes import Look, can_be_long, looks, sound, type_of
from chargeit.ocpp.tolerance import rewritten
from chargeit.ocpp.versions import Version, actions, requests

# A CALLERROR to one of these loses energy or makes a station boot in circles.
KEPT_AT_ANY_PRICE = frozenset(
    {"BootNotification", "MeterValues", "StartTransaction", "StopTransaction", "TransactionEvent"}
)
DECIMALS_TO_STATIONS = 6  # OCPP 2.0.1 part 2, 2.1.4

# Bytes of a payload: what has no list is never longer; a longer one is looked at once more only to be repaired.
SHORT_MOST, SECOND_LOOK_MOST = 1 << 16, 1 << 17

VENDORS = ("customData", "data")
# msgspec says what is wrong in words; the first line whose words begin the text gives the code.
CODES: tuple[tuple[str, type[OcppError]], ...] = (
    ("Object missing required field", errors.OccurrenceConstraintViolation),
    ("Expected `array` of", errors.OccurrenceConstraintViolation),
    ("Object contains unknown field", errors.FormatViolation),
    ("JSON is malformed", errors.FormatViolation),
    ("Input data was truncated", errors.FormatViolation),
    ("Invalid", errors.PropertyConstraintViolation),  # enum value, RFC3339 encoded datetime
    ("Number out of range", errors.PropertyConstraintViolation),
    ("Integer value out of range", errors.PropertyConstraintViolation),
    ("Expected `str` of length", errors.PropertyConstraintViolation),
    ("Expected `str` matching", errors.PropertyConstraintViolation),
    ("Expected `int` ", errors.PropertyConstraintViolation),  # a bound
    ("Expected `float` ", errors.PropertyConstraintViolation),
    ("Expected `datetime` with", errors.PropertyConstraintViolation),
    ("Expected `", errors.TypeConstraintViolation),
)


class RawCall(Struct, frozen=True):
    """A request as plain JSON: what an expert types. Its action and the shape of its payload are checked."""

    action: str
    payload: dict[str, Any]


class Shape:
    """How to decode one type of message."""

    __slots__ = ("decode", "is_short", "keep", "plan", "type")

    def __init__(self, message: type[Message], keep: bool) -> None:
        self.type = message
        self.keep = keep
        self.decode = msgspec.json.Decoder(message).decode
        self.plan: tuple[Look, ...] = looks(message)
        self.is_short = not can_be_long(type_of(message))


@cache
def _shape(message: type[Message], keep: bool) -> Shape:
    return Shape(message, keep)


class Codec:
    """Shared by every connection of its version, end and leniency; it holds nothing about them."""

    def __init__(self, version: Version, role: Role, lenient: bool) -> None:
        self.version = version
        self.role = role
        self.lenient = lenient
        self.actions = actions(version)
        self._requests: dict[str, Shape] = {}
        self._responses: dict[str, Shape] = {}
        self._encode = msgspec.json.Encoder().encode
        self._told: tuple[Message | None, Raw] = (None, Raw(b"{}"))

    def request(self, name: str, payload: Raw) -> tuple[Message, tuple[Flag, ...]]:
        """A received request and what was mended in it. Raises OcppError."""
        shape = self._requests.get(name)
        if shape is None:
            shape = self._requests[name] = self._request_shape(name, answered=True)
        return self._decode(shape, payload)

    def sent(self, name: str, payload: Raw) -> tuple[Message, tuple[Flag, ...]]:
        """A received message that is never answered, and what was mended in it. Raises OcppError."""
        return self._decode(self._request_shape(name, answered=False), payload)

    def response(self, name: str, payload: Raw) -> tuple[Message, tuple[Flag, ...]]:
        """A received answer to the request of that action. Raises OcppError."""
        shape = self._responses.get(name)
        if shape is None:
            kind = self.actions[name].response
            assert kind is not None
            shape = self._responses[name] = _shape(kind, self.lenient)
        return self._decode(shape, payload)

    def outgoing(self, request: Message | RawCall) -> tuple[Action, Raw]:
        """The action and the payload of a request that we send. Raises OcppError when it breaks its schema."""
        if isinstance(request, RawCall):
            action = self._known(request.action)
        elif (found := requests(self.version).get(type(request))) is not None:
            action = found
        else:
            raise errors.ActionNotImplemented(f"{type(request).__name__} is no request of {self.version.value}")
        if not action.sent_by(self.role):
            raise errors.NotSupported(f"{action.name} is not sent by the {self.role.value}")
        payload = self._written(request)
        self._decode(_shape(action.request, False), payload)
        return action, payload

    def payload(self, message: Message) -> Raw:
        """The payload of an answer that we send."""
        if not _delicate(type(message)):
            return Raw(self._encode(message))
        # Many stations are told the same time: the answers of one moment are one text.
        if message != self._told[0]:
            self._told = message, Raw(self._encode(self._plain(message)))
        return self._told[1]

    def _written(self, request: Message | RawCall) -> Raw:
        try:
            if isinstance(request, RawCall):
                return Raw(self._encode(self._tidy(_without_unset(request.payload))))
            return Raw(self._encode(self._plain(request)))
        except UnicodeEncodeError:
            raise errors.PropertyConstraintViolation("a text holds half a surrogate pair") from None
        except RecursionError:
            raise errors.FormatViolation("nested too deeply") from None

    def _known(self, name: str) -> Action:
        action = self.actions.get(name)
        if action is None:
            raise errors.ActionNotImplemented(f"{self.version.value} has no such action")
        return action

    def _request_shape(self, name: str, answered: bool) -> Shape:
        action = self._known(name)
        other = Role.STATION if self.role is Role.CENTRAL else Role.CENTRAL
        if not action.sent_by(other):
            raise errors.NotSupported(f"{name} is not sent by the {other.value}")
        if (action.response is not None) is not answered:
            raise errors.NotSupported(f"{name} is {'never ' if answered else ''}answered")
        return _shape(action.request, self.lenient and name in KEPT_AT_ANY_PRICE)

    def _decode(self, shape: Shape, payload: Raw) -> tuple[Message, tuple[Flag, ...]]:
        if shape.is_short and len(bytes(payload)) > SHORT_MOST:
            raise errors.FormatViolation(f"this message has at most {SHORT_MOST} bytes")
        try:
            message = shape.decode(payload)
        except NOT_JSON as why:
            if len(bytes(payload)) > SECOND_LOOK_MOST:
                return self._repaired(shape, payload, error_for(why))
            return self._second_look(shape, payload)
        if not shape.plan or sound(message, shape.plan):
            return message, ()
        return self._second_look(shape, payload)

    def _second_look(self, shape: Shape, payload: Raw) -> tuple[Message, tuple[Flag, ...]]:
        """Strict but for how values are written; then, for what must be kept at any price, a repair."""
        flags: list[Flag] = []
        try:
            # OCPP-J 1.6 4.2.1: null is an empty payload too.
            tree = {} if (found := msgspec.json.decode(payload)) is None else found
            message = msgspec.convert(rewritten(type_of(shape.type), tree, "", flags), shape.type)
            if not sound(message, shape.plan):
                raise errors.PropertyConstraintViolation("an instant out of range, or a number out of its step")
            return message, tuple(flags)
        except NOT_JSON as why:
            error = error_for(why)
        except OcppError as why:
            error = why
        return self._repaired(shape, payload, error)

    def _repaired(self, shape: Shape, payload: Raw, error: OcppError) -> tuple[Message, tuple[Flag, ...]]:
        if not shape.keep:
            raise error
        repair = Repair()
        try:
            return repair.message(shape.type, msgspec.json.decode(payload)), tuple(repair.flags)
        except (Hopeless, OverflowError, *NOT_JSON):
            raise error from None

    def _plain(self, message: Message) -> Any:
        return self._tidy(msgspec.to_builtins(message, builtin_types=(datetime,)))

    def _tidy(self, value: Any) -> Any:
        """Instants and decimals in the form that every receiver takes."""
        if type(value) is dict:
            return {name: self._tidy(one) for name, one in value.items()}
        if type(value) is list or type(value) is tuple:
            return [self._tidy(one) for one in value]
        if type(value) is datetime:
            return instants.write(value)
        if type(value) is float and self.role is Role.CENTRAL:
            return round(value, DECIMALS_TO_STATIONS)
        return value


@cache
def codec(version: Version, role: Role, lenient: bool) -> Codec:
    """The one codec of this kind."""
    return Codec(version, role, lenient)


def error_for(why: Exception) -> OcppError:
    """The CALLERROR for an error of msgspec."""
    text = str(why)
    if isinstance(why, RecursionError):
        return errors.FormatViolation("nested too deeply")
    code = next((code for words, code in CODES if text.startswith(words)), errors.FormatViolation)
    return code(text)


@cache
def _delicate(message: type[Message]) -> bool:
    """Whether a message can hold an instant or a decimal."""
    schema = repr(msgspec.json.schema(message))
    return "'date-time'" in schema or "'number'" in schema


def _without_unset(value: Any) -> Any:
    """Without null fields, at any depth; vendors' own data stays as it is."""
    if isinstance(value, dict):
        return {name: one if name in VENDORS else _without_unset(one) for name, one in value.items() if one is not None}
    return [_without_unset(one) for one in value] if isinstance(value, list) else value
