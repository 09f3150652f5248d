"""When connectors were in use: from transactions, wherever they come from, to merged spans of each subject."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from chargeit.domain.errors import Invalid
from chargeit.domain.transactions import Transaction

Instants = NDArray[np.int64]
Spans = tuple[Instants, Instants]

OPEN = 2**62
"""The end of what has not ended."""
LONGEST_S = 72 * 3600
"""A transaction that nobody stopped for longer is taken to be forgotten by its station, not to occupy it."""


@dataclass(frozen=True, slots=True, order=True)
class Connector:
    """A connector and where it is; `site` may be empty."""

    station: str
    evse: int
    connector: int = 1
    site: str = ""
    simulated: bool = False

    @property
    def subject(self) -> str:
        return f"{self.station}/{self.evse}/{self.connector}"


@dataclass(frozen=True, slots=True)
class Usage:
    """Spans of use, one a transaction: `which` connector, `begins` and `ends` as int64 seconds UTC (OPEN: in use).

    Everything before `until` is known. `zone` is the clock of the sites, whose hours and weekdays count, but for those
    of `zones`.
    """

    connectors: tuple[Connector, ...]
    which: Instants
    begins: Instants
    ends: Instants
    until: int
    zone: str = "UTC"
    first: dict[int, int] = field(default_factory=dict)
    """When a connector was there, where that was before its first transaction."""
    zones: Mapping[str, str] = field(default_factory=dict)
    """By site."""

    def __post_init__(self) -> None:
        if not len(self.which) == len(self.begins) == len(self.ends):
            raise Invalid("ends", f"has {len(self.ends)} values, wanted is one for each of {len(self.which)} spans")

    def known_at(self, instant: int) -> "Usage":
        """The same as it was known then: what began later is not there, what ended later is still open."""
        there = self.begins <= instant
        ends = np.where(self.ends[there] > instant, OPEN, self.ends[there])
        return replace(self, which=self.which[there], begins=self.begins[there], ends=ends, until=instant)

    def real(self) -> "Usage":
        """Without simulated stations, unless there are no others."""
        kept = [i for i, one in enumerate(self.connectors) if not one.simulated]
        if not kept or len(kept) == len(self.connectors):
            return self
        here, numbers = np.isin(self.which, kept), np.cumsum([not one.simulated for one in self.connectors]) - 1
        first = {int(numbers[i]): at for i, at in self.first.items() if i in kept}
        connectors, which = tuple(self.connectors[i] for i in kept), numbers[self.which[here]]
        begins, ends = self.begins[here], self.ends[here]
        return replace(self, connectors=connectors, which=which, begins=begins, ends=ends, first=first)


def from_transactions(
    transactions: Iterable[tuple[Transaction, bool]], sites: Mapping[str, str], until: datetime, zone: str = "UTC"
) -> Usage:
    """The platform's own transactions, each with whether its station is simulated; `sites` by station.

    A station whose site is not known is a site of its own. Left out: what has no start, what ended before it began, and
    what a newer one replaced without a stop.
    """
    spans = []
    for transaction, simulated in transactions:
        place = transaction.place
        if (span := _span(transaction)) is not None:
            site = sites.get(place.station, str(place.station))
            spans.append((Connector(place.station, place.evse, place.connector, site, simulated), *span))
    return from_spans(spans, int(until.timestamp()), zone)


def from_spans(spans: list[tuple[Connector, int, int]], until: int, zone: str) -> Usage:
    """The same spans in another order give the same usage."""
    connectors = sorted({connector for connector, _, _ in spans})
    numbers = {connector: i for i, connector in enumerate(connectors)}
    rows = sorted((numbers[connector], begin, end) for connector, begin, end in spans)
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Usage(tuple(connectors), columns[:, 0], columns[:, 1], columns[:, 2], until, zone)


def _span(transaction: Transaction) -> tuple[int, int] | None:
    begun, ended = transaction.started_at, transaction.stopped_at
    if begun is None or (ended is not None and ended < begun):
        return None
    if ended is None:
        return (int(begun.timestamp()), OPEN) if transaction.state.value == "open" else None
    return int(begun.timestamp()), int(ended.timestamp())


def merged(begins: Instants, ends: Instants) -> Spans:
    """Overlapping spans as one, in order, each cut at the longest."""
    order = np.argsort(begins, kind="stable")
    begin, end = begins[order], np.minimum(ends[order], begins[order] + LONGEST_S)
    if not begin.size:
        return begin, end
    reached = np.maximum.accumulate(end)
    new = np.append(True, begin[1:] > reached[:-1])
    last = np.append(np.flatnonzero(new)[1:] - 1, begin.size - 1)
    return begin[new], reached[last]


def all_in_use(spans: list[Spans], firsts: list[int]) -> Spans:
    """When every connector of a site that was there by then was in use."""
    at = np.concatenate([np.array(firsts), *(b for b, _ in spans), *(e for _, e in spans)]).astype(np.int64)
    begun, ended = sum(len(b) for b, _ in spans), sum(len(e) for _, e in spans)
    free = np.repeat([1, -1, 1], [len(firsts), begun, ended])
    order = np.argsort(at, kind="stable")
    at, level = at[order], np.cumsum(free[order])
    settled = np.append(at[1:] != at[:-1], True) if at.size else np.zeros(0, dtype=bool)
    at, full = at[settled], level[settled] == 0
    change = np.flatnonzero(np.diff(full.astype(np.int8), prepend=0))
    begins, ends = at[change[::2]], at[change[1::2]]
    if ends.size < begins.size:
        ends = np.append(ends, OPEN)
    return begins, ends
