"""Cycle life from the first hundred cycles of the cells of K. A. Severson et al., Nature Energy 4 (2019)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from chargeit.learning.catalogue import BacktestRow
from chargeit.twin.backtests import scores
from chargeit.twin.chemistry import Floats

REPEATS = 5
BEYOND = 0.1  # of the logarithm of life
AIM_ABOVE = 0.02
TENTH, FIFTIETH, HUNDREDTH = 8, 48, 98  # rows of Q(V), which begin with cycle 2
LATE = 30  # cycles, over which the last fading is seen
PUBLISHED = "9.1 % MAPE on other cells (Severson 2019)"
SETS = {"curve": slice(3), "curve and capacity": slice(7), "everything": slice(None)}
"""Columns of `features`, of which inner folds choose."""


def read(folder: Path) -> tuple[Floats, Floats]:
    """Features and cycle life of each cell."""
    base = folder / "severson"
    curves = np.load(base / "Qdlin_100pt_cycles2-100.npz")
    rows, lives = [], []
    with (base / "features.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            curve = curves[f"{line['split']}_{line['cell']}"].astype(np.float64)
            rows.append(features(curve, [float(line[name]) for name in ("Qd_c2", "Qd_c10", "Qd_c100")]))
            lives.append(float(line["cycle_life"]))
    return np.array(rows), np.array(lives)


def features(curve: Floats, discharged_ah: list[float]) -> list[float]:
    """Of the change of Q(V) between cycles 10 and 100, its halves, and of the capacity."""
    change = np.nan_to_num(curve[HUNDREDTH] - curve[TENTH])
    early = np.nan_to_num(curve[FIFTIETH] - curve[TENTH])
    late = np.nan_to_num(curve[HUNDREDTH] - curve[FIFTIETH])
    capacity = np.nanmax(curve, axis=1)
    cycle = np.arange(len(capacity))
    known = np.isfinite(capacity)
    second, tenth, hundredth = discharged_ah
    return [
        _spread(change),
        float(np.log10(abs(change.min()) + 1e-6)),
        float(np.log10(abs(change.mean()) + 1e-6)),
        second,
        hundredth - second,
        _spread(early),
        1e3 * float(np.polyfit(cycle[known], capacity[known], 1)[0]),
        _spread(late),
        _spread(late) - _spread(early),
        hundredth - tenth,
        1e3 * float(np.polyfit(cycle[known][-LATE:], capacity[known][-LATE:], 1)[0]),
        float(capacity[known].max()) - second,
    ]


def _spread(change: Floats) -> float:
    return float(np.log10(change.var() + 1e-12))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model of the logarithm of life on some of the columns."""

    columns: slice
    model: Any

    def tell(self, rows: Floats, life: Floats, asked: Floats) -> Floats:
        """A little beyond the lives that were seen, and no further."""
        from sklearn.base import clone

        made = clone(self.model).fit(rows[:, self.columns], life)
        found = made.predict(asked[:, self.columns])
        return np.asarray(np.clip(found, life.min() - BEYOND, life.max() + BEYOND))


def candidates() -> list[Candidate]:
    from sklearn.ensemble import ExtraTreesRegressor, GradientBoostingRegressor
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, RationalQuadratic, WhiteKernel
    from sklearn.svm import SVR

    kernel = ConstantKernel(1.0) * RationalQuadratic(3.0, 1.0, (0.3, 100.0), (0.1, 1e3)) + WhiteKernel(0.1, (1e-3, 1.0))
    models = [
        GaussianProcessRegressor(kernel, normalize_y=True, random_state=0),
        SVR(C=10.0, gamma=0.02, epsilon=0.05),
        ExtraTreesRegressor(60, min_samples_leaf=2, random_state=0, n_jobs=1),
        GradientBoostingRegressor(n_estimators=100, max_depth=2, learning_rate=0.05, subsample=0.7, random_state=0),
    ]
    return [Candidate(columns, scaled(model)) for model in models for columns in SETS.values()]


def nets() -> list[Candidate]:
    """The model of the publication, its penalty and its columns chosen by inner folds too."""
    from sklearn.linear_model import ElasticNetCV

    net = ElasticNetCV(l1_ratio=[0.1, 0.5, 0.9], alphas=np.logspace(-4, 0, 20), cv=4, max_iter=20_000)
    return [Candidate(columns, scaled(net)) for columns in SETS.values()]


