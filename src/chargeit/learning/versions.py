"""Verbs over versions of models: a trained one is recorded and perhaps promoted; an older one serves again."""

from dataclasses import dataclass, replace
from datetime import datetime

from chargeit.domain.errors import NotFound
from chargeit.domain.forecasts import ModelCard, Rival
from chargeit.learning.promotion import decide
from chargeit.ports.models import StoredModel
from chargeit.ports.work import Work


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """What a training gave, its bytes kept under `digest`; `rival` is the model that served then, on the same rows."""

    card: ModelCard
    digest: str
    rival: Rival | None = None


def record(trained: TrainedModel, work: Work) -> StoredModel:
    """Stores the version with the decision in words; it serves from now on where it is better.

    The same bytes again are the version that is stored already where that one serves.
    """
    incumbent = work.models.serving(trained.card.feature)
    if incumbent is not None and incumbent.digest == trained.digest:
        return incumbent
    decision = decide(trained.card, None if incumbent is None else rival_of(trained, incumbent))
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


def rival_of(trained: TrainedModel, incumbent: StoredModel) -> Rival | None:
    """As it was measured in the training; where another serves by now, or nothing was measured, what is most likely."""
    if trained.rival is not None and trained.rival.digest == incumbent.digest:
        return trained.rival
    return carried(incumbent, trained.card)


def carried(incumbent: StoredModel, challenger: ModelCard) -> Rival | None:
    """The incumbent's score as it would be on the challenger's days: as far from their baseline as from its own.

    Days differ in how hard they are; the distance to the baseline of the same days does not depend on that.
    """
    if not incumbent.card.scores or not challenger.scores:
        return None
    was, now = incumbent.card.scores[0], challenger.scores[0]
    if was.metric != now.metric or not was.baseline_value:
        return None
    value = was.value / was.baseline_value * now.baseline_value
    return Rival(incumbent.digest, was.metric, value, now.value)
