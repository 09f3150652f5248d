"""Which version of the model of life serves; it is read when it begins to, and left when its bytes fail."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from chargeit.domain.clock import Clock
from chargeit.domain.errors import Unreachable
from chargeit.learning.catalogue import BATTERY_LIFE
from chargeit.ports.models import ModelFiles, ModelReads, StoredModel
from chargeit.twin.models import life_model
from chargeit.twin.models.life_model import LifeModel

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Serving:
    """`model` is None where no version serves, or where the one that does has failed: `failed` is its number then."""

    model: LifeModel | None = None
    version: int | None = None
    failed: int | None = None


class LifeModels:
    """For one thread. What fails is counted in `failures`, once for each version that begins to serve."""

    def __init__(self, models: ModelReads, files: ModelFiles, clock: Clock) -> None:
        self.failures = 0
        self._models, self._files, self._clock = models, files, clock
        self._looked: datetime | None = None
        self._digest: str | None = None
        self._serving = Serving()

    def serving(self) -> Serving:
        """Looked up every LOOK_EVERY. Where the store is away, what served goes on serving."""
        now = self._clock()
        if self._looked is not None and timedelta() <= now - self._looked < LOOK_EVERY:
            return self._serving
        self._looked = now
        try:
            stored = self._models.serving(BATTERY_LIFE)
            if (stored.digest if stored else None) != self._digest:
                self._serving = self._read(stored) if stored else Serving()
                self._digest = stored.digest if stored else None
        except Unreachable as error:
            log.warning("which model of battery life serves is not known, the former one goes on: %s", error)
        return self._serving

    def fail(self, error: Exception) -> Serving:
        """The version that serves does not answer from now on, until another one serves."""
        return self._left(self._serving.version, error)

    def _read(self, stored: StoredModel) -> Serving:
        version = stored.card.version
        try:
            return Serving(life_model.from_bytes(self._files.load(stored.digest)), version)
        except Unreachable:
            raise
        except Exception as error:  # noqa: BLE001 whatever is wrong with the bytes, the law answers
            return self._left(version, error)

    def _left(self, version: int | None, error: Exception) -> Serving:
        self.failures += 1
        log.warning("%s version %s failed, the ageing law answers: %s", BATTERY_LIFE, version, error)
        self._serving = Serving(failed=version)
        return self._serving
