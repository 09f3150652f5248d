"""A network through which whole amounts flow from a source to a sink, as much as gets through, as cheaply as it can."""

from collections import deque
from heapq import heappop, heappush

from chargeit.domain.errors import Invalid

SOURCE, SINK = 0, 1
MOST_LOOKS = 10_000_000


class Network:
    """Nodes are numbers, 0 the source and 1 the sink. An edge `e` runs back as `e ^ 1`; costs are small whole numbers.

    The primal-dual method: along the cheapest ways alone, all at once by Dinic's levels, then along the next cheapest
    (Ahuja, Magnanti and Orlin, "Network Flows", 1993, 9.8). Where nothing costs anything that is Dinic's flow.
    """

    def __init__(self, nodes: int) -> None:
        self._to: list[int] = []
        self._room: list[int] = []
        self._cost: list[int] = []
        self._edges: list[list[int]] = [[] for _ in range(nodes)]
        self._price = [0] * nodes
        self._far: dict[int, int] = {}
        self.looks = 0

    def edge(self, start: int, end: int, room: int, cost: int = 0) -> int:
        """Its number. `cost` is that of one unit, 0 or more."""
        edge = len(self._to)
        self._to += (end, start)
        self._room += (room, 0)
        self._cost += (cost, -cost)
        self._edges[start].append(edge)
        self._edges[end].append(edge + 1)
        return edge

    def room(self, edge: int) -> int:
        """What it still takes."""
        return self._room[edge]

    def widen(self, edge: int, by: int) -> None:
        """It takes so much more. Flow that is there already may be dearer than it need be from then on."""
        self._room[edge] += by

    def sent(self, edge: int) -> int:
        return self._room[edge ^ 1]

    def push(self, edge: int, amount: int) -> None:
        self._room[edge] -= amount
        self._room[edge ^ 1] += amount

    def is_reached(self, node: int) -> bool:
        """Whether more could have come there from the source when `fill` found no way on to the sink."""
        return node in self._far

    def fill(self) -> int:
        """The most that still gets through, at the least cost, where what flows already does so at the least.

        Raises Invalid once it looked at `MOST_LOOKS` edges: each dearer way costs one more look at all of them.
        """
        total = 0
        while self._raise_prices():
            if self.looks > MOST_LOOKS:
                raise Invalid("loads", "too many give way to each other in a row: ask for fewer days, or for one site")
            while level := self._levels():
                nexts = [0] * len(self._edges)
                while amount := self._path(level, nexts):
                    total += amount
        return total

    def _raise_prices(self) -> bool:
        """Each node's price becomes what the cheapest way to it costs, up to that to the sink; whether there is one."""
        self._far, best, waiting = {}, {SOURCE: 0}, [(0, SOURCE)]
        far, to, price = self._far, self._to, self._price
        while waiting and SINK not in far:
            cost, node = heappop(waiting)
            if node in far:
                continue
            far[node] = cost
            self.looks += len(self._edges[node])
            for edge in self._edges[node]:
                end = to[edge]
                if self._room[edge] and end not in far:
                    beyond = cost + price[node] + self._cost[edge] - price[end]
                    if end not in best or beyond < best[end]:
                        best[end] = beyond
                        heappush(waiting, (beyond, end))
        if SINK not in far:
            return False
        if most := far[SINK]:
            for node in range(len(price)):
                price[node] += far.get(node, most)
        return True

    def _levels(self) -> list[int] | None:
        """Steps from the source along the cheapest ways, -1 where none leads; None where none leads to the sink."""
        level = [-1] * len(self._edges)
        level[SOURCE] = 0
        to, price, waiting = self._to, self._price, deque([SOURCE])
        while waiting:
            node = waiting.popleft()
            self.looks += len(self._edges[node])
            for edge in self._edges[node]:
                end = to[edge]
                if self._room[edge] and level[end] < 0 and price[node] + self._cost[edge] == price[end]:
                    level[end] = level[node] + 1
                    if end == SINK:
                        return level
                    waiting.append(end)
        return None

    def _path(self, level: list[int], nexts: list[int]) -> int:
        """Pushes along one way of the fewest steps; 0 where none is left. `nexts`: the first edge not yet in vain."""
        way: list[int] = []
        node = SOURCE
        while node != SINK:
            edges = self._edges[node]
            nexts[node] = self._next(node, level, nexts[node])
            if nexts[node] < len(edges):
                way.append(edges[nexts[node]])
                node = self._to[way[-1]]
            elif way:
                node = self._to[way.pop() ^ 1]
                nexts[node] += 1
            else:
                return 0
        amount = min(self._room[edge] for edge in way)
        for edge in way:
            self.push(edge, amount)
        return amount

    def _next(self, node: int, level: list[int], place: int) -> int:
        """From `place` on, the first edge of the node that leads a level further along a cheapest way."""
        edges, to, price, room = self._edges[node], self._to, self._price, self._room
        for at in range(place, len(edges)):
            end = to[edges[at]]
            if room[edges[at]] and level[end] == level[node] + 1 and price[node] + self._cost[edges[at]] == price[end]:
                return at
        return len(edges)
