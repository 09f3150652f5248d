"""Tokens: what a driver shows to be authorised."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AuthorizationStatus(StrEnum):
    """The verdicts of 1.6 (7.2) and 2.x in one list; each translator keeps to its own."""

    ACCEPTED = "accepted"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    INVALID = "invalid"
    CONCURRENT = "concurrent"
    UNKNOWN = "unknown"


def token_key(value: str) -> str:
    """Tokens are opaque and compare case-insensitively (OCPP 1.6 7.28); this is what is compared."""
    return value.casefold()


@dataclass(frozen=True, slots=True)
class Token:
    """A token that the operator knows. `group` is 1.6's parent; two tokens of one group may stop for each other."""

    value: str
    created_at: datetime
    kind: str = "rfid"
    group: str = ""
    blocked: bool = False
    expires_at: datetime | None = None
    concurrent: bool = False
    label: str = ""

    @property
    def key(self) -> str:
        return token_key(self.value)

    def status(self, at: datetime) -> AuthorizationStatus:
        if self.blocked:
            return AuthorizationStatus.BLOCKED
        if self.expires_at is not None and self.expires_at <= at:
            return AuthorizationStatus.EXPIRED
        return AuthorizationStatus.ACCEPTED


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "may this token charge?"; `group` is told also when the answer is no (OCPP 1.6 3.10)."""

    status: AuthorizationStatus
    group: str = ""
    expires_at: datetime | None = None

    @property
    def accepted(self) -> bool:
        return self.status is AuthorizationStatus.ACCEPTED
