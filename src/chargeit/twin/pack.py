"""Packs: cells in series that carry one current. A few cells of each pack stand for all of its cells.

Arrays of cells have the shape (batteries, cells), those of packs (batteries,).
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from chargeit.twin.cell import Cells, CellState, Circuit, Flow, circuit, instant_v
from chargeit.twin.cell import step as step_cells
from chargeit.twin.chemistry import Floats


@dataclass(frozen=True, slots=True)
class Packs:
    """`stands_for` is how many cells of the series each cell stands for; over a pack, the sum is the whole series."""

    cells: Cells
    stands_for: Floats


class PackFlow(NamedTuple):
    """What a step did to the packs; `terminal_j` is the energy at a pack's terminals, positive when charged."""

    current_a: Floats
    voltage_v: Floats
    spread_v: Floats
    terminal_j: Floats
    heat_j: Floats


class Spread(NamedTuple):
    """Standard deviations among the cells of a pack: of capacity and resistance (shares), and of SoC."""

    capacity: float = 0.006
    resistance: float = 0.03
    soc: float = 0.002


def spread_out(packs: Packs, spread: Spread, deviations: Floats) -> tuple[Packs, Floats]:
    """The packs with unequal cells, and the SoC by which each cell differs from its pack's.

    `deviations` (quantity, battery, cell) are in standard deviations.
    """
    capacity = packs.cells.capacity_ah * np.clip(1 + spread.capacity * deviations[0], 0.5, 1.5)
    resistance = packs.cells.resistance * np.clip(1 + spread.resistance * deviations[1], 0.5, 2)
    cells = replace(packs.cells, capacity_ah=capacity, resistance=resistance)
    return replace(packs, cells=cells), spread.soc * deviations[2]


def step(
    packs: Packs, state: CellState, current_a: Floats, ambient_c: Floats, dt_s: float
) -> tuple[CellState, PackFlow]:
    """The packs after a constant current (or as much of it as the emptiest or fullest cell can take) for `dt_s`."""
    room = packs.cells.capacity_ah * (3600 / dt_s)
    least = -(state.soc * room).min(axis=-1)
    most = ((1 - state.soc) * room).min(axis=-1)
    current = np.clip(current_a, least, most)
    each = np.broadcast_to(current[:, None], state.soc.shape)
    after, flow = step_cells(packs.cells, state, each, ambient_c[:, None], dt_s)
    return after, told(packs, current, flow)


def told(packs: Packs, current_a: Floats, flow: Flow) -> PackFlow:
    volts = flow.voltage_v
    return PackFlow(
        current_a,
        (packs.stands_for * volts).sum(axis=-1),
        volts.max(axis=-1) - volts.min(axis=-1),
        (packs.stands_for * flow.terminal_j).sum(axis=-1),
        (packs.stands_for * flow.heat_j).sum(axis=-1),
    )


def soc(packs: Packs, state: CellState) -> Floats:
    """Of a pack: what its emptiest cell can still give of what goes from its emptiest to its fullest."""
    left = (state.soc * packs.cells.capacity_ah).min(axis=-1)
    room = ((1 - state.soc) * packs.cells.capacity_ah).min(axis=-1)
    found: Floats = left / np.maximum(left + room, 1e-9)
    return found


def capacity_ah(packs: Packs, state: CellState) -> Floats:
    """What a pack gives from the first full cell to the first empty one."""
    left = (state.soc * packs.cells.capacity_ah).min(axis=-1)
    found: Floats = left + ((1 - state.soc) * packs.cells.capacity_ah).min(axis=-1)
    return found


def current_for(packs: Packs, state: CellState, power_w: Floats, now: Circuit | None = None) -> Floats:
    """The current at which a pack takes (positive) or gives (negative) a power at this moment.

    Where a pack cannot give so much: the current at which it gives the most.
    """
    now = now or circuit(packs.cells, state)
    still = (packs.stands_for * (now.ocv_v + now.r1_ohm * state.fast_a + now.r2_ohm * state.slow_a)).sum(axis=-1)
    current: Floats = power_w / still
    for _ in range(2):
        # charge transfer is not linear: its resistance is that at the current found before
        probe = np.where(np.abs(current) < 1e-6, 1e-6, current)
        ohms = (packs.stands_for * instant_v(now, probe[:, None])).sum(axis=-1) / probe
        current = (-still + np.sqrt(np.maximum(still**2 + 4 * ohms * power_w, 0.0))) / (2 * ohms)
    return current
