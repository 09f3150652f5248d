"""Training over processes and over a real Dask cluster of two workers: the same model, also where a worker dies."""

import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from distributed import LocalCluster

from chargeit.domain.errors import Misconfigured, Unreachable
from chargeit.domain.stations import Station, StationId
from chargeit.forecasting import hourly
from chargeit.forecasting.features.transactions import Log
from chargeit.forecasting.gathering.history import hours_of
from chargeit.forecasting.load import LoadData
from chargeit.jobs.mappers import dask
from chargeit.jobs.mappers.spread import IN_HAND, Spread, Workers, processes
from chargeit.learning import catalogue
from chargeit.learning.mapping import SERIAL
from chargeit.storage.store import open_store
from chargeit.storage.tables import energy_hours
from tests.support import lossy

SOURCES = Path(__file__).resolve().parents[3] / "src"
UNTIL = datetime(2026, 11, 1, tzinfo=UTC)
SQUARES = [item * item for item in range(40)]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as local:
        yield local.scheduler_address


def fleet(count: int) -> LoadData:
    """Stations with 65 days, each busiest at an hour of its own."""
    random = np.random.default_rng(1)
    hours = np.arange(65 * 24)
    first = round(hours_of(UNTIL - timedelta(days=65)))
    series = []
    for number in range(count):
        busy = 0.05 + 0.4 * np.exp(-(((hours % 24) - 7 - number) ** 2) / 8)
        energy = (random.random(hours.size) < busy) * random.gamma(2.0, 5.0, hours.size)
        series.append(hourly.Hourly(f"station {number}", "", first, energy))
    empty = np.empty(0)
    return LoadData(series, Log([], [], empty, empty, empty), [], UNTIL)


def test_the_model_is_the_same_to_the_byte_wherever_it_was_trained(address: str) -> None:
    data = fleet(10)
    here = catalogue.train("load", data, SERIAL)
    with dask.cluster(address) as mapper:
        assert catalogue.train("load", data, mapper) == here
    with processes(2) as mapper:
        assert catalogue.train("load", data, mapper) == here


def test_the_command_trains_on_the_cluster_and_says_so_where_there_is_none(address: str, tmp_path: Path) -> None:
    fill(tmp_path)
    trained = train(tmp_path, address)
    assert trained.stdout.startswith("load\t") and "nmae" in trained.stdout, trained.stdout + trained.stderr
    assert len(list((tmp_path / "models").iterdir())) == 1
    away = train(tmp_path, "tcp://127.0.0.1:9")
    assert "not trained" in away.stdout and "tcp://127.0.0.1:9 does not answer" in away.stdout
    assert len(list((tmp_path / "models").iterdir())) == 1


def train(home: Path, address: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(SOURCES), "CHARGEIT_HOME": str(home)}
    environment |= {"CHARGEIT_DASK_SCHEDULER": address, "CHARGEIT_TRAINING_MEMORY_MB": "1200"}
    command = [sys.executable, "-m", "chargeit", "train", "--feature", "load"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, check=False)


def fill(home: Path) -> None:
    """Three stations with 65 days of energy up to this hour."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    store = open_store(f"sqlite:///{home}/chargeit.sqlite3")
    store.migrate()
    rows = [
        {"hour_at": now - timedelta(hours=n), "station": station, "simulated": False, "energy_wh": 900.0 * (n % 24)}
        for station in "ABC"
        for n in range(1, 65 * 24)
    ]
    with store._engines.write.begin() as connection:
        connection.execute(energy_hours.insert(), rows)
    store.write(lambda work: [work.stations.add(Station(StationId(name), now)) for name in "ABC"])
    store.close()


def test_a_feature_whose_training_has_no_parts_is_trained_here() -> None:
    def never() -> Workers:
        raise AssertionError("nothing is to be opened")

    with pytest.raises(Exception, match="stations were watched"):
        catalogue.train("health", [], Spread(never))


def test_a_worker_that_is_killed_in_the_middle_changes_no_answer(address: str, tmp_path: Path) -> None:
    with dask.cluster(address) as mapper:
        assert mapper.map(lossy.deadly, str(tmp_path / "dask"), range(40)) == SQUARES
    with processes(2) as mapper:
        assert mapper.map(lossy.deadly, str(tmp_path / "process"), range(40)) == SQUARES
        # what is broken stays so: the rest is done here
        assert mapper.map(lossy.squared, 0, range(40)) == SQUARES
    assert len(list(tmp_path.iterdir())) == 2


def test_what_a_work_raises_comes_back_as_it_is(address: str) -> None:
    with dask.cluster(address) as mapper, pytest.raises(ValueError, match="seven is too much"):
        mapper.map(lossy.broken, 0, range(40))


class Counted(ThreadPoolExecutor):
    """`most`: how many parts were ever on their way at a time."""

    now = most = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.now += 1
        self.most = max(self.most, self.now)
        future: Future[Any] = super().submit(fn, *args, **kwargs)
        future.add_done_callback(self.ended)
        return future

    def ended(self, _: Future[Any]) -> None:
        self.now -= 1


def test_few_parts_are_on_their_way_however_many_there_are() -> None:
    with Counted(2) as executor:
        found = Spread(lambda: Workers(executor, 2, ())).map(lossy.slow, 0, range(600))
    assert found == list(range(600))
    assert 2 <= executor.most <= 2 * IN_HAND


def test_a_cluster_that_is_away_or_other_than_here_is_named(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "CONNECT_S", 1)
    with dask.cluster("tcp://127.0.0.1:9") as mapper, pytest.raises(Unreachable, match=r"tcp://127.0.0.1:9"):
        mapper.map(lossy.squared, 0, [1])
    with (
        LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as empty,
        dask.cluster(empty.scheduler_address) as mapper,
        pytest.raises(Unreachable, match="has no worker"),
    ):
        mapper.map(lossy.squared, 0, [1])
    known = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "1.0" if name == "lightgbm" else known(name))
    with dask.cluster(address) as mapper, pytest.raises(Misconfigured, match=r"has lightgbm 4.*, here is 1\.0"):
        mapper.map(lossy.squared, 0, [1])


def test_nothing_to_do_opens_nothing() -> None:
    with dask.cluster("tcp://127.0.0.1:9") as mapper:
        assert mapper.map(lossy.squared, 0, []) == []
