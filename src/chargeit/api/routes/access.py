"""Login, logout, the password of one's own, and keys for programs."""

import secrets
from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.door import Door, TheDoor, answered
from chargeit.api.passwords import TooMany
from chargeit.api.schemas.access import Key, KeyAsked, LoginAsked, Me, NewKey, PasswordChange
from chargeit.api.schemas.fields import Name
from chargeit.api.security import COOKIE, TheCaller, new_secret, secret_hash
from chargeit.central import accounts
from chargeit.domain.accounts import Account, ApiKey, Login
from chargeit.domain.errors import Invalid, Refused

router = APIRouter(route_class=JsonRoute, tags=["access"])


@router.post("/login", response_model=Me)
async def log_in(asked: LoginAsked, request: Request, door: TheDoor) -> Response:
    """Sets the login cookie. 401 where name or password is wrong, 429 after too many wrong ones."""
    name = asked.name.encode("utf-8", "replace").decode()
    account = await door.read(lambda: door.reads.accounts.account(name))
    if not await right_password(door, request, name, account, asked.password) or account is None:
        raise HTTPException(401, "Name or password is wrong.")
    return await logged_in(door, account)


@router.get("/me", response_model=Me)
async def who_am_i(caller: TheCaller) -> Response:
    return answered(Me(caller.name, caller.role, caller.csrf))


@router.post("/logout", status_code=204)
async def log_out(caller: TheCaller, door: TheDoor) -> Response:
    if caller.token_hash:
        await door.write(caller.name, lambda work: accounts.log_out(caller.token_hash, work))
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/", secure=door.kit.rules.secure, httponly=True, samesite="strict")
    return response


@router.post("/me/password", response_model=Me)
async def change_my_password(asked: PasswordChange, request: Request, caller: TheCaller, door: TheDoor) -> Response:
    """Ends every login of the account and begins a new one for the caller."""
    if not caller.token_hash:
        raise Refused("no_account", "an API key has no password")
    account = await door.read(lambda: door.reads.accounts.account(caller.name))
    if not await right_password(door, request, caller.name, account, asked.current) or account is None:
        raise Invalid("current", "is not your password")
    hashed = await door.passwords.hash(asked.new)
    await door.write(caller.name, lambda work: accounts.set_password(caller.name, hashed, work))
    return await logged_in(door, account)


@router.get("/keys", response_model=list[Key])
async def list_keys(door: TheDoor) -> Response:
    kept = door.reads.accounts
    return await door.answer(lambda: list(map(Key.of, kept.keys())))


@router.post("/keys", response_model=NewKey, status_code=201)
async def add_key(asked: KeyAsked, door: TheDoor) -> Response:
    """The key is in this answer and nowhere else."""
    secret, id = new_secret(), secrets.token_hex(6)
    key = ApiKey(id, secret_hash(secret), asked.label, asked.role, door.kit.clock())
    await door.write(id, lambda work: accounts.add_key(key, work))
    return answered(NewKey(id, key.label, key.role, key.created_at, secret), 201)


@router.delete("/keys/{key}", status_code=204)
async def remove_key(key: Name, door: TheDoor) -> Response:
    await door.write(key, lambda work: accounts.remove_key(key, work))
    return Response(status_code=204)


async def right_password(door: Door, request: Request, name: str, account: Account | None, password: str) -> bool:
    address = request.client.host if request.client else ""
    try:
        known = account.password_hash if account else None
        return await door.passwords.check(name, address, known, password)
    except TooMany as error:
        raise HTTPException(429, str(error), {"Retry-After": str(error.wait_s)}) from None


async def logged_in(door: Door, account: Account) -> Response:
    now, lifetime_s = door.kit.clock(), door.kit.rules.login_lifetime_s
    token, csrf = new_secret(), new_secret()
    login = Login(secret_hash(token), account.name, csrf, now, now + timedelta(seconds=lifetime_s))
    await door.write(account.name, lambda work: accounts.log_in(login, work))
    response = answered(Me(account.name, account.role, csrf))
    secure = door.kit.rules.secure
    response.set_cookie(COOKIE, token, max_age=lifetime_s, path="/", secure=secure, httponly=True, samesite="strict")
    return response
