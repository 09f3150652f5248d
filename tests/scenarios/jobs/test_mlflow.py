"""A real MLflow over SQLite is told of every version, by the command line alone; its tables are read without it."""

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chargeit.domain.forecasts import ModelCard, Score
from chargeit.learning import boosting, versions
from chargeit.storage.model_files import ModelFiles
from chargeit.storage.store import open_store
from tests.scenarios.jobs.test_train_command import fill

SOURCES = Path(__file__).resolve().parents[3] / "src"
SERVING = "select version from registered_model_aliases where name = ? and alias = 'serving'"
DIES = """
import os, signal
from mlflow.tracking import MlflowClient
MlflowClient.set_terminated = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
from chargeit.cli.main import main
main(["model", "mirror"])
"""


class Mlflow:
    """A home whose MLflow is a file in it; `rows` asks the file."""

    def __init__(self, home: Path) -> None:
        self.home, self.file = home, home / "mlflow.db"
        self.uri = f"sqlite:///{self.file}"

    def run(self, *words: str, code: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        chosen = {"home": str(self.home), "mlflow_uri": self.uri, "training_memory_mb": "1200"} | settings
        environment = os.environ | {"PYTHONPATH": str(SOURCES)}
        environment |= {f"CHARGEIT_{name.upper()}": value for name, value in chosen.items()}
        command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "chargeit", *words]
        return subprocess.run(
            command, env=environment, cwd=self.home, capture_output=True, text=True, timeout=180, check=False
        )

    def rows(self, query: str, *given: Any) -> list[Any]:
        connection = sqlite3.connect(self.file)
        try:
            return connection.execute(query, given).fetchall()
        finally:
            connection.close()

    def pairs(self, table: str) -> dict[str, Any]:
        return dict(self.rows(f"select key, value from {table}"))


@pytest.fixture
def mlflow(tmp_path: Path) -> Mlflow:
    return Mlflow(tmp_path)


def trees() -> bytes:
    import numpy as np

    rows = np.random.default_rng(1).normal(size=(300, 2))
    return boosting.fit(rows, rows[:, 0], ["hour", "week before"], boosting.Settings("regression", 5)).to_bytes()


def add(home: Path, payload: bytes, value: float, *, simulated: int = 0) -> int:
    """A version of the load model as a training leaves it; it serves where `value` is below all before and 0.9."""
    store = open_store(f"sqlite:///{home}/chargeit.sqlite3")
    store.migrate()
    digest = ModelFiles(home / "models").keep(payload)
    at = datetime(2026, 11, 2, 3, 4, tzinfo=UTC)
    scores = (Score("nmae", value, "hour-of-day mean, 28 days", 0.9),)
    card = ModelCard("load", 0, at, at.replace(month=9), at, 1000, simulated, scores, "notes in words")
    try:
        return store.write(lambda work: versions.record(versions.TrainedModel(card, digest), work)).card.version
    finally:
        store.close()


def test_a_training_comes_with_its_figures_importance_and_file(mlflow: Mlflow) -> None:
    fill(mlflow.home)
    trained = mlflow.run("train", "--feature", "availability")
    assert trained.stdout.startswith("availability\tserves"), trained.stdout + trained.stderr
    assert trained.stderr == ""
    params, metrics = mlflow.pairs("params"), mlflow.pairs("metrics")
    assert params["feature"] == "availability" and float(params["data_days"]) > 130 and int(params["rows"]) > 300
    assert params["trees.objective"] == "cross_entropy" and params["trees.num_iterations"] == "120"
    assert 0 < metrics["brier"] < metrics["brier.baseline"]
    importance = {name: value for name, value in metrics.items() if name.startswith("importance.trees.")}
    assert 0.9 < sum(importance.values()) <= 1.0001
    tags = mlflow.pairs("tags")
    assert tags["chargeit.version"] == "1" and tags["chargeit.decision"].startswith("brier")
    [(status, artifacts)] = mlflow.rows("select status, artifact_uri from runs")
    kept = next((mlflow.home / "models").iterdir())
    assert status == "FINISHED" and (Path(artifacts) / "model").read_bytes() == kept.read_bytes()
    assert mlflow.rows(SERVING, "chargeit-availability") == [(1,)]
    assert sorted(path.name for path in mlflow.home.iterdir() if "ml" in path.name) == ["mlflow-artifacts", "mlflow.db"]


def test_the_alias_follows_promotion_and_rollback_and_a_killed_telling_leaves_no_half_run(mlflow: Mlflow) -> None:
    add(mlflow.home, trees(), 0.5)
    died = mlflow.run(code=DIES)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert mlflow.rows("select status from runs") == [("RUNNING",)]
    add(mlflow.home, trees() + b"\n", 0.6, simulated=7)
    told = mlflow.run("model", "mirror")
    assert told.stdout == "load\t1\tadded\nload\t2\tadded\n", told.stderr
    alive = "select name, status from runs where lifecycle_stage = 'active' order by name"
    assert mlflow.rows(alive) == [("load 1", "FINISHED"), ("load 2", "FINISHED")]
    assert mlflow.rows(SERVING, "chargeit-load") == [(1,)]
    assert mlflow.rows("select value from metrics where key = 'simulated.nmae'") == [(0.6,)]
    assert mlflow.rows("select value from metrics where key = 'nmae'") == [(0.5,), (0.5,)]  # one of the deleted run
    assert mlflow.run("model", "serve", "load", "2").returncode == 0
    assert mlflow.rows(SERVING, "chargeit-load") == [(2,)]
    assert mlflow.rows("select count(*) from model_versions") == [(2,)]


def test_a_server_that_is_away_fails_no_training(mlflow: Mlflow) -> None:
    fill(mlflow.home)
    mlflow.uri = "http://127.0.0.1:9"
    trained = mlflow.run("train", "--feature", "availability")
    assert trained.returncode == 0 and trained.stdout.startswith("availability\tserves\tbrier")
    assert trained.stderr.count("\n") == 1
    assert "was not told, which is tried again" in trained.stderr and "MLflow does not take" in trained.stderr
