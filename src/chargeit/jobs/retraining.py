"""Models are trained anew by schedule and by drift; the parent records what the child left, and promotes."""

import asyncio
import logging
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from chargeit.domain.clock import Clock
from chargeit.jobs.training import Trainer, read_card, run_child
from chargeit.jobs.turn import Job
from chargeit.learning import drift, versions
from chargeit.learning.versions import TrainedModel
from chargeit.ports.models import ModelFiles, ModelReads, StoredModel
from chargeit.ports.series import History
from chargeit.ports.work import Writer

log = logging.getLogger(__name__)

LOOK_EVERY_S, LEAST_LOOK_S = 600.0, 1.0
REFERENCE, RECENT, NEWS = timedelta(days=28), timedelta(days=7), timedelta(days=1)
HOUR = timedelta(hours=1)
# of fewer hours the index says little: by chance alone it would be near the bound
LEAST_HOURS = 96


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where models and what they learn from are kept."""

    writer: Writer
    models: ModelReads
    files: ModelFiles
    history: History


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every feature is trained each `every`; where the loads drifted, sooner, but not within `at_least`.

    The first training of a process comes `first_after` its start, so that a start is quick.
    """

    features: tuple[str, ...]
    every: timedelta
    at_least: timedelta = timedelta(hours=24)
    first_after: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`model` is the version that was stored, None where the training failed; `reason` is for people."""

    feature: str
    model: StoredModel | None
    reason: str


class Retraining:
    """One training at a time. What fails is counted in `failures`, and the model that serves goes on serving."""

    def __init__(self, shelf: Shelf, trainer: Trainer, schedule: Schedule, clock: Clock) -> None:
        self.failures = Counter(dict.fromkeys(schedule.features, 0))
        self._shelf, self._trainer, self._schedule, self._clock = shelf, trainer, schedule, clock
        before = clock() - schedule.every + schedule.first_after
        self._tried = dict.fromkeys(schedule.features, before)
        self._stopped = False
        self._training: asyncio.Task[Outcome] | None = None

    @property
    def job(self) -> Job:
        every_s = self._schedule.every.total_seconds()
        return Job("retraining", self.turn, min(max(every_s, LEAST_LOOK_S), LOOK_EVERY_S))

    async def turn(self) -> bool:
        for feature in self._schedule.features:
            if not self._stopped and await asyncio.to_thread(self._is_due, feature):
                self._tried[feature] = self._clock()
                self._training = asyncio.create_task(self.retrain(feature))
                await asyncio.wait({self._training})
                if not self._training.cancelled():
                    self._training.result()
        return False

    def stop(self) -> None:
        """Ends the training that runs; nothing of it is kept."""
        self._stopped = True
        if self._training is not None:
            self._training.cancel()

    async def retrain(self, feature: str) -> Outcome:
        """Trains, records and perhaps promotes."""
        with tempfile.TemporaryDirectory(prefix="chargeit-training-") as name:
            folder = Path(name)
            failure = await run_child(self._trainer, feature, folder)
            if failure is not None:
                self.failures[feature] += 1
                log.warning("%s was not trained, what served it goes on: %s", feature, failure)
                return Outcome(feature, None, failure)
            card, rival, payload = await asyncio.to_thread(read_card, folder)
        digest = await asyncio.to_thread(self._shelf.files.keep, payload)
        record = partial(versions.record, TrainedModel(card, digest, rival))
        stored = await self._shelf.writer.write(f"model {feature}", record)
        log.info("%s version %d: %s", feature, stored.card.version, stored.decision)
        return Outcome(feature, stored, stored.decision)

    def _is_due(self, feature: str) -> bool:
        newest = self._shelf.models.versions(feature, limit=1)
        last = max([self._tried[feature], *(model.card.trained_at for model in newest)])
        since = self._clock() - last
        if since >= self._schedule.every:
            return True
        serving = self._shelf.models.serving(feature) if since >= self._schedule.at_least else None
        return serving is not None and has_drifted(self._shelf.history, serving.card.data_to, self._clock())


def has_drifted(history: History, trained_to: datetime, now: datetime) -> bool:
    """Whether the fleet's energy per hour of the last week is spread unlike that of the four weeks before training."""
    if now - trained_to < NEWS:
        return False
    reference = hourly(history, trained_to - REFERENCE, trained_to)
    recent = hourly(history, now - RECENT, now)
    return min(len(reference), len(recent)) >= LEAST_HOURS and drift.stability_index(reference, recent) > drift.MOVED


def hourly(history: History, since: datetime, until: datetime) -> list[float]:
    """Energy of the fleet in each clock hour, from the first that has any; hours without are 0."""
    total: dict[datetime, float] = {}
    for row in history.hours(since, until):
        total[row.hour_at] = total.get(row.hour_at, 0.0) + row.energy_wh
    return [total.get(hour, 0.0) for hour in hours_between(min(total), until)] if total else []


def hours_between(first: datetime, until: datetime) -> Iterable[datetime]:
    while first < until:
        yield first
        first += HOUR
