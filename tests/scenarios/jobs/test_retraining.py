"""Models are trained in processes of their own; whatever happens to these, what served goes on serving."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chargeit.app.settings import load
from chargeit.app.training import retraining_of, trainer
from chargeit.jobs.retraining import Retraining, Schedule, Shelf
from chargeit.jobs.training import Trainer
from chargeit.learning import versions
from chargeit.storage.model_files import ModelFiles
from chargeit.storage.store import Store, open_store
from chargeit.storage.tables import energy_hours

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)  # the child has the machine's clock
CHILD = """
import sys
from chargeit.learning import catalogue
catalogue.FEATURES["tides"] = "tests.support.tides"
from chargeit.cli.main import main
main(["train", "--feature", sys.argv[1], "--into", sys.argv[2]])
"""


class Bench:
    """A store with four weeks of energy, and the job over it; `next` sets what the next children are like."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.now = NOW
        self.environment: dict[str, str] = {}
        self.store: Store = open_store(f"sqlite:///{home}/chargeit.sqlite3")
        self.store.migrate()
        self.fill(NOW - timedelta(days=28), NOW, 1000.0)
        shelf = Shelf(
            self.store.writer(), self.store.reads.models, ModelFiles(home / "models"), self.store.reads.history
        )
        self.files = shelf.files
        trainer = Trainer(
            lambda feature, folder: [sys.executable, "-c", CHILD, feature, str(folder)], self.environment, 120
        )
        schedule = Schedule(("tides",), timedelta(days=7), first_after=timedelta(minutes=10))
        self.learner = Retraining(shelf, trainer, schedule, lambda: self.now)
        self.next(error="0.4")

    def next(self, **wishes: str) -> None:
        self.environment.clear()
        self.environment |= {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "CHARGEIT_HOME": str(self.home)}
        self.environment |= {f"TIDES_{name.upper()}": value for name, value in ({"error": "0.4"} | wishes).items()}

    def fill(self, since: datetime, until: datetime, wh: float) -> None:
        hours = int((until - since) / timedelta(hours=1))
        rows = [
            {
                "hour_at": since + timedelta(hours=n),
                "station": "A",
                "simulated": False,
                "energy_wh": wh * (1 + n % 24),
            }
            for n in range(hours)
        ]
        with self.store._engines.write.begin() as connection:
            connection.execute(energy_hours.insert(), rows)

    def serving(self) -> int | None:
        found = self.store.reads.models.serving("tides")
        if found is not None:
            assert self.files.load(found.digest)
        return found.card.version if found else None

    def versions(self) -> int:
        return len(self.store.reads.models.versions("tides"))


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    await bench.store.writer().close()
    bench.store.close()


async def started(path: Path) -> int:
    """The child's number, once it is in the middle of its training."""
    return await asyncio.wait_for(asyncio.to_thread(first_word, path), 65)


def first_word(path: Path) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if path.exists() and (said := path.read_text()):
            return int(said)
        time.sleep(0.01)
    raise AssertionError("the child did not start")


async def test_a_model_that_was_lucky_on_easy_days_gives_way_to_a_better_one(bench: Bench) -> None:
    bench.next(error="0.1")
    await bench.learner.retrain("tides")
    bench.next(error="0.4", serving="0.39")
    await bench.learner.retrain("tides")
    assert bench.serving() == 1
    bench.next(error="0.4", serving="0.45")
    await bench.learner.retrain("tides")
    assert bench.serving() == 3


async def test_a_model_that_cannot_be_read_any_more_gives_way(bench: Bench) -> None:
    bench.next(error="0.1")
    await bench.learner.retrain("tides")
    bench.next(error="0.4", serving="of another form")
    await bench.learner.retrain("tides")
    assert bench.serving() == 2


async def test_only_a_better_model_takes_over_and_an_older_one_can_serve_again(bench: Bench) -> None:
    first = await bench.learner.retrain("tides")
    assert first.model is not None and bench.serving() == 1
    bench.next(error="0.45")
    worse = await bench.learner.retrain("tides")
    assert worse.model is not None and bench.serving() == 1
    assert "no better than the 0.4 that serves, on the same rows" in worse.reason
    bench.next(error="0.3")
    await bench.learner.retrain("tides")
    assert bench.serving() == 3
    bench.store.write(lambda work: versions.roll_back("tides", 1, NOW, work))
    assert bench.serving() == 1