def scaled(model: Any) -> Any:
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), model)


def splits(count: int, folds: int, seed: int) -> Iterator[tuple[Any, Any]]:
    part = np.random.default_rng(seed).permutation(count) % folds
    for fold in range(folds):
        yield np.flatnonzero(part != fold), np.flatnonzero(part == fold)


@dataclass(frozen=True, slots=True)
class Told:
    """Logarithms of life, and the half width of the interval of each."""

    value: Floats
    half: Floats


def stacked_and_net(rows: Floats, life: Floats, asked: Floats) -> tuple[Told, Told]:
    """All that is tried, with weights of 0 and more that fit what inner folds of the training cells said (L. Breiman,
    "Stacked regressions", Machine Learning 24, 1996); and the elastic net on the columns that did best there.
    """
    from scipy.optimize import nnls

    net, tried = nets(), candidates()
    whole = [*net, *tried]
    known = np.zeros((len(whole), len(life)))
    for train, test in splits(len(life), scores.FOLDS, 7):
        for n, one in enumerate(whole):
            known[n, test] = one.tell(rows[train], life[train], rows[test])
    losses = np.mean((np.exp(known[: len(net)]) - np.exp(life)) ** 2, axis=1)
    only = np.eye(len(whole))[int(np.argmin(losses))]
    weights = np.asarray(nnls(known.T, life)[0])
    said = np.array([one.tell(rows, life, asked) for one in whole])
    return _told(weights, known, life, said), _told(only, known, life, said)


def _told(weights: Floats, known: Floats, life: Floats, said: Floats) -> Told:
    half = float(np.quantile(np.abs(weights @ known - life), scores.LEVEL))
    return Told(weights @ said, np.full(said.shape[1], half))


def tried_out(rows: Floats, life: Floats, seed: int) -> tuple[Told, Told]:
    """Of each cell by the four fifths of the others."""
    value, half = np.zeros((2, 2, len(life)))
    for train, test in splits(len(life), scores.FOLDS, seed):
        for n, told in enumerate(stacked_and_net(rows[train], life[train], rows[test])):
            value[n, test], half[n, test] = told.value, told.half
    return Told(value[0], half[0]), Told(value[1], half[1])


def run(folder: Path) -> list[BacktestRow]:
    return scores.timed(cycle_life, folder)


def cycle_life(folder: Path) -> list[BacktestRow]:
    """Five times five folds; a cell is one row, so rows at random are rows by cell."""
    rows, life = read(folder)
    logs = np.log(life)
    both = [tried_out(rows, logs, seed) for seed in range(REPEATS)]
    ours, net = [one for one, _ in both], [one for _, one in both]
    named = ("cycle life from 100 cycles", "severson")
    model = "stacked"
    made = []
    for name, score in {"R2": scores.r2, "RMSE": scores.rmse, "MAPE %": scores.mape}.items():
        value, base = (float(np.mean([score(life, np.exp(one.value)) for one in some])) for some in (ours, net))
        plain = score(life, np.full(len(life), life.mean()))
        note = f"{len(life)} cells, 5 x 5 folds; mean {plain:.3f}; a cell is a row; published: {PUBLISHED}"
        if name == "R2":
            note += scores.Metric(name, score, round(base + AIM_ABOVE, 3), rises=True).told(value)
        made.append(BacktestRow(*named, model, name, value, "elastic net", base, note))
    return made + [row for told, of in ((ours, model), (net, "elastic net")) for row in covered(life, told, named, of)]


def covered(life: Floats, told: list[Told], named: tuple[str, str], model: str) -> Iterator[BacktestRow]:
    """Width in cycles; beside it the width that holds as much about the mean."""
    low, high = (np.array([np.exp(one.value + sign * one.half) for one in told]) for sign in (-1, 1))
    inside = float(np.mean((low <= life) & (life <= high)))
    plain = 2 * float(np.quantile(np.abs(life - life.mean()), scores.LEVEL))
    note = "interval by errors on inner folds"
    yield BacktestRow(*named, model, f"coverage of {scores.LEVEL:.0%}", inside, note=note)
    yield BacktestRow(*named, model, f"width of {scores.LEVEL:.0%}", float(np.mean(high - low)), "mean", plain, note)
