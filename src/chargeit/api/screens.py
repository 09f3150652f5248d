"""The built screens as files, and the headers that keep a browser safe."""

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chargeit.api.door import door_of

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # style attributes of charts
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HASHED, FOREVER, CHECK = "assets/", "public, max-age=31536000, immutable", "no-cache"
UNBUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>chargeit</title>
<h1>The screens are not built</h1>
<p>This is a source checkout without its front end. <code>make web</code> builds it; an installed package has it.
The API works: <a href="/docs">its description</a> needs a login or an API key.</p></html>"""


class Headers:
    """ASGI middleware: the safety headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        secure = door_of(Request(scope)).kit.rules.secure

        async def safer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if secure:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        await self.app(scope, receive, safer)


async def screen(request: Request) -> Response:
    """A file of the screens, or their first page for an address that the screens know themselves."""
    folder = door_of(request).kit.screens
    path = request.path_params["path"] or "index.html"
    if ".." in path.split("/"):
        raise HTTPException(404)
    if not (folder / "index.html").is_file():
        return HTMLResponse(UNBUILT, headers={"Cache-Control": "no-store"})
    response = await found(folder, path, request.scope)
    response.headers["Cache-Control"] = FOREVER if path.startswith(HASHED) else CHECK
    return response


async def found(folder: Path, path: str, scope: Scope) -> Response:
    files = StaticFiles(directory=folder, check_dir=False)
    try:
        return await files.get_response(path, scope)
    except HTTPException as error:
        if error.status_code != 404 or "." in path.rpartition("/")[2] or path.startswith(HASHED):
            raise
        return await files.get_response("index.html", scope)


async def slash(_: Request) -> Response:
    return RedirectResponse("/admin/")


ROUTES: list[BaseRoute] = [
    Route("/admin", slash, methods=["GET"]),
    Route("/admin/{path:path}", screen, methods=["GET"]),
]
