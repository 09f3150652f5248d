"""What a model must beat does what its name says."""

import numpy as np
import pytest

from chargeit.domain.errors import Invalid
from chargeit.learning import baselines

WEEK = np.tile(np.arange(24.0), 7)


def test_each_baseline_goes_on_as_it_says() -> None:
    assert baselines.last_value(WEEK, 3).tolist() == [23, 23, 23]
    assert baselines.seasonal_naive(WEEK, 26, 24).tolist() == [*range(24), 0, 1]
    assert baselines.hour_of_day_mean(np.append(WEEK, np.arange(24.0) + 2), 2, days=2).tolist() == [1, 2]


def test_the_mean_day_begins_with_the_hour_after_the_history() -> None:
    assert baselines.hour_of_day_mean(WEEK[5:-3], 4).tolist() == [21, 22, 23, 0]


def test_arima_finds_the_coefficient_and_falls_back_to_the_mean() -> None:
    generator = np.random.default_rng(1)
    values = [10.0]
    for noise in generator.normal(size=20_000):
        values.append(10 + 0.7 * (values[-1] - 10) + noise)
    path = baselines.arima_100(values, 200)
    assert (path[1] - 10) / (path[0] - 10) == pytest.approx(0.7, abs=0.05)
    assert path[-1] == pytest.approx(10, abs=0.1)


def test_a_constant_history_stays_constant() -> None:
    assert baselines.arima_100([4.0] * 9, 3).tolist() == [4, 4, 4]


def test_an_unknown_user_gets_the_median_of_all() -> None:
    assert baselines.user_median(["a", "a", "b"], [1, 3, 10], ["a", "c"]).tolist() == [2, 3]


def test_too_short_a_history_is_refused() -> None:
    with pytest.raises(Invalid, match="needed are 168"):
        baselines.seasonal_naive([1.0], 24, 168)
