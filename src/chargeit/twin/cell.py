"""One step of many cells at once: open-circuit voltage, R0, charge transfer, two RC pairs, one lump of heat.

Arrays of one shape, whatever it is; (batteries, cells) in a pack. Currents are positive where a cell is charged.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from chargeit.domain.batteries import Chemistry
from chargeit.twin.chemistry import GRID, ORDER, Floats, Indices, data_of, tables

KELVIN = 273.15
REFERENCE_K = 298.15
THERMAL_V_K = 2 * 8.314462618 / 96485.33212  # 2R/F: the slope of charge transfer between two equal electrodes


@dataclass(frozen=True, slots=True)
class Cells:
    """What cells are. `capacity_ah` is the present one, `size` the nominal capacity in that of the reference cell.

    `resistance` is 1 when new. `heat_j_k` and `cooling_w_k` are the cell's heat capacity and its way to the ambient.
    """

    chemistry: Indices
    size: Floats
    capacity_ah: Floats
    resistance: Floats
    heat_j_k: Floats
    cooling_w_k: Floats


class CellState(NamedTuple):
    """`fast_a` and `slow_a` flow through the resistors of the RC pairs, `stored_j` waits in their capacitors."""

    soc: Floats
    fast_a: Floats
    slow_a: Floats
    temperature_c: Floats
    stored_j: Floats


class Flow(NamedTuple):
    """What a step did: the current that flowed, the voltage at its end, and where the energy at the terminals went."""

    current_a: Floats
    voltage_v: Floats
    terminal_j: Floats
    chemical_j: Floats
    heat_j: Floats


class Circuit(NamedTuple):
    """What a cell is electrically at one moment. `ocv_sum_v` is the integral of the open-circuit voltage over SoC."""

    ocv_v: Floats
    ocv_sum_v: Floats
    r0_ohm: Floats
    r1_ohm: Floats
    r2_ohm: Floats
    exchange_a: Floats
    kinetic_v: Floats


def new_cells(chemistry: Chemistry, capacity_ah: Floats) -> Cells:
    """New cells of one chemistry and of these nominal capacities; larger cells are scaled from the reference cell."""
    data = data_of(chemistry)
    size = capacity_ah / data.capacity_ah
    heat = size * data.heat_capacity_j_k
    index = np.full(size.shape, ORDER.index(chemistry), dtype=np.intp)
    return Cells(index, size, capacity_ah.copy(), np.ones_like(size), heat, heat / data.cooling_time_s)


def at_rest(soc: Floats, temperature_c: Floats) -> CellState:
    zero = np.zeros_like(soc)
    return CellState(soc, zero, zero, temperature_c, zero)


def circuit(cells: Cells, state: CellState) -> Circuit:
    """Tables over SoC, Arrhenius over temperature, 1/size over size."""
    known = tables()
    place = state.soc * GRID
    cell = np.minimum(place.astype(np.intp), GRID - 1)
    share = (place - cell)[..., None]
    index = cells.chemistry * (GRID + 1) + cell
    below, above = known.over_soc[index], known.over_soc[index + 1]
    rows = below + share * (above - below)
    kelvin = state.temperature_c + KELVIN
    warmth = np.exp(known.activation_k[cells.chemistry] * (1 / kelvin - 1 / REFERENCE_K)[..., None])
    ohms = rows[..., 2:] * warmth[..., :3] * (cells.resistance / cells.size)[..., None]
    exchange = known.exchange_a[cells.chemistry] * cells.size / (warmth[..., 3] * cells.resistance)
    # the open-circuit voltage is linear between two entries, so its integral is a parabola
    fraction = share[..., 0]
    ocv_sum = below[..., 1] + fraction * (below[..., 0] + rows[..., 0]) / 2 / GRID
    return Circuit(rows[..., 0], ocv_sum, ohms[..., 0], ohms[..., 1], ohms[..., 2], exchange, THERMAL_V_K * kelvin)


def open_circuit(cells: Cells, soc: Floats) -> tuple[Floats, Floats]:
    """Open-circuit voltage and its integral from SoC 0."""
    place = soc * GRID
    cell = np.minimum(place.astype(np.intp), GRID - 1)
    rows = tables().over_soc
    index = cells.chemistry * (GRID + 1) + cell
    low, high, fraction = rows[index, 0], rows[index + 1, 0], place - cell
    ocv = low + fraction * (high - low)
    return ocv, rows[index, 1] + fraction * (low + ocv) / 2 / GRID


def instant_v(now: Circuit, current_a: Floats) -> Floats:
    """The voltage over R0 and the charge transfer (Butler-Volmer with equal halves, solved for the voltage)."""
    return now.r0_ohm * current_a + now.kinetic_v * np.arcsinh(current_a / (2 * now.exchange_a))


def voltage(cells: Cells, state: CellState, current_a: Floats) -> Floats:
    """Terminal voltage at this moment, with this current."""
    now = circuit(cells, state)
    return now.ocv_v + instant_v(now, current_a) + now.r1_ohm * state.fast_a + now.r2_ohm * state.slow_a


def step(cells: Cells, state: CellState, current_a: Floats, ambient_c: Floats, dt_s: float) -> tuple[CellState, Flow]:
    """The cells after a constant current for `dt_s`; a current that would leave SoC 0..1 is held to what fits.

    RC pairs and temperature are exact for the constant current; resistances are those at the beginning. Energy:
    terminal = chemical + heat + what the pairs store. There is no reversible (entropic) heat.
    """
    now, tau = circuit(cells, state), tables().tau_s[cells.chemistry]
    room = cells.capacity_ah * (3600 / dt_s)
    current = np.clip(current_a, -state.soc * room, (1 - state.soc) * room)
    soc = np.clip(state.soc + current / room, 0.0, 1.0)
    keep = np.exp(-dt_s / tau)
    fast = current + (state.fast_a - current) * keep[..., 0]
    slow = current + (state.slow_a - current) * keep[..., 1]
    mean_fast = current + (state.fast_a - current) * (1 - keep[..., 0]) * tau[..., 0] / dt_s
    mean_slow = current + (state.slow_a - current) * (1 - keep[..., 1]) * tau[..., 1] / dt_s
    stored = (tau[..., 0] * now.r1_ohm * fast**2 + tau[..., 1] * now.r2_ohm * slow**2) / 2
    over = instant_v(now, current)
    ocv, ocv_sum = open_circuit(cells, soc)
    chemical = (ocv_sum - now.ocv_sum_v) * cells.capacity_ah * 3600
    lost = (over + now.r1_ohm * mean_fast + now.r2_ohm * mean_slow) * current * dt_s
    heat = lost - (stored - state.stored_j)
    reached = ambient_c + heat / dt_s / cells.cooling_w_k
    temperature = reached + (state.temperature_c - reached) * np.exp(-dt_s * cells.cooling_w_k / cells.heat_j_k)
    after = CellState(soc, fast, slow, temperature, stored)
    return after, Flow(current, ocv + over + now.r1_ohm * fast + now.r2_ohm * slow, chemical + lost, chemical, heat)
