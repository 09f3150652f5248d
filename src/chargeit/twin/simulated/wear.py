"""What use does to the batteries of a simulation: watches each step, settles the ageing of a while at once."""

from dataclasses import replace

import numpy as np

from chargeit.twin.ageing import Age, Use, rested, used
from chargeit.twin.chemistry import Floats
from chargeit.twin.pack import Packs
from chargeit.twin.rainflow import Cycle, Rainflow
from chargeit.twin.simulated.garage import Garage

TURN = 0.02  # SoC swings below it are no turning points


class Wear:
    """Turning points are found for all batteries at once; only those that turned are counted one by one."""

    def __init__(self, garage: Garage) -> None:
        count = len(garage.models)
        self.garage = garage
        self.age: Age = garage.age
        self.cycles: Floats = garage.cycles.copy()
        self.waited_s = 0.0
        self._flows = [Rainflow() for _ in range(count)]
        self._closed: list[tuple[int, Cycle]] = []
        self._extreme = garage.first_soc.copy()
        self._rising = np.ones(count, dtype=np.bool_)
        self._soc_s, self._celsius_s, self._active_s, self._turned_ah = np.zeros((4, count))
        self._rate_c = np.full(count, 0.3)

    def watch(self, soc: Floats, current_a: Floats, temperature_c: Floats, dt_s: float) -> None:
        nominal = self.garage.nominal_ah
        moved_ah = np.abs(current_a) * dt_s / 3600
        self.cycles = self.cycles + moved_ah / (2 * nominal)
        self._soc_s += soc * dt_s
        self._celsius_s += temperature_c * dt_s
        self._active_s += np.where(np.abs(current_a) > 0.01 * nominal, dt_s, 0.0)
        self._turned_ah += moved_ah
        self.waited_s += dt_s
        self._find_turns(soc)

    def _find_turns(self, soc: Floats) -> None:
        ahead = np.where(self._rising, soc - self._extreme, self._extreme - soc)
        self._extreme = np.where(ahead > 0, soc, self._extreme)
        for index in np.flatnonzero(ahead < -TURN).tolist():
            self._closed += [(index, cycle) for cycle in self._flows[index].turn(float(self._extreme[index]))]
            self._extreme[index], self._rising[index] = soc[index], not self._rising[index]

    def settle(self) -> None:
        """Age by the time since the last call, and by the cycles that were closed in it."""
        seconds, kinds = self.waited_s, self.garage.chemistry
        mean_c = self._celsius_s / seconds
        days = np.full(len(kinds), seconds / 86400)
        self.age = rested(kinds, self.age, self._soc_s / seconds, mean_c, days)
        busy = self._active_s > 0
        rate = self._turned_ah / np.maximum(self._active_s, 1) * 3600 / self.garage.nominal_ah
        self._rate_c = np.where(busy, 0.9 * self._rate_c + 0.1 * rate, self._rate_c)
        for index, cycle in self._closed:
            one = slice(index, index + 1)
            through, depth, mean = (np.array([v]) for v in (cycle.depth * cycle.weight, cycle.depth, cycle.mean))
            use = Use(through, depth, mean, self._rate_c[one], mean_c[one])
            part = used(kinds[one], Age(*(a[one] for a in self.age)), use)
            for whole, new in zip(self.age, part, strict=True):
                whole[one] = new
        self._closed.clear()
        for total in (self._soc_s, self._celsius_s, self._active_s, self._turned_ah):
            total[:] = 0.0
        self.waited_s = 0.0

    def packs(self, resistance: Floats) -> Packs:
        """The packs as they are by now; `resistance` is what faults multiply it by."""
        new = self.garage.packs
        cells = replace(
            new.cells,
            capacity_ah=new.cells.capacity_ah * self.age.soh[:, None],
            resistance=new.cells.resistance * (self.age.resistance * resistance)[:, None],
        )
        return replace(new, cells=cells)

    def soh(self) -> Floats:
        """Capacity of the weakest cell in the nominal one, at most 1."""
        weakest: Floats = self.garage.packs.cells.capacity_ah.min(axis=-1) / self.garage.nominal_ah
        return np.minimum(weakest * self.age.soh, 1.0)
