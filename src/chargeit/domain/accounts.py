"""Accounts: people who log in to the screens, and keys for programs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    ADMIN = "admin"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True)
class Account:
    """`password_hash` is Argon2id in its encoded form."""

    name: str
    password_hash: str
    role: Role
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Login:
    """A browser's login; the cookie's value is kept as a hash only."""

    token_hash: bytes
    account: str
    csrf: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program's key, kept as a hash; `id` names it in lists and URLs."""

    id: str
    key_hash: bytes
    label: str
    role: Role
    created_at: datetime
