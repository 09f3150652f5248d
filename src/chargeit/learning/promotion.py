"""Whether a new model takes over: only where it beats both the baseline and the model that serves now."""

import math
from dataclasses import dataclass
from typing import Final

from chargeit.domain.forecasts import ModelCard, Rival, Score
from chargeit.learning.catalogue import RULES

HIGHER_IS_BETTER: Final = (
    "auc",
    "average_precision",
    "skill",
    "brier_skill",
    "rank_correlation",
    "precision_at_budget",
    "agreement",
    "silhouette",
)
"""What such metrics begin with: `auc_6h` is one."""


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` is for people."""

    promote: bool
    reason: str


def decide(challenger: ModelCard, rival: Rival | None = None) -> Decision:
    """The challenger's first score against its baseline's, and the challenger against its rival on the same rows.

    Models trained on simulated rows alone are promoted, but their skill is not shown as skill.
    """
    if challenger.feature in RULES:
        return Decision(True, "a rule with newer means: the newest serves")
    if not challenger.scores:
        return Decision(False, "it has no score: there was not enough data to hold some back")
    score = challenger.scores[0]
    if not math.isfinite(score.value):
        return Decision(False, f"its {score.metric} cannot be computed on the data held back")
    if not better(score.metric, score.value, score.baseline_value):
        return Decision(False, f"{score.metric} {score.value:.4g} is no better than {told(score)}")
    if rival is not None and rival.metric != score.metric:
        return Decision(False, f"it is scored by {score.metric}, the model that serves by {rival.metric}")
    if rival is not None and not better(score.metric, rival.challenger_value, rival.value):
        values = f"{rival.challenger_value:.4g} is no better than the {rival.value:.4g}"
        return Decision(False, f"{score.metric} {values} that serves, on the same rows")
    return Decision(True, f"{score.metric} {score.value:.4g} is better than {told(score)}")


def better(metric: str, value: float, other: float) -> bool:
    """Anything is better than what cannot be computed."""
    if not math.isfinite(other):
        return math.isfinite(value)
    return value > other if metric.startswith(HIGHER_IS_BETTER) else value < other


def told(score: Score) -> str:
    return f"{score.baseline} {score.baseline_value:.4g}"
