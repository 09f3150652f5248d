"""How a battery management charges: constant current, then constant voltage, less of both when cold or hot."""

import numpy as np

from chargeit.domain.batteries import Chemistry
from chargeit.twin.cell import CellState, Circuit, circuit, instant_v
from chargeit.twin.chemistry import GRID, ORDER, Floats, data_of, tables
from chargeit.twin.pack import Packs, current_for

CUT_OFF_C = 0.04  # constant voltage ends at this rate
HORIZON_S = 10.0  # the voltage is held within this time, which makes the approach to it smooth


def greatest_a(packs: Packs, state: CellState, now: Circuit | None = None) -> Floats:
    """The charging current at which no cell passes its highest voltage, by the temperature's limit, never below 0.

    0 once constant voltage would go on with less than the cut-off rate.
    """
    cells, now = packs.cells, now or circuit(packs.cells, state)
    nominal = cells.size * tables().capacity_ah[cells.chemistry]
    warm = _rate_by_temperature(packs, state) * nominal
    tau = tables().tau_s[cells.chemistry]
    grows = 1 - np.exp(-HORIZON_S / tau)
    slope = _slope_v(packs, state) * HORIZON_S / 3600 / cells.capacity_ah
    relaxed = now.r1_ohm * state.fast_a * (1 - grows[..., 0]) + now.r2_ohm * state.slow_a * (1 - grows[..., 1])
    spare = tables().v_max[cells.chemistry] - now.ocv_v - relaxed
    follows = now.r1_ohm * grows[..., 0] + now.r2_ohm * grows[..., 1] + slope
    current = np.maximum(warm, 1e-3)
    for _ in range(4):
        # charge transfer is steeper at lower currents, so this comes down to the solution
        ohms = instant_v(now, current) / current + follows
        current = np.clip(spare / ohms, 1e-3, np.maximum(warm, 1e-3))
    current = np.where((current < CUT_OFF_C * nominal) | (state.soc >= 1), 0.0, np.minimum(current, warm))
    found: Floats = current.min(axis=-1)
    return found


def charge_current(packs: Packs, state: CellState, power_w: Floats) -> Floats:
    """The current that a charger of so many watts at the terminals brings in; at most what the battery allows."""
    now = circuit(packs.cells, state)
    return np.minimum(current_for(packs, state, power_w, now), greatest_a(packs, state, now))


def _rate_by_temperature(packs: Packs, state: CellState) -> Floats:
    found = np.empty_like(state.temperature_c)
    for index, chemistry in enumerate(ORDER):
        mine = packs.cells.chemistry == index
        if mine.any():
            found[mine] = rate_c(chemistry, state.temperature_c[mine])
    return found


def rate_c(chemistry: Chemistry, temperature_c: Floats) -> Floats:
    """The greatest charging rate (1/h) at these temperatures."""
    return np.interp(temperature_c, *data_of(chemistry).charge_c)


def _slope_v(packs: Packs, state: CellState) -> Floats:
    """How steep the open-circuit voltage is, per unit of SoC."""
    cell = np.minimum((state.soc * GRID).astype(np.intp), GRID - 1)
    index = packs.cells.chemistry * (GRID + 1) + cell
    rows = tables().over_soc
    found: Floats = (rows[index + 1, 0] - rows[index, 0]) * GRID
    return found
