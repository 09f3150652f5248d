"""Hypothesis strategies for every OCPP message, derived from the types themselves."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st
from msgspec import inspect

from chargeit.ocpp.actions import Message
from chargeit.ocpp.shapes import bare, step_of, type_of

# Cs: surrogates; Cc: control characters, among them NUL, which a receiver replaces.
TEXT = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC)
)


@cache
def messages(kind: type[Message]) -> st.SearchStrategy[Message]:
    """Valid messages of this type, with any subset of the optional fields."""
    return _struct(type_of(kind))


def _struct(kind: inspect.StructType) -> st.SearchStrategy[Any]:
    return st.builds(kind.cls, **{field.name: _value(field.type) for field in kind.fields})


def _value(kind: inspect.Type) -> st.SearchStrategy[Any]:
    if isinstance(kind, inspect.UnionType):
        return st.none() | _value(next(one for one in kind.types if not isinstance(one, inspect.NoneType)))
    inner = bare(kind)
    match inner:
        case inspect.StructType():
            return _struct(inner)
        case inspect.VarTupleType():
            low = inner.min_length or 0
            high = min(inner.max_length or low + 2, low + 2)
            return st.lists(_value(inner.item_type), min_size=low, max_size=high).map(tuple)
        case inspect.StrType():
            return st.text(TEXT, min_size=inner.min_length or 0, max_size=min(inner.max_length or 20, 20))
        case inspect.IntType():
            return st.integers(inner.ge, inner.le)
        case inspect.FloatType():
            return _number(step_of(kind), inner)
        case inspect.EnumType():
            return st.sampled_from(list(inner.cls))
        case inspect.DateTimeType():
            return INSTANTS
        case inspect.BoolType():
            return st.booleans()
        case inspect.AnyType():
            return (
                st.none()
                | st.booleans()
                | st.text(TEXT, max_size=10)
                | st.dictionaries(st.text(TEXT, max_size=5), st.integers(-9, 9), max_size=2)
            )
    raise TypeError(f"no strategy for {kind}")


def _number(step: Decimal | None, kind: inspect.FloatType) -> st.SearchStrategy[float]:
    low, high = int(kind.ge if kind.ge is not None else -1e6), int(kind.le if kind.le is not None else 1e6)
    places = -(step or Decimal("0.000001")).as_tuple().exponent
    return st.integers(low * 10**places, high * 10**places).map(lambda tens: tens / 10**places)
