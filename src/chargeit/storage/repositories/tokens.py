"""Tokens; the key is the value without regard to case."""

from sqlalchemy import bindparam, delete, select

from chargeit.domain.tokens import Token, token_key
from chargeit.storage import nouns
from chargeit.storage.engine import upsert
from chargeit.storage.tables import tokens
from chargeit.storage.types import is_key
from chargeit.storage.unit import Unit

FIND = select(tokens).where(tokens.c.value_key == bindparam("wanted"))
LOCK = FIND.with_for_update()


class SqlTokens:
    """`chargeit.ports.work.Tokens`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def find(self, value: str, *, lock: bool = False) -> Token | None:
        key = token_key(value)
        if not is_key(key):
            return None
        row = self._unit.connection.execute(LOCK if lock else FIND, {"wanted": key}).first()
        return nouns.token(row) if row else None

    def put(self, token: Token) -> None:
        upsert(self._unit.connection, tokens, [nouns.token_columns(token)])

    def remove(self, value: str) -> None:
        self._unit.connection.execute(delete(tokens).where(tokens.c.value_key == token_key(value)))
