"""How a job runs: turn after turn, woken by an event or by time, until it is stopped."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chargeit.domain.errors import Unreachable
from chargeit.ports.bus import Bus

log = logging.getLogger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 30.0


@dataclass(frozen=True, slots=True)
class Job:
    """`turn` does what is to do now, and returns True where more waits.

    It is called every `every_s`, and `gather_s` after a wake, so that many wakes share a turn.
    """

    name: str
    turn: Callable[[], Awaitable[bool]]
    every_s: float
    gather_s: float = 0.02


async def run(job: Job, wake: asyncio.Event, stopping: asyncio.Event) -> None:
    """Returns when `stopping` is set, after the turn that runs. `wake` is set on this event loop by whoever has news.

    A turn that fails is logged and tried again, later each time: a wake does not shorten that pause.
    """
    failures = 0
    while not stopping.is_set():
        wake.clear()
        try:
            more = await job.turn()
            failures = 0
        except Unreachable as error:
            failures += 1
            log.warning("job %s waits, %d time(s) in a row: %s", job.name, failures, error)
            more = False
        except Exception:
            failures += 1
            log.exception("job %s failed, %d time(s) in a row", job.name, failures)
            more = False
        if failures:
            await first_of(pause_s(failures), stopping)
        elif not more:
            await first_of(job.every_s, stopping, wake)
            await first_of(job.gather_s, stopping)


def pause_s(failures: int) -> float:
    return min(FIRST_PAUSE_S * 2.0 ** min(failures - 1, 16), LONGEST_PAUSE_S)


async def first_of(longest_s: float, *events: asyncio.Event) -> None:
    """Until one of the events is set, `longest_s` at most."""
    if any(event.is_set() for event in events):
        return
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=longest_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)


async def wake_on(bus: Bus, kinds: frozenset[str], wake: asyncio.Event) -> None:
    """Sets `wake` at every event of `kinds`, until the bus closes. One that was lost is made up for by a wake."""
    while True:
        try:
            async with bus.subscribe("wake", kinds) as live:
                wake.set()
                async for _ in live:
                    wake.set()
                return
        except Unreachable:
            await asyncio.sleep(FIRST_PAUSE_S)
