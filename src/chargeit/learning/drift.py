"""Whether the data have moved away from those a model was trained on."""

import numpy as np
from numpy.typing import ArrayLike

from chargeit.domain.errors import Invalid
from chargeit.learning.scores import Floats

MOVED = 0.25
"""Above it, a population stability index is customarily read as a clear change."""


def deciles(reference: ArrayLike) -> Floats:
    """The inner borders of ten equally filled bins, each once."""
    values = np.asarray(reference, dtype=np.float64)
    if not values.size:
        raise Invalid("reference", "is empty")
    borders: Floats = np.unique(np.quantile(values, np.arange(1, 10) / 10))
    return borders


def stability_index(reference: ArrayLike, recent: ArrayLike) -> float:
    """Population stability index over the reference's deciles: 0 the same, above 0.25 clearly moved."""
    borders = deciles(reference)
    was, now = shares(reference, borders), shares(recent, borders)
    return float(np.sum((now - was) * np.log(now / was)))


def shares(values: ArrayLike, borders: Floats) -> Floats:
    """Half a row is added to each bin, so that an empty one is no division by zero."""
    which = np.searchsorted(borders, np.asarray(values, dtype=np.float64), side="right")
    counts = np.bincount(which, minlength=borders.size + 1) + 0.5
    parts: Floats = counts / counts.sum()
    return parts


def error_grew(at_training: float, recent: float, tolerance: float = 1.25) -> bool:
    """Whether the recent error is more than `tolerance` times what the held-back data promised."""
    return recent > at_training * tolerance
