"""What batteries take over their state of charge, as a table for those who cannot step cells."""

from typing import NamedTuple

import numpy as np

from chargeit.domain.batteries import Chemistry
from chargeit.twin import pack
from chargeit.twin.cell import Cells, at_rest
from chargeit.twin.charging import charge_current
from chargeit.twin.chemistry import ORDER, Floats, data_of
from chargeit.twin.pack import Packs

KNOTS = np.array([*np.arange(0, 0.9, 0.05), 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 1.0])
STEP_S = 20.0
LONGEST_S = 48 * 3600.0
AIR_C = 20.0
COOLED = 6.0  # a vehicle cools its battery while it charges; an assumption, times what the air does alone


class Battery(NamedTuple):
    """`energy_wh` is what a new pack holds between empty and full, at rest."""

    chemistry: Chemistry
    energy_wh: float
    cells_in_series: int

    @property
    def capacity_ah(self) -> float:
        ocv = data_of(self.chemistry).ocv_v
        return self.energy_wh / self.cells_in_series / float((ocv[1:] + ocv[:-1]).mean() / 2)


class Accepted(NamedTuple):
    """One row a battery, one column a knot: the power (W) it takes of what is offered, the energy (Wh) until there."""

    power_w: Floats
    energy_wh: Floats


def packs_of(batteries: list[Battery]) -> Packs:
    """New packs of equal cells, cooled; one cell stands for all of its pack."""
    data = [data_of(one.chemistry) for one in batteries]
    capacity = np.array([[one.capacity_ah] for one in batteries])
    size = capacity / np.array([[one.capacity_ah] for one in data])
    heat = size * np.array([[one.heat_capacity_j_k] for one in data])
    cooling = COOLED * heat / np.array([[one.cooling_time_s] for one in data])
    index = np.array([[ORDER.index(one.chemistry)] for one in batteries], dtype=np.intp)
    cells = Cells(index, size, capacity, np.ones_like(size), heat, cooling)
    return Packs(cells, np.array([[float(one.cells_in_series)] for one in batteries]))


def accepted(batteries: list[Battery], power_w: Floats) -> Accepted:
    """Charges of empty batteries at rest in mild air with so many watts each, until their management ends them."""
    packs = packs_of(batteries)
    air = np.full(len(batteries), AIR_C)
    state = at_rest(np.zeros((len(batteries), 1)), air[:, None])
    told = []
    energy = np.zeros(len(batteries))
    for _ in range(int(LONGEST_S / STEP_S)):
        current = charge_current(packs, state, power_w)
        before = state.soc[:, 0]
        state, flow = pack.step(packs, state, current, air, STEP_S)
        told.append((before, flow.terminal_j / STEP_S, energy))
        energy = energy + flow.terminal_j / 3600
        if not current.any():
            break
    soc, power, wh = (np.array(column).T for column in zip(*told, strict=True))
    full_v = np.array([data_of(one.chemistry).v_max * one.cells_in_series for one in batteries])
    rows = [_row(*path) for path in zip(soc, power, wh, full_v * packs.cells.capacity_ah[:, 0], strict=True)]
    return Accepted(np.array([row[0] for row in rows]), np.array([row[1] for row in rows]))


def _row(soc: Floats, power: Floats, energy: Floats, full_wh: float) -> tuple[Floats, Floats]:
    """At the knots; beyond the end of the charge with the last power, at the highest voltage."""
    charging = power > 0
    at, taken, until = soc[charging], power[charging], energy[charging]
    return np.interp(KNOTS, at, taken), np.interp(KNOTS, at, until) + np.maximum(KNOTS - at[-1], 0) * full_wh
