"""The outbox: events that are committed and not yet published."""

from datetime import datetime
from typing import Protocol

from chargeit.domain.events import Envelope


class Outbox(Protocol):
    """Synchronous, for a worker thread of the one holder of the outbox lease."""

    def take(self, limit: int, skipped: frozenset[str] = frozenset()) -> list[Envelope]:
        """The next unpublished events in order, each with the position it is given now; safe to repeat.

        Those of the kinds `skipped` get their positions too, count as published and are left out.
        """

    def published(self, envelopes: list[Envelope]) -> None:
        """Marks them; what a crash leaves unmarked is taken again with the same position and id."""

    def unpublished(self) -> int: ...

    def prune(self, before: datetime) -> int:
        """Deletes some thousand events that were published before; how many. What is not published stays."""
