"""Intervals cover what they promise, each group by its own errors."""

import numpy as np
import pytest

from chargeit.domain.errors import Invalid
from chargeit.learning import intervals, scores

GENERATOR = np.random.default_rng(3)


def test_a_wild_group_and_a_calm_one_are_both_covered() -> None:
    groups = np.repeat(["calm", "wild"], 2000)
    scale = np.where(groups == "wild", 10.0, 1.0)
    widths = intervals.calibrate(GENERATOR.normal(size=4000) * scale, np.zeros(4000), groups)
    for group, size in (("calm", 1.0), ("wild", 10.0)):
        low, high = intervals.around(np.zeros(4000), widths.half_width(group, 0.8))
        assert 0.77 < scores.coverage(GENERATOR.normal(size=4000) * size, low, high) < 0.83


def test_a_group_with_few_errors_takes_the_width_of_all() -> None:
    widths = intervals.calibrate([1.0, 2.0, 3.0], [0.0, 0.0, 0.0], ["a", "a", "b"])
    assert widths.groups == {}
    assert widths.half_width("b", 0.9) == 3


def test_energy_is_never_below_nothing() -> None:
    low, high = intervals.around([1.0], 2.0, floor=0.0)
    assert (low[0], high[0]) == (0, 3)


def test_nothing_can_be_calibrated_on_nothing() -> None:
    with pytest.raises(Invalid, match="errors"):
        intervals.conformal([], 0.8)
