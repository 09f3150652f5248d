"""Cycle life from the first hundred cycles of the cells of K. A. Severson et al., Nature Energy 4 (2019)."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from chargeit.learning.catalogue import BacktestRow
from chargeit.twin.backtests import scores
from chargeit.twin.chemistry import Floats

REPEATS = 5
BEYOND = 0.1  # of the logarithm of life
FIRST, TENTH, HUNDREDTH = 0, 8, 98  # rows of Q(V), which begin with cycle 2


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
    early = np.nan_to_num(curve[HUNDREDTH // 2] - curve[TENTH])
    spread = change.std() or 1e-9
    centred = (change - change.mean()) / spread
    second, tenth, hundredth = discharged_ah
    return [
        float(np.log10(change.var() + 1e-12)),
        float(np.log10(abs(change.min()) + 1e-6)),
        float(np.log10(abs(change.mean()) + 1e-6)),
        float((centred**3).mean()),
        float((centred**4).mean()),
        float(np.log10(early.var() + 1e-12)),
        second,
        hundredth - second,
        hundredth - tenth,
    ]


def candidates() -> dict[str, Any]:
    """Models of the logarithm of life; the best by inner folds is taken."""
    from sklearn.ensemble import ExtraTreesRegressor
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, WhiteKernel
    from sklearn.linear_model import ElasticNetCV, RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVR

    kernel = RBF(3.0, (0.5, 50.0)) + WhiteKernel(0.1, (1e-3, 1.0))
    found = {
        "gaussian process": GaussianProcessRegressor(kernel, normalize_y=True, random_state=0),
        "extra trees": ExtraTreesRegressor(200, min_samples_leaf=2, random_state=0, n_jobs=1),
        "ridge": RidgeCV(np.logspace(-1, 3, 9)),
        "elastic net": ElasticNetCV(l1_ratio=[0.1, 0.5, 0.9], alphas=np.logspace(-4, 0, 20), cv=4, max_iter=20_000),
    }
    found |= {f"support vectors {c}": SVR(C=c, gamma=0.05, epsilon=0.05) for c in (1.0, 10.0)}
    return {name: make_pipeline(StandardScaler(), model) for name, model in found.items()}


def splits(count: int, folds: int, seed: int) -> Iterator[tuple[Any, Any]]:
    part = np.random.default_rng(seed).permutation(count) % folds
    for fold in range(folds):
        yield np.flatnonzero(part != fold), np.flatnonzero(part == fold)


def selected(rows: Floats, life: Floats, asked: Floats) -> Floats:
    """Nested: the mean of the two candidates that do best on inner folds of the training cells."""
    from sklearn.base import clone

    losses: dict[str, float] = {}
    for name, model in candidates().items():
        off = [
            np.mean((np.exp(clone(model).fit(rows[a], life[a]).predict(rows[b])) - np.exp(life[b])) ** 2)
            for a, b in splits(len(life), 4, 7)
        ]
        losses[name] = float(np.mean(off))
    best = sorted(losses, key=losses.__getitem__)[:2]
    made = [candidates()[name].fit(rows, life).predict(asked) for name in best]
    # a little beyond the lives that were seen, and no further
    return np.asarray(np.exp(np.clip(np.mean(made, axis=0), life.min() - BEYOND, life.max() + BEYOND)))


def elastic_net(rows: Floats, life: Floats, asked: Floats) -> Floats:
    """The model of the publication, its penalty chosen by inner folds."""
    from sklearn.linear_model import ElasticNetCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    net = ElasticNetCV(l1_ratio=[0.1, 0.5, 0.9], alphas=np.logspace(-4, 0, 20), cv=4, max_iter=20_000)
    return np.asarray(np.exp(make_pipeline(StandardScaler(), net).fit(rows, life).predict(asked)))


def run(folder: Path) -> list[BacktestRow]:
    """Five times five folds; a cell is one row, so rows are split by cell."""
    rows, life = read(folder)
    logs = np.log(life)
    ours, net = np.zeros((REPEATS, len(life))), np.zeros((REPEATS, len(life)))
    for repeat in range(REPEATS):
        for train, test in splits(len(life), scores.FOLDS, repeat):
            ours[repeat, test] = selected(rows[train], logs[train], rows[test])
            net[repeat, test] = elastic_net(rows[train], logs[train], rows[test])
    made = []
    for name, score in {"R2": scores.r2, "RMSE": scores.rmse, "MAPE %": scores.mape}.items():
        values = [float(np.mean([score(life, one) for one in found])) for found in (ours, net)]
        note = f"{len(life)} cells, 5 x 5 folds, nested selection"
        made.append(
            BacktestRow(
                "cycle life from 100 cycles",
                "severson",
                "mean of two",
                name,
                values[0],
                "elastic net",
                values[1],
                note=note,
            )
        )
    return made
