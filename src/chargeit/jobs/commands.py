"""Carries out queued commands: one at a time a station, and no station waits for another."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from chargeit.central import commands, remote_starts
from chargeit.domain.clock import Clock
from chargeit.domain.commands import Command, CommandState, Outcome
from chargeit.domain.errors import Conflict, Invalid, NotFound, Unreachable
from chargeit.domain.stations import StationId
from chargeit.jobs.turn import Job, pause_s
from chargeit.ports.links import Links
from chargeit.ports.work import Work, Writer

log = logging.getLogger(__name__)

KINDS = frozenset({"command.changed", "station.booted", "station.connected"})
"""The events that wake the job."""
EVERY_S = 1.0
"""The pace without events: expiry, and stations that became ready by their first message."""
KEY = "commands"


class CommandsJob:
    """Reads the queue anew at every turn, so that nothing in memory can be wrong about it.

    `start_within` is how long after its answer a station may take to begin the transaction that was asked for.
    """

    def __init__(
        self, writer: Writer, links: Links, clock: Clock, wake: asyncio.Event, start_within: timedelta
    ) -> None:
        self._writer = writer
        self._links = links
        self._clock = clock
        self._wake = wake
        self._start_within = start_within
        self._carried: dict[StationId, asyncio.Task[None]] = {}

    @property
    def job(self) -> Job:
        return Job("commands", self.turn, EVERY_S)

    async def recover(self) -> None:
        """Once, before the first turn: what a former life sent and heard no answer to has timed out."""
        await self._writer.write(KEY, partial(commands.recover, self._clock()))

    async def turn(self) -> bool:
        now = self._clock()
        waiting, overdue = await self._writer.write(KEY, partial(to_do, now))
        for command in overdue:
            await self._write(command, partial(remote_starts.missed, command.id, now))
        if any(command.expires_at <= now for command in waiting):
            await self._writer.write(KEY, partial(commands.expire, now))
        ready = self._links.ready()
        for command in sorted(waiting, key=lambda one: (one.requested_at, one.id)):
            if command.expires_at > now and command.station in ready and command.station not in self._carried:
                task = asyncio.create_task(self._carry(command), name=f"command {command.id}")
                self._carried[command.station] = task
                task.add_done_callback(partial(self._done, command.station))
        return False

    async def stop(self) -> None:
        """Gives up what runs; the next start finds it sent and unanswered."""
        tasks = list(self._carried.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, station: StationId, task: asyncio.Task[None]) -> None:
        del self._carried[station]
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("%s failed", task.get_name(), exc_info=error)

    async def _carry(self, command: Command) -> None:
        try:
            await self._write(command, partial(commands.sent, command.id, self._clock(), self._start_within))
            outcome = await self._call(command)
            if outcome is None:
                await self._surely(command, partial(commands.unsent, command.id, self._clock()))
            else:
                await self._surely(command, partial(commands.ended, command.id, outcome, self._clock()))
        except (Conflict, NotFound) as error:
            log.info("command %s is no longer ours: %s", command.id, error)
        except Unreachable as error:
            log.warning("command %s waits in the queue: %s", command.id, error)

    async def _call(self, command: Command) -> Outcome | None:
        """None where nothing was sent."""
        try:
            return await self._links.call(command)
        except Unreachable:
            return None
        except Invalid as error:
            return Outcome(CommandState.REJECTED, error=str(error))
        except Exception:
            log.exception("command %s to station %s failed", command.id, command.station)
            return Outcome(CommandState.TIMED_OUT, error="the platform failed while it was carried out")

    async def _surely(self, command: Command, verb: Callable[[Work], Command]) -> None:
        """What became of a command is written as soon as the store is there again."""
        failures = 0
        while True:
            try:
                await self._write(command, verb)
                return
            except Unreachable as error:
                failures += 1
                log.warning("the end of command %s cannot be stored yet: %s", command.id, error)
                await asyncio.sleep(pause_s(failures))

    async def _write(self, command: Command, verb: Callable[[Work], Command]) -> Command:
        return await self._writer.write(command.station, verb)


def to_do(at: datetime, work: Work) -> tuple[list[Command], list[Command]]:
    """Those that wait to be sent, and those whose transaction did not begin in time."""
    queued = [command for command in work.commands.unfinished() if command.state is CommandState.QUEUED]
    return queued, work.commands.overdue_starts(at)
