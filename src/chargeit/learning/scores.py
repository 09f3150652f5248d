"""Scores of forecasts against what happened. Arrays are one-dimensional float64 of equal length."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chargeit.domain.errors import Invalid

Floats = NDArray[np.float64]


def pair(actual: ArrayLike, forecast: ArrayLike) -> tuple[Floats, Floats]:
    """Both as float64. Raises Invalid where they are empty, of unequal length, or not all finite."""
    left, right = np.asarray(actual, dtype=np.float64), np.asarray(forecast, dtype=np.float64)
    if left.ndim != 1 or left.shape != right.shape or not left.size:
        raise Invalid("forecast", f"has shape {right.shape}, wanted is one value for each of the actual {left.shape}")
    if not (np.isfinite(left).all() and np.isfinite(right).all()):
        raise Invalid("forecast", "has values that are not finite; leave those rows out")
    return left, right


def brier(happened: ArrayLike, probability: ArrayLike) -> float:
    """Mean squared error of probabilities of what is 0 or 1; less is better."""
    truth, chance = pair(happened, probability)
    return float(np.mean((chance - truth) ** 2))


def skill(value: float, baseline: float) -> float:
    """How much of the baseline's error is gone: 1 all of it, 0 nothing, below 0 it got worse; nan without error."""
    return 1 - value / baseline if baseline else math.nan


def auc(happened: ArrayLike, score: ArrayLike) -> float:
    """Area under the ROC curve; nan where all or none happened. Ties count half."""
    truth, ranked = pair(happened, score)
    positives = truth > 0.5
    hits, misses = int(positives.sum()), int((~positives).sum())
    if not hits or not misses:
        return math.nan
    return float((ranks(ranked)[positives].sum() - hits * (hits + 1) / 2) / (hits * misses))


def average_precision(happened: ArrayLike, score: ArrayLike) -> float:
    """Mean of the precision at each step of recall, ties taken together; nan where nothing happened."""
    truth, ranked = pair(happened, score)
    if not truth.sum():
        return math.nan
    order = np.argsort(-ranked, kind="stable")
    last = np.append(np.flatnonzero(np.diff(ranked[order])), len(order) - 1)
    hits = np.cumsum(truth[order])[last]
    return float(np.sum(np.diff(hits, prepend=0.0) / truth.sum() * hits / (last + 1)))


def calibration_error(happened: ArrayLike, probability: ArrayLike, bins: int = 10) -> float:
    """Mean distance of stated and observed frequency over bins of equal width, weighted by their rows."""
    truth, chance = pair(happened, probability)
    which = np.clip((chance * bins).astype(np.int64), 0, bins - 1)
    gaps = np.bincount(which, weights=chance - truth, minlength=bins)
    return float(np.abs(gaps).sum() / truth.size)


def mean_absolute_error(actual: ArrayLike, forecast: ArrayLike) -> float:
    truth, guess = pair(actual, forecast)
    return float(np.mean(np.abs(truth - guess)))


def nmae(actual: ArrayLike, forecast: ArrayLike) -> float:
    """Sum of absolute errors over the sum of absolute values; nan where all values are 0."""
    truth, guess = pair(actual, forecast)
    size = float(np.abs(truth).sum())
    return float(np.abs(truth - guess).sum()) / size if size else math.nan


def mase(actual: ArrayLike, forecast: ArrayLike, history: ArrayLike, period: int = 1) -> float:
    """Mean absolute error over that of the seasonal naive within `history`; nan where that one has no error."""
    past = np.asarray(history, dtype=np.float64)
    if past.size <= period:
        return math.nan
    scale = float(np.mean(np.abs(past[period:] - past[:-period])))
    return mean_absolute_error(actual, forecast) / scale if scale else math.nan


def mape(actual: ArrayLike, forecast: ArrayLike) -> float:
    """Mean absolute error in parts of the value (0.02 is 2 %). Raises Invalid where a value is 0."""
    truth, guess = pair(actual, forecast)
    if not truth.all():
        raise Invalid("actual", "has zeros, which have no percentage; use nmae")
    return float(np.mean(np.abs((truth - guess) / truth)))


def coverage(actual: ArrayLike, low: ArrayLike, high: ArrayLike) -> float:
    """The part of values that lie within their interval, bounds included."""
    truth, bottom = pair(actual, low)
    _, top = pair(actual, high)
    return float(np.mean((bottom <= truth) & (truth <= top)))


def pinball(actual: ArrayLike, forecast: ArrayLike, quantile: float) -> float:
    """The loss whose minimum is the quantile."""
    truth, guess = pair(actual, forecast)
    short = truth - guess
    return float(np.mean(np.maximum(quantile * short, (quantile - 1) * short)))


def rank_correlation(one: ArrayLike, other: ArrayLike) -> float:
    """Spearman's, ties with mean ranks; nan where one of them is constant."""
    left, right = pair(one, other)
    if np.ptp(left) == 0 or np.ptp(right) == 0:
        return math.nan
    return float(np.corrcoef(ranks(left), ranks(right))[0, 1])


def precision_at_budget(happened: ArrayLike, score: ArrayLike, alarms: int) -> float:
    """The part of the `alarms` highest scores that were right. Tied scores share what is left of the budget."""
    truth, ranked = pair(happened, score)
    budget = min(alarms, truth.size)
    if budget <= 0:
        return math.nan
    edge = np.sort(ranked)[-budget]
    above, tied = ranked > edge, ranked == edge
    return float((truth[above].sum() + truth[tied].mean() * (budget - above.sum())) / budget)


def ranks(values: Floats) -> Floats:
    """From 1; ties get their mean rank."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    means: Floats = last - (counts - 1) / 2.0
    return means[which]
