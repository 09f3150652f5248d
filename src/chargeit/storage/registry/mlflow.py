"""MLflow: a run and a registered version for each of our versions, and the alias of the one that serves."""

import json
import math
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from chargeit import __version__
from chargeit.domain.clock import iso
from chargeit.domain.errors import Misconfigured, Unreachable
from chargeit.domain.forecasts import ModelCard
from chargeit.ports.models import Inside, StoredModel

SCHEMES = ("http", "https", "sqlite")
ALIAS = "serving"
NAME, DIGEST = "chargeit.name", "chargeit.digest"
FILE, IMPORTANCE = "model", "importance.json"
MOST_AT_ONCE, MOST_FEATURES, MOST_CHARACTERS = 100, 20, 500
# MLflow's own defaults tell its makers of our use, and wait for minutes on a server that is away
QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_LOGGING_LEVEL": "ERROR",
    "GIT_PYTHON_REFRESH": "quiet",
}


class MlflowRegistry:
    """`chargeit.ports.models.Registry`. `experiment` holds the runs; models are named `<experiment>-<feature>`."""

    def __init__(self, uri: str, experiment: str) -> None:
        self._uri, self._experiment = uri, experiment
        self._client: Any = None
        self._failures: tuple[type[Exception], ...] = ()

    def known(self, feature: str) -> frozenset[str]:
        with self._reached() as client:
            return frozenset(version.tags[NAME] for version in self._versions(client, feature) if NAME in version.tags)

    def add(self, model: StoredModel, payload: bytes, inside: Inside) -> None:
        with self._reached() as client:
            run = self._finished(client, model) or self._run(client, model, payload, inside)
            name = self._name(model.card.feature)
            if not client.search_registered_models(f"name = '{name}'"):
                client.create_registered_model(name, description=f"{model.card.feature} of a charging platform")
            client.create_model_version(
                name, f"{run.info.artifact_uri}/{FILE}", run.info.run_id, tags=tags(model), description=model.decision
            )

    def serve(self, feature: str, model: StoredModel | None) -> None:
        with self._reached() as client:
            versions = self._versions(client, feature)
            wanted = [one.version for one in versions if model is not None and one.tags.get(NAME) == model.name]
            # a list of versions does not say their aliases on every store
            marked = client.get_registered_model(self._name(feature)).aliases.get(ALIAS) if versions else None
            if wanted and str(marked) != str(wanted[0]):
                client.set_registered_model_alias(self._name(feature), ALIAS, wanted[0])
            elif not wanted and marked is not None:
                client.delete_registered_model_alias(self._name(feature), ALIAS)

    def _name(self, feature: str) -> str:
        return f"{self._experiment}-{feature}"

    def _versions(self, client: Any, feature: str) -> list[Any]:
        found: list[Any] = []
        token = None
        while True:
            page = client.search_model_versions(f"name = '{self._name(feature)}'", page_token=token)
            found += page
            token = page.token
            if not token:
                return found

    def _finished(self, client: Any, model: StoredModel) -> Any:
        """The run of this version, where a former attempt ended it; what it left half done is deleted."""
        wanted = f"tags.\"{DIGEST}\" = '{model.digest}'"
        whole = None
        for run in client.search_runs([self._experiment_id(client)], wanted):
            if run.data.tags.get(NAME) != model.name:
                continue
            if run.info.status == "FINISHED":
                whole = run
            else:
                client.delete_run(run.info.run_id)
        return whole

    def _run(self, client: Any, model: StoredModel, payload: bytes, inside: Inside) -> Any:
        card, at = model.card, milliseconds(model.card.trained_at)
        name = f"{card.feature} {card.version}"
        run = client.create_run(self._experiment_id(client), at, tags(model), name)
        number = run.info.run_id
        parameters = list((described(card) | dict(inside.parameters)).items())
        for some in range(0, len(parameters), MOST_AT_ONCE):
            entities = self._entities
            found = [entities.Param(key, value[:MOST_CHARACTERS]) for key, value in parameters[some:][:MOST_AT_ONCE]]
            client.log_batch(number, params=found)
        figures = list((measured(card) | weights(inside)).items())
        for some in range(0, len(figures), MOST_AT_ONCE):
            page = [self._entities.Metric(key, value, at, 0) for key, value in figures[some:][:MOST_AT_ONCE]]
            client.log_batch(number, metrics=page)
        with tempfile.TemporaryDirectory(prefix="chargeit-mlflow-") as folder:
            written = Path(folder)
            (written / FILE).write_bytes(payload)
            (written / IMPORTANCE).write_text(json.dumps(plain(inside.importance), indent=1), encoding="utf-8")
            for path in sorted(written.iterdir()):
                client.log_artifact(number, str(path))
        # last of all: a run that is not finished is begun anew
        client.set_terminated(number, end_time=at)
        return client.get_run(number)

    def _experiment_id(self, client: Any) -> str:
        found = client.get_experiment_by_name(self._experiment)
        if found is not None:
            return str(found.experiment_id)
        return str(client.create_experiment(self._experiment, artifact_location=artifacts_of(self._uri)))

    @property
    def _entities(self) -> Any:
        from mlflow import entities

        return entities

    @contextmanager
    def _reached(self) -> Iterator[Any]:
        if self._client is None:
            self._client, self._failures = opened(self._uri)
        try:
            yield self._client
        except self._failures as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise Unreachable(f"MLflow does not take the models: {reason}") from error


