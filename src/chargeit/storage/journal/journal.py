"""The journal: told, written down, answered; heard later, in bulk.

A reading costs several random pages when it is stored where it is looked for, and a few hundred bytes in a row that
holds all of a batch. While much waits, it is written down first, and many readings of a station are stored together
soon after. On disk the journal is the rows of its table in their order; in memory, what of them is not yet heard.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from itertools import chain, takewhile
from math import exp
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select

from chargeit.domain.errors import Conflict
from chargeit.ports.work import Told
from chargeit.storage.journal import pages
from chargeit.storage.tables import journal

# So many messages in so many seconds are a load under which bulk pays.
BUSY = 64
RECENT_S = 0.1
# Heard in bulk pays where a station has told this much; but none waits longer than that.
EACH = 10
LONGEST_S = 1.0
# So much is heard in one commit: less does not pay for its statements, and with more the answers of others wait too
# long. The most is more than a batch holds.
AT_LEAST, AT_MOST = 512, 1024
# Rows that hold nothing that waits are deleted so many at a time.
CLEARED = 16

GOOD = journal.c.problem.is_(None)
NEW = insert(journal)
WAITING = select(journal.c.id, journal.c.body).where(GOOD).order_by(journal.c.id)
LAST = select(func.max(journal.c.id))
CLEAR = "DELETE FROM journal WHERE problem IS NULL AND id = ?"


class Plan(NamedTuple):
    """What a commit does beside its verbs: who is `heard` before them, and whether what is told is noted for later.

    `others` have a verb in it: nothing that they told waits.
    """

    heard: Mapping[str, Sequence[Told]]
    notes: bool = False
    others: Set[str] = frozenset()


NO_JOURNAL = Plan({})


class Waiting(list[Told]):
    """What a station told, in its order; `row` holds the first of it, which was written at `since`."""

    __slots__ = ("row", "since")

    def __init__(self, row: int, since: float) -> None:
        super().__init__()
        self.row = row
        self.since = since


class Journal:
    """Of one writer, on its thread. `load` comes first; a change in memory follows the commit that holds it."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        # in the order of their rows: who waits longest comes first
        self._waiting: dict[str, Waiting] = {}
        self._full: dict[str, None] = {}
        self._rows: deque[int] = deque()
        self._last_row = 0
        # by `write`, until its commit
        self._written: int | None = None
        self._cleared = 0
        self._recent = 0.0
        self._asked_at = monotonic()

    def __bool__(self) -> bool:
        """Whether anything waits to be heard."""
        return bool(self._waiting)

    def load(self, connection: Connection) -> None:
        """What the disk holds, which is what counts after a start or a commit that failed."""
        self._waiting, self._full, self._rows = {}, {}, deque()
        self._written, self._cleared = None, 0
        self._last_row = max(self._last_row, connection.execute(LAST).scalar() or 0)
        for row, body in connection.execute(WAITING):
            page = pages.decode(body)
            self._rows.append(row)
            self._forget(page.heard)
            self._add(pages.told_on(page), row)

    def plan(self, asks: int, others: Set[str]) -> Plan:
        """For a batch of so many, with verbs of `others`; all that waits is heard where there is no load."""
        now = self._monotonic()
        self._recent = self._recent * exp(min(self._asked_at - now, 0.0) / RECENT_S) + asks
        self._asked_at = now
        waiting, notes = self._waiting, asks > 0 and self._recent >= BUSY
        heard = self._ripe(now) | (waiting.keys() & others) if notes else waiting
        # in the order of stations, as the writers of all rows keep
        return Plan({one: waiting[one] for one in sorted(heard)}, notes, others)

    def write(self, connection: Connection, heard: Mapping[str, Any], noted: Sequence[tuple[str, Told]]) -> None:
        """In the commit in which these are heard. Raises Conflict where another process cleared what waits here."""
        row = self._next_row()
        first = next((told.row for station, told in self._waiting.items() if station not in heard), row)
        done = [(one,) for one in takewhile(lambda one: one < first, self._rows)]
        if done and (first == row or len(done) >= CLEARED):
            if connection.exec_driver_sql(CLEAR, done).rowcount != len(done):
                raise Conflict("another process has heard what this one wrote down")
            self._cleared = len(done)
        if noted or first != row:
            self._insert(connection, row, [] if first == row else list(heard), [told for _, told in noted])
            self._written = row

    def committed(self, heard: Iterable[str], noted: Sequence[tuple[str, Told]]) -> None:
        """What `write` wrote is on disk."""
        row, cleared = self._written, self._cleared
        self._written, self._cleared = None, 0
        for _ in range(cleared):
            self._rows.popleft()
        self._forget(heard)
        if row is not None:
            self._rows.append(row)
            self._add(noted, row)

    def set_aside(self, connection: Connection, station: str, problem: str) -> None:
        """What could not be heard stays on disk, with the reason."""
        self._insert(connection, self._next_row(), [], self._waiting[station], problem)

    def _insert(
        self, connection: Connection, row: int, heard: Sequence[str], told: Sequence[Told], problem: str | None = None
    ) -> None:
        connection.execute(NEW, {"id": row, "body": pages.written(heard, told), "problem": problem})

    def _next_row(self) -> int:
        """By the clock: another process that has cleared the table does not count from the same number."""
        self._last_row = max(self._last_row + 1, time.time_ns() // 1000)
        return self._last_row

    def _ripe(self, now: float) -> Set[str]:
        """Who waits too long or told enough, for one commit."""
        waiting, ripe, much = self._waiting, set[str](), 0
        overdue = takewhile(lambda station: now - waiting[station].since >= LONGEST_S, waiting)
        for station in chain(overdue, self._full if len(self._full) * EACH >= AT_LEAST else ()):
            if much >= AT_MOST:
                break
            ripe.add(station)
            much += len(waiting[station])
        return ripe

    def _forget(self, heard: Iterable[str]) -> None:
        for station in heard:
            self._waiting.pop(station, None)
            self._full.pop(station, None)

    def _add(self, noted: Iterable[tuple[str, Told]], row: int) -> None:
        waiting, full, now = self._waiting, self._full, self._monotonic()
        for station, told in noted:
            try:
                theirs = waiting[station]
            except KeyError:
                theirs = waiting[station] = Waiting(row, now)
            theirs.append(told)
            if len(theirs) >= EACH:
                full[station] = None
