"""From recorded cells to a model of life: scored on cells held back in turn, beside the ageing law, then fitted on all.

A live battery's health is known to about a hundredth, not as a laboratory measures it: each row is taken several times
with such errors, in training and in scoring, and once without its temperature, which not every vehicle tells.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from chargeit.domain.batteries import Chemistry
from chargeit.domain.errors import Invalid
from chargeit.domain.forecasts import Score
from chargeit.learning import scores
from chargeit.learning.catalogue import Trained
from chargeit.twin.chemistry import ORDER, Floats
from chargeit.twin.life import expected_life
from chargeit.twin.models import cycles
from chargeit.twin.models.cycles import Cycles
from chargeit.twin.models.life_model import LEAST_LEFT, Domain, LifeModel, Live, boosted

SOURCE, CHEMISTRY = "TJU", Chemistry.NMC
"""The one source of which enough cells were followed to the end of their life."""
HEALTH_ERROR = 0.01
COPIES = 4
FOLDS = 5
LEVEL = 0.8
LEAST_CELLS = 2 * FOLDS
LAW = "ageing law"
Splits = Iterator[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Rows:
    """`left` is nan where the end was not reached, `fails` where nobody knows."""

    cell: Any
    live: Live
    left: Floats
    fails: Floats

    def only(self, mine: Any) -> "Rows":
        return Rows(self.cell[mine], self.live.only(mine), self.left[mine], self.fails[mine])


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What was said of rows whose cells were not learned from, and what the law says of them."""

    left: Floats
    fails: Floats
    law_left: Floats
    law_fails: Floats


def rows_of(cells: Cycles, copies: int = COPIES, error: float = HEALTH_ERROR) -> Rows:
    """Rows before the end of life, each `copies` times with errors of its own; always the same ones."""
    before = np.flatnonzero(~(cells.left <= 0))
    mine = np.tile(before, copies)
    off = np.random.default_rng(1).normal(0.0, error, len(mine))
    told = np.arange(len(mine)) >= (len(before) if copies > 1 else 0)
    live = Live(cells.cycle[mine], cells.health[mine] + off, np.where(told, cells.use[mine, 0], np.nan))
    return Rows(cells.cell[mine], live, cells.left[mine], cells.fails[mine])


def fitted(rows: Rows, share: float = 0.0) -> LifeModel:
    """Raises Invalid where no cell failed, or none did not."""
    known, ended = np.isfinite(rows.fails), np.isfinite(rows.left)
    if not ended.any() or len(np.unique(rows.fails[known])) < 2:
        raise Invalid("folder", "has no cells both before and near the end of their life")
    features = rows.live.features()
    return LifeModel(
        boosted(features[ended], rows.left[ended], "regression"),
        boosted(features[known], rows.fails[known], "binary"),
        share,
        Domain.of(rows.live, CHEMISTRY),
    )


def folds(cell: Any, seed: int = 0) -> Splits:
    """Rows of training and of test; no cell is on both sides."""
    names = np.unique(cell)
    part = np.random.default_rng(seed).permutation(len(names)) % FOLDS
    for fold in range(FOLDS):
        test = np.isin(cell, names[part == fold])
        yield np.flatnonzero(~test), np.flatnonzero(test)


def held_back(rows: Rows, splits: Splits) -> HeldBack:
    left, fails = np.full((2, len(rows.left)), np.nan)
    for train, test in splits:
        model, asked = fitted(rows.only(train)), rows.only(test).live
        left[test], fails[test] = model.cycles_left(asked)[:, 0], model.failure(asked)
    same = np.ones(len(rows.left))
    chemistry = np.full(len(rows.left), ORDER.index(CHEMISTRY), dtype=np.intp)
    law = expected_life(chemistry, rows.live.health, HEALTH_ERROR * same, rows.live.cycles)
    return HeldBack(left, fails, law.cycles[:, 0], law.failure)


def share_of(rows: Rows) -> float:
    """The half width that holds LEVEL of the errors on cells that were not learned from, in parts of what was said."""
    ended = np.isfinite(rows.left)
    said = held_back(rows, folds(rows.cell, seed=1)).left[ended]
    return float(np.quantile(np.abs(said - rows.left[ended]) / np.maximum(said, LEAST_LEFT), LEVEL))


def measured(rows: Rows, found: HeldBack) -> tuple[Score, ...]:
    """The first decides on promotion."""
    ended, known = np.isfinite(rows.left), np.isfinite(rows.fails)
    truth, happened = rows.left[ended], rows.fails[known]
    return (
        beside("rmse_cycles_left", rmse, truth, (found.left[ended], found.law_left[ended])),
        beside("auc_failure", scores.auc, happened, (found.fails[known], found.law_fails[known])),
        beside("brier_failure", scores.brier, happened, (found.fails[known], found.law_fails[known])),
    )


def beside(name: str, score: Callable[[Floats, Floats], float], truth: Floats, said: tuple[Floats, Floats]) -> Score:
    ours, law = said
    return Score(name, score(truth, ours), LAW, score(truth, law))


def rmse(value: Floats, found: Floats) -> float:
    return float(np.sqrt(np.mean((value - found) ** 2)))


def train(folder: Path, now: datetime) -> Trained:
    """Raises Invalid where the folder has no such cells, or too few that reached the end of their life."""
    if not (folder / "cell_ageing" / f"{SOURCE}_features.parquet").is_file():
        raise Invalid("folder", f"has no cell_ageing/{SOURCE}_features.parquet")
    return trained_on(cycles.read(folder, SOURCE), now)


def trained_on(cells: Cycles, now: datetime) -> Trained:
    rows = rows_of(cells)
    ended = len(np.unique(rows.cell[np.isfinite(rows.left)]))
    if ended < LEAST_CELLS:
        raise Invalid("folder", f"has {ended} cells that were followed to the end of their life, {LEAST_CELLS} needed")
    found = held_back(rows, folds(rows.cell))
    model = fitted(rows, share_of(rows))
    notes = (
        f"{len(np.unique(rows.cell))} recorded cells, {ended} of them to the end of their life; scores on cells held "
        f"back in turn, with errors of health of {HEALTH_ERROR:.0%}; for {CHEMISTRY.value} alone; recorded cells have "
        "no dates"
    )
    return Trained(model.to_bytes(), now, now, len(rows.left), 0, measured(rows, found), notes)
