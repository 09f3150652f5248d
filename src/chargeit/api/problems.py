"""Errors as problems (RFC 9457): one table from the error tree to HTTP, and the handlers that use it."""

import logging
from collections.abc import Sequence
from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chargeit.api.schemas.system import Problem
from chargeit.domain.errors import ChargeitError, Conflict, Invalid, Misconfigured, NotFound, Refused, Unreachable

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Malformed request",
    401: "Not logged in",
    403: "Refused",
    404: "Not found",
    405: "Method not allowed",
    408: "Too slow",
    409: "Conflict",
    413: "Too large",
    415: "Not the file itself",
    422: "Invalid",
    429: "Too many attempts",
    500: "Internal error",
    503: "Unavailable",
}
STATUS: dict[type[ChargeitError], int] = {
    Invalid: 422,
    Refused: 403,
    NotFound: 404,
    Conflict: 409,
    Unreachable: 503,
    Misconfigured: 500,
}
REASONS = {"extra_forbidden": "there is no such field", "missing": "is needed"}
AWAY = "The platform cannot do this at the moment: its store is away or busy. Try again."
"""A driver's own words name hosts and accounts, and strangers log in here."""
CURSOR = "after"
"""A cursor that is none is a malformed request (400): no caller makes one up."""


def problem(
    status: int,
    detail: str,
    *,
    field: str | None = None,
    code: str | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    found = Problem(title=TITLES.get(status, "Error"), status=status, detail=detail, field=field, code=code)
    content = {k: v for k, v in msgspec.to_builtins(found).items() if v is not None}
    body = msgspec.json.encode(content, enc_hook=str)
    return Response(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def of_error(error: ChargeitError) -> Response:
    """The problem that an error of ours is; what was found at start only says nothing of its inside."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    if status == 500:
        return problem(500, "The platform is misconfigured; its log says how.")
    if isinstance(error, Unreachable):
        log.warning("answered 503: %s", error)
        return problem(status, AWAY, headers={"Retry-After": "5"})
    if isinstance(error, Invalid):
        return problem(400 if error.field == CURSOR else status, legible(error), field=legible(error.field))
    return problem(status, legible(error), code=error.code if isinstance(error, Refused) else None)


def of_http(error: HTTPException) -> Response:
    detail = str(error.detail)
    if error.status_code == 404 and detail == "Not Found":
        detail = "There is nothing at this address."
    if error.status_code == 405:
        detail = "This address does not take this method."
    return problem(error.status_code, detail, headers=dict(error.headers or {}))


def of_validation(errors: Sequence[Any]) -> Response:
    """Names the first field that is wrong, in the caller's words: `body.id` is `id`."""
    first = errors[0]
    where = [str(part) for part in first["loc"][1:]] or [str(first["loc"][0])]
    reason = REASONS.get(first.get("type", "")) or str(first["msg"]).removeprefix("Value error, ")
    name, reason = legible(".".join(where)), legible(reason)
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    return problem(400 if name == CURSOR else 422, f"{name}: {reason}{more}", field=name)


def legible(text: object) -> str:
    """Text that goes back to its sender: bounded, and encodable whatever was sent."""
    return str(text).encode("utf-8", "replace").decode()[:500]


def install(app: FastAPI) -> None:
    async def ours(_: Request, error: Exception) -> Response:
        assert isinstance(error, ChargeitError)
        return of_error(error)

    async def http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return of_http(error)

    async def validation(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return of_validation(error.errors())

    app.add_exception_handler(ChargeitError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, validation)


class Outermost:
    """The last catch: what no table knows is logged with its request, and the caller learns nothing of the inside."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            if scope["type"] != "http":
                raise
            log.exception("%s %r failed", scope["method"], scope["path"])
            if not started:
                failed = problem(500, "The platform failed on this request; its log says how.")
                await failed(scope, receive, send)
