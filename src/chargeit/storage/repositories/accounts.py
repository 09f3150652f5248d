"""Accounts, logins and API keys."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, false, insert, or_, select

from chargeit.domain.accounts import Account, ApiKey, Login
from chargeit.storage import nouns
from chargeit.storage.engine import upsert
from chargeit.storage.tables import accounts, api_keys, logins
from chargeit.storage.types import is_key
from chargeit.storage.unit import Unit


class SqlAccounts:
    """`chargeit.ports.work.Accounts`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def find(self, name: str) -> Account | None:
        if not is_key(name):
            return None
        row = self._unit.connection.execute(select(accounts).where(accounts.c.name == name)).first()
        return nouns.account(row) if row else None

    def put(self, account: Account) -> None:
        upsert(self._unit.connection, accounts, [{name: getattr(account, name) for name in Account.__slots__}])

    def add_login(self, login: Login) -> None:
        row = {name: getattr(login, name) for name in Login.__slots__}
        self._unit.connection.execute(insert(logins).values(row))

    def remove_logins(
        self, *, token_hash: bytes | None = None, account: str | None = None, expired_at: datetime | None = None
    ) -> None:
        unwanted: list[ColumnElement[bool]] = []
        if token_hash is not None:
            unwanted.append(logins.c.token_hash == token_hash)
        if account is not None:
            unwanted.append(logins.c.account == account)
        if expired_at is not None:
            unwanted.append(logins.c.expires_at <= expired_at)
        self._unit.connection.execute(delete(logins).where(or_(false(), *unwanted)))

    def add_key(self, key: ApiKey) -> None:
        row = {name: getattr(key, name) for name in ApiKey.__slots__}
        self._unit.connection.execute(insert(api_keys).values(row))

    def remove_key(self, key: str) -> bool:
        return self._unit.connection.execute(delete(api_keys).where(api_keys.c.id == key)).rowcount == 1
