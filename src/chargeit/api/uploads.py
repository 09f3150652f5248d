"""Bodies that are files: they go to disk as they come, bounded in size and in how long nothing may come."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import HTTPException, Request
from starlette.requests import ClientDisconnect

from chargeit.api.kit import Rules
from chargeit.ports.imports import Upload

AT_ONCE_BYTES = 1 << 20
FORMS = ("multipart/", "application/x-www-form-urlencoded")


async def received(request: Request, upload: Upload, rules: Rules) -> None:
    """Raises HTTPException 408, 413, 415 or 422, which say what is wrong with the body."""
    kind = request.headers.get("content-type", "").lower()
    if kind.startswith(FORMS):
        hint = "curl -T FILE -X POST sends it"
        raise HTTPException(415, f"The body is the file itself, not a form ({kind.partition(';')[0]}): {hint}.")
    check(told_length(request), rules)
    waiting = bytearray()
    async for part in parts(request, rules.upload_idle_s):
        waiting += part
        check(upload.size_bytes + len(waiting), rules)
        if len(waiting) >= AT_ONCE_BYTES:
            await upload.write(bytes(waiting))
            waiting.clear()
    await upload.write(bytes(waiting))


def check(size_bytes: int, rules: Rules) -> None:
    if size_bytes > rules.max_upload_bytes:
        most = f"{rules.max_upload_bytes:,} bytes; the setting max_upload_bytes is the bound"
        raise HTTPException(413, f"The file is longer than {most}. `chargeit import loads` has none.")


def told_length(request: Request) -> int:
    text = request.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else 0


async def parts(request: Request, idle_s: float) -> AsyncIterator[bytes]:
    stream = aiter(request.stream())
    while True:
        try:
            async with asyncio.timeout(idle_s):
                part = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise HTTPException(408, f"Nothing came for {idle_s:g} s: the file is let go.") from None
        except ClientDisconnect:
            raise HTTPException(400, "The connection ended in the middle of the file.") from None
        yield part
