"""The bus within one process: a bounded queue for each subscriber."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from chargeit.domain.errors import Unreachable
from chargeit.domain.events import Envelope

MOST_WAITING = 10_000


class MemorySubscription:
    """What waits for one subscriber. Iterating ends when the bus closes; it raises Unreachable after what was
    still held for a subscriber that fell behind."""

    def __init__(self, name: str, kinds: frozenset[str], bound: int) -> None:
        self.name = name
        self._kinds = kinds
        self._bound = bound
        self._waiting: deque[Envelope] = deque()
        self._news = asyncio.Event()
        self._lost = ""
        self._over = False

    def wants(self, kind: str) -> bool:
        return not self._kinds or kind in self._kinds

    def offer(self, envelope: Envelope) -> None:
        if self._lost or not self.wants(envelope.event.kind):
            return
        if len(self._waiting) >= self._bound:
            self.lose(f"fell {self._bound} events behind")
        else:
            self._waiting.append(envelope)
        self._news.set()

    def lose(self, reason: str) -> None:
        self._lost = self._lost or reason
        self._news.set()

    def end(self) -> None:
        self._over = True
        self._news.set()

    def __aiter__(self) -> AsyncIterator[Envelope]:
        return self

    async def __anext__(self) -> Envelope:
        while not self._waiting:
            if self._lost:
                raise Unreachable(f"{self.name} {self._lost} and lost its place: read the store")
            if self._over:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        return self._waiting.popleft()


class MemoryBus:
    """`ports.bus.Bus` for one process and one event loop. Publishing never waits for a subscriber."""

    def __init__(self, bound: int = MOST_WAITING) -> None:
        self._bound = bound
        self._subscriptions: set[MemorySubscription] = set()
        self._closed = False

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        if self._closed:
            raise Unreachable("the bus is closed")
        for subscription in self._subscriptions:
            for envelope in envelopes:
                subscription.offer(envelope)

    @asynccontextmanager
    async def subscribe(self, name: str, kinds: frozenset[str] = frozenset()) -> AsyncIterator[MemorySubscription]:
        subscription = MemorySubscription(name, kinds, self._bound)
        if self._closed:
            subscription.end()
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def wants(self, kind: str) -> bool:
        return any(subscription.wants(kind) for subscription in self._subscriptions)

    def lose(self, reason: str) -> None:
        """Every subscriber gets what waits for it, and is told that more may have been lost."""
        for subscription in self._subscriptions:
            subscription.lose(reason)

    @property
    def is_idle(self) -> bool:
        return not self._subscriptions

    async def close(self) -> None:
        """Subscribers get what waits for them, and the end."""
        self._closed = True
        for subscription in self._subscriptions:
            subscription.end()
