"""Whether the data have moved away from those a model was trained on. Standard library only: the platform asks it."""

import math
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from chargeit.domain.errors import Invalid

MOVED = 0.25
"""Above it, a population stability index is customarily read as a clear change."""


def deciles(reference: Sequence[float]) -> list[float]:
    """The inner borders of ten equally filled bins, each once."""
    if len(reference) < 2:
        raise Invalid("reference", "needs two values or more")
    return sorted(set(statistics.quantiles(reference, n=10, method="inclusive")))


def stability_index(reference: Sequence[float], recent: Sequence[float]) -> float:
    """Population stability index over the reference's deciles: 0 the same, above 0.25 clearly moved."""
    borders = deciles(reference)
    pairs = zip(shares(reference, borders), shares(recent, borders), strict=True)
    return sum((now - was) * math.log(now / was) for was, now in pairs)


def shares(values: Sequence[float], borders: list[float]) -> list[float]:
    """Half a row is added to each bin, so that an empty one is no division by zero."""
    counts = Counter(bisect_right(borders, value) for value in values)
    bins = len(borders) + 1
    total = len(values) + bins / 2
    return [(counts[place] + 0.5) / total for place in range(bins)]


def error_grew(at_training: float, recent: float, tolerance: float = 1.25) -> bool:
    """Whether the recent error is more than `tolerance` times what the held-back data promised."""
    return recent > at_training * tolerance
