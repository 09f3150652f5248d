"""An import goes in chunks, each with its progress in the same commit, so that one that was stopped goes on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic

from chargeit.domain.clock import Clock
from chargeit.domain.loads import Added, HourlyLoad, ImportProgress, Outcome, RowNote
from chargeit.loads.ingest.reading import Reading
from chargeit.ports.work import Verb, Work

# Other writers wait while a chunk is stored: 50 ms is the bound, half of it the aim.
AIM_S = 0.025
FEWEST, FIRST, MOST = 10, 100, 5_000
UTC = "UTC"
WEIGHT = 0.2
Write = Callable[[Verb[ImportProgress]], ImportProgress]
"""Runs a verb in a commit of its own."""
Told = Callable[[ImportProgress | RowNote], None]


@dataclass(slots=True)
class Pace:
    """How many loads a chunk has, by how long the ones before took each."""

    size: int = FIRST
    load_s: float = AIM_S / FIRST

    def took(self, seconds: float) -> None:
        self.load_s += WEIGHT * (seconds / self.size - self.load_s)
        self.size = min(MOST, max(FEWEST, round(AIM_S / max(self.load_s, 1e-9))))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Loads to store and how far the import is with them; `after` counts the loads before these.

    `zone` is that of the file's clock, None where it is UTC or none is known.
    """

    after: int
    loads: tuple[HourlyLoad, ...]
    progress: ImportProgress
    zone: str | None = None


@dataclass(slots=True)
class Importing:
    """One import of one file. Rows are read from the beginning in any case: what they mean depends on those before."""

    reading: Reading
    name: str
    clock: Clock
    pace: Pace = field(default_factory=Pace)

    def begun(self) -> ImportProgress:
        """Of an import from the beginning."""
        return ImportProgress(self.reading.digest, self.name, self.clock())

    def chunks(self, known: ImportProgress | None = None) -> Iterator[Chunk | RowNote]:
        """What is not stored yet, after `known`; and every row that is odd, also of what was stored before."""
        begun, read, rows = loads_of(known), 0, 1
        counts = dict.fromkeys(Outcome, 0)
        waiting: list[HourlyLoad] = []
        for row, found in self.reading.loads():
            rows = max(rows, row)
            if isinstance(found, RowNote):
                counts[found.outcome] += 1
                yield found
                continue
            read += 1
            if read > begun:
                waiting.append(found)
            if len(waiting) >= self.pace.size:
                yield self._chunk(read, waiting, rows, counts)
                waiting = []
        last = self._chunk(read, waiting, rows, counts)
        yield replace(last, progress=replace(last.progress, finished=True))

    def _chunk(self, read: int, loads: list[HourlyLoad], rows: int, counts: dict[Outcome, int]) -> Chunk:
        told = ImportProgress(
            self.reading.digest,
            self.name,
            self.clock(),
            rows,
            refused=counts[Outcome.REFUSED],
            repaired=counts[Outcome.REPAIRED],
            state=str(read),
        )
        zone = getattr(self.reading.manner.instants.zone, "key", UTC)
        return Chunk(read - len(loads), tuple(loads), told, None if zone == UTC else zone)


def carry_out(importing: Importing, known: ImportProgress | None, write: Write, tell: Told) -> ImportProgress:
    """Stores all that is not stored yet. `tell` hears each row that is odd, and the progress after each commit.

    Begins anew where `known` is None.
    """
    progress = known or write(partial(begin, importing.begun()))
    for found in importing.chunks(known):
        if isinstance(found, RowNote):
            tell(found)
            continue
        begun = monotonic()
        progress = write(partial(store, found))
        importing.pace.took(monotonic() - begun)
        tell(progress)
    return progress


def begin(progress: ImportProgress, work: Work) -> ImportProgress:
    work.loads.keep_progress(progress)
    return progress


def loads_of(progress: ImportProgress | None) -> int:
    """How many loads of the file are stored."""
    return int(progress.state or 0) if progress else 0


def store(chunk: Chunk, work: Work) -> ImportProgress:
    """Stores it once: a chunk that another import of the same file stored meanwhile changes nothing."""
    known = work.loads.progress(chunk.progress.file_digest)
    stored = loads_of(known)
    before = known.added if known else Added()
    fresh = chunk.loads[max(0, stored - chunk.after) :]
    added = work.loads.add(fresh, time_zone=chunk.zone) if fresh else Added()
    if known and stored > loads_of(chunk.progress):
        return known
    progress = replace(chunk.progress, added=before + added)
    work.loads.keep_progress(progress)
    return progress
