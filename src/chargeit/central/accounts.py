"""Accounts: who may use the screens and the API. Passwords and keys come here as hashes only."""

from dataclasses import replace

from chargeit.domain.accounts import Account, ApiKey, Login
from chargeit.domain.errors import Conflict, NotFound
from chargeit.ports.work import Work


def open_account(account: Account, work: Work) -> Account:
    """Raises Conflict where the name is taken."""
    if work.accounts.find(account.name) is not None:
        raise Conflict(f"there is an account {account.name} already")
    work.accounts.put(account)
    return account


def set_password(name: str, password_hash: str, work: Work) -> Account:
    """Ends every login of the account. Raises NotFound."""
    account = work.accounts.find(name)
    if account is None:
        raise NotFound("account", name)
    account = replace(account, password_hash=password_hash)
    work.accounts.put(account)
    work.accounts.remove_logins(account=name)
    return account


def log_in(login: Login, work: Work) -> None:
    """Adds a login and forgets those that expired."""
    work.accounts.remove_logins(expired_at=login.created_at)
    work.accounts.add_login(login)


def log_out(token_hash: bytes, work: Work) -> None:
    work.accounts.remove_logins(token_hash=token_hash)


def add_key(key: ApiKey, work: Work) -> ApiKey:
    work.accounts.add_key(key)
    return key


def remove_key(key: str, work: Work) -> None:
    """The key opens nothing from now on. Raises NotFound."""
    if not work.accounts.remove_key(key):
        raise NotFound("key", key)
