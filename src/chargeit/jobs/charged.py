"""Follows transactions that end, and learns from each what the battery holds that it charged.

It follows the outbox as brokers do: what a crash leaves is looked at again, and gives the same.
"""

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import Protocol

from chargeit.domain.charged import ChargeEstimate
from chargeit.domain.clock import Clock
from chargeit.domain.errors import NotFound
from chargeit.domain.events import KINDS, TransactionEnded
from chargeit.domain.metering import Sample
from chargeit.jobs.turn import Job
from chargeit.ports.charged import ChargedReads
from chargeit.ports.outbox import Unpublished
from chargeit.ports.reads import SampleFilter, TransactionReads
from chargeit.ports.work import Writer
from chargeit.twin.charged import keeping

NAME = "charged"
"""Of its place in the outbox."""
EVERY_S = 3.0
AT_ONCE, PORTION = 500, 20
SAMPLES_AT_ONCE, MOST_SAMPLES = 2_000, 20_000
SKIPPED = frozenset(KINDS) - {TransactionEnded.kind}


class Reads(Protocol):
    @property
    def transactions(self) -> TransactionReads: ...
    @property
    def charged(self) -> ChargedReads: ...


class ChargedJob:
    """`estimates` are those made since the start, `learned` those of them that said something."""

    def __init__(self, ended: Unpublished, reads: Reads, writer: Writer, clock: Clock) -> None:
        self._ended, self._reads, self._writer, self._clock = ended, reads, writer, clock
        self._is_caught_up = False
        self.estimates = self.learned = 0

    @property
    def job(self) -> Job:
        return Job("charged batteries", self.turn, EVERY_S)

    async def turn(self) -> bool:
        """What ends now comes before what ended before this job was there."""
        told = await asyncio.to_thread(self._ended.take, AT_ONCE, SKIPPED)
        if told:
            events = [one.event for one in told]
            numbers = {one.transaction.number for one in events if isinstance(one, TransactionEnded)}
            await self._look_at(await asyncio.to_thread(self._reads.charged.telling, sorted(numbers)))
            await asyncio.to_thread(self._ended.published, told)
            return True
        return not self._is_caught_up and await self._look_back()

    async def _look_back(self) -> bool:
        try:
            portion = await asyncio.to_thread(self._reads.charged.before, PORTION)
        except NotFound:
            await self._writer.write(NAME, lambda work: work.charged.looked_back())
            return True
        if portion is None:
            self._is_caught_up = True
            return False
        await self._look_at(portion.numbers)
        await self._writer.write(NAME, lambda work: work.charged.looked_back(portion.reached))
        return True

    async def _look_at(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            made = await asyncio.to_thread(self._estimated, number)
            if made is not None:
                self.estimates += 1
                self.learned += made.capacity_wh is not None
                await self._writer.write(NAME, partial(keeping.learn, [made], self._clock()))

    def _estimated(self, number: int) -> ChargeEstimate | None:
        row = self._reads.transactions.one(number)
        if row is None:
            return None
        return keeping.of_transaction(row.transaction, self._samples(number), simulated=row.simulated)

    def _samples(self, number: int) -> list[Sample]:
        """At most some thousand, the oldest."""
        found: list[Sample] = []
        after: str | None = None
        while len(found) < MOST_SAMPLES:
            page = self._reads.transactions.samples(
                SampleFilter(transaction=number), after=after, limit=SAMPLES_AT_ONCE
            )
            found += [row.sample for row in page.rows]
            if (after := page.next) is None:
                break
        return found
