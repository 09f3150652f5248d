"""Server-sent events: what was stored since a position, then what is published, without gap or duplicate."""

import asyncio
import contextlib
import dataclasses
from functools import partial
from typing import Any, Literal

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from chargeit.api.door import Door, encode
from chargeit.api.security import Caller, by_login
from chargeit.domain.errors import Unreachable
from chargeit.domain.events import KINDS, Envelope
from chargeit.ports.bus import Subscription

CHUNK = 500
STUCK_S, RETRY_S = 30.0, 0.5
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


NAMES = {kind: tuple(field.name for field in dataclasses.fields(kind)) for kind in KINDS.values()}


def data(envelope: Envelope) -> dict[str, Any]:
    event = envelope.event
    head = {
        "position": envelope.position,
        "id": envelope.id,
        "recorded_at": envelope.recorded_at,
        "kind": event.kind,
        "version": event.version,
    }
    return head | {name: getattr(event, name) for name in NAMES[type(event)]}


@dataclasses.dataclass(frozen=True, slots=True)
class Gap:
    """Events after `after` up to `position` are not in the store any more: read again what was built from events."""

    kind: Literal["gap"]
    position: int
    after: int


def gap(after: int, position: int) -> bytes:
    return b"id: %d\nevent: gap\ndata: %s\n\n" % (position, encode(Gap("gap", position, after)))


def frame(envelope: Envelope) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (
        envelope.position,
        envelope.event.kind.encode(),
        encode(data(envelope)),
    )


class EventStream(Response):
    """One stream. `after` None is from now on; `kinds` empty is all.

    It ends when the client goes, the login ends, or the platform stops. A client too slow for the bus is caught up
    from the store; one that takes nothing for half a minute is given up.
    """

    def __init__(self, door: Door, caller: Caller, after: int | None, kinds: frozenset[str]) -> None:
        super().__init__()
        self._door, self._caller, self._kinds = door, caller, kinds
        self._position = after
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._send = send
        self._door.streams += 1
        ends = (self._follow(), self._beat(), gone(receive), self._door.kit.stopping.wait())
        tasks = [asyncio.ensure_future(end) for end in ends]
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await self._write(b": chargeit\n\n")
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._door.streams -= 1
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception) and not isinstance(error, OSError | TimeoutError):
                raise error
        with contextlib.suppress(OSError):
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _write(self, chunk: bytes) -> None:
        async with asyncio.timeout(STUCK_S):
            await self._send({"type": "http.response.body", "body": chunk, "more_body": True})

    async def _follow(self) -> None:
        while True:
            try:
                async with self._door.kit.bus.subscribe("events") as live:
                    await self._deliver(live)
                    return
            except Unreachable:
                await asyncio.sleep(RETRY_S)

    async def _deliver(self, live: Subscription) -> None:
        """Subscribes first and reads the store after it, so that nothing falls between the two."""
        async with self._turn:
            await self._begin()
            await self._catch_up()
        async for envelope in live:
            async with self._turn:
                assert self._position is not None
                if envelope.position > self._position + 1:
                    await self._catch_up()
                if envelope.position > self._position:
                    await self._show([envelope])

    async def _begin(self) -> None:
        """A position from the future (the store was restored from a backup) starts at the present."""
        latest = await self._door.read(self._door.reads.events.latest_position)
        if self._position is not None and self._position > latest:
            await self._write(gap(self._position, latest))
            self._position = latest
        elif self._position is None:
            self._position = latest

    async def _catch_up(self) -> None:
        while True:
            if (position := self._position) is None:
                return
            stored = await self._door.read(partial(self._door.reads.events.after, position, limit=CHUNK))
            await self._show(stored)
            if len(stored) < CHUNK:
                return

    async def _show(self, envelopes: list[Envelope]) -> None:
        """Positions have no holes but those of pruned events, which every client hears of, whatever kinds it wants."""
        if not envelopes:
            return
        frames = [frame(e) for e in envelopes if not self._kinds or e.event.kind in self._kinds]
        missing = envelopes[0].position - 1
        if self._position is not None and missing > self._position:
            frames.insert(0, gap(self._position, missing))
        if frames:
            await self._write(b"".join(frames))
        self._position = envelopes[-1].position

    async def _beat(self) -> None:
        """A comment now and then, which also heals a gap; ends the stream when its login has ended."""
        while True:
            await asyncio.sleep(self._door.kit.rules.heartbeat_s)
            login = self._caller.token_hash
            with contextlib.suppress(Unreachable):
                if login and await by_login(login, self._door) is None:
                    return
                async with self._turn:
                    await self._catch_up()
            async with self._turn:
                await self._write(b": still here\n\n")


async def gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
