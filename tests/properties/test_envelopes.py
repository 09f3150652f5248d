"""Every event survives the way over a wire, whatever it holds; what is not known is passed over."""

import builtins
import types
from dataclasses import fields
from datetime import UTC, datetime
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargeit.bus.envelope import decode, encode
from chargeit.domain.errors import Invalid
from chargeit.domain.events import KINDS, Envelope

texts = st.text(st.characters(exclude_categories=["Cs"]))
floats = st.floats(allow_nan=False, allow_infinity=False)
integers = st.integers(-(2**63), 2**63 - 1)
json = st.recursive(
    st.none() | st.booleans() | integers | floats | texts,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(texts, parts, max_size=3),
    max_leaves=8,
)
OF: dict[Any, st.SearchStrategy[Any]] = {
    str: texts,
    int: integers,
    float: floats,
    bool: st.booleans(),
    type(None): st.none(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    Any: json,
}


def of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that events are made of."""
    kind = getattr(kind, "__supertype__", kind)
    if kind in OF:
        return OF[kind]
    parts = [of(part) for part in get_args(kind)]
    match get_origin(kind):
        case types.UnionType:
            return st.one_of(parts)
        case builtins.frozenset:
            return st.frozensets(parts[0])
        case builtins.dict:
            return st.dictionaries(*parts, max_size=3)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: of(hints[field.name]) for field in fields(kind)})


envelopes = st.builds(
    Envelope,
    position=integers,
    id=texts,
    recorded_at=OF[datetime],
    event=st.one_of([of(kind) for kind in KINDS.values()]),
)


@given(envelopes)
def test_an_envelope_comes_back_as_it_went(envelope: Envelope) -> None:
    assert decode(encode(envelope)) == envelope


@given(envelopes, st.sampled_from(["kind", "version"]), texts)
def test_what_a_newer_process_says_is_passed_over(envelope: Envelope, part: str, word: str) -> None:
    carried: dict[str, Any] = msgspec.json.decode(encode(envelope))
    carried["later"] = word
    carried["event"]["a field of tomorrow"] = word
    assert decode(msgspec.json.encode(carried)) == envelope
    carried[part] = 99 if part == "version" else "tomorrow." + word
    assert decode(msgspec.json.encode(carried)) is None


@given(st.binary() | json.map(msgspec.json.encode))
def test_garbage_is_invalid_and_nothing_worse(data: bytes) -> None:
    with pytest.raises(Invalid):
        decode(data)
