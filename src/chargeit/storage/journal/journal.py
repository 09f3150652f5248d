"""The journal: told, written down, answered; heard later, in bulk.

A reading costs several random pages when it is stored where it is looked for, and a few hundred bytes in a row that
holds all of a batch. While much waits, it is written down first, and many readings of a station are stored together
soon after. On disk the journal is the rows of its table in their order; in memory, what of them is not yet heard.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select

from chargeit.domain.errors import Conflict
from chargeit.ports.work import Told
from chargeit.storage.journal import pages
from chargeit.storage.tables import journal

# So many messages at once are a load under which bulk pays.
BUSY = 64
# Heard in bulk pays where each station has told this much; but nobody waits longer than that, nor much more than that.
EACH = 10
LONGEST_S = 1.0
MOST = 50_000

GOOD = journal.c.problem.is_(None)
NEW = insert(journal)
WAITING = select(journal.c.body).where(GOOD).order_by(journal.c.id)
CLEAR = delete(journal).where(GOOD)


class Plan(NamedTuple):
    """What a commit does beside its verbs: who is `heard` before them, and whether what is told is noted for later.

    `others` have a verb in it: nothing that they told waits.
    """

    heard: Mapping[str, Sequence[Told]]
    notes: bool = False
    others: Set[str] = frozenset()


NO_JOURNAL = Plan({})


class Journal:
    """Of one writer, on its thread. `load` comes first; a change in memory follows the commit that holds it."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._waiting: dict[str, list[Told]] = {}
        self._count = 0
        self._rows = 0
        self._cleared_at = monotonic()

    def __bool__(self) -> bool:
        """Whether anything waits to be heard."""
        return bool(self._waiting)

    def load(self, connection: Connection) -> None:
        """What the disk holds, which is what counts after a start or a commit that failed."""
        self._waiting, self._count, self._rows = {}, 0, 0
        for body in connection.execute(WAITING).scalars():
            page = pages.decode(body)
            self._rows += 1
            for station in page.heard:
                self._waiting.pop(station, None)
            self._add(pages.told_on(page))

    def plan(self, asks: int, others: set[str]) -> Plan:
        """For a batch of so many, with verbs of `others`."""
        is_busy = asks >= BUSY
        waiting = self._waiting
        is_much = self._count >= min(EACH * len(waiting), MOST)
        is_due = not is_busy or is_much or self._monotonic() - self._cleared_at >= LONGEST_S
        # in the order of stations, as the writers of all rows keep
        heard = {one: waiting[one] for one in sorted(waiting if is_due else waiting.keys() & others)}
        return Plan(heard, is_busy, others)

    def write(self, connection: Connection, heard: Mapping[str, Any], noted: Sequence[tuple[str, Told]]) -> None:
        """In the commit in which these are heard. Raises Conflict where another process cleared what waits here."""
        if self._rows and len(heard) == len(self._waiting):
            if connection.execute(CLEAR).rowcount != self._rows:
                raise Conflict("another process has heard what this one wrote down")
            heard = {}
        if heard or noted:
            connection.execute(NEW, {"body": pages.written(list(heard), [told for _, told in noted])})

    def committed(self, heard: Mapping[str, Any], noted: Sequence[tuple[str, Told]]) -> None:
        if len(heard) == len(self._waiting):
            self._waiting, self._count, self._rows = {}, 0, 0
            self._cleared_at = self._monotonic()
            heard = {}
        for station in heard:
            self._count -= len(self._waiting.pop(station))
        self._rows += bool(heard or noted)
        self._add(noted)

    def set_aside(self, connection: Connection, station: str, problem: str) -> None:
        """What could not be heard stays on disk, with the reason."""
        told = self._waiting[station]
        connection.execute(NEW, {"body": pages.written([], told), "problem": problem})

    def _add(self, noted: Iterable[tuple[str, Told]]) -> None:
        waiting = self._waiting
        for station, told in noted:
            try:
                waiting[station].append(told)
            except KeyError:
                waiting[station] = [told]
            self._count += 1
