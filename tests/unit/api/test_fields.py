"""What comes in is bounded before it reaches a verb or a store."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from chargeit.api.schemas.fields import Instant, Json, Name, Number
from chargeit.api.schemas.stations import StationAsked


def accepts(kind: Any, value: object) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("text", ["", "a\0b", "a\nb", "\ud800", "x" * 256])
def test_a_name_is_one_line_of_bounded_text(text: str) -> None:
    assert not accepts(Name, text)


def test_names_of_any_script_are_names() -> None:
    assert accepts(Name, "Ladesäule 充电 <b>'\"&")


def test_instants_are_utc_and_within_what_databases_hold() -> None:
    given = TypeAdapter(Instant).validate_python("2026-03-01T12:00:00+02:00")
    assert given == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert TypeAdapter(Instant).validate_python("2026-03-01T12:00:00").tzinfo is UTC
    assert not accepts(Instant, "0001-01-01T00:00:00+14:00")
    assert not accepts(Instant, "9999-12-31T23:59:59-14:00")


def test_numbers_are_32_bit() -> None:
    assert accepts(Number, 2**31 - 1)
    assert not accepts(Number, 2**31)
    assert not accepts(Number, 0)


def test_free_json_holds_no_nul_no_huge_integer_and_no_deep_nesting() -> None:
    deep: Any = 1
    for _ in range(40):
        deep = [deep]
    for value in ({"a": "\0"}, {"a\0": 1}, {"a": [{"b": 1 << 63}]}, {"a": deep}):
        assert not accepts(Json, value)
    assert accepts(Json, {"a": [{"b": [1, 2.5, None, True, "ü"]}]})


def test_a_field_that_is_not_known_is_refused_by_its_name() -> None:
    with pytest.raises(ValidationError, match="nmae"):
        StationAsked.model_validate({"id": "CP1", "nmae": "x"})
