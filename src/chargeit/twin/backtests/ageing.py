"""Health from one charge, what is left, and failure, of recorded cells."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from chargeit.learning.catalogue import BacktestRow
from chargeit.twin.backtests import learners, measures, scores, served, transfer
from chargeit.twin.backtests.scores import Choice, Metric, Task
from chargeit.twin.models import cycles, learning
from chargeit.twin.models.cycles import SOURCES, TRAJECTORY, Cycles

WANG = "0.87 % on four sources (Wang 2024)"
NEAR = 30.0  # cycles; an interval is no narrower than that of so many
LEAST_CELLS = 30  # with a recorded end, so that each of five folds has six

HEALTH = Choice(
    {
        "extra trees": learners.trees,
        "support vectors": learners.vectors,
        "mean of both": learners.mean_of_fits(learners.trees, learners.vectors),
    },
    scores.mape,
)
LIFE = Choice(
    {
        "extra trees": learners.trees,
        "boosting": learners.boosted,
        "extra trees, no charge": learners.of_columns(learners.trees, slice(TRAJECTORY + 3)),
    },
    scores.rmse,
    NEAR,
)
FAILURE = Choice({"trees and boosting": learners.likely, "extra trees": learners.chances}, measures.brier, 1.0)


def run(folder: Path) -> list[BacktestRow]:
    found = {source: cycles.read(folder, source) for source in SOURCES}
    rows: list[BacktestRow] = []
    alive = {source: cells.only(~(cells.left <= 0)) for source, cells in found.items()}
    for source, cells in alive.items():
        rows += scores.timed(health, source, cells)
    rows += scores.timed(transfer.unseen, alive)
    for source, cells in alive.items():
        rows += scores.timed(transfer.few_known, source, cells, HEALTH)
    for source, cells in found.items():
        rows += what_is_left(source, cells)
    rows += what_is_left("XJTU and TJU", cycles.together([found["XJTU"], found["TJU"]]))
    return rows + scores.timed(served.run, found[learning.SOURCE])


def health(source: str, cells: Cycles) -> list[BacktestRow]:
    task = Task("health", source, cells.told, cells.health, cells.cell, WANG)
    return scores.rows_of(task, HEALTH, [Metric("MAPE %", scores.mape, 1.2)])


def what_is_left(data: str, cells: Cycles) -> list[BacktestRow]:
    """Cycles left of rows before an end that was recorded; failure of all rows of which it is known."""
    known = np.concatenate([cells.past[:, :TRAJECTORY], cells.use, cells.past[:, TRAJECTORY:]], axis=1)
    before = cells.left > 0
    ended = len(np.unique(cells.cell[before]))
    if ended < LEAST_CELLS:
        every = len(np.unique(cells.cell))
        note = f"{ended} of {every} cells were followed to 80 % of the nominal capacity; too few to split by cell"
        return [BacktestRow("cycles left", data, "none", "R2", np.nan, note=note)]
    left = Task("cycles left", data, known[before], cells.left[before], cells.cell[before])
    rows = scores.timed(lives, left, cells.only(before))
    said = np.isfinite(cells.fails)
    fails = Task("failure within 100 cycles", data, known[said], cells.fails[said], cells.cell[said])
    return rows + scores.timed(scores.rows_of, fails, FAILURE, measures.FAILING)[: len(measures.FAILING)]


def lives(task: Task, cells: Cycles) -> Iterator[BacktestRow]:
    yield from scores.rows_of(task, LIFE, measures.LEAVING)
    yield from conditions_apart(task, cells)


def conditions_apart(task: Task, cells: Cycles) -> Iterator[BacktestRow]:
    """A temperature and rate of the test, and a make, that no training cell had."""
    test = np.array([re.sub(r"-#?\d+$", "", name) for name in cells.cell])
    apart = replace(task, group=test)
    found = scores.nested(apart, LIFE, scores.by_cell(apart))
    mean = scores.predicted(apart, scores.mean_of, scores.by_cell(apart))
    note = f"{len(np.unique(test))} ways of testing, in five parts of which each is left out once"
    for name, score in {"R2, unseen conditions": scores.r2, "RMSE, unseen conditions": scores.rmse}.items():
        values = score(task.value, found.value), "mean", score(task.value, mean)
        yield BacktestRow(task.feature, task.data, found.chosen, name, *values, note=note)
