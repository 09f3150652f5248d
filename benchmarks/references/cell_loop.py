"""The obvious way: one battery after the other, each of its cells with Python's own numbers."""

import math
from bisect import bisect_right
from dataclasses import dataclass

from chargeit.domain.batteries import Chemistry
from chargeit.twin.chemistry import GRID, data_of


@dataclass
class Cell:
    """As `chargeit.twin.cell` has it, for one cell."""

    chemistry: Chemistry
    capacity_ah: float
    size: float
    soc: float
    celsius: float
    fast_a: float = 0.0
    slow_a: float = 0.0
    stored_j: float = 0.0

    def __post_init__(self) -> None:
        data = data_of(self.chemistry)
        self.knots = [k / GRID for k in range(GRID + 1)]
        self.ocv, self.ohms = data.ocv_v.tolist(), [row.tolist() for row in data.resistance_ohm]
        self.data = data
        self.heat_j_k = self.size * data.heat_capacity_j_k
        self.cooling_w_k = self.heat_j_k / data.cooling_time_s

    def at(self, table: list[float], soc: float) -> float:
        place = min(bisect_right(self.knots, soc) - 1, GRID - 1)
        return table[place] + (soc * GRID - place) * (table[place + 1] - table[place])

    def step(self, current_a: float, ambient_c: float, dt_s: float) -> float:
        """The voltage at the end of a step."""
        data, kelvin = self.data, self.celsius + 273.15
        warmth = [math.exp(e / 8.314462618 * (1 / kelvin - 1 / 298.15)) for e in data.activation_j_mol]
        r0, r1, r2 = (self.at(t, self.soc) * w / self.size for t, w in zip(self.ohms, warmth[:3], strict=True))
        exchange = data.exchange_a * self.size / warmth[3]
        room = self.capacity_ah * 3600 / dt_s
        current = min(max(current_a, -self.soc * room), (1 - self.soc) * room)
        self.soc = min(max(self.soc + current / room, 0.0), 1.0)
        keep = [math.exp(-dt_s / tau) for tau in data.tau_s]
        mean = [
            current + (begin - current) * (1 - k) * tau / dt_s
            for begin, k, tau in zip((self.fast_a, self.slow_a), keep, data.tau_s, strict=True)
        ]
        self.fast_a = current + (self.fast_a - current) * keep[0]
        self.slow_a = current + (self.slow_a - current) * keep[1]
        over = r0 * current + 2 * 8.314462618 * kelvin / 96485.33212 * math.asinh(current / 2 / exchange)
        stored = (data.tau_s[0] * r1 * self.fast_a**2 + data.tau_s[1] * r2 * self.slow_a**2) / 2
        heat = (over + r1 * mean[0] + r2 * mean[1]) * current * dt_s - (stored - self.stored_j)
        self.stored_j = stored
        reached = ambient_c + heat / dt_s / self.cooling_w_k
        self.celsius = reached + (self.celsius - reached) * math.exp(-dt_s * self.cooling_w_k / self.heat_j_k)
        return self.at(self.ocv, self.soc) + over + r1 * self.fast_a + r2 * self.slow_a
