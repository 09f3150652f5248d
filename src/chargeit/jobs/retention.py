"""Forgets what was kept for long enough: events that were published; their nouns stay."""

import asyncio
import logging
from datetime import timedelta

from chargeit.domain.clock import Clock
from chargeit.jobs.turn import Job
from chargeit.ports.outbox import Outbox

log = logging.getLogger(__name__)

EVERY_S = 3600.0


def retention_job(outbox: Outbox, clock: Clock, kept: timedelta, relays: frozenset[str] = frozenset()) -> Job:
    """A stream that comes back after a longer absence is told of the gap. What a broker of `relays` lacks stays."""

    async def turn() -> bool:
        pruned = await asyncio.to_thread(outbox.prune, clock() - kept, relays)
        if pruned:
            log.info("%d events older than %g days are pruned", pruned, kept / timedelta(days=1))
        return bool(pruned)

    return Job("retention", turn, EVERY_S)
