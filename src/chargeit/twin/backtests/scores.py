"""Figures of a backtest of cells, beside a mean predictor, what was published, and the same with rows at random."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import numpy as np

from chargeit.learning.catalogue import BacktestRow
from chargeit.twin.chemistry import Floats

FOLDS, INNER = 5, 3
LEVEL = 0.8
Predict = Callable[[Floats], Floats]
Score = Callable[[Floats, Floats], float]


@dataclass(frozen=True, slots=True)
class Task:
    """What is predicted of which rows; `group` is the cell of each. `published` says whose figure is to compare."""

    feature: str
    data: str
    rows: Floats
    value: Floats
    group: Any
    published: str = "none"

    def part(self, mine: Any) -> "Task":
        return replace(self, rows=self.rows[mine], value=self.value[mine], group=self.group[mine])

    def with_rows(self, rows: Floats) -> "Task":
        return replace(self, rows=rows)


Fit = Callable[[Task], Predict]
"""Rows of training -> what predicts of others."""


@dataclass(frozen=True, slots=True)
class Metric:
    """`aim` is what is to be reached, at least where `rises` and at most else."""

    name: str
    score: Score
    aim: float | None = None
    rises: bool = False

    def told(self, value: float) -> str:
        """Whether the aim is reached, and by how much it is missed."""
        if self.aim is None:
            return ""
        off = self.aim - value if self.rises else value - self.aim
        return f"; aim {self.aim:g}: {'reached' if off < 0 else f'missed by {off:.3f}'}"


def by_cell(task: Task, seed: int = 0, folds: int = FOLDS) -> Iterator[tuple[Any, Any]]:
    """Train and test rows; no cell is on both sides."""
    cells = np.unique(task.group)
    count = min(folds, len(cells))
    part = np.random.default_rng(seed).permutation(len(cells)) % count
    for fold in range(count):
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
        found[test] = fit(task.part(train))(task.rows[test])
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """What is tried, and the loss by which inner folds by cell choose. An interval is a share of what is predicted;
    `least` is the least of which it is one.
    """

    fits: dict[str, Fit]
    loss: Score
    least: float = 0.0

    def on(self, task: Task) -> tuple[str, float]:
        """The name of the best on inner folds, and the share that holds LEVEL of its errors there."""
        known = {name: predicted(task, fit, by_cell(task, 11, INNER)) for name, fit in self.fits.items()}
        best = min(known, key=lambda name: self.loss(task.value, known[name]))
        off = np.abs(known[best] - task.value) / np.maximum(known[best], self.least)
        return best, float(np.quantile(off, LEVEL))


@dataclass(frozen=True, slots=True)
class Found:
    """What was said of each row, the half width of its interval, and what was chosen how often."""

    value: Floats
    half: Floats
    choices: tuple[tuple[str, int], ...]

    @property
    def chosen(self) -> str:
        return ", ".join(f"{name} ({times})" for name, times in self.choices)

    @property
    def usual(self) -> str:
        """What was chosen most often."""
        return self.choices[0][0]


def nested(task: Task, choice: Choice, splits: Iterator[tuple[Any, Any]]) -> Found:
    """Of each outer fold, what its training rows alone chose and taught."""
    value, half = np.full((2, len(task.value)), np.nan)
    names: Counter[str] = Counter()
    for train, test in splits:
        known = task.part(train)
        name, share = choice.on(known)
        names[name] += 1
        value[test] = choice.fits[name](known)(task.rows[test])
        half[test] = share * np.maximum(value[test], choice.least)
    return Found(value, half, tuple(names.most_common()))


def mean_of(task: Task) -> Predict:
    mean = task.value.mean()
    return lambda asked: np.full(len(asked), mean)


def r2(value: Floats, found: Floats) -> float:
    return float(1 - np.sum((value - found) ** 2) / np.sum((value - value.mean()) ** 2))


def rmse(value: Floats, found: Floats) -> float:
    return float(np.sqrt(np.mean((value - found) ** 2)))


def mape(value: Floats, found: Floats) -> float:
    return float(100 * np.mean(np.abs(value - found) / value))


def rows_of(task: Task, choice: Choice, metrics: Sequence[Metric]) -> list[BacktestRow]:
    """A row a metric: by cell, beside the mean predictor's; the note has the usual choice's at random."""
    ours, mean = nested(task, choice, by_cell(task)), predicted(task, mean_of, by_cell(task))
    flattered = predicted(task, choice.fits[ours.usual], at_random(task))
    cells = len(np.unique(task.group))
    made = []
    for metric in metrics:
        value = metric.score(task.value, ours.value)
        note = (
            f"{cells} cells, by cell; rows at random {metric.score(task.value, flattered):.3f}; "
            f"published: {task.published}{metric.told(value)}"
        )
        base = metric.score(task.value, mean)
        made.append(BacktestRow(task.feature, task.data, ours.chosen, metric.name, value, "mean", base, note))
    return made + covered(task, ours)


def timed(part: Callable[..., Iterable[BacktestRow]], *given: Any) -> list[BacktestRow]:
    """The first row has the seconds that all of them took."""
    begun = monotonic()
    rows = list(part(*given))
    return [replace(rows[0], seconds=monotonic() - begun), *rows[1:]]


def covered(task: Task, found: Found) -> list[BacktestRow]:
    """Coverage and mean width of the intervals; beside it the width that holds as much about the mean."""
    inside = float(np.mean(np.abs(found.value - task.value) <= found.half))
    plain = 2 * float(np.quantile(np.abs(task.value - task.value.mean()), LEVEL))
    note = "interval by errors on inner folds by cell"
    named = (task.feature, task.data, found.chosen)
    return [
        BacktestRow(*named, f"coverage of {LEVEL:.0%}", inside, note=note),
        BacktestRow(*named, f"width of {LEVEL:.0%}", 2 * float(np.mean(found.half)), "mean", plain, note),
    ]
