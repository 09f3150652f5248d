"""Leases that outlived their process: their stations are connected no more, whatever the store says."""

import asyncio
from functools import partial

from chargeit.central import presence
from chargeit.central.presence import DisconnectAsked
from chargeit.domain.clock import Clock
from chargeit.ports.work import Writer

REASON = "the process that held the connection ended"
AT_ONCE = 1000


async def release_former(writer: Writer, clock: Clock) -> int:
    """How many stations were shown as connected and are not.

    Runs before the first station is let in: one process serves, so every lease of the store is of a former life.
    A station that came back meanwhile has a newer epoch, and keeps its lease.
    """
    leases = await writer.write("leases", lambda work: work.presence.leases())
    released = 0
    for start in range(0, len(leases), AT_ONCE):
        asked = [
            DisconnectAsked(lease.station, lease.node, lease.epoch, REASON, clock())
            for lease in leases[start : start + AT_ONCE]
        ]
        verbs = [writer.write(one.station, partial(presence.disconnected, one)) for one in asked]
        released += sum(await asyncio.gather(*verbs))
    return released
