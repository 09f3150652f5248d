"""Who is logged in, and keys for programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from annotated_types import MaxLen, MinLen

from chargeit.api.schemas.fields import Asked, Name
from chargeit.domain.accounts import ApiKey, Role

NewSecret = Annotated[str, MinLen(10), MaxLen(256)]
GivenSecret = Annotated[str, MaxLen(256)]


@dataclass(frozen=True, slots=True)
class Me:
    """`csrf` goes into the header X-CSRF-Token of every write that the cookie authorises; empty for a key."""

    name: str
    role: Role
    csrf: str


@dataclass(frozen=True, slots=True)
class Key:
    id: str
    label: str
    role: Role
    created_at: datetime

    @staticmethod
    def of(key: ApiKey) -> "Key":
        return Key(key.id, key.label, key.role, key.created_at)


@dataclass(frozen=True, slots=True)
class NewKey:
    """`key` is shown this once; it is kept as a hash."""

    id: str
    label: str
    role: Role
    created_at: datetime
    key: str


class LoginAsked(Asked):
    name: Annotated[str, MaxLen(255)]
    password: GivenSecret


class PasswordChange(Asked):
    current: GivenSecret
    new: NewSecret


class KeyAsked(Asked):
    label: Name
    role: Role = Role.VIEWER
