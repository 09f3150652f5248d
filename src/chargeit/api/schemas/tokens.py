"""Tokens as lists show them and as they are put."""

from dataclasses import dataclass
from datetime import datetime

from chargeit.api.schemas.fields import Asked, Instant, Text
from chargeit.domain import tokens as domain
from chargeit.ports.pages import Page


@dataclass(frozen=True, slots=True)
class Token:
    value: str
    kind: str
    group: str
    blocked: bool
    expires_at: datetime | None
    concurrent: bool
    label: str
    created_at: datetime

    @staticmethod
    def of(token: domain.Token) -> "Token":
        return Token(
            value=token.value,
            kind=token.kind,
            group=token.group,
            blocked=token.blocked,
            expires_at=token.expires_at,
            concurrent=token.concurrent,
            label=token.label,
            created_at=token.created_at,
        )


@dataclass(frozen=True, slots=True)
class TokenPage:
    rows: list[Token]
    next: str | None

    @staticmethod
    def of(page: Page[domain.Token]) -> "TokenPage":
        return TokenPage([Token.of(row) for row in page.rows], page.next)


class TokenAsked(Asked):
    """Only what is given changes; a new token takes the defaults."""

    kind: Text | None = None
    group: Text | None = None
    blocked: bool | None = None
    expires_at: Instant | None = None
    concurrent: bool | None = None
    label: Text | None = None
