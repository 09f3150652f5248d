"""Figures of a backtest of cells, beside a mean predictor and beside the same model with rows split at random."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from chargeit.learning.catalogue import BacktestRow
from chargeit.twin.chemistry import Floats

FOLDS = 5
Fit = Callable[[Floats, Floats], Callable[[Floats], Floats]]
"""Rows and their values -> what predicts of rows."""
Score = Callable[[Floats, Floats], float]


@dataclass(frozen=True, slots=True)
class Task:
    """What is predicted of which rows; `group` is the cell of each."""

    feature: str
    data: str
    model: str
    rows: Floats
    value: Floats
    group: Any


def by_cell(task: Task, seed: int = 0) -> Iterator[tuple[Any, Any]]:
    """Train and test rows; no cell is on both sides."""
    cells = np.unique(task.group)
    part = np.random.default_rng(seed).permutation(len(cells)) % FOLDS
    for fold in range(FOLDS):
        test = np.isin(task.group, cells[part == fold])
        yield np.flatnonzero(~test), np.flatnonzero(test)


def at_random(task: Task, seed: int = 0) -> Iterator[tuple[Any, Any]]:
    """Rows of every cell on both sides: what flatters."""
    part = np.random.default_rng(seed).permutation(len(task.value)) % FOLDS
    for fold in range(FOLDS):
        yield np.flatnonzero(part != fold), np.flatnonzero(part == fold)


def predicted(task: Task, fit: Fit, splits: Iterator[tuple[Any, Any]]) -> Floats:
    found = np.full(len(task.value), np.nan)
    for train, test in splits:
        found[test] = fit(task.rows[train], task.value[train])(task.rows[test])
    return found


def mean_of(rows: Floats, value: Floats) -> Callable[[Floats], Floats]:
    del rows
    return lambda asked: np.full(len(asked), value.mean())


def r2(value: Floats, found: Floats) -> float:
    return float(1 - np.sum((value - found) ** 2) / np.sum((value - value.mean()) ** 2))


def rmse(value: Floats, found: Floats) -> float:
    return float(np.sqrt(np.mean((value - found) ** 2)))


def mape(value: Floats, found: Floats) -> float:
    """Percent, of values that are not 0."""
    there = value != 0
    return float(100 * np.mean(np.abs(found[there] / value[there] - 1)))


def rows_of(task: Task, fit: Fit, metrics: Mapping[str, Score], note: str = "") -> list[BacktestRow]:
    """A row a metric: by cell, beside the mean predictor's; the note has the figure of rows split at random."""
    ours, mean = predicted(task, fit, by_cell(task)), predicted(task, mean_of, by_cell(task))
    flattered = predicted(task, fit, at_random(task))
    cells = len(np.unique(task.group))
    made = []
    for name, score in metrics.items():
        told = f"{cells} cells, by cell; rows at random: {score(task.value, flattered):.3f}"
        values = (score(task.value, ours), "mean", score(task.value, mean))
        made.append(BacktestRow(task.feature, task.data, task.model, name, *values, note=f"{told}{note}"))
    return made
