"""`chargeit train`, and the training of a platform that serves."""

import asyncio
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import click

from chargeit.app.models.mapping import check, mapper_of
from chargeit.app.models.registry import mirror_of, model_files
from chargeit.app.settings import Settings, load
from chargeit.domain.clock import iso, now
from chargeit.domain.errors import Invalid, Misconfigured
from chargeit.forecasting.serving import Forecaster
from chargeit.jobs import training
from chargeit.jobs.retraining import Outcome, Retraining, Schedule, Shelf
from chargeit.jobs.training import Trainer
from chargeit.learning import backtests, catalogue, versions
from chargeit.ports.models import StoredModel
from chargeit.storage.store import Store, open_store

SOON = timedelta(minutes=10)
FOR_CHILD = (
    *("home", "database_url", "time_zone", "training_memory_mb", "training_minutes"),
    *("training_processes", "dask_scheduler"),
)


def train(
    feature: str | None, backtest: Path | None, write: Path | None, into: Path | None = None, **given: Any
) -> None:
    """One of three: as the child that trains into a folder, as a backtest, or as the parent that records."""
    require_extra()
    names = (feature,) if feature else tuple(catalogue.names())
    for name in names:
        catalogue.feature(name)
    settings = load(**given)
    if into is not None:
        as_child(settings, names[0], into)
    elif backtest is not None:
        measure(names, backtest, write)
    elif write is not None:
        raise Invalid("write", "goes with --backtest")
    else:
        for outcome in asyncio.run(train_now(settings, names)):
            serves = "serves" if outcome.model and outcome.model.serving else "does not serve"
            click.echo(f"{outcome.feature}\t{serves if outcome.model else 'not trained'}\t{outcome.reason}")


def require_extra() -> None:
    if not has_extra():
        raise Misconfigured("learn", "the learning libraries are not installed: pip install chargeit[learn]")


def has_extra() -> bool:
    return all(importlib.util.find_spec(name) for name in ("numpy", "scipy", "sklearn", "lightgbm"))


def as_child(settings: Settings, feature: str, folder: Path) -> None:
    training.limit(settings.training_memory_mb, settings.training_minutes * 60)
    store = open_store(settings.store_url, time_zone=settings.time_zone)
    try:
        # as the platform that serves gathers it
        models, files = store.reads.models, model_files(settings)
        forecaster = Forecaster(models, files, store.reads.history, now)
        with mapper_of(settings) as mapper:
            lesson = training.Lesson(forecaster.data, training.incumbent(feature, models, files))
            training.train_into(folder, feature, lesson, now(), mapper)
    finally:
        store.close()


def measure(names: tuple[str, ...], folder: Path, write: Path | None) -> None:
    rows = [row for name in names for row in backtests.run(name, folder)]
    table = backtests.by_feature(rows)
    click.echo(table)
    if write is not None:
        text = f"{backtests.measured_on(now().date())}\n\n{table}"
        write.write_text(backtests.inserted(write.read_text(encoding="utf-8"), text), encoding="utf-8")


async def train_now(settings: Settings, names: tuple[str, ...]) -> list[Outcome]:
    """Beside a running platform, or without one."""
    with opened(settings) as store:
        mirror = mirror_of(settings, store)
        writer = store.writer(asyncio.get_running_loop())
        try:
            shelf = Shelf(writer, store.reads.models, model_files(settings), store.reads.history)
            learner = Retraining(shelf, trainer(settings), schedule(settings, names), now)
            outcomes = [await learner.retrain(name) for name in names]
            await mirror.turn()
            return outcomes
        finally:
            await writer.close()


def list_models(**given: Any) -> None:
    with opened(load(**given)) as store:
        for stored in store.reads.models.versions():
            click.echo("\t".join(told(stored)))


def told(stored: StoredModel) -> Iterator[str]:
    card = stored.card
    yield from (card.feature, str(card.version), "serves" if stored.serving else "", iso(card.trained_at))
    score = card.scores[0] if card.scores else None
    yield f"{score.metric} {score.value:.4g} ({score.baseline} {score.baseline_value:.4g})" if score else "no score"
    yield stored.decision


def serve_model(feature: str, version: int, **given: Any) -> None:
    settings = load(**given)
    with opened(settings) as store:
        mirror = mirror_of(settings, store)
        found = store.write(lambda work: work.models.find(feature, version))
        if found is not None:  # a version without its bytes would serve nobody
            model_files(settings).load(found.digest)
        store.write(partial(versions.roll_back, feature, version, now()))
        asyncio.run(mirror.turn())


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    store = open_store(settings.store_url, time_zone=settings.time_zone)
    try:
        store.check_schema(upgrade=settings.migrate)
        yield store
    finally:
        store.close()


def retraining_of(settings: Settings, store: Store) -> Retraining:
    """The job of a platform that serves; it has nothing to do where training is switched off or impossible."""
    names = tuple(catalogue.names()) if settings.retrain_every_hours and has_extra() else ()
    shelf = Shelf(store.writer(), store.reads.models, model_files(settings), store.reads.history)
    return Retraining(shelf, trainer(settings), schedule(settings, names), now)


def forecaster_of(settings: Settings, store: Store) -> Forecaster:
    return Forecaster(store.reads.models, model_files(settings), store.reads.history, now)


def schedule(settings: Settings, names: tuple[str, ...]) -> Schedule:
    every = timedelta(hours=settings.retrain_every_hours or 168)
    return Schedule(names, every, first_after=min(every, SOON))


def trainer(settings: Settings) -> Trainer:
    if settings.dask_scheduler:
        check(settings.dask_scheduler)
    return Trainer(training.platform_command, settings.for_child(*FOR_CHILD), settings.training_minutes * 60)
