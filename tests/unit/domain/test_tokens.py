"""A token's status at an instant."""

from datetime import UTC, datetime, timedelta

from chargeit.domain.tokens import AuthorizationStatus, Token

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_token_expires_at_its_instant() -> None:
    token = Token("A", NOON, expires_at=NOON)
    assert token.status(NOON - timedelta(seconds=1)) is AuthorizationStatus.ACCEPTED
    assert token.status(NOON) is AuthorizationStatus.EXPIRED


def test_blocked_beats_expired() -> None:
    assert Token("A", NOON, blocked=True, expires_at=NOON).status(NOON) is AuthorizationStatus.BLOCKED


def test_tokens_compare_without_case() -> None:
    assert Token("DEADbeef", NOON).key == Token("deadBEEF", NOON).key
