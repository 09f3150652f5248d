"""How low the highest hour could be, had flexible charging moved inside its own stay.

A transaction may take its energy in any of its hours, in each at most what it took and what it could have taken more
(synthetic and flexible energy of the hour). The lowest peak is that of a flow from the transactions through their
hours: it is raised to what the tightest set of hours needs until all energy finds a place (Dinic's flow; the steps of
Newton's method on the minimum cut, as in Radzik, "Fractional combinatorial optimization", 1998). In whole watt-hours,
so it is exact.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from chargeit.domain.loads import HourlyLoad, Series

PARTNERS = {Series.SYNTHETIC_7_2: Series.FLEX_7_2, Series.SYNTHETIC_3_6: Series.FLEX_3_6}
"""What could be moved, and what says how far."""

SOURCE, SINK = 0, 1


class Stay(NamedTuple):
    """Of one transaction, by hour: what it took and what it could take at most, in watt-hours."""

    taken: dict[datetime, int]
    most: dict[datetime, int]

    @property
    def is_movable(self) -> bool:
        return self.taken != self.most


class Plan(NamedTuple):
    """`before` and `after` are the loads of the hours in watt-hours, in order of time; `moved_wh` changed its hour."""

    before: dict[datetime, int]
    after: dict[datetime, int]
    moved_wh: int
    transactions: int
    movable: int


def stays(loads: Iterable[HourlyLoad], series: Series) -> list[Stay]:
    """Of a key of `PARTNERS`. A publisher leaves blank what is nothing; without flexible energy nothing moves."""
    flexible = PARTNERS[series]
    found: dict[tuple[str, str], Stay] = {}
    for load in loads:
        taken, more = getattr(load, f"{series.value}_wh"), getattr(load, f"{flexible.value}_wh")
        if taken is None and more is None:
            continue
        stay = found.setdefault((load.source, load.transaction), Stay({}, {}))
        taken, more = taken or 0, max(more or 0, 0)
        stay.taken[load.hour_at] = stay.taken.get(load.hour_at, 0) + taken
        stay.most[load.hour_at] = stay.most.get(load.hour_at, 0) + taken + more
    return list(found.values())


def lowest_peak(all_stays: Sequence[Stay]) -> Plan:
    """At least one stay. Energy stays in its hour as far as that lies below the new peak when the search begins."""
    before = _by_hour(stay.taken for stay in all_stays)
    movable = [stay for stay in all_stays if stay.is_movable]
    fixed = _by_hour(stay.taken for stay in all_stays if not stay.is_movable)
    flow = _Flow(movable, sorted(set(before)), fixed)
    flow.settle()
    schedules = flow.schedules()
    after = _by_hour([fixed, *schedules])
    moved = sum(
        max(taken - schedule.get(hour, 0), 0)
        for stay, schedule in zip(movable, schedules, strict=True)
        for hour, taken in stay.taken.items()
    )
    return Plan(before, {hour: after.get(hour, 0) for hour in before}, moved, len(all_stays), len(movable))


def _by_hour(several: Iterable[Mapping[datetime, int]]) -> dict[datetime, int]:
    total: dict[datetime, int] = {}
    for one in several:
        for hour, energy in one.items():
            total[hour] = total.get(hour, 0) + energy
    return dict(sorted(total.items()))


class _Flow:
    """Source, transactions, hours, sink. `_room` is what an edge still takes; edge `e` runs back as `e ^ 1`."""

    def __init__(self, movable: Sequence[Stay], hours: Sequence[datetime], fixed: Mapping[datetime, int]) -> None:
        self._to: list[int] = []
        self._room: list[int] = []
        self._edges: list[list[int]] = [[] for _ in range(2 + len(movable) + len(hours))]
        self._movable = movable
        self._hours = hours
        node = {hour: 2 + len(movable) + n for n, hour in enumerate(hours)}
        demand = sum(sum(stay.taken.values()) for stay in movable)
        spread = -(-(demand + sum(fixed.values())) // len(hours)) if hours else 0
        self._peak = max(spread, max(fixed.values(), default=0))
        self._ends = [self._edge(node[hour], SINK, self._peak - fixed.get(hour, 0)) for hour in hours]
        self._through: list[dict[datetime, int]] = []
        self._left = demand
        for n, stay in enumerate(movable):
            feed = self._edge(SOURCE, 2 + n, sum(stay.taken.values()))
            through = {hour: self._edge(2 + n, node[hour], most) for hour, most in stay.most.items()}
            self._through.append(through)
            for hour, taken in stay.taken.items():
                end = self._ends[node[hour] - 2 - len(movable)]
                stays_here = min(taken, self._room[end])
                for edge in (feed, through[hour], end):
                    self._push(edge, stays_here)
                self._left -= stays_here

    def settle(self) -> None:
        """Until all energy has a place, the peak is raised by what the tightest hours need at least."""
        while True:
            self._left -= self._augment()
            if not self._left:
                return
            tight = [edge for edge in self._ends if self._level[self._to[edge ^ 1]] >= 0]
            step = -(-self._left // len(tight))
            for edge in self._ends:
                self._room[edge] += step

    def schedules(self) -> list[dict[datetime, int]]:
        """Of each movable stay, by hour."""
        return [{hour: self._room[edge ^ 1] for hour, edge in of_one.items()} for of_one in self._through]

    def _edge(self, start: int, end: int, room: int) -> int:
        edge = len(self._to)
        self._to += (end, start)
        self._room += (room, 0)
        self._edges[start].append(edge)
        self._edges[end].append(edge + 1)
        return edge

    def _push(self, edge: int, energy: int) -> None:
        self._room[edge] -= energy
        self._room[edge ^ 1] += energy

    def _augment(self) -> int:
        """The most that still gets through."""
        total = 0
        while self._reach():
            nexts = [0] * len(self._edges)
            while energy := self._path(nexts):
                total += energy
        return total

    def _reach(self) -> bool:
        """Levels from the source along edges with room; -1 where none leads."""
        self._level = [-1] * len(self._edges)
        self._level[SOURCE] = 0
        waiting = deque([SOURCE])
        while waiting:
            node = waiting.popleft()
            for edge in self._edges[node]:
                if self._room[edge] and self._level[self._to[edge]] < 0:
                    self._level[self._to[edge]] = self._level[node] + 1
                    waiting.append(self._to[edge])
        return self._level[SINK] >= 0

    def _path(self, nexts: list[int]) -> int:
        """Pushes along one shortest way; 0 where none is left."""
        way: list[int] = []
        node = SOURCE
        while node != SINK:
            edges = self._edges[node]
            while nexts[node] < len(edges) and not self._leads(node, edges[nexts[node]]):
                nexts[node] += 1
            if nexts[node] < len(edges):
                way.append(edges[nexts[node]])
                node = self._to[way[-1]]
            elif way:
                node = self._to[way.pop() ^ 1]
                nexts[node] += 1
            else:
                return 0
        energy = min(self._room[edge] for edge in way)
        for edge in way:
            self._push(edge, energy)
        return energy

    def _leads(self, node: int, edge: int) -> bool:
        return bool(self._room[edge]) and self._level[self._to[edge]] == self._level[node] + 1
