"""Tokens that the operator knows."""

from datetime import timedelta

import pytest

from chargeit.central import tokens
from chargeit.domain.errors import Invalid, NotFound
from chargeit.domain.tokens import Token
from tests.support.memory_work import MemoryWork
from tests.unit.central.conftest import NOON


def test_a_token_is_replaced_in_any_case_and_keeps_its_birthday(work: MemoryWork) -> None:
    later = NOON + timedelta(days=1)
    tokens.put(Token("good", later, blocked=True), later, work)
    stored = work.tokens.find("GOOD")
    assert stored is not None and stored.blocked and stored.created_at == NOON
    assert work.kinds() == ["token.changed"]


def test_a_removed_token_is_unknown(work: MemoryWork) -> None:
    tokens.remove("GOOD", NOON, work)
    assert work.tokens.find("good") is None
    with pytest.raises(NotFound):
        tokens.remove("GOOD", NOON, work)


@pytest.mark.parametrize(
    ("value", "group", "field"), [("", "", "token"), ("x" * 256, "", "token"), ("a", "b\0", "group")]
)
def test_bad_values_name_the_field(work: MemoryWork, value: str, group: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        tokens.put(Token(value, NOON, group=group), NOON, work)
    assert caught.value.field == field
