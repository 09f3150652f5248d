"""The model of life that serves: of what a live battery tells, with its errors, beside the ageing law."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from chargeit.learning.catalogue import BacktestRow
from chargeit.twin.backtests import measures, scores
from chargeit.twin.backtests.scores import Metric
from chargeit.twin.chemistry import Floats
from chargeit.twin.models import learning
from chargeit.twin.models.cycles import Cycles
from chargeit.twin.models.learning import Rows

MODEL = "boosting, as it serves"
REPEATS = 5


class Said(NamedTuple):
    """Of the rows of which the truth is known, by each way of splitting; `exact` knows the health without errors."""

    truth: Floats
    ours: list[Floats]
    exact: list[Floats]
    law: Floats
    at_random: Floats
    has_temperature: Any

    def only(self, mine: Any) -> "Said":
        ours, exact = ([one[mine] for one in some] for some in (self.ours, self.exact))
        return Said(self.truth[mine], ours, exact, self.law[mine], self.at_random[mine], self.has_temperature[mine])


def run(cells: Cycles) -> list[BacktestRow]:
    rows, exact = learning.rows_of(cells), learning.rows_of(cells, error=0.0)
    ours, best = (
        [learning.held_back(some, learning.folds(some.cell, seed)) for seed in range(REPEATS)] for some in (rows, exact)
    )
    flattered = learning.held_back(rows, at_random(rows))
    told = np.isfinite(rows.live.temperature_c)
    ended, known = np.isfinite(rows.left), np.isfinite(rows.fails)
    left, fails = (
        Said(
            getattr(rows, name),
            [getattr(one, name) for one in ours],
            [getattr(one, name) for one in best],
            getattr(ours[0], f"law_{name}"),
            getattr(flattered, name),
            told,
        ).only(there)
        for name, there in (("left", ended), ("fails", known))
    )
    made = [_row("cycles left, live", one, left) for one in measures.LEAVING]
    made += covered(rows, ended)
    return made + [_row("failure within 100 cycles, live", one, fails) for one in measures.FAILING]


def _row(feature: str, metric: Metric, said: Said) -> BacktestRow:
    """Means over the ways of splitting."""

    def mean(some: list[Floats], mine: Any = slice(None)) -> float:
        return float(np.mean([metric.score(said.truth[mine], one[mine]) for one in some]))

    value = mean(said.ours)
    note = (
        f"health off by {learning.HEALTH_ERROR:.0%}; {REPEATS} x {learning.FOLDS} folds by cell; "
        f"where temperature is told {mean(said.ours, said.has_temperature):.3f}; "
        f"with exact health {mean(said.exact):.3f}, of these {mean(said.exact, said.has_temperature):.3f}; "
        f"mean {mean([np.full(len(said.truth), said.truth.mean())]):.3f}; rows at random {mean([said.at_random]):.3f}; "
        f"published: none{metric.told(value)}"
    )
    return BacktestRow(feature, learning.SOURCE, MODEL, metric.name, value, learning.LAW, mean([said.law]), note)


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
