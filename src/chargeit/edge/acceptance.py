"""What power a battery takes over its state of charge, and how long a charge of it lasts: in closed form."""

import math
from bisect import bisect_right
from functools import lru_cache

from msgspec import Struct


class Curve(Struct, frozen=True):
    """At the battery's terminals: the most it takes (W) and the energy to get there from empty (Wh), at rising SoC.

    Between two knots all three are linear in each other. The last power may be 0.
    """

    soc: tuple[float, ...]
    power_w: tuple[float, ...]
    energy_wh: tuple[float, ...]

    def energy_at(self, soc: float) -> float:
        return _between(self.soc, self.energy_wh, soc)

    def power_at(self, soc: float) -> float:
        return _between(self.soc, self.power_w, soc)

    def soc_at(self, energy_wh: float) -> float:
        return _between(self.energy_wh, self.soc, energy_wh)


class Pace(Struct, frozen=True):
    """A charge with a limited power: energy, power and seconds since empty at its knots."""

    energy_wh: tuple[float, ...]
    power_w: tuple[float, ...]
    seconds: tuple[float, ...]

    def seconds_at(self, energy_wh: float) -> float:
        place = _place(self.energy_wh, energy_wh)
        begin_wh, begin_w, slope = self._piece(place)
        return self.seconds[place] + _seconds(begin_w, slope, energy_wh - begin_wh)

    def energy_at(self, seconds: float) -> float:
        place = _place(self.seconds, seconds)
        begin_wh, begin_w, slope = self._piece(place)
        hours = (seconds - self.seconds[place]) / 3600
        more = begin_w * (math.expm1(slope * hours) / slope if slope else hours)
        return min(begin_wh + more, self.energy_wh[-1])

    def _piece(self, place: int) -> tuple[float, float, float]:
        """Where a piece begins (Wh, W) and how power changes in it (W/Wh)."""
        begin_w, wider = self.power_w[place], self.energy_wh[place + 1] - self.energy_wh[place]
        return self.energy_wh[place], begin_w, (self.power_w[place + 1] - begin_w) / wider


@lru_cache(maxsize=1024)
def paced(curve: Curve, most_w: float) -> Pace:
    """A charge along the curve with at most so many watts (more than 0)."""
    points = [(curve.energy_wh[0], curve.power_w[0])]
    for energy, power in zip(curve.energy_wh[1:], curve.power_w[1:], strict=True):
        before_wh, before_w = points[-1]
        if (before_w - most_w) * (power - most_w) < 0:
            # the limit is met within the piece, which becomes two
            points.append((before_wh + (most_w - before_w) / (power - before_w) * (energy - before_wh), most_w))
        points.append((energy, power))
    energies = tuple(energy for energy, _ in points)
    powers = tuple(min(power, most_w) for _, power in points)
    seconds = [0.0]
    for place in range(len(points) - 1):
        wider = energies[place + 1] - energies[place]
        slope = (powers[place + 1] - powers[place]) / wider
        seconds.append(seconds[-1] + _seconds(powers[place], slope, wider))
    return Pace(energies, powers, tuple(seconds))


def _seconds(begin_w: float, slope: float, energy_wh: float) -> float:
    """How long so much energy takes from a power that changes by `slope` W/Wh on the way."""
    grown = 1 + slope * energy_wh / begin_w
    if grown <= 1e-12:
        return math.inf
    return 3600 * (math.log(grown) / slope if slope else energy_wh / begin_w)


def _place(values: tuple[float, ...], value: float) -> int:
    return min(max(bisect_right(values, value) - 1, 0), len(values) - 2)


def _between(knots: tuple[float, ...], values: tuple[float, ...], at: float) -> float:
    place = _place(knots, at)
    share = (at - knots[place]) / (knots[place + 1] - knots[place])
    return values[place] + share * (values[place + 1] - values[place])
