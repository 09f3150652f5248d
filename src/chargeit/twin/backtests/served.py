"""The model of life that serves: of what a live battery tells, with its errors, beside the ageing law."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from chargeit.learning.catalogue import BacktestRow
from chargeit.twin.backtests import measures, scores
from chargeit.twin.backtests.scores import Metric
from chargeit.twin.chemistry import Floats
from chargeit.twin.models import learning
from chargeit.twin.models.cycles import Cycles
from chargeit.twin.models.learning import Rows

MODEL = "boosting, as it serves"


def run(cells: Cycles) -> list[BacktestRow]:
    rows = learning.rows_of(cells)
    found, flattered = (learning.held_back(rows, some) for some in (learning.folds(rows.cell), at_random(rows)))
    ended, known = np.isfinite(rows.left), np.isfinite(rows.fails)
    left = (found.left[ended], found.law_left[ended], flattered.left[ended])
    fails = (found.fails[known], found.law_fails[known], flattered.fails[known])
    made = [_row("cycles left, live", one, rows.left[ended], left) for one in measures.LEAVING]
    made += covered(rows, ended)
    return made + [_row("failure within 100 cycles, live", one, rows.fails[known], fails) for one in measures.FAILING]


def _row(feature: str, metric: Metric, truth: Floats, said: tuple[Floats, Floats, Floats]) -> BacktestRow:
    value, law, flattered = (metric.score(truth, one) for one in said)
    mean = metric.score(truth, np.full(len(truth), truth.mean()))
    note = (
        f"health off by {learning.HEALTH_ERROR:.0%}; mean {mean:.3f}; rows at random {flattered:.3f}; "
        f"published: none{metric.told(value)}"
    )
    return BacktestRow(feature, learning.SOURCE, MODEL, metric.name, value, learning.LAW, law, note)


def at_random(rows: Rows) -> Iterator[tuple[Any, Any]]:
    part = np.random.default_rng(0).permutation(len(rows.left)) % learning.FOLDS
    for fold in range(learning.FOLDS):
        yield np.flatnonzero(part != fold), np.flatnonzero(part == fold)


def covered(rows: Rows, ended: Any) -> Iterator[BacktestRow]:
    """The width is learned without the cells it is tried on."""
    inside, widths = [], []
    for train, test in learning.folds(rows.cell):
        mine = test[ended[test]]
        model = learning.fitted(rows.only(train), learning.share_of(rows.only(train)))
        _, low, high = model.cycles_left(rows.only(mine).live).T
        inside.append((low <= rows.left[mine]) & (rows.left[mine] <= high))
        widths.append(high - low)
    truth = rows.left[ended]
    plain = 2 * float(np.quantile(np.abs(truth - truth.mean()), learning.LEVEL))
    named = ("cycles left, live", learning.SOURCE, MODEL)
    note = "interval by errors on inner folds by cell"
    level = f"{scores.LEVEL:.0%}"
    yield BacktestRow(*named, f"coverage of {level}", float(np.mean(np.concatenate(inside))), note=note)
    yield BacktestRow(*named, f"width of {level}", float(np.mean(np.concatenate(widths))), "mean", plain, note)
