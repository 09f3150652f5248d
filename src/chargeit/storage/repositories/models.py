"""Versions of models, and which of them serves."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, insert, select

from chargeit.domain.errors import NotFound
from chargeit.domain.forecasts import ModelCard, Score
from chargeit.ports.models import StoredModel
from chargeit.storage.engine import upsert
from chargeit.storage.tables import model_serving, models
from chargeit.storage.types import is_key
from chargeit.storage.unit import Unit

CARD = tuple(name for name in ModelCard.__slots__ if name != "scores")
SERVES = and_(model_serving.c.feature == models.c.feature, model_serving.c.version == models.c.version)
LISTED = select(models, model_serving.c.version.is_not(None).label("serving")).join_from(
    models, model_serving, SERVES, isouter=True
)


class SqlModels:
    """`chargeit.ports.models.Models`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(self, model: StoredModel) -> StoredModel:
        newest = select(func.max(models.c.version)).where(models.c.feature == model.card.feature)
        version = int(self._unit.connection.execute(newest).scalar() or 0) + 1
        stored = replace(model, card=replace(model.card, version=version), serving=False)
        self._unit.connection.execute(insert(models).values(columns(stored)))
        return stored

    def find(self, feature: str, version: int) -> StoredModel | None:
        if not 0 < version < 1 << 31:
            return None
        return one(self._unit.connection, LISTED.where(models.c.version == version), feature)

    def serving(self, feature: str) -> StoredModel | None:
        return one(self._unit.connection, LISTED.where(model_serving.c.version.is_not(None)), feature)

    def serve(self, feature: str, version: int, at: datetime) -> None:
        if self.find(feature, version) is None:
            raise NotFound("model", f"{feature} version {version}")
        upsert(self._unit.connection, model_serving, [{"feature": feature, "version": version, "since_at": at}])


def one(connection: Connection, query: Select[Any], feature: str) -> StoredModel | None:
    if not is_key(feature):
        return None
    row = connection.execute(query.where(models.c.feature == feature)).first()
    return model(row) if row else None


def columns(stored: StoredModel) -> dict[str, Any]:
    card = {name: getattr(stored.card, name) for name in CARD}
    scores = [asdict(score) for score in stored.card.scores]
    return {**card, "scores": scores, "digest": stored.digest, "decision": stored.decision}


def model(row: Row[Any]) -> StoredModel:
    known = {name: getattr(row, name) for name in CARD}
    scores = tuple(Score(**score) for score in row.scores)
    return StoredModel(ModelCard(**known, scores=scores), row.digest, row.decision, bool(row.serving))
