"""OCPP 1.6 4.1, 3.10, 7.2: what a shown token is answered."""

from datetime import timedelta

import pytest

from chargeit.central.authorization import authorize, authorize_start
from chargeit.domain.tokens import AuthorizationStatus, Token
from tests.support.memory_work import MemoryWork
from tests.unit.central.conftest import NOON


@pytest.mark.parametrize(
    ("token", "status"),
    [
        ("GOOD", "accepted"),
        ("good", "accepted"),
        ("BLOCKED", "blocked"),
        ("OLD", "expired"),
        ("?", "invalid"),
        ("", "invalid"),
    ],
)
def test_a_token_gets_the_verdict_of_clause_7_2(work: MemoryWork, token: str, status: str) -> None:
    assert authorize(token, NOON, work).status == status


def test_the_group_is_told_also_when_the_answer_is_no(work: MemoryWork) -> None:
    assert authorize("BLOCKED", NOON, work).group == "FLEET"


def test_the_expiry_is_told_so_that_the_cache_forgets_it(work: MemoryWork) -> None:
    until = NOON + timedelta(days=2)
    work.tokens.put(Token("GUEST", NOON, expires_at=until))
    assert authorize("GUEST", NOON, work).expires_at == until
    assert authorize("GUEST", until, work).status is AuthorizationStatus.EXPIRED


def test_authorising_leaves_nothing_behind(work: MemoryWork) -> None:
    authorize("GOOD", NOON, work)
    assert not work.events and not work.tokens.locked
    assert authorize_start("GOOD", NOON, work).accepted


def test_a_start_locks_the_token_since_another_station_may_start_with_it_now(work: MemoryWork) -> None:
    authorize_start("GOOD", NOON, work)
    assert work.tokens.locked == {"good"}
