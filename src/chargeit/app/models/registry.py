"""MLflow, where the settings name one: told of every version by a child, or by `chargeit model mirror`."""

import importlib.util
import sys
from typing import Any
from urllib.parse import urlsplit

import click

from chargeit.app.settings import Settings, load
from chargeit.domain.errors import Misconfigured
from chargeit.jobs import training
from chargeit.jobs.children import Child
from chargeit.jobs.mirror import Mirror, mirror
from chargeit.ports.models import Registry
from chargeit.storage.model_files import ModelFiles
from chargeit.storage.registry.mlflow import SCHEMES, MlflowRegistry
from chargeit.storage.store import Store, open_store

COMMAND = (sys.executable, "-m", "chargeit", "model", "mirror", "--child")
SHARED = ("home", "database_url", "mlflow_uri", "mlflow_experiment", "training_memory_mb", "training_minutes")


def model_files(settings: Settings) -> ModelFiles:
    return ModelFiles(settings.home / "models")


def registry_of(settings: Settings) -> Registry | None:
    """None where none is set. Nothing is connected or imported yet. Raises Misconfigured."""
    if not settings.mlflow_uri:
        return None
    url = urlsplit(settings.mlflow_uri)
    if url.scheme not in SCHEMES or (url.scheme != "sqlite" and not url.hostname):
        raise Misconfigured("mlflow_uri", "must be like https://mlflow.example or sqlite:///file")
    if url.password:
        raise Misconfigured("mlflow_uri", "must not hold the password: that is MLFLOW_TRACKING_PASSWORD")
    if not importlib.util.find_spec("mlflow"):
        raise Misconfigured("mlflow_uri", "MLflow needs its client: pip install chargeit[mlflow]")
    return MlflowRegistry(settings.mlflow_uri, settings.mlflow_experiment)


def mirror_of(settings: Settings, store: Store) -> Mirror:
    """The job of a platform that serves; it has nothing to do without a registry. Raises Misconfigured."""
    if registry_of(settings) is None:
        return Mirror(store.reads.models, None)
    child = Child(COMMAND, settings.for_child(*SHARED), settings.training_minutes * 60)
    return Mirror(store.reads.models, child)


def tell(*, child: bool, **given: Any) -> None:
    """One line for each version that was added or left out."""
    settings = load(**given)
    registry = registry_of(settings)
    if registry is None:
        raise Misconfigured("mlflow_uri", "is not set: there is no registry to tell")
    if child:
        training.limit(settings.training_memory_mb, settings.training_minutes * 60)
    store = open_store(settings.store_url)
    try:
        store.check_schema(upgrade=settings.migrate)
        for line in mirror(store.reads.models, model_files(settings), registry):
            click.echo(line)
    finally:
        store.close()
