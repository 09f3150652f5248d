"""What a process remembers of its stations. It follows the disk: changes apply after the commit that holds them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from chargeit.domain.commands import Command
from chargeit.storage.loads import Path
from chargeit.storage.metering.energy import Meter

DIGEST_LENGTH = 8
DIGESTS_KEPT = 16
CLOSED_METERS_KEPT = 4
PAYERS_KEPT = 32


class Payer(NamedTuple):
    """Whose load a transaction is, as the station's row and the token say."""

    site: str
    simulated: bool
    token_key: str


class StationMemory(NamedTuple):
    """`digests` are those of the newest messages, first the newest; `meters` those of its transactions by number.

    `starts` are the commands whose transaction is awaited; `payers` those of its newest transactions; `heard` says when
    the newest sample of no transaction was taken at each EVSE, where that is known.
    """

    digests: bytes = b""
    evses: frozenset[int] = frozenset()
    meters: Mapping[int, Meter] = MappingProxyType({})
    starts: tuple[Command, ...] = ()
    payers: Mapping[Payer, Path] = MappingProxyType({})
    heard: Mapping[int, datetime] = MappingProxyType({})

    def with_digests(self, ring: bytes) -> "StationMemory":
        return StationMemory(ring, self.evses, self.meters, self.starts, self.payers, self.heard)

    def with_evse(self, evse: int) -> "StationMemory":
        return self._replace(evses=self.evses | {evse})

    def with_meter(self, meter: Meter) -> "StationMemory":
        return self.with_meters({meter.number: meter})

    def with_meters(self, changed: Mapping[int, Meter]) -> "StationMemory":
        both = {**self.meters, **changed}
        return StationMemory(self.digests, self.evses, both, self.starts, self.payers, self.heard)

    def with_heard(self, evse: int, at: datetime) -> "StationMemory":
        return self._replace(heard={**self.heard, evse: at})

    def with_payer(self, payer: Payer, path: Path) -> "StationMemory":
        newest = dict([*self.payers.items(), (payer, path)][-PAYERS_KEPT:])
        return self._replace(payers=newest)

    def with_command(self, command: Command) -> "StationMemory":
        others = tuple(one for one in self.starts if one.id != command.id)
        return self._replace(starts=others if command.start_due_at is None else (*others, command))

    def open_on(self, evse: int) -> int | None:
        """The newest open transaction of an EVSE."""
        newest = None
        for number, meter in self.meters.items():
            if meter.is_open and meter.evse == evse and (newest is None or number > newest):
                newest = number
        return newest

    def trimmed(self) -> "StationMemory":
        """Without the meters of all but the newest transactions that are closed."""
        closed = sorted(number for number, meter in self.meters.items() if not meter.is_open)
        if len(closed) <= CLOSED_METERS_KEPT:
            return self
        gone = set(closed[:-CLOSED_METERS_KEPT])
        return self._replace(meters={n: meter for n, meter in self.meters.items() if n not in gone})


def ring_with(ring: bytes, digests: Sequence[bytes]) -> tuple[list[bool], bytes]:
    """Which of the messages are in the ring or come twice, and the ring with the others: first the newest."""
    known = {ring[at : at + DIGEST_LENGTH] for at in range(0, len(ring), DIGEST_LENGTH)}
    repeats, fresh = [], []
    for digest in digests:
        short = digest[:DIGEST_LENGTH].ljust(DIGEST_LENGTH)
        is_repeat = short in known
        repeats.append(is_repeat)
        if not is_repeat:
            known.add(short)
            fresh.append(short)
    if not fresh:
        return repeats, ring
    fresh.reverse()
    return repeats, (b"".join(fresh) + ring)[: DIGEST_LENGTH * DIGESTS_KEPT]


Memory = dict[str, StationMemory]
"""Station -> what is on disk of it. Shared by the writers of a process; each station belongs to one of them."""


class Pending:
    """A batch's changes on top of the memory, undone with the verb that made them."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._changed: dict[str, StationMemory | None] = {}
        self._undo: list[tuple[str, bool, StationMemory | None]] = []

    def get(self, station: str) -> StationMemory | None:
        """None where it has to be read from the database."""
        if station in self._changed:
            return self._changed[station]
        return self._memory.get(station)

    def put(self, station: str, changed: StationMemory | None) -> None:
        self._undo.append((station, station in self._changed, self._changed.get(station)))
        self._changed[station] = changed

    def mark(self) -> int:
        return len(self._undo)

    def undo(self, mark: int) -> None:
        while len(self._undo) > mark:
            station, was_there, before = self._undo.pop()
            if was_there:
                self._changed[station] = before
            else:
                self._changed.pop(station, None)

    def apply(self) -> None:
        """After the commit."""
        for station, changed in self._changed.items():
            if changed is None:
                self._memory.pop(station, None)
            else:
                self._memory[station] = changed.trimmed() if len(changed.meters) > CLOSED_METERS_KEPT else changed

    def forget(self) -> None:
        """After a commit that failed: nobody knows what is on disk, so it is read again."""
        for station in self._changed:
            self._memory.pop(station, None)
