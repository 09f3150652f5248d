"""Health from one charge, and what is left, of recorded cells."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from chargeit.learning.catalogue import BacktestRow
from chargeit.learning.scores import auc
from chargeit.twin.backtests import cycles, scores
from chargeit.twin.backtests.cycles import SOURCES, Cycles
from chargeit.twin.backtests.scores import Score, Task
from chargeit.twin.chemistry import Floats

TREES = 80


def trees(rows: Floats, value: Floats) -> Callable[[Floats], Floats]:
    """Extremely randomised trees (P. Geurts et al., Machine Learning 63, 2006)."""
    from sklearn.ensemble import ExtraTreesRegressor

    made = ExtraTreesRegressor(TREES, min_samples_leaf=2, random_state=0, n_jobs=1).fit(rows, value)
    return lambda asked: np.asarray(made.predict(asked))


def likely(rows: Floats, value: Floats) -> Callable[[Floats], Floats]:
    from sklearn.ensemble import ExtraTreesClassifier

    made = ExtraTreesClassifier(TREES, min_samples_leaf=5, random_state=0, n_jobs=1).fit(rows, value > 0)
    return lambda asked: np.asarray(made.predict_proba(asked)[:, -1])


def brier(value: Floats, found: Floats) -> float:
    return float(np.mean((value - found) ** 2))


def ranked(value: Floats, found: Floats) -> float:
    return float(auc(value > 0, found))


def calibration(value: Floats, found: Floats) -> float:
    """Mean gap between what was said and what came, in ten parts of equal width, by their size."""
    part = np.minimum((found * 10).astype(int), 9)
    gaps = [abs(value[part == n].mean() - found[part == n].mean()) * np.mean(part == n) for n in np.unique(part)]
    return float(sum(gaps))


def run(folder: Path) -> list[BacktestRow]:
    found = {source: cycles.read(folder, source) for source in SOURCES}
    rows: list[BacktestRow] = []
    for source, cells in found.items():
        task = Task("health", source, "extra trees", cells.told, cells.health, cells.cell)
        rows += scores.rows_of(task, trees, {"MAPE %": scores.mape}, "; aim 1.2")
        rows += list(unseen(source, found))
    for source, cells in found.items():
        rows += what_is_left(source, cells)
    return rows


def unseen(source: str, found: dict[str, Cycles]) -> Iterator[BacktestRow]:
    """A source that no training row came from."""
    others = [cells for name, cells in found.items() if name != source]
    rows, value = np.concatenate([one.told for one in others]), np.concatenate([one.health for one in others])
    asked = found[source]
    ours = scores.mape(asked.health, trees(rows, value)(asked.told))
    mean = scores.mape(asked.health, scores.mean_of(rows, value)(asked.told))
    note = "trained on the other sources; aim 2.5"
    yield BacktestRow("health", source, "extra trees", "MAPE %, unseen source", ours, "mean", mean, note=note)


def what_is_left(source: str, cells: Cycles) -> list[BacktestRow]:
    ended = np.isfinite(cells.left)
    if len(np.unique(cells.cell[ended])) < 2 * scores.FOLDS:
        return []
    left = Task("cycles left", source, "extra trees", cells.past[ended], cells.left[ended], cells.cell[ended])
    rows = scores.rows_of(left, trees, {"R2": scores.r2, "RMSE": scores.rmse}, "; aim R2 0.90")
    rows.append(covered(left))
    fails = Task("failure", source, "extra trees", left.rows, cells.fails[ended].astype(float), left.group)
    metrics: dict[str, Score] = {"AUC": ranked, "Brier": brier, "calibration error": calibration}
    return rows + scores.rows_of(fails, likely, metrics, "; within 100 cycles; aim AUC 0.95")


def covered(task: Task) -> BacktestRow:
    """The interval is as wide as four of five errors of training cells that the model had not seen."""
    inside: list[Any] = []
    for train, test in scores.by_cell(task):
        inner = Task(task.feature, task.data, task.model, task.rows[train], task.value[train], task.group[train])
        known = scores.predicted(inner, trees, scores.by_cell(inner, seed=1))
        share = np.quantile(np.abs(known - inner.value) / np.maximum(known, 50.0), 0.8)
        said = trees(inner.rows, inner.value)(task.rows[test])
        inside.append(np.abs(said - task.value[test]) <= share * np.maximum(said, 50.0))
    value = float(np.mean(np.concatenate(inside)))
    return BacktestRow(task.feature, task.data, task.model, "coverage of 80 %", value, note="conformal, by cell")
