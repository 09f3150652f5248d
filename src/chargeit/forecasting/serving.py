"""Forecasts in memory: of each feature the newest answers, made anew when they are old or another version serves.

Imports none of the learning libraries before the first question.
"""

import importlib.util
import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from chargeit.domain.clock import Clock
from chargeit.domain.errors import Conflict, Invalid, Misconfigured, NotFound, Unreachable
from chargeit.domain.forecasts import Basis, Forecast
from chargeit.forecasting import health
from chargeit.learning import catalogue
from chargeit.ports.models import ModelFiles, ModelReads, StoredModel
from chargeit.ports.series import History

log = logging.getLogger(__name__)

FRESH, LOOK_EVERY = timedelta(seconds=60), timedelta(seconds=5)
LIBRARIES = ("numpy", "scipy", "sklearn", "lightgbm")


@dataclass(frozen=True, slots=True)
class Answers:
    """All forecasts of a feature by subject, in order of it. `missing`, in words, where there are none."""

    made_at: datetime
    digest: str | None
    forecasts: dict[str, Forecast]
    missing: str = ""


class Forecaster:
    """Answers from worker threads; one of them makes answers anew while the others take what is there.

    A model that fails is counted in `failures` by feature, and the baseline answers in its place and says so.
    """

    def __init__(self, models: ModelReads, files: ModelFiles, history: History, clock: Clock) -> None:
        self.failures: Counter[str] = Counter()
        self._models, self._files, self._history, self._clock = models, files, history, clock
        self._held: dict[str, Answers] = {}
        self._looked: dict[str, datetime] = {}
        self._locks = {name: Lock() for name in catalogue.FEATURES}

    def answers(self, feature: str) -> Answers:
        """Raises NotFound for a feature that is none, and Unreachable where the store is away."""
        if feature not in catalogue.FEATURES:
            raise NotFound("feature", feature)
        lock = self._locks.setdefault(feature, Lock())
        # who finds answers being made takes the former ones; only the very first wait
        if not lock.acquire(blocking=feature not in self._held):
            return self._held[feature]
        try:
            return self._current(feature)
        finally:
            lock.release()

    def answer(self, feature: str, subject: str) -> Forecast:
        """Raises NotFound for a subject that neither has a forecast nor is a station or site."""
        found = self.answers(feature)
        if subject in found.forecasts:
            return found.forecasts[subject]
        if not any(self._is_of(subject, station.id, station.site) for station in self._history.stations()):
            raise NotFound("subject", subject)
        missing = found.missing or f"nothing that {feature} is made from was stored of it yet"
        return Forecast(feature, subject, found.made_at, Basis.MISSING, missing=missing)

    def data(self, feature: str, now: datetime) -> Any:
        """What the feature learns from and answers about: of health with the risk that maintenance sees."""
        found = catalogue.feature(feature).gather(self._history, now)
        if feature == health.NAME:
            return health.warned(found, list(self.answers(health.RISK_FROM).forecasts.values()))
        return found

    def check(self, feature: str, version: int) -> None:
        """Whether the bytes of a version are there. Raises NotFound, and Conflict where they were changed."""
        for stored in self._models.versions(feature, limit=10_000):
            if stored.card.version == version:
                self._files.load(stored.digest)
                return
        raise NotFound("model", f"{feature} version {version}")

    def look(self, feature: str) -> None:
        """The next question looks which version serves, at once."""
        self._looked.pop(feature, None)

    @staticmethod
    def _is_of(subject: str, station: str, site: str) -> bool:
        places = (subject, subject.partition(" ")[2], subject.partition("/")[0])
        return station in places or bool(site and site in places)

    def _current(self, feature: str) -> Answers:
        held, now = self._held.get(feature), self._clock()
        is_old = held is None or not timedelta() <= now - held.made_at < FRESH
        looked = self._looked.get(feature)
        if held is not None and not is_old and looked is not None and timedelta() <= now - looked < LOOK_EVERY:
            return held
        serving = self._models.serving(feature)
        self._looked[feature] = now
        if held is None or is_old or held.digest != (serving.digest if serving else None):
            held = self._made(feature, serving, now)
            self._held[feature] = held
        return held

    def _made(self, feature: str, serving: StoredModel | None, now: datetime) -> Answers:
        digest = serving.digest if serving else None
        if absent := [name for name in LIBRARIES if importlib.util.find_spec(name) is None]:
            return Answers(now, digest, {}, f"{absent[0]} is not installed: pip install chargeit[learn]")
        try:
            its = catalogue.feature(feature)
            data = self.data(feature, now)
            plain = its.predict(None, data, now)
            found = self._predicted(feature, serving, data, plain, now) if serving else plain
        except (Invalid, Misconfigured) as error:
            return Answers(now, digest, {}, str(error))
        by_subject = {one.subject: one for one in sorted(found, key=lambda one: one.subject)}
        missing = "" if by_subject else "the platform has stored nothing to make one from yet"
        return Answers(now, digest, by_subject, missing)

    def _predicted(
        self, name: str, serving: StoredModel, data: Any, plain: list[Forecast], now: datetime
    ) -> list[Forecast]:
        version = serving.card.version
        try:
            found = catalogue.feature(name).predict(self._files.load(serving.digest), data, now)
        except Unreachable:
            raise
        except Exception as error:  # noqa: BLE001 whatever a model's bytes do, the baseline answers
            self.failures[name] += 1
            log.warning("%s version %d failed, its baseline answers: %s", name, version, told(error))
            return [self._without(one, version) for one in plain]
        beside = {one.subject: one.points for one in plain}
        return [
            replace(one, version=version, baseline=beside.get(one.subject, ())) if one.basis is Basis.MODEL else one
            for one in found
        ]

    @staticmethod
    def _without(one: Forecast, version: int) -> Forecast:
        said = f"version {version} of the model failed and does not answer"
        return replace(one, version=None, missing=f"{said}; {one.missing}" if one.missing else said)


def told(error: Exception) -> str:
    return str(error) if isinstance(error, (NotFound, Conflict, Invalid)) else type(error).__name__
