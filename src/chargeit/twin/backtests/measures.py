"""By what life and failure of recorded cells are measured, and the aims."""

import numpy as np

from chargeit.learning.scores import auc
from chargeit.twin.backtests import scores
from chargeit.twin.backtests.scores import Metric
from chargeit.twin.chemistry import Floats


def brier(value: Floats, found: Floats) -> float:
    return float(np.mean((value - found) ** 2))


def ranked(value: Floats, found: Floats) -> float:
    return float(auc(value > 0, found))


def calibration(value: Floats, found: Floats) -> float:
    """Mean gap between what was said and what came, in ten parts of equal width, by their size."""
    part = np.minimum((found * 10).astype(int), 9)
    gaps = [abs(value[part == n].mean() - found[part == n].mean()) * np.mean(part == n) for n in np.unique(part)]
    return float(sum(gaps))


LEAVING = [Metric("R2", scores.r2, 0.9, rises=True), Metric("RMSE", scores.rmse)]
FAILING = [
    Metric("AUC", ranked, 0.95, rises=True),
    Metric("Brier", brier),
    Metric("calibration error", calibration),
]
