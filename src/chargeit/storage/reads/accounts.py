"""Accounts, logins and keys, looked up by what a request brings."""

from sqlalchemy import Engine, select

from chargeit.domain.accounts import Account, ApiKey, Login
from chargeit.storage import nouns
from chargeit.storage.tables import accounts, api_keys, logins
from chargeit.storage.types import is_key


class SqlAccountReads:
    """`chargeit.ports.reads.AccountReads`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def account(self, name: str) -> Account | None:
        if not is_key(name):
            return None
        with self._engine.begin() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == name)).first()
        return nouns.account(row) if row else None

    def login(self, token_hash: bytes) -> Login | None:
        """Also one that has expired: the caller judges by its clock."""
        with self._engine.begin() as connection:
            row = connection.execute(select(logins).where(logins.c.token_hash == token_hash)).first()
        return nouns.login(row) if row else None

    def key(self, key_hash: bytes) -> ApiKey | None:
        with self._engine.begin() as connection:
            row = connection.execute(select(api_keys).where(api_keys.c.key_hash == key_hash)).first()
        return nouns.api_key(row) if row else None

    def keys(self) -> list[ApiKey]:
        with self._engine.begin() as connection:
            return [nouns.api_key(row) for row in connection.execute(select(api_keys).order_by(api_keys.c.id))]

    def any_account(self) -> bool:
        with self._engine.begin() as connection:
            return connection.execute(select(accounts.c.name).limit(1)).first() is not None
