"""What an operator does from a terminal, beside a running platform or before its first start."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from chargeit.api.passwords import hash_password
from chargeit.api.security import new_secret, secret_hash
from chargeit.app.secret import platform_secret
from chargeit.app.settings import Settings, load
from chargeit.central import accounts, passwords, provisioning, tokens
from chargeit.central.provisioning import ProvisionAsked
from chargeit.domain.accounts import Account, ApiKey, Role
from chargeit.domain.clock import now
from chargeit.domain.stations import Credentials, StationId
from chargeit.domain.tokens import Token
from chargeit.ports.reads import StationRow
from chargeit.ports.work import Work
from chargeit.storage.store import Store, open_store


@dataclass(frozen=True, slots=True)
class Platform:
    """An open store and the key of its passwords. A change is a short transaction; a running `serve` learns of it."""

    store: Store
    secret: bytes

    def is_new(self) -> bool:
        return not self.store.reads.accounts.any_account()


@contextmanager
def opened(settings: Settings) -> Iterator[Platform]:
    secret = platform_secret(settings)
    store = open_store(settings.store_url)
    try:
        store.check_schema(upgrade=settings.migrate)
        yield Platform(store, secret)
    finally:
        store.close()


def chosen(config: Path | None = None, **given: Any) -> Settings:
    return load(config, **given)


def migrate(**given: Any) -> str:
    """The version after the upgrade."""
    store = open_store(chosen(**given).store_url)
    try:
        store.migrate()
        return store.schema_version or "none"
    finally:
        store.close()


def add_station(platform: Platform, asked: ProvisionAsked) -> str:
    """Its password, which is kept nowhere else."""
    password = passwords.generated()
    asked = replace(asked, password_hashes=passwords.hashes(platform.secret, password))
    platform.store.write(partial(provisioning.provision, asked))
    return password


def set_station_password(platform: Platform, station: StationId) -> str:
    password = passwords.generated()
    credentials = Credentials(station, passwords.hashes(platform.secret, password))
    platform.store.write(lambda work: provisioning.set_password(credentials, now(), work))
    return password


def remove_station(platform: Platform, station: StationId) -> None:
    platform.store.write(partial(provisioning.remove, station, now()))


def put_token(platform: Platform, token: Token) -> None:
    platform.store.write(partial(tokens.put, token, now()))


def remove_token(platform: Platform, value: str) -> None:
    platform.store.write(partial(tokens.remove, value, now()))


def all_stations(platform: Platform) -> Iterator[StationRow]:
    after = None
    while True:
        page = platform.store.reads.stations.page(after=after, limit=500)
        yield from page.rows
        after = page.next
        if after is None:
            return


def set_account_password(platform: Platform, name: str) -> str:
    """A new password for a person; the account is made where there is none, as an administrator."""
    password = secrets.token_urlsafe(12)
    hashed = hash_password(password)

    def verb(work: Work) -> None:
        if work.accounts.find(name) is None:
            accounts.open_account(Account(name, hashed, Role.ADMIN, now()), work)
        else:
            accounts.set_password(name, hashed, work)

    platform.store.write(verb)
    return password


def renew_key(platform: Platform, label: str) -> str:
    """A new key of an administrator; earlier ones of the label open nothing from then on."""
    secret = new_secret()
    key = ApiKey(secrets.token_hex(6), secret_hash(secret), label, Role.ADMIN, now())

    def verb(work: Work) -> None:
        for known in former:
            accounts.remove_key(known.id, work)
        accounts.add_key(key, work)

    keys = platform.store.reads.accounts.keys()
    former = [known for known in keys if known.label == label]
    platform.store.write(verb)
    return secret
