"""How low the highest hour could be, had flexible charging moved inside its own stay, and how little must move for it.

A transaction may take its energy in any of its hours, in each at most what it took and what it could have taken more
(synthetic and flexible energy of the hour). The lowest peak is that of a flow from the transactions through their
hours: it is raised to what the tightest set of hours needs until all energy finds a place (the steps of Newton's method
on the minimum cut, as in Radzik, "Fractional combinatorial optimization", 1998). Under that peak a second flow, in
which each unit costs 1 in an hour where it was not taken, moves the least. In whole watt-hours, so both are exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from chargeit.domain.loads import HourlyLoad, Series
from chargeit.loads.flow import SINK, SOURCE, Network

PARTNERS = {Series.SYNTHETIC_7_2: Series.FLEX_7_2, Series.SYNTHETIC_3_6: Series.FLEX_3_6}
"""What could be moved, and what says how far."""


class Stay(NamedTuple):
    """Of one transaction, by hour: what it took and what it could take at most, in watt-hours."""

    taken: dict[datetime, int]
    most: dict[datetime, int]

    @property
    def is_movable(self) -> bool:
        """Whether it took something in an hour, and could take more in another."""
        givers = {hour for hour, taken in self.taken.items() if taken}
        takers = {hour for hour, most in self.most.items() if most > self.taken.get(hour, 0)}
        return bool(givers and takers) and len(givers | takers) > 1


class Plan(NamedTuple):
    """`before` and `after` are the loads of the hours in watt-hours, in order of time; `moved_wh` changed its hour."""

    before: dict[datetime, int]
    after: dict[datetime, int]
    moved_wh: int
    transactions: int
    movable: int


def stays(loads: Iterable[HourlyLoad], series: Series) -> list[Stay]:
    """Of a key of `PARTNERS`. A publisher leaves blank what is nothing; without flexible energy nothing moves.

    Where hours of some sites begin at half past those of others, each counts in the hour of UTC that it begins in, as
    in key figures (`chargeit.loads.kpis.by_instant`).
    """
    names = f"{series.value}_wh", f"{PARTNERS[series].value}_wh"
    told = [(load, *(getattr(load, name) for name in names)) for load in loads]
    told = [one for one in told if one[1:] != (None, None)]
    joined = len({load.hour_at.minute for load, _, _ in told}) > 1
    found: dict[tuple[str, str], Stay] = {}
    for load, taken, more in told:
        stay = found.setdefault((load.source, load.transaction), Stay({}, {}))
        hour = load.hour_at.replace(minute=0) if joined else load.hour_at
        taken, more = taken or 0, max(more or 0, 0)
        stay.taken[hour] = stay.taken.get(hour, 0) + taken
        stay.most[hour] = stay.most.get(hour, 0) + taken + more
    return list(found.values())


def lowest_peak(all_stays: Sequence[Stay]) -> Plan:
    """At least one stay. No schedule has a lower peak, and none with that peak moves less.

    Raises Invalid where too many stays give way to each other in a row (`chargeit.loads.flow.MOST_LOOKS`).
    """
    before = _by_hour(stay.taken for stay in all_stays)
    movable = [stay for stay in all_stays if stay.is_movable]
    fixed = _by_hour(stay.taken for stay in all_stays if not stay.is_movable)
    spread = -(-sum(before.values()) // len(before))
    peak = _Flow(movable, fixed, max(spread, max(fixed.values(), default=0)), moving=0).raised()
    flow = _Flow(movable, fixed, peak, moving=1)
    flow.raised()
    after = _by_hour([fixed, *flow.schedules()])
    return Plan(before, {hour: after.get(hour, 0) for hour in before}, flow.moved_wh, len(all_stays), len(movable))


def _by_hour(several: Iterable[Mapping[datetime, int]]) -> dict[datetime, int]:
    total: dict[datetime, int] = {}
    for one in several:
        for hour, energy in one.items():
            total[hour] = total.get(hour, 0) + energy
    return dict(sorted(total.items()))


class _Flow:
    """Stays, each with an edge to each of its hours for what it took there and one for what it could take more.

    Energy begins in its own hour as far as that lies below the peak. A unit that moves costs `moving`.
    """

    def __init__(self, movable: Sequence[Stay], fixed: Mapping[datetime, int], peak: int, *, moving: int) -> None:
        hours = sorted({hour for stay in movable for hour in stay.most})
        self._node = {hour: 2 + len(movable) + n for n, hour in enumerate(hours)}
        self._net = Network(2 + len(movable) + len(hours))
        self._peak = peak
        self._ends = {hour: self._net.edge(self._node[hour], SINK, peak - fixed.get(hour, 0)) for hour in hours}
        self._own: list[dict[datetime, int]] = []
        self._more: list[dict[datetime, int]] = []
        self._left = sum(self._begun(2 + n, stay, moving) for n, stay in enumerate(movable))

    def _begun(self, node: int, stay: Stay, moving: int) -> int:
        """What has no place yet."""
        left = sum(stay.taken.values())
        feed = self._net.edge(SOURCE, node, left)
        own = {hour: self._net.edge(node, self._node[hour], taken) for hour, taken in stay.taken.items() if taken}
        for hour, edge in own.items():
            stays_here = min(stay.taken[hour], self._net.room(self._ends[hour]))
            left -= stays_here
            for each in (feed, edge, self._ends[hour]):
                self._net.push(each, stays_here)
        free = {hour: most - stay.taken.get(hour, 0) for hour, most in stay.most.items()}
        more = {hour: self._net.edge(node, self._node[hour], room, moving) for hour, room in free.items() if room}
        self._own.append(own)
        self._more.append(more)
        return left

    def raised(self) -> int:
        """The peak under which all energy has a place: raised by what the tightest hours need at least until it has."""
        while True:
            self._left -= self._net.fill()
            if not self._left:
                return self._peak
            tight = sum(self._net.is_reached(self._node[hour]) for hour in self._ends)
            step = -(-self._left // tight)
            self._peak += step
            for edge in self._ends.values():
                self._net.widen(edge, step)

    @property
    def moved_wh(self) -> int:
        return sum(self._net.sent(edge) for more in self._more for edge in more.values())

    def schedules(self) -> list[dict[datetime, int]]:
        """Of each movable stay, by hour."""
        return [
            _by_hour([{hour: self._net.sent(edge) for hour, edge in edges.items()} for edges in pair])
            for pair in zip(self._own, self._more, strict=True)
        ]
