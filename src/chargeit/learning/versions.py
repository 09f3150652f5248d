"""Verbs over versions of models: a trained one is recorded and perhaps promoted; an older one serves again."""

from dataclasses import dataclass, replace
from datetime import datetime

from chargeit.domain.errors import NotFound
from chargeit.domain.forecasts import ModelCard, Score
from chargeit.learning.promotion import decide
from chargeit.ports.models import StoredModel
from chargeit.ports.work import Work


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """What a training gave, its bytes kept under `digest`."""

    card: ModelCard
    digest: str


def record(trained: TrainedModel, work: Work) -> StoredModel:
    """Stores the version with the decision in words; it serves from now on where it is better.

    The same bytes again are the version that is stored already where that one serves.
    """
    incumbent = work.models.serving(trained.card.feature)
    if incumbent is not None and incumbent.digest == trained.digest:
        return incumbent
    rival = carried(incumbent.card, trained.card) if incumbent else None
    decision = decide(trained.card, rival)
    stored = work.models.add(StoredModel(trained.card, trained.digest, decision.reason))
    if not decision.promote:
        return stored
    work.models.serve(stored.card.feature, stored.card.version, stored.card.trained_at)
    return replace(stored, serving=True)


def roll_back(feature: str, version: int, at: datetime, work: Work) -> StoredModel:
    """From now on `version` serves. Raises NotFound."""
    found = work.models.find(feature, version)
    if found is None:
        raise NotFound("model", f"{feature} version {version}")
    work.models.serve(feature, version, at)
    return replace(found, serving=True)


def carried(incumbent: ModelCard, challenger: ModelCard) -> Score | None:
    """The incumbent's score as it would be on the challenger's days: as far from their baseline as from its own.

    Days differ in how hard they are; the distance to the baseline of the same days does not depend on that.
    """
    if not incumbent.scores or not challenger.scores:
        return None
    was, now = incumbent.scores[0], challenger.scores[0]
    if was.metric != now.metric or not was.baseline_value:
        return None
    return replace(was, value=was.value / was.baseline_value * now.baseline_value, baseline_value=now.baseline_value)
