"""Recorded cells, cycle by cycle: features of the charge, health, what is left, and the end of life.

The features are those of F. Wang et al., Nature Communications 15 (2024); every twentieth cycle is taken.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from chargeit.domain.batteries import END_OF_LIFE_SOH, FAILURE_HORIZON_CYCLES
from chargeit.twin.chemistry import Floats

SOURCES = ("XJTU", "TJU", "MIT")
EVERY = 20
BEHIND = 3  # rows, over which the fading is seen


@dataclass(frozen=True, slots=True)
class Cycles:
    """Rows of one source: `told` is what a charge shows, `past` what a charge and the cycles before show.

    `left` is nan for cells whose end was not recorded.
    """

    cell: Any
    told: Floats
    past: Floats
    health: Floats
    left: Floats

    @property
    def fails(self) -> Any:
        """Whether the end comes within FAILURE_HORIZON_CYCLES."""
        return self.left <= FAILURE_HORIZON_CYCLES


def read(folder: Path, source: str) -> Cycles:
    """The recorded data set `cell_ageing`. Health is in the cell's first capacities, as they were measured."""
    import duckdb

    path = folder / "cell_ageing" / f"{source}_features.parquet"
    table = duckdb.read_parquet(str(path)).fetchnumpy()
    names = [name for name in table if name not in ("dataset", "cell", "cycle", "capacity", "__index_level_0__")]
    features = np.column_stack([np.asarray(table[name], dtype=np.float64) for name in names])
    features[~np.isfinite(features)] = np.nan
    features = np.where(np.isnan(features), np.nanmedian(features, axis=0), features)
    return of_cells(
        np.asarray(table["cell"]), np.asarray(table["cycle"], float), features, np.asarray(table["capacity"], float)
    )


def of_cells(cell: Any, cycle: Floats, features: Floats, capacity: Floats) -> Cycles:
    """Cell by cell. A row knows its own cycle and those before it, and nothing of later ones but its label."""
    parts = []
    for name in np.unique(cell):
        mine = np.flatnonzero(cell == name)
        mine = mine[np.argsort(cycle[mine])]
        health = capacity[mine] / np.median(capacity[mine][:5])
        over = np.flatnonzero(health < END_OF_LIFE_SOH)
        end = cycle[mine][over[0]] if len(over) else np.nan
        rows = np.arange(EVERY * BEHIND, len(mine), EVERY)
        if len(over):
            rows = rows[rows <= over[0]]
        before = rows - EVERY * BEHIND
        fading = (health[before] - health[rows]) / (EVERY * BEHIND)
        age = np.column_stack([cycle[mine][rows], health[rows], fading, health[0] - health[rows]])
        told = features[mine][rows]
        parts.append(
            (np.full(len(rows), name), told, np.column_stack([age, told]), health[rows], end - cycle[mine][rows])
        )
    return Cycles(*(np.concatenate(column) for column in zip(*parts, strict=True)))