def opened(uri: str) -> tuple[Any, tuple[type[Exception], ...]]:
    """A client, and what it raises where MLflow is away or refuses. Raises Misconfigured and Unreachable."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    try:
        from mlflow.exceptions import MlflowException
        from mlflow.tracking import MlflowClient
    except ImportError:
        raise Misconfigured("mlflow_uri", "MLflow needs its client: pip install chargeit[mlflow]") from None
    # what requests raises is an OSError
    failures = (MlflowException, OSError)
    try:
        return MlflowClient(tracking_uri=uri, registry_uri=uri), failures
    except failures as error:
        raise Unreachable(f"MLflow cannot be opened: {error}") from error


def artifacts_of(uri: str) -> str | None:
    """Beside a database file; a server chooses for itself."""
    if urlsplit(uri).scheme != "sqlite":
        return None
    return str(Path(uri.removeprefix("sqlite:///")).resolve().parent / "mlflow-artifacts")


def tags(model: StoredModel) -> dict[str, str]:
    card = model.card
    found = {NAME: model.name, DIGEST: model.digest, "chargeit.feature": card.feature}
    found |= {"chargeit.version": str(card.version), "chargeit.decision": model.decision, "chargeit.notes": card.notes}
    found |= {"chargeit.told_by": f"chargeit {__version__}", "chargeit.simulated": str(card.simulated_rows > 0).lower()}
    return found | {f"baseline.{key(score.metric)}": score.baseline for score in card.scores}


def described(card: ModelCard) -> dict[str, str]:
    """What it learned from."""
    window = f"{(card.data_to - card.data_from).total_seconds() / 86400:.2f}"
    found = {"feature": card.feature, "data_from": iso(card.data_from), "data_to": iso(card.data_to)}
    return found | {"data_days": window, "rows": str(card.rows), "simulated_rows": str(card.simulated_rows)}


def measured(card: ModelCard) -> dict[str, float]:
    """Scores beside their baselines'; under another name where simulated rows are among them: that is no skill."""
    prefix = "simulated." if card.simulated_rows else ""
    found = {}
    for score in card.scores:
        found[f"{prefix}{key(score.metric)}"] = score.value
        found[f"{prefix}{key(score.metric)}.baseline"] = score.baseline_value
    return {name: value for name, value in found.items() if math.isfinite(value)}


def weights(inside: Inside) -> dict[str, float]:
    """Mean share of the gain over the models of each part, the most important features of each."""
    parts: dict[str, list[Mapping[str, float]]] = defaultdict(list)
    for place, shares in inside.importance.items():
        parts[place.rpartition(".")[0] or place].append(shares)
    found: dict[str, float] = {}
    for part, models in parts.items():
        names = {name for shares in models for name in shares}
        means = {name: sum(shares.get(name, 0.0) for shares in models) / len(models) for name in names}
        most = sorted(means.items(), key=lambda one: (-one[1], one[0]))[:MOST_FEATURES]
        found |= {key(f"importance.{part}.{name}"): share for name, share in most}
    return found


def plain(importance: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    return {place: dict(shares) for place, shares in importance.items()}


def key(name: str) -> str:
    """As MLflow takes it for a name."""
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "_-. ") else "_" for letter in name)


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
