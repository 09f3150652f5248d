"""Tokens that the operator knows."""

from dataclasses import replace
from datetime import datetime

from chargeit.domain.errors import Invalid, NotFound
from chargeit.domain.events import TokenChanged
from chargeit.domain.stations import StationId
from chargeit.domain.tokens import Token
from chargeit.ports.work import Work

LENGTH = 255
NO_STATION = StationId("")


def put(token: Token, at: datetime, work: Work) -> Token:
    """Adds a token or replaces what is known of it; when it was first added stays."""
    check(token.value, "token")
    if token.group:
        check(token.group, "group")
    before = work.tokens.find(token.value, lock=True)
    if before is not None:
        token = replace(token, created_at=before.created_at)
    work.tokens.put(token)
    work.record(TokenChanged(NO_STATION, at, token.key))
    return token


def remove(value: str, at: datetime, work: Work) -> None:
    """It is unknown from now on; transactions keep its value."""
    token = work.tokens.find(value, lock=True)
    if token is None:
        raise NotFound("token", value)
    work.tokens.remove(value)
    work.record(TokenChanged(NO_STATION, at, token.key))


def check(value: str, field: str) -> None:
    """Opaque (OCPP 1.6 3.9): any printable text; 1.6 sends 20 characters at most, 2.1 up to 255."""
    if not 1 <= len(value) <= LENGTH or not value.isprintable():
        raise Invalid(field, f"1 to {LENGTH} printable characters")
