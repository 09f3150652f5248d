"""The writer: verbs come from the event loop, threads commit them in batches, callers hear after the commit."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic, sleep
from typing import Any, TypeVar
from zlib import crc32

from chargeit.domain.errors import Unreachable
from chargeit.ports.work import Told, Verb
from chargeit.storage.batch import Ask, Batches, Outcome

T = TypeVar("T")

LARGEST_BATCH = 512
MOST_WAITING = 50_000
# so long after the last message everything that was told is heard
REST_S = 0.02
# Where this many come in a commit, the next one begins no sooner than so long after it: a sync costs more than a wait.
MANY = 4
APART_S = 0.005


class GroupWriter:
    """`chargeit.ports.work.Writer`: one thread a shard, all verbs of one key in one shard.

    The key of everything that concerns a station is the station. Called from its event loop only. `news` is called
    on the loop after a batch that recorded events; `verbs` and `batches` count since the start.
    """

    def __init__(self, shards: Sequence[Batches], loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queues: list[SimpleQueue[Ask | None]] = [SimpleQueue() for _ in shards]
        self._waiting = 0
        self.verbs = 0
        self.batches = 0
        self.news: Callable[[], None] = nothing
        self._is_closed = False
        self._threads = [
            Thread(target=self._serve, args=(batches, queue), name=f"writer-{n}", daemon=True)
            for n, (batches, queue) in enumerate(zip(shards, self._queues, strict=True))
        ]
        for thread in self._threads:
            thread.start()

    async def write(self, key: str, verb: Verb[T]) -> T:
        """Raises what the verb raised; Unreachable after `close`, and where too many verbs wait."""
        future: asyncio.Future[T] = self._loop.create_future()

        def done(result: Any, error: BaseException | None) -> None:
            if future.done():
                return
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)

        self.submit(key, verb, done)
        return await future

    def submit(self, key: str, verb: Verb[T], done: Callable[[T | None, BaseException | None], None]) -> None:
        """`done(result, error)` runs on the loop after the commit; soon, with Unreachable, where `write` raises it."""
        self._put(Ask(verb, done, key))

    def tell(self, key: str, told: Told, done: Callable[[None, BaseException | None], None]) -> None:
        """As `submit`."""
        self._put(Ask(nothing, done, key, told))

    @property
    def waiting(self) -> int:
        """Verbs that wait for a commit."""
        return self._waiting

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        return self._loop

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    async def close(self) -> None:
        """Commits what waits, tells its callers, and ends the threads."""
        if self._is_closed:
            return
        self._is_closed = True
        for queue in self._queues:
            queue.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)

    def _put(self, ask: Ask) -> None:
        if self._is_closed or self._waiting >= MOST_WAITING:
            reason = "the writer is closed" if self._is_closed else "too many messages wait to be stored"
            self._loop.call_soon(ask.done, None, Unreachable(reason))
            return
        self._waiting += 1
        queues = self._queues
        queues[crc32(ask.key.encode("utf-8", "replace")) % len(queues) if len(queues) > 1 else 0].put(ask)

    def _serve(self, batches: Batches, queue: "SimpleQueue[Ask | None]") -> None:
        is_open, begun = True, 0.0
        while is_open:
            asks = gathered(queue, REST_S if batches.has_rest else None, begun + APART_S)
            begun = monotonic() if len(asks) >= MANY else 0.0
            waiting = [ask for ask in asks if ask is not None]
            is_open = len(waiting) == len(asks)
            if waiting or batches.has_rest:
                outcomes = batches.run(waiting)
                self._tell(outcomes, batches.take_news())
        if batches.has_rest:
            batches.run([])

    def _tell(self, outcomes: list[Outcome], has_news: bool) -> None:
        # A loop that is closed has no caller left to hear.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._wake, outcomes, has_news)

    def _wake(self, outcomes: list[Outcome], has_news: bool) -> None:
        self._waiting -= len(outcomes)
        self.verbs += len(outcomes)
        self.batches += 1
        for done, result, error in outcomes:
            done(result, error)
        if has_news:
            self.news()


def gathered(queue: "SimpleQueue[Ask | None]", within_s: float | None, not_before: float) -> list[Ask | None]:
    """What waits then, at least one; none where none comes `within_s`."""
    try:
        asks = [queue.get(timeout=within_s)]
    except Empty:
        return []
    if (early_s := not_before - monotonic()) > 0:
        sleep(early_s)
    while len(asks) < LARGEST_BATCH and not queue.empty():
        asks.append(queue.get_nowait())
    return asks


def nothing(*_: object) -> None:
    """Nobody wants the news."""
