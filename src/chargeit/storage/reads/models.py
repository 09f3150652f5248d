"""Versions of models for lists, and the one that serves."""

from sqlalchemy import Engine

from chargeit.ports.models import StoredModel
from chargeit.storage.repositories.models import LISTED, model, one
from chargeit.storage.tables import model_serving, models
from chargeit.storage.types import is_key


class SqlModelReads:
    """`chargeit.ports.models.ModelReads`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def versions(self, feature: str | None = None, *, limit: int = 100) -> list[StoredModel]:
        query = LISTED.order_by(models.c.trained_at.desc(), models.c.version.desc()).limit(limit)
        if feature is not None:
            if not is_key(feature):
                return []
            query = query.where(models.c.feature == feature)
        with self._engine.begin() as connection:
            return [model(row) for row in connection.execute(query)]

    def serving(self, feature: str) -> StoredModel | None:
        with self._engine.begin() as connection:
            return one(connection, LISTED.where(model_serving.c.version.is_not(None)), feature)
