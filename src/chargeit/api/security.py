"""The gate before every route: who asks, and may they? What is not named open here is closed."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from chargeit.api.door import Door, door_of
from chargeit.api.problems import of_error, of_http
from chargeit.domain.accounts import Account, Role
from chargeit.domain.errors import ChargeitError, Refused

COOKIE = "chargeit_login"
CSRF_HEADER = "X-CSRF-Token"
READS = frozenset({"GET", "HEAD"})
OPEN = frozenset({("GET", "/health"), ("GET", "/"), ("GET", "/admin"), ("POST", "/api/login")})
OPEN_FOLDER = "/admin/"
OWN = frozenset({("POST", "/api/logout"), ("POST", "/api/me/password")})
"""Writes that concern the caller alone, so that a viewer may do them."""
ADMIN_READS = frozenset({"/api/keys", "/api/loads/imports"})
"""And what is under them."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `token_hash` is the login's, empty for an API key; `csrf` what its writes must carry."""

    name: str
    role: Role
    csrf: str = ""
    token_hash: bytes = b""


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> bytes:
    """Of a random secret of 256 bits: a fast hash is enough, there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


class Gate:
    """ASGI middleware: answers 400, 401 and 403 itself, and passes the rest on with `state.caller`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)
            return
        if scope["type"] == "http" and (refusal := await self.refusal(Request(scope))) is not None:
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def refusal(self, request: Request) -> Response | None:
        door = door_of(request)
        try:
            check_request(request, door)
            if not is_open(request, door):
                caller = await identify(request, door)
                check_rights(request, caller)
                request.state.caller = caller
        except HTTPException as error:
            return of_http(error)
        except ChargeitError as error:
            return of_error(error)
        return None


def is_open(request: Request, door: Door) -> bool:
    method = "GET" if request.method == "HEAD" else request.method
    path = request.scope["path"]
    if path == "/metrics" and door.kit.rules.metrics_open:
        return method == "GET"
    return (method, path) in OPEN or (method == "GET" and path.startswith(OPEN_FOLDER))


def check_request(request: Request, door: Door) -> None:
    """What no honest client sends: NUL in an address, a host that is not ours, a write from another site."""
    if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise HTTPException(400, "The address holds a NUL character.")
    host = request.headers.get("host", "")
    allowed = door.kit.rules.allowed_hosts
    if allowed and host_name(host) not in allowed:
        raise HTTPException(400, "This host name is not served here; the setting api_hosts lists those that are.")
    if request.method in READS:
        return
    origin = request.headers.get("origin")
    foreign = origin is not None and origin.partition("://")[2] != host
    if foreign or request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        raise Refused("foreign_origin", "writes from pages of other sites are refused")


def host_name(host: str) -> str:
    """Without the port; an IPv6 address keeps its brackets."""
    name, bracket, _ = host.partition("]")
    return (name + bracket if bracket else host.partition(":")[0]).lower()


async def identify(connection: HTTPConnection, door: Door) -> Caller:
    """By API key or by login. Raises HTTPException 401."""
    caller = None
    scheme, _, key = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        caller = await by_key(key.strip(), door)
    elif token := connection.cookies.get(COOKIE):
        caller = await by_login(secret_hash(token), door)
    if caller is None:
        hint = "Log in, or send an API key: `Authorization: Bearer <key>`."
        raise HTTPException(401, hint, {"WWW-Authenticate": "Bearer"})
    return caller


async def by_key(key: str, door: Door) -> Caller | None:
    found = await door.read(lambda: door.reads.accounts.key(secret_hash(key)))
    return None if found is None else Caller(f"key {found.label}", found.role)


async def by_login(token_hash: bytes, door: Door) -> Caller | None:
    """None where the login is unknown, over, or its account is gone."""
    accounts, now = door.reads.accounts, door.kit.clock()

    def look() -> tuple[str, Account] | None:
        login = accounts.login(token_hash)
        if login is None or login.expires_at <= now:
            return None
        account = accounts.account(login.account)
        return None if account is None else (login.csrf, account)

    found = await door.read(look)
    return None if found is None else Caller(found[1].name, found[1].role, found[0], token_hash)


def check_rights(request: Request, caller: Caller) -> None:
    method, path = request.method, request.scope["path"]
    write = method not in READS
    if write and caller.token_hash and not same(request.headers.get(CSRF_HEADER, ""), caller.csrf):
        raise Refused("csrf", f"a write with the login cookie needs the header {CSRF_HEADER} that the login answered")
    if caller.role is Role.ADMIN or (write and (method, path) in OWN):
        return
    if write or path in ADMIN_READS or path.rpartition("/")[0] in ADMIN_READS:
        raise Refused("role", "only an admin may do this")


def same(given: str, kept: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), kept.encode())


async def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


TheCaller = Annotated[Caller, Depends(_caller)]
