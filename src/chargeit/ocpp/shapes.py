"""What must be looked at in a decoded message because its type cannot say it: instants in UTC, decimal steps."""

from datetime import UTC
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec import Struct, inspect

from chargeit.ocpp.actions import Message


class Look(Struct, frozen=True):
    """One attribute to look at: an instant, a step, or a type that has such attributes inside."""

    attribute: str
    instant: bool = False
    step: Decimal | None = None
    inside: tuple["Look", ...] = ()


@cache
def type_of(message: type[Message]) -> inspect.StructType:
    found = inspect.type_info(message)
    assert isinstance(found, inspect.StructType)
    return found


@cache
def looks(message: type[Message]) -> tuple[Look, ...]:
    """Where instants and steps are in this message; empty for most."""
    return _looks(type_of(message))


def can_be_long(kind: inspect.StructType) -> bool:
    """Whether a message of this type holds a list, or a text or data without a bound."""
    return any(_is_long(bare(field.type)) for field in kind.fields)


def _is_long(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.StructType):
        return can_be_long(kind)
    if isinstance(kind, inspect.StrType):
        return kind.max_length is None
    return isinstance(kind, inspect.VarTupleType | inspect.AnyType | inspect.DictType)


def sound(value: Any, plan: tuple[Look, ...]) -> bool:
    """Whether every instant is in UTC and every stepped number on its step."""
    for look in plan:
        found = getattr(value, look.attribute)
        if found is None:
            continue
        if look.instant:
            if found.tzinfo is not UTC:
                return False
        elif look.step is not None:
            if not on_step(found, look.step):
                return False
        elif not all(sound(one, look.inside) for one in (found if type(found) is tuple else (found,))):
            return False
    return True


def on_step(number: float, step: Decimal) -> bool:
    """Decimal, because 0.3 is no multiple of 0.1 in binary."""
    return Decimal(str(number)) % step == 0


def step_of(kind: inspect.Type) -> Decimal | None:
    extra = kind.extra if isinstance(kind, inspect.Metadata) else None
    return Decimal(extra["step"]) if extra and "step" in extra else None


def bare(kind: inspect.Type) -> inspect.Type:
    """The type without `| None` and without metadata."""
    if isinstance(kind, inspect.UnionType):
        return bare(next(one for one in kind.types if not isinstance(one, inspect.NoneType)))
    return kind.type if isinstance(kind, inspect.Metadata) else kind


def _looks(kind: inspect.StructType) -> tuple[Look, ...]:
    found = (_look(field) for field in kind.fields)
    return tuple(look for look in found if look)


def _look(field: inspect.Field) -> Look | None:
    optional = field.type
    if isinstance(optional, inspect.UnionType):
        optional = next(one for one in optional.types if not isinstance(one, inspect.NoneType))
    if step := step_of(optional):
        return Look(field.name, step=step)
    inner = bare(optional)
    if isinstance(inner, inspect.DateTimeType):
        return Look(field.name, instant=True)
    if isinstance(inner, inspect.VarTupleType):
        inner = bare(inner.item_type)
    inside = _looks(inner) if isinstance(inner, inspect.StructType) else ()
    return Look(field.name, inside=inside) if inside else None
