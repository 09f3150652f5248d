"""Subscriptions to a broker: one reader for a process, and a bounded queue for each subscriber."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from chargeit.bus.envelope import decode
from chargeit.bus.memory import MOST_WAITING, MemoryBus, MemorySubscription
from chargeit.domain.errors import Invalid, Unreachable

Take = Callable[[Sequence[tuple[str, bytes]]], Awaitable[None]]
"""Stores messages (key, body); raises Unreachable where that is not possible now."""

log = logging.getLogger(__name__)


class Reader(Protocol):
    """What is published from its opening on."""

    async def open(self) -> None:
        """Raises Unreachable."""

    async def read(self) -> Sequence[bytes]:
        """What came since, in order per key; waits for some. Raises Unreachable where a part may be missing."""

    async def close(self) -> None: ...


class Listeners:
    """The reader is open as long as somebody listens."""

    def __init__(self, reader: Callable[[], Reader], bound: int = MOST_WAITING) -> None:
        self._reader = reader
        self._bound = bound
        self._local = MemoryBus(bound)
        self._reading: asyncio.Task[None] | None = None
        self._opening = asyncio.Lock()
        self._closed = False

    @asynccontextmanager
    async def subscribe(self, name: str, kinds: frozenset[str]) -> AsyncIterator[MemorySubscription]:
        """Raises Unreachable."""
        if not self._closed:
            await self._listen()
        local = self._local
        async with local.subscribe(name, kinds) as subscription:
            yield subscription
        if local is self._local and local.is_idle:
            await self._stop()

    async def close(self) -> None:
        self._closed = True
        await self._local.close()
        await self._stop()

    async def _listen(self) -> None:
        async with self._opening:
            if self._reading is None or self._reading.done():
                reader = self._reader()
                await reader.open()
                self._local = MemoryBus(self._bound)
                self._reading = asyncio.create_task(self._read(reader, self._local))

    async def _stop(self) -> None:
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading

    async def _read(self, reader: Reader, local: MemoryBus) -> None:
        try:
            while True:
                for data in await reader.read():
                    await self._hear(data, local)
        except Unreachable as error:
            local.lose(f"lost the broker ({error})")
        finally:
            await reader.close()

    async def _hear(self, data: bytes, local: MemoryBus) -> None:
        try:
            envelope = decode(data)
        except Invalid as error:
            log.warning("the broker carries what is no event: %s", error)
            return
        if envelope is not None:
            await local.publish([envelope])
