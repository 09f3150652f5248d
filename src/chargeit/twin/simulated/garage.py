"""The vehicles of a simulation as arrays: which kind and battery each is, how old, how it charges. From the seed."""

from dataclasses import dataclass

import numpy as np

from chargeit.twin import pack
from chargeit.twin.ageing import Age, Use, rested, unaged, used
from chargeit.twin.cell import Cells
from chargeit.twin.chemistry import ORDER, Floats, Indices, data_of
from chargeit.twin.pack import Packs, Spread
from chargeit.twin.simulated.vehicles import HABITS, KINDS, PROFILE_S, Model

SHARES = (0.75, 0.15, 0.10)  # of commuters, taxis, buses
OLDEST_YEARS = 8.0
EXTREME = 2.4  # standard deviations of the extreme one of about a hundred cells
# a typical cell stands for all but two: the weakest and the strongest
DEVIATIONS = np.array([[0, -EXTREME, EXTREME], [0, EXTREME, -EXTREME], [0, -EXTREME, EXTREME]])


@dataclass(frozen=True, slots=True)
class Garage:
    """Arrays of (batteries,), those of cells (batteries, 3). `packs` are new; `age` and `cycles` are those at first."""

    kinds: Indices
    models: tuple[Model, ...]
    packs: Packs
    soc_apart: Floats
    age: Age
    cycles: Floats
    first_soc: Floats
    phase_s: Floats
    charger_w: Floats
    begins_below: Floats
    target: Floats

    @property
    def chemistry(self) -> Indices:
        return self.packs.cells.chemistry[:, 0]

    @property
    def nominal_ah(self) -> Floats:
        return np.array([model.capacity_ah for model in self.models])


def furnished(seed: int, count: int) -> Garage:
    """A larger fleet of the same seed begins with the same vehicles."""
    thrown = np.random.default_rng([seed, 3]).random((count, 10))
    kinds = np.searchsorted(np.cumsum(SHARES)[:-1], thrown[:, 0], side="right").astype(np.intp)
    habits = [HABITS[KINDS[kind]] for kind in kinds]
    models = tuple(
        habit.models[min(int(throw * len(habit.models)), len(habit.models) - 1)]
        for habit, throw in zip(habits, thrown[:, 1], strict=True)
    )
    packs, apart = _packs(models, thrown[:, 2])
    years = OLDEST_YEARS * thrown[:, 3]
    cycles = years * np.array([habit.yearly_cycles for habit in habits]) * (0.6 + 0.8 * thrown[:, 4])
    below, target = (np.array([getattr(h, name) for h in habits]) for name in ("begins_below", "target"))
    return Garage(
        kinds=kinds,
        models=models,
        packs=packs,
        soc_apart=apart,
        age=_aged(packs.cells.chemistry[:, 0], years, cycles),
        cycles=cycles,
        first_soc=0.35 + 0.5 * thrown[:, 5],
        phase_s=np.floor(thrown[:, 6] * PROFILE_S / 2) * 2,
        charger_w=np.array([habit.charger_w for habit in habits]),
        begins_below=below[:, 0] + thrown[:, 7] * (below[:, 1] - below[:, 0]),
        target=target[:, 0] + thrown[:, 8] * (target[:, 1] - target[:, 0]),
    )


def _packs(models: tuple[Model, ...], unequal: Floats) -> tuple[Packs, Floats]:
    """Packs of three cells that stand for all; some makes are twice as equal as others."""
    data = [data_of(model.chemistry) for model in models]
    capacity = np.repeat(np.array([model.capacity_ah for model in models])[:, None], 3, axis=1)
    size = capacity / np.array([one.capacity_ah for one in data])[:, None]
    heat = size * np.array([one.heat_capacity_j_k for one in data])[:, None]
    index = np.array([ORDER.index(model.chemistry) for model in models], dtype=np.intp)
    cooling = heat / np.array([one.cooling_time_s for one in data])[:, None]
    cells = Cells(np.repeat(index[:, None], 3, axis=1), size, capacity, np.ones_like(size), heat, cooling)
    rest = np.array([model.cells_in_series - 2.0 for model in models])
    stands_for = np.column_stack([rest, np.ones_like(rest), np.ones_like(rest)])
    scale = (0.7 + 0.7 * unequal)[None, :, None]
    return pack.spread_out(Packs(cells, stands_for), Spread(), DEVIATIONS[:, None, :] * scale)


def _aged(chemistry: Indices, years: Floats, cycles: Floats) -> Age:
    """As the laws have it for vehicles that stood at 60 % and 15 C, and went half of the battery up and down."""
    flat = np.ones_like(years)
    age = rested(chemistry, unaged(len(years)), 0.6 * flat, 15.0 * flat, years * 365.25)
    return used(chemistry, age, Use(cycles, 0.5 * flat, 0.55 * flat, 0.4 * flat, 22.0 * flat))
