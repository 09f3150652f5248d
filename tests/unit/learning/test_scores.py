"""Scores against figures worked out by another library or by hand."""

import math

import numpy as np
import pytest
from sklearn import metrics

from chargeit.domain.errors import Invalid
from chargeit.learning import scores

GENERATOR = np.random.default_rng(7)
HAPPENED = (GENERATOR.random(500) < 0.2).astype(float)
CHANCE = np.round(np.clip(HAPPENED * 0.3 + GENERATOR.random(500) * 0.6, 0, 1), 2)


def test_probabilities_are_scored_as_scikit_learn_does() -> None:
    assert scores.brier(HAPPENED, CHANCE) == pytest.approx(metrics.brier_score_loss(HAPPENED, CHANCE))
    assert scores.auc(HAPPENED, CHANCE) == pytest.approx(metrics.roc_auc_score(HAPPENED, CHANCE))
    assert scores.average_precision(HAPPENED, CHANCE) == pytest.approx(
        metrics.average_precision_score(HAPPENED, CHANCE)
    )


def test_pinball_is_the_quantile_loss_of_scikit_learn() -> None:
    truth, guess = GENERATOR.random(50), GENERATOR.random(50)
    assert scores.pinball(truth, guess, 0.9) == pytest.approx(metrics.mean_pinball_loss(truth, guess, alpha=0.9))


def test_a_forecast_that_says_what_happens_is_calibrated_and_one_that_says_half_is_not() -> None:
    assert scores.calibration_error([0, 0, 1, 1], [0, 0, 1, 1]) == 0
    assert scores.calibration_error([1, 1, 1, 1], [0.5] * 4) == 0.5


def test_errors_of_loads_by_hand() -> None:
    assert scores.nmae([1, 2, 1], [2, 2, 0]) == 0.5
    assert scores.mase([4, 4], [3, 5], history=[0, 2, 0, 2]) == 0.5
    assert scores.mape([2, 4], [1, 5]) == 0.375
    assert scores.coverage([1, 2, 3, 9], [1, 0, 0, 0], [1, 2, 2, 8]) == 0.5
    assert scores.skill(0.12, 0.16) == pytest.approx(0.25)


def test_what_cannot_be_computed_is_no_number_rather_than_a_wrong_one() -> None:
    assert math.isnan(scores.auc([0, 0], [0.1, 0.2]))
    assert math.isnan(scores.average_precision([0, 0], [0.1, 0.2]))
    assert math.isnan(scores.nmae([0, 0], [1, 1]))
    assert math.isnan(scores.mase([1], [1], history=[5, 5, 5]))
    assert math.isnan(scores.rank_correlation([1, 1], [1, 2]))


def test_ranks_follow_any_rising_curve() -> None:
    values = GENERATOR.random(20)
    assert scores.rank_correlation(values, np.exp(values)) == pytest.approx(1)
    assert scores.rank_correlation(values, -values) == pytest.approx(-1)


def test_a_budget_of_alarms_is_spent_on_the_highest_scores_and_ties_share_it() -> None:
    assert scores.precision_at_budget([1, 0, 1, 0], [0.9, 0.8, 0.1, 0.1], 2) == 0.5
    assert scores.precision_at_budget([1, 0, 1, 0], [0.9, 0.1, 0.1, 0.1], 2) == pytest.approx((1 + 1 / 3) / 2)


@pytest.mark.parametrize("forecast", [[1.0], [1.0, math.nan], [[1.0, 2.0]]])
def test_rows_that_do_not_fit_are_refused(forecast: list[float]) -> None:
    with pytest.raises(Invalid, match="forecast"):
        scores.brier([0, 1], forecast)
