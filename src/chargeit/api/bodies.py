"""Bodies of requests: bounded, strict JSON; what is malformed is the caller's error, never ours."""

from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
from fastapi import HTTPException, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from chargeit.api.door import door_of


class JsonRequest(Request):
    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            most = door_of(self).kit.rules.max_body_bytes
            parts: list[bytes] = []
            size = 0
            async for part in self.stream():
                parts.append(part)
                size += len(part)
                if size > most:
                    # What is still on its way is not waited for.
                    raise HTTPException(413, f"The body is longer than {most} bytes.", {"Connection": "close"})
            self._body = b"".join(parts)
        return self._body

    async def json(self) -> Any:
        """Strict: no NaN, no lone surrogates, no nesting that exhausts the stack."""
        body = await self.body()
        try:
            return msgspec.json.decode(body)
        except RecursionError:
            raise HTTPException(400, "The body is nested too deep.") from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise HTTPException(400, f"The body is no JSON: {error}"[:300]) from None


class JsonRoute(APIRoute):
    """A route whose body is read by JsonRequest."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            return await handler(JsonRequest(request.scope, request.receive))

        return handle
