"""The outbox: events that are committed and not yet published."""

from datetime import datetime
from typing import Protocol

from chargeit.domain.events import Envelope


class Unpublished(Protocol):
    """What one bus has not got yet. Synchronous, for a worker thread of the one holder of the outbox lease."""

    def take(self, limit: int, skipped: frozenset[str] = frozenset()) -> list[Envelope]:
        """The next unpublished events in order, each with its position; safe to repeat.

        Those of the kinds `skipped` count as published and are left out.
        """

    def published(self, envelopes: list[Envelope]) -> None:
        """Marks them; what a crash leaves unmarked is taken again with the same position and id."""

    def unpublished(self) -> int: ...


class Outbox(Unpublished, Protocol):
    """The first to take gives the positions: the bus of this process. Brokers follow, each at its own pace."""

    def prune(self, before: datetime, relays: frozenset[str] = frozenset()) -> int:
        """Deletes some thousand events that were published before; how many.

        What is not published stays, and so does what one of the brokers `relays` has not got.
        """
