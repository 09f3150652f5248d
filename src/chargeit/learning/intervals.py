"""Intervals by split conformal prediction: errors on days after the training say how wide an interval must be."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from chargeit.domain.errors import Invalid
from chargeit.learning.scores import Floats, pair

POOLED = ""


@dataclass(frozen=True, slots=True)
class Widths:
    """Half widths by level and group. `pooled` holds for groups with too few errors of their own."""

    pooled: dict[float, float]
    groups: dict[str, dict[float, float]] = field(default_factory=dict)

    def half_width(self, group: str, level: float) -> float:
        return self.groups.get(group, self.pooled)[level]


def conformal(errors: ArrayLike, level: float) -> float:
    """The smallest half width that covers `level` of exchangeable later errors; the largest error where they are few.

    Split conformal: the ceil((n + 1) * level)-th smallest of n absolute errors.
    """
    sizes = np.sort(np.abs(np.asarray(errors, dtype=np.float64)))
    if not sizes.size:
        raise Invalid("errors", "is empty; calibrate on some rows that training has not seen")
    return float(sizes[min(math.ceil((sizes.size + 1) * level), sizes.size) - 1])


def calibrate(
    actual: ArrayLike, forecast: ArrayLike, groups: ArrayLike, levels: tuple[float, ...] = (0.8, 0.9), least: int = 50
) -> Widths:
    """Half widths of each group with at least `least` errors, and of all together."""
    truth, guess = pair(actual, forecast)
    errors, names = np.abs(truth - guess), np.asarray(groups)
    if names.shape != errors.shape:
        raise Invalid("groups", f"has shape {names.shape}, wanted is one for each row {errors.shape}")
    own = {str(name): errors[names == name] for name in np.unique(names)}
    return Widths(
        {level: conformal(errors, level) for level in levels},
        {name: {level: conformal(mine, level) for level in levels} for name, mine in own.items() if mine.size >= least},
    )


def around(values: ArrayLike, half_width: float, floor: float | None = None) -> tuple[Floats, Floats]:
    """Low and high; never below `floor` where the figure cannot be."""
    middle = np.asarray(values, dtype=np.float64)
    low, high = middle - half_width, middle + half_width
    return (low, high) if floor is None else (np.maximum(low, floor), np.maximum(high, floor))
