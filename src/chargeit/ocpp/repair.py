"""What can be kept of a payload that its strict decoder refused, for messages that must not be lost.

An unreadable optional value is left out; an unreadable list element is set aside whole (a sample without its unit would
be another sample); both keep their text in a flag.
"""

from enum import Enum
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from chargeit.ocpp import instants
from chargeit.ocpp.actions import Message
from chargeit.ocpp.flags import Flag, Problem
from chargeit.ocpp.shapes import bare, on_step, step_of, type_of

# What stands for a required value that is missing from a message that must not be lost; its flag `missing` says that it
# is not the station's, and its reader must look: an invented register would be billed.
UNKNOWN: dict[str, Any] = {
    "timestamp": instants.UNKNOWN,
    "idTag": "",
    "transactionId": 0,
    "connectorId": 0,
    "meterStart": 0,
    "meterStop": 0,
    "chargePointVendor": "",
    "chargePointModel": "",
    "vendorName": "",
    "model": "",
    "seqNo": 0,
    "reason": "Unknown",
    "eventType": "Updated",
    "triggerReason": "AbnormalCondition",
}
# Units as stations write them beside the specification's list.
SPELLINGS = {"hz": "Hertz", "%": "Percent", "c": "Celsius", "f": "Fahrenheit", "°c": "Celsius", "°f": "Fahrenheit"}
KEPT_CHARACTERS = 255  # of a text longer than allowed
# Then the rest of a list is set aside in one piece, so that a hostile message keeps nobody else waiting.
MOST_FLAGS = MOST_ELEMENTS = 3000


class Hopeless(Exception):
    """No value of the wanted type can be made of what is there."""


