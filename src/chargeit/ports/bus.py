"""The bus carries facts: at least once, in order per station."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from chargeit.domain.events import Envelope


class Subscription(Protocol):
    def __aiter__(self) -> AsyncIterator[Envelope]: ...


class Bus(Protocol):
    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Returns once the bus holds them. Raises Unreachable: nothing is lost, the outbox publishes again."""

    def subscribe(self, name: str, kinds: frozenset[str] = frozenset()) -> AbstractAsyncContextManager[Subscription]:
        """The events of `kinds` (all where empty) from now on. A slow subscriber never delays another."""

    def wants(self, kind: str) -> bool:
        """False where nobody here or elsewhere would get an event of that kind now."""

    async def close(self) -> None: ...
