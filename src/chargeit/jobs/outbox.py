"""Publishes what was committed: from the outbox to the bus, at least once and in order."""

import asyncio
from collections.abc import Callable

from chargeit.domain.events import KINDS
from chargeit.jobs.turn import Job
from chargeit.ports.bus import Bus
from chargeit.ports.outbox import Unpublished

AT_ONCE = 500
EVERY_S = 1.0
"""The pace when nothing wakes it: events that another process committed, and what a crash left."""


def nothing() -> None: ...


def outbox_job(outbox: Unpublished, bus: Bus, name: str = "outbox", then: Callable[[], object] = nothing) -> Job:
    """`then` is called after each turn: what follows has something to look at."""

    async def turn() -> bool:
        """Marks only after the bus has them: a crash between publishes again, with the same positions and ids.

        What nobody listens to is not made; who comes later reads it in the store, where the positions leave a gap.
        """
        skipped = frozenset(kind for kind in KINDS if not bus.wants(kind))
        envelopes = await asyncio.to_thread(outbox.take, AT_ONCE, skipped)
        then()
        if not envelopes:
            return False
        await bus.publish(envelopes)
        await asyncio.to_thread(outbox.published, envelopes)
        return True

    return Job(name, turn, EVERY_S)
