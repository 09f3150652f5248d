"""Tokens for lists."""

from sqlalchemy import Engine, select

from chargeit.domain.tokens import Token, token_key
from chargeit.ports.pages import Page
from chargeit.storage import nouns
from chargeit.storage.reads.pages import contains, key, page
from chargeit.storage.tables import tokens
from chargeit.storage.types import is_key


class SqlTokenReads:
    """`chargeit.ports.reads.TokenReads`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, *, after: str | None, limit: int, search: str = "") -> Page[Token]:
        query = select(tokens).order_by(tokens.c.value_key).limit(limit + 1)
        if after is not None:
            query = query.where(tokens.c.value_key > key(after))
        if search:
            query = query.where(contains(tokens.c.search_text, search))
        with self._engine.begin() as connection:
            rows = [nouns.token(row) for row in connection.execute(query)]
        return page(rows, limit, lambda row: row.key)

    def one(self, value: str) -> Token | None:
        key = token_key(value)
        if not is_key(key):
            return None
        with self._engine.begin() as connection:
            row = connection.execute(select(tokens).where(tokens.c.value_key == key)).first()
        return nouns.token(row) if row else None