async def test_a_model_whose_bytes_are_gone_gives_way(bench: Bench) -> None:
    bench.next(error="0.1")
    first = await bench.learner.retrain("tides")
    assert first.model is not None
    (bench.home / "models" / first.model.digest).unlink()
    bench.next(error="0.4")
    await bench.learner.retrain("tides")
    assert bench.serving() == 2


async def test_a_training_killed_in_the_middle_leaves_the_old_model_serving(bench: Bench, tmp_path: Path) -> None:
    await bench.learner.retrain("tides")
    bench.next(error="0.1", started=str(tmp_path / "started"))
    training = asyncio.create_task(bench.learner.retrain("tides"))
    os.kill(await started(tmp_path / "started"), signal.SIGKILL)
    outcome = await training
    assert outcome.model is None and "signal 9" in outcome.reason
    assert (bench.serving(), bench.versions(), bench.learner.failures["tides"]) == (1, 1, 1)
    bench.next(error="0.1")
    await bench.learner.retrain("tides")
    assert bench.serving() == 2


async def test_a_training_that_wants_too_much_memory_ends_and_says_so(bench: Bench) -> None:
    bench.next(eat_mb="1500")
    outcome = await bench.learner.retrain("tides")
    assert outcome.model is None
    assert "more memory than training_memory_mb" in outcome.reason
    assert bench.versions() == 0


async def test_too_little_data_is_told_in_words(bench: Bench) -> None:
    with bench.store._engines.write.begin() as connection:
        connection.execute(energy_hours.delete())
    outcome = await bench.learner.retrain("tides")
    assert outcome.model is None
    assert "there is no hour with energy yet" in outcome.reason


async def test_stopping_ends_the_child_at_once(bench: Bench, tmp_path: Path) -> None:
    bench.next(started=str(tmp_path / "started"))
    bench.now += timedelta(minutes=11)
    turn = asyncio.create_task(bench.learner.turn())
    child = await started(tmp_path / "started")
    bench.learner.stop()
    assert await turn is False
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


async def test_training_comes_after_the_start_and_then_on_schedule(bench: Bench) -> None:
    bench.fill(NOW, NOW + timedelta(days=8), 1000.0)
    trained = []
    for days in (0, 0.01, 0.5, 6.9, 7.2):
        bench.now = NOW + timedelta(days=days)
        bench.next(error=str(0.4 - days / 1000))
        await bench.learner.turn()
        trained.append(bench.versions())
    assert trained == [0, 1, 1, 1, 2]


def test_a_schedule_of_less_than_ten_minutes_is_looked_at_as_often(bench: Bench) -> None:
    usual = retraining_of(load(home=bench.home), bench.store)
    assert usual.job.every_s == 600
    often = retraining_of(load(home=bench.home, retrain_every_hours=0.01), bench.store)
    assert often.job.every_s == 36
    assert often._schedule.first_after == timedelta(seconds=36)


async def test_a_child_has_the_clock_of_the_platform(bench: Bench) -> None:
    settings = load(home=bench.home, time_zone="Asia/Tokyo")
    bench.environment |= {name: value for name, value in trainer(settings).environment.items() if "ZONE" in name}
    outcome = await bench.learner.retrain("tides")
    assert outcome.model is not None
    assert json.loads(bench.files.load(outcome.model.digest))[2] == "Asia/Tokyo"


@pytest.mark.parametrize(("wh", "trainings"), [(1000.0, 1), (50_000.0, 2)])
async def test_loads_that_drift_bring_a_training_before_its_time(bench: Bench, wh: float, trainings: int) -> None:
    bench.now = NOW + timedelta(days=0.01)
    await bench.learner.turn()
    bench.fill(NOW, NOW + timedelta(days=5), wh)
    bench.now = NOW + timedelta(days=5)
    bench.next(error="0.3")
    await bench.learner.turn()
    assert bench.versions() == trainings