class Repair:
    """One repair of one payload; `flags` tells afterwards what was done, `elements` counts those of lists."""

    def __init__(self) -> None:
        self.flags: list[Flag] = []
        self.elements = 0

    def message(self, kind: type[Message], tree: Any) -> Message:
        """Raises Hopeless."""
        made: Message = self._struct(type_of(kind), tree, "")
        return made

    def _flag(self, path: str, problem: Problem, raw: Any) -> None:
        self.flags.append(Flag(path, problem, msgspec.json.encode(raw).decode()))

    def _need(self, allowed: bool) -> None:
        if not allowed:
            raise Hopeless

    def _struct(self, kind: inspect.StructType, tree: Any, path: str) -> Any:
        self._need(isinstance(tree, dict))
        known = {field.encode_name for field in kind.fields}
        extra = [name for name in tree if name not in known] if kind.forbid_unknown_fields else []
        for name in extra[:MOST_FLAGS]:
            self._flag(f"{path}.{name}"[:KEPT_CHARACTERS], Problem.UNKNOWN_FIELD, tree[name])
        if len(extra) > MOST_FLAGS:
            self._flag(path, Problem.UNKNOWN_FIELD, {name: tree[name] for name in extra[MOST_FLAGS:]})
        values = {field.name: self._field(field, tree.get(field.encode_name), path) for field in kind.fields}
        return kind.cls(**values)

    def _field(self, field: inspect.Field, found: Any, path: str) -> Any:
        path = f"{path}.{field.encode_name}" if path else field.encode_name
        if found is not None:
            before = len(self.flags)
            try:
                return self._value(field.type, found, path)
            except Hopeless:
                # Inside a list element nothing is left out: what remained could mean something else.
                self._need(field.required or "]" not in path)
                del self.flags[before:]
        elif not field.required:
            return None
        if field.required:
            self._need(field.encode_name in UNKNOWN)
            self._flag(path, Problem.MISSING, found)
            return self._unknown(field)
        self._flag(path, Problem.LEFT_OUT, found)
        return None

    def _unknown(self, field: inspect.Field) -> Any:
        value, kind = UNKNOWN[field.encode_name], field.type
        if isinstance(kind, inspect.EnumType):
            return kind.cls(value)
        return "" if isinstance(bare(kind), inspect.StrType) else value

    def _value(self, kind: inspect.Type, found: Any, path: str) -> Any:
        if isinstance(kind, inspect.UnionType):
            kind = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
        inner = bare(kind)
        match inner:
            case inspect.StructType():
                return self._struct(inner, found, path)
            case inspect.VarTupleType():
                return self._list(inner, found, path)
            case inspect.StrType():
                return self._text(inner, found, path)
            case inspect.IntType():
                return self._integer(inner, found, path)
            case inspect.FloatType():
                return self._number(kind, found, path)
            case inspect.EnumType():
                return self._enum(inner.cls, found, path)
            case inspect.DateTimeType():
                return self._instant(found, path)
            case inspect.BoolType():
                self._need(isinstance(found, bool))
        return found

    def _list(self, kind: inspect.VarTupleType, found: Any, path: str) -> tuple[Any, ...]:
        self._need(isinstance(found, list))
        kept = []
        for index, one in enumerate(found):
            where, before = f"{path}[{index}]", len(self.flags)
            if before >= MOST_FLAGS or self.elements >= MOST_ELEMENTS:
                self._flag(f"{path}[{index}:]", Problem.SET_ASIDE, found[index:])
                break
            self.elements += 1
            try:
                kept.append(self._value(kind.item_type, one, where))
            except Hopeless:
                del self.flags[before:]
                self._flag(where, Problem.SET_ASIDE, one)
        if len(found) < (kind.min_length or 0) or len(found) > (kind.max_length or len(found)):
            self._flag(path, Problem.WRONG_COUNT, len(found))
        return tuple(kept)

    def _text(self, kind: inspect.StrType, found: Any, path: str) -> str:
        if isinstance(found, int | float) and not isinstance(found, bool):
            self._flag(path, Problem.LENIENT_TYPE, found)
            found = str(found)
        self._need(isinstance(found, str))
        if kind.max_length is not None and len(found) > kind.max_length:
            self._flag(path, Problem.TOO_LONG, found)
            return str(found[: max(kind.max_length, KEPT_CHARACTERS)])
        self._need(len(found) >= (kind.min_length or 0))
        return str(found)

    def _integer(self, kind: inspect.IntType, found: Any, path: str) -> int:
        number = self._numeric(found, path)
        whole = round(number)
        if whole != number:
            self._flag(path, Problem.ROUNDED, found)
        self._need((kind.ge is None or whole >= kind.ge) and (kind.le is None or whole <= kind.le))
        return whole

    def _number(self, kind: inspect.Type, found: Any, path: str) -> float:
        number, limits = self._numeric(found, path), bare(kind)
        assert isinstance(limits, inspect.FloatType)
        self._need((limits.ge is None or number >= limits.ge) and (limits.le is None or number <= limits.le))
        step = step_of(kind)
        if step is not None and not on_step(number, step):
            self._flag(path, Problem.OUT_OF_STEP, found)
        return float(number)

    def _numeric(self, found: Any, path: str) -> int | float:
        if isinstance(found, str):
            self._flag(path, Problem.LENIENT_TYPE, found)
            try:
                found = msgspec.json.decode(found.strip(), type=int | float)
            except (msgspec.MsgspecError, ValueError):
                raise Hopeless from None
        self._need(isinstance(found, int | float) and not isinstance(found, bool))
        number: int | float = found
        return number

    def _enum(self, kind: type[Enum], found: Any, path: str) -> Enum:
        self._need(isinstance(found, str))
        if found in kind._value2member_map_:
            return kind(found)
        spelled = found.strip().casefold()
        alike = _spelled(kind).get(SPELLINGS.get(spelled, spelled).casefold(), ())
        if len(alike) == 1:
            self._flag(path, Problem.SPELLING, found)
            return alike[0]
        self._need("Other" in kind._value2member_map_)
        self._flag(path, Problem.UNKNOWN_VALUE, found)
        return kind("Other")

    def _instant(self, found: Any, path: str) -> Any:
        self._need(isinstance(found, str))
        try:
            instant, problem = instants.read(found)
        except ValueError:
            raise Hopeless from None
        if problem:
            self._flag(path, problem, found)
        return instant


@cache
def _spelled(kind: type[Enum]) -> dict[str, list[Enum]]:
    """The members of an enumeration by their values without regard to case."""
    found: dict[str, list[Enum]] = {}
    for one in kind:
        found.setdefault(one.value.casefold(), []).append(one)
    return found
