"""The door's own state, and how a route reads in a worker thread and answers."""

from collections.abc import Callable
from typing import Annotated, TypeVar, cast

import msgspec
import psutil
from anyio import CapacityLimiter, to_thread
from fastapi import Depends
from starlette.requests import HTTPConnection
from starlette.responses import Response

from chargeit.api.kit import Kit
from chargeit.api.passwords import Passwords
from chargeit.ports.reads import Reads
from chargeit.ports.work import Verb

T = TypeVar("T")
JSON = "application/json"
encode = msgspec.json.Encoder(order="deterministic").encode


class Door:
    """One per application. Reads share a few threads, so that slow ones never take all of the process."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.passwords = Passwords(kit.clock)
        self.streams = 0
        self.process = psutil.Process()
        self._reading = CapacityLimiter(kit.rules.read_threads)

    @property
    def reads(self) -> Reads:
        return self.kit.reads

    async def read(self, call: Callable[[], T]) -> T:
        """Runs `call` in a worker thread; the event loop never touches the store."""
        return await to_thread.run_sync(call, limiter=self._reading)

    async def write(self, key: str, verb: Verb[T]) -> T:
        return await self.kit.writer.write(key, verb)

    async def answer(self, call: Callable[[], object]) -> Response:
        """Reads, shapes and encodes in the worker thread."""
        return Response(await self.read(lambda: encode(call())), media_type=JSON, headers={"Cache-Control": "no-store"})


def answered(content: object, status: int = 200) -> Response:
    return Response(encode(content), status_code=status, media_type=JSON, headers={"Cache-Control": "no-store"})


def door_of(connection: HTTPConnection) -> Door:
    return cast(Door, connection.app.state.door)


async def _door(connection: HTTPConnection) -> Door:
    return door_of(connection)


TheDoor = Annotated[Door, Depends(_door)]
