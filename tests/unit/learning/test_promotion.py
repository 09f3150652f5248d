"""Only a model that is better than the baseline and than its predecessor serves."""

import math
from datetime import UTC, datetime

import pytest

from chargeit.domain.forecasts import ModelCard, Rival, Score
from chargeit.learning import drift
from chargeit.learning.promotion import decide

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def card(*scores: Score) -> ModelCard:
    return ModelCard("load", 2, DAY, DAY, DAY, 100, scores=scores)


@pytest.mark.parametrize(
    ("score", "incumbent", "promoted"),
    [
        (Score("nmae", 0.4, "seasonal naive", 0.5), None, True),
        (Score("nmae", 0.5, "seasonal naive", 0.5), None, False),
        (Score("auc", 0.8, "hour of day", 0.7), None, True),
        (Score("average_precision_6h", 0.2, "hours since last down", 0.1), None, True),
        (Score("auc_6h", 0.6, "hours since last down", 0.7), None, False),
        (Score("auc", 0.6, "hour of day", 0.7), None, False),
        (Score("nmae", 0.4, "seasonal naive", 0.5), 0.45, True),
        (Score("nmae", 0.4, "seasonal naive", 0.5), 0.4, False),
        (Score("nmae", math.nan, "seasonal naive", 0.5), None, False),
    ],
)
def test_better_than_both_or_not_at_all(score: Score, incumbent: float | None, promoted: bool) -> None:
    rival = None if incumbent is None else Rival("digest", score.metric, incumbent, score.value)
    decision = decide(card(score), rival)
    assert decision.promote is promoted
    assert decision.reason


def test_a_rule_bears_no_score_and_the_newest_serves() -> None:
    assert decide(ModelCard("health", 2, DAY, DAY, DAY, 100)).promote


def test_without_a_score_or_with_another_metric_nothing_is_promoted() -> None:
    assert not decide(card()).promote
    assert not decide(card(Score("mae", 1, "median", 2)), Rival("digest", "rmse", 3, 1)).promote


@pytest.mark.parametrize(("on_the_same_rows", "promoted"), [(0.45, True), (0.35, False), (math.nan, True)])
def test_the_same_rows_decide_not_the_days_that_each_was_scored_on(on_the_same_rows: float, promoted: bool) -> None:
    """The newest of the rows held back may be all that neither has seen: 0.4 is the challenger's on those."""
    newer = card(Score("nmae", 0.3, "seasonal naive", 0.5))
    assert decide(newer, Rival("digest", "nmae", on_the_same_rows, 0.4)).promote is promoted


def test_the_same_days_have_not_moved_and_doubled_ones_have() -> None:
    days = [float(n % 17) for n in range(500)]
    assert drift.stability_index(days, days[::-1]) < 0.01
    assert drift.stability_index(days, [day * 2 for day in days]) > drift.MOVED
    assert drift.error_grew(1.0, 1.3) and not drift.error_grew(1.0, 1.2)
