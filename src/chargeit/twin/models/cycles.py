"""Recorded cells, cycle by cycle: features of the charge, health, what is left, and the end of life.

The features of a charge are those of F. Wang et al., Nature Communications 15 (2024). Health is in the nominal
capacity; the end of life is where it falls below 80 % of that for good.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from chargeit.domain.batteries import END_OF_LIFE_SOH, FAILURE_HORIZON_CYCLES
from chargeit.twin.chemistry import Floats

SOURCES = ("XJTU", "TJU", "MIT")
EVERY = {"XJTU": 10, "TJU": 10, "MIT": 40}
"""Each so many-th cycle is a row."""
FIRST = 20
NOMINAL_AH = {"XJTU": 2.0, "TJU": 3.5, "MIT": 1.1, "TJU/Dataset_3": 2.5}
"""J. Zhu et al., Nature Communications 13 (2022), for TJU: the third set is of cells of another size."""
WINDOWS = (10, 20, 50, 100)
USUAL = 5  # cycles whose median is taken, so that one bad measurement is not believed
LEAST_MARGIN, LEAST_RATE = 1e-3, 2e-5


@dataclass(frozen=True, slots=True)
class Cycles:
    """Rows of cells. `told` is what one charge shows (nan where that is not known), `past` what the cycles until then
    show, `use` temperature (C), charge and discharge rate (C) of the test.

    `left` counts cycles to the end of life, is 0 and less after it, and nan where the end was not reached;
    `followed` counts the cycles that were recorded after the row.
    """

    cell: Any
    cycle: Floats
    told: Floats
    past: Floats
    use: Floats
    health: Floats
    left: Floats
    followed: Floats

    @property
    def fails(self) -> Floats:
        """1 where the end comes within FAILURE_HORIZON_CYCLES, 0 where it does not, nan where nobody knows.

        A cell whose end was not reached is known to be healthy as far as it was followed, and no further.
        """
        seen = np.isfinite(self.left) | (self.followed >= FAILURE_HORIZON_CYCLES)
        known = seen & ~(self.left <= 0)
        return np.where(known, (self.left <= FAILURE_HORIZON_CYCLES).astype(float), np.nan)

    def only(self, rows: Any) -> "Cycles":
        return Cycles(*(getattr(self, field.name)[rows] for field in fields(self)))


def together(some: Sequence[Cycles]) -> Cycles:
    return Cycles(*(np.concatenate([getattr(one, field.name) for one in some]) for field in fields(Cycles)))


def read(folder: Path, source: str) -> Cycles:
    """The recorded data set `cell_ageing`; cells are named with their source."""
    import duckdb

    path = folder / "cell_ageing" / f"{source}_features.parquet"
    table = duckdb.read_parquet(str(path)).fetchnumpy()
    names = [name for name in table if name not in ("dataset", "cell", "cycle", "capacity", "__index_level_0__")]
    features = np.column_stack([np.asarray(table[name], dtype=np.float64) for name in names])
    features[~np.isfinite(features)] = np.nan
    cell = np.array([f"{source}/{name}" for name in table["cell"]])
    cycle, capacity = np.asarray(table["cycle"], float), np.asarray(table["capacity"], float)
    health = capacity / np.array([nominal_ah(name) for name in cell])
    return of_cells(cell, cycle, features, health, EVERY[source])


def nominal_ah(cell: str) -> float:
    """Of a cell's type, as its maker gives it."""
    return next((NOMINAL_AH[name] for name in sorted(NOMINAL_AH, reverse=True) if cell.startswith(name)), np.nan)


def use_of(cell: str) -> tuple[float, float, float]:
    """Temperature and rates, as the cells of TJU and XJTU are named (`CY45-05_1`: 45 C, 0.5 C, 1 C); nan else."""
    if found := re.search(r"CY(\d+)-0?(\d+)_(\d+)", cell):
        charged = {"25": 0.25, "5": 0.5, "1": 1.0}
        return float(found[1]), charged.get(found[2], np.nan), float(found[3])
    if found := re.search(r"XJTU/(\d)C_", cell):
        return np.nan, float(found[1]), 1.0
    return np.nan, np.nan, np.nan


def of_cells(cell: Any, cycle: Floats, features: Floats, health: Floats, every: int) -> Cycles:
    """Cell by cell. A row knows its own cycle and those before it, and nothing of later ones but its label."""
    parts = []
    for name in np.unique(cell):
        mine = np.flatnonzero(cell == name)
        mine = mine[np.argsort(cycle[mine])]
        parts.append(_rows(str(name), cycle[mine], features[mine], health[mine], every))
    return together(parts)


def end_of_life(cycle: Floats, health: Floats) -> float:
    """The first cycle below 80 % whose median with the four after it is below too; nan where there is none."""
    for at in np.flatnonzero(health < END_OF_LIFE_SOH):
        if np.median(health[at : at + USUAL]) < END_OF_LIFE_SOH:
            return float(cycle[at])
    return np.nan


def _rows(name: str, cycle: Floats, features: Floats, health: Floats, every: int) -> Cycles:
    rows = np.arange(FIRST, len(cycle), every)
    end = end_of_life(cycle, health)
    shape = (len(rows), 0)
    past = [_past(cycle[: at + 1], features[: at + 1], health[: at + 1]) for at in rows]
    return Cycles(
        cell=np.full(len(rows), name),
        cycle=cycle[rows],
        told=features[rows],
        past=np.array(past) if past else np.zeros(shape),
        use=np.tile(use_of(name), (len(rows), 1)),
        health=health[rows],
        left=end - cycle[rows],
        followed=cycle[-1] - cycle[rows],
    )


def _past(cycle: Floats, features: Floats, health: Floats) -> Floats:
    """Of everything until now: health, its loss, its rates over several windows and how far each of them reaches,
    whether it gets faster; then what the last charges show, and how that changed since the first.
    """
    now, first = np.median(health[-USUAL:]), np.median(health[:USUAL])
    rates = [-_slope(cycle[-1 - window :], health[-1 - window :]) for window in WINDOWS]
    rates.append((first - now) / cycle[-1])
    margin = max(now - END_OF_LIFE_SOH, LEAST_MARGIN)
    reach = [np.log(margin / max(rate, LEAST_RATE)) for rate in rates]
    half = WINDOWS[1]
    bend = _slope(cycle[-half:], health[-half:]) - _slope(cycle[-2 * half : -half], health[-2 * half : -half])
    charge, new = _median(features[-USUAL:]), _median(features[:USUAL])
    return np.array([cycle[-1], now, first, first - now, *rates, *reach, bend, *charge, *(charge - new)])


TRAJECTORY = 4 + 2 * (len(WINDOWS) + 1) + 1
"""So many columns of `past` are of health alone."""


def _median(features: Floats) -> Floats:
    """By column; nan where nothing is known."""
    known = np.isfinite(features).any(axis=0)
    found = np.full(features.shape[1], np.nan)
    found[known] = np.nanmedian(features[:, known], axis=0)
    return found


def _slope(cycle: Floats, health: Floats) -> float:
    if len(cycle) < 3:
        return 0.0
    centred = cycle - cycle.mean()
    return float(centred @ (health - health.mean()) / (centred @ centred))
