"""Telemetry that waits for the commit of its batch, and what a verb of the same batch has to know of it."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from chargeit.storage.telemetry.rows import DAY_MS, milliseconds
from chargeit.storage.telemetry.seen import NEVER, Line

Values = tuple[float | None, ...]
KEY = itemgetter(0, 1)
NUMBER = itemgetter(0)


class Buffered:
    """An index of the lines that a batch adds. It follows their log, which is cut where a verb is undone."""

    def __init__(self, log: list[Line]) -> None:
        self._log = log
        self._counted = 0
        self.moments: dict[tuple[int, int], Values] = {}
        self.newest: dict[int, int] = {}

    def follow(self) -> None:
        """Due before a verb looks: one that was undone since may have left less than was counted."""
        if len(self._log) < self._counted:
            self.moments.clear()
            self.newest.clear()
            self._counted = 0
        for number, at_ms, line in self._log[self._counted :]:
            self.moments[number, at_ms] = line[3:11]
            if at_ms > self.newest.get(number, NEVER):
                self.newest[number] = at_ms
        self._counted = len(self._log)


def line_row(line: Line) -> tuple[float | None, ...]:
    number, at_ms, told = line
    return (number, at_ms, milliseconds(told.received_at), *told[3:11])


def latest(lines: Iterable[Line]) -> Iterator[tuple[int, Line]]:
    """How many there are of each battery, and the last; of lines in order."""
    for _, group in groupby(lines, NUMBER):
        of_one = list(group)
        yield len(of_one), of_one[-1]


def days(lines: Iterable[Line]) -> list[tuple[int, int]]:
    """How many lines each day has."""
    counted: dict[int, int] = {}
    for _, at_ms, _ in lines:
        counted[at_ms // DAY_MS] = counted.get(at_ms // DAY_MS, 0) + 1
    return sorted(counted.items())
