"""The job that tells a registry: only where something changed, later each time where it fails, logged once."""

import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chargeit.domain.errors import NotFound, Unreachable
from chargeit.domain.forecasts import ModelCard
from chargeit.jobs.children import Child
from chargeit.jobs.mirror import Mirror, mirror
from chargeit.learning import versions
from chargeit.ports.models import Inside, StoredModel
from chargeit.storage.model_files import ModelFiles
from chargeit.storage.store import Store, open_store

NOW = datetime(2026, 11, 1, tzinfo=UTC)


class Registry:
    """Kept in memory; `away` fails as a server that is away."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.serving: dict[str, str | None] = {}
        self.away = False

    def known(self, feature: str) -> frozenset[str]:
        if self.away:
            raise Unreachable("it is away")
        return frozenset(self.names)

    def add(self, model: StoredModel, payload: bytes, inside: Inside) -> None:
        self.names.append(model.name)

    def serve(self, feature: str, model: StoredModel | None) -> None:
        self.serving[feature] = model.name if model else None


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path}/chargeit.sqlite3")
    store.migrate()
    yield store
    store.close()


def add(store: Store, files: ModelFiles, payload: bytes) -> StoredModel:
    card = ModelCard("load", 0, NOW, NOW, NOW, 1)
    digest = files.keep(payload)
    return store.write(lambda work: versions.record(versions.TrainedModel(card, digest), work))


def test_a_registry_that_was_away_is_told_all_that_it_missed_and_nothing_twice(store: Store, tmp_path: Path) -> None:
    files, registry = ModelFiles(tmp_path / "models"), Registry()
    one, two = (add(store, files, payload) for payload in (b"one", b"two"))
    registry.away = True
    with pytest.raises(Unreachable):
        list(mirror(store.reads.models, files, registry))
    registry.away = False
    assert list(mirror(store.reads.models, files, registry)) == ["load\t1\tadded", "load\t2\tadded"]
    assert list(mirror(store.reads.models, files, registry)) == []
    assert registry.names == [one.name, two.name]
    assert registry.serving == {"load": None}
    store.write(lambda work: versions.roll_back("load", 1, NOW, work))
    list(mirror(store.reads.models, files, registry))
    assert registry.serving == {"load": one.name}


def test_a_version_whose_bytes_are_elsewhere_is_left_out_and_said(store: Store, tmp_path: Path) -> None:
    files, registry = ModelFiles(tmp_path / "models"), Registry()
    gone, here = (add(store, files, payload) for payload in (b"gone", b"here"))
    (tmp_path / "models" / gone.digest).unlink()
    with pytest.raises(NotFound):
        files.load(gone.digest)
    told = list(mirror(store.reads.models, files, registry))
    assert told[0].startswith("load\t1\tleft out: ") and told[1] == "load\t2\tadded"
    assert registry.names == [here.name]


class Turns:
    """A mirror whose child writes a line to a file each time it runs, and fails while `broken` exists."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.runs, self.broken = folder / "runs", folder / "broken"
        script = (
            f"import pathlib, sys; open({str(self.runs)!r}, 'a').write('x');"
            f"sys.exit('it is away' if pathlib.Path({str(self.broken)!r}).exists() else 0)"
        )
        self.mirror = Mirror(store.reads.models, Child((sys.executable, "-c", script), {}, 30))

    @property
    def count(self) -> int:
        return len(self.runs.read_text()) if self.runs.exists() else 0


async def test_a_child_runs_only_where_something_changed(store: Store, tmp_path: Path) -> None:
    turns, files = Turns(store, tmp_path), ModelFiles(tmp_path / "models")
    assert await turns.mirror.turn() is False and turns.count == 0
    add(store, files, b"one")
    for _ in range(3):
        await turns.mirror.turn()
    assert turns.count == 1
    store.write(lambda work: versions.roll_back("load", 1, NOW, work))
    for _ in range(3):
        await turns.mirror.turn()
    assert turns.count == 2


async def test_a_failure_is_counted_each_time_and_logged_once(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    turns = Turns(store, tmp_path)
    add(store, ModelFiles(tmp_path / "models"), b"one")
    turns.broken.touch()
    caplog.set_level(logging.INFO, "chargeit.jobs.mirror")
    for _ in range(9):
        await turns.mirror.turn()
    assert (turns.mirror.failures, turns.count) == (3, 3)  # at turns 1, 4 and 9: later each time
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    turns.broken.unlink()
    for _ in range(9):
        await turns.mirror.turn()
    assert (turns.mirror.failures, turns.count) == (3, 4)
    assert "follows again" in caplog.records[-1].getMessage()


async def test_without_a_registry_nothing_is_started(store: Store, tmp_path: Path) -> None:
    add(store, ModelFiles(tmp_path / "models"), b"one")
    idle = Mirror(store.reads.models, None)
    assert await idle.turn() is False
    assert idle.failures == 0
