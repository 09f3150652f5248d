"""The model of life learns from recorded cells, serves where it is better and has seen the like, and never alone."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from chargeit.domain.batteries import Battery, BatteryId, BatteryPrediction, Chemistry, Telemetry
from chargeit.domain.errors import Invalid, Unreachable
from chargeit.domain.forecasts import Basis, ModelCard, Score
from chargeit.learning import versions
from chargeit.learning.catalogue import BATTERY_LIFE, Trained
from chargeit.learning.versions import TrainedModel
from chargeit.ports.models import StoredModel
from chargeit.storage.model_files import ModelFiles
from chargeit.storage.store import Store, open_store
from chargeit.twin.backtests import served
from chargeit.twin.models import cycles, learning, life_model
from chargeit.twin.models.life_model import Live
from chargeit.twin.models.serving import LOOK_EVERY, LifeModels
from chargeit.twin.predictor import Predictor

NOW = datetime(2026, 5, 1, tzinfo=UTC)
CELLS, COUNT = 24, 500


def recorded(cells: int = CELLS) -> cycles.Cycles:
    """Cells that lose health each at a rate of its own, warm ones faster. One in six is followed briefly."""
    dice = np.random.default_rng(3)
    parts = []
    for n in range(cells):
        warm = (25, 35, 45)[n % 3]
        count = COUNT // 4 if n % 6 == 0 else COUNT
        cycle = np.arange(1.0, count + 1)
        health = 0.98 - dice.uniform(5e-4, 6e-4) * (1 + (warm - 25) / 40) * cycle
        name = np.repeat(f"CY{warm}-05_1-#{n}", count)
        parts.append(cycles.of_cells(name, cycle, np.zeros((count, 1)), health, 10))
    return cycles.together(parts)


@pytest.fixture(scope="module")
def trained() -> Trained:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(life_model, "ROUNDS", 40)
        return learning.trained_on(recorded(), NOW)


class Bench:
    """A store, its models, and one battery at 300 cycles whose health is 0.85."""

    def __init__(self, home: Path) -> None:
        self.now = NOW
        self.store: Store = open_store(f"sqlite:///{home}/chargeit.sqlite3")
        self.store.migrate()
        self.files = ModelFiles(home / "models")
        self.folder = home / "models"
        self.lives = LifeModels(self.store.reads.models, self.files, lambda: self.now)
        self.predictor = Predictor(self.lives)
        self.predictor.know([Battery(BatteryId("b"), NOW), Battery(BatteryId("lfp"), NOW, Chemistry.LFP)])
        for name in ("b", "lfp"):
            line = Telemetry(BatteryId(name), NOW, NOW, 0.5, None, 350.0, 0.0, 30.0, 200.0)
            told = [line._replace(measured_at=NOW + timedelta(minutes=n), soh=0.85) for n in range(60)]
            self.predictor.observe(told)

    def record(self, trained: Trained, error: float, payload: bytes | None = None) -> StoredModel:
        scores = (Score("rmse_cycles_left", error, learning.LAW, 100.0),)
        card = ModelCard(BATTERY_LIFE, 0, self.now, NOW, NOW, trained.rows, scores=scores)
        kept = TrainedModel(card, self.files.keep(payload or trained.payload))
        return self.store.write(partial(versions.record, kept))

    def said(self) -> BatteryPrediction:
        """Later, when the predictor looks again which version serves."""
        self.now += LOOK_EVERY
        return self.predictor.predict(self.now)[0]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.store.close()


def test_it_is_scored_on_cells_held_back_and_beats_the_law(trained: Trained) -> None:
    for score in trained.scores:
        assert np.isfinite(score.value)
    assert trained.scores[0].value < 0.7 * trained.scores[0].baseline_value
    assert trained.scores[1].value > 0.9
    assert "24 recorded cells, 20 of them" in trained.notes
    rows = learning.rows_of(recorded(10))
    for train, test in learning.folds(rows.cell):
        assert not set(rows.cell[train]) & set(rows.cell[test])


def test_it_tells_what_is_left_of_cells_it_has_seen_the_like_of(trained: Trained) -> None:
    model = life_model.from_bytes(trained.payload)
    health = np.array([0.90, 0.85, 0.82])
    asked = Live(np.array([150.0, 250.0, 310.0]), health, np.array([25.0, 25.0, np.nan]))
    left = model.cycles_left(asked)
    assert (np.diff(left[:, 0]) < 0).all()
    assert (left[:, 1] <= left[:, 0]).all() and (left[:, 0] <= left[:, 2]).all()
    assert left[0, 1] < (0.90 - 0.8) / 5.5e-4 < left[0, 2]
    assert (np.diff(model.failure(asked)) > 0).all()
    chemistry = np.array([0, 0, 1, 0], dtype=np.intp)
    odd = Live(np.array([250.0, 250.0, 250.0, 5000.0]), np.array([0.85, 0.4, 0.85, 0.85]), np.full(4, 30.0))
    assert model.domain.holds(chemistry, odd).tolist() == [True, False, False, False]


def test_less_health_never_makes_an_early_end_less_likely(trained: Trained) -> None:
    model = life_model.from_bytes(trained.payload)
    for count, celsius in ((100.0, 25.0), (250.0, 45.0), (350.0, np.nan)):
        asked = Live(np.full(100, count), np.linspace(0.99, 0.75, 100), np.full(100, celsius))
        chance = model.failure(asked)
        assert (np.diff(chance) >= 0).all()
        assert chance[-1] > chance[0]


def test_its_backtest_tells_what_errors_of_health_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(life_model, "ROUNDS", 20)
    monkeypatch.setattr(served, "REPEATS", 2)
    row = served.run(recorded())[0]
    told, exact = (float(found) for found in re.findall(r"(?:is told|exact health) (-?[0-9.]+)[;,]", row.note))
    assert row.metric == "R2"
    assert row.value < exact
    assert told > 0


@pytest.mark.parametrize("payload", [b"", b"[]", b"{}", b'{"form": 2}', b"\x80\x04pickle"])
def test_bytes_that_are_no_model_are_refused(payload: bytes) -> None:
    with pytest.raises(Invalid):
        life_model.from_bytes(payload)


def test_a_model_of_other_columns_is_refused(trained: Trained) -> None:
    told = json.loads(trained.payload)
    told["left"] = told["left"].replace("temperature", "humidity")
    with pytest.raises(Invalid, match="do not fit"):
        life_model.from_bytes(json.dumps(told).encode())


def test_too_few_recorded_ends_are_said() -> None:
    with pytest.raises(Invalid, match="followed to the end"):
        learning.trained_on(recorded(6), NOW)
    with pytest.raises(Invalid, match="cell_ageing"):
        learning.train(Path(__file__).parent, NOW)


def test_without_a_model_the_law_answers(bench: Bench) -> None:
    made = bench.said()
    assert (made.basis, made.version) == (Basis.BASELINE, None)
    assert "ageing law" in made.explanation


def test_a_better_model_serves_and_a_worse_one_does_not(bench: Bench, trained: Trained) -> None:
    law = bench.said()
    assert not bench.record(trained, 120.0).serving
    assert bench.said().basis is Basis.BASELINE
    stored = bench.record(replace(trained, payload=trained.payload + b" "), 40.0)
    assert stored.serving
    made = bench.said()
    assert (made.basis, made.version) == (Basis.MODEL, stored.card.version)
    assert made.rul_cycles != law.rul_cycles and "recorded cells" in made.explanation
    other = bench.predictor.predict(bench.now)[1]
    assert (other.battery, other.basis, other.version) == ("lfp", Basis.BASELINE, None)
    assert "has seen no cell like it" in other.explanation


def test_an_older_version_serves_again_after_a_rollback(bench: Bench, trained: Trained) -> None:
    first = bench.record(trained, 50.0).card.version
    second = bench.record(replace(trained, payload=trained.payload + b" "), 40.0).card.version
    assert bench.said().version == second
    bench.store.write(partial(versions.roll_back, BATTERY_LIFE, first, bench.now))
    assert bench.said().version == first


@pytest.mark.parametrize("way", ["changed", "gone", "no model"])
def test_a_broken_model_is_counted_once_and_the_law_answers(bench: Bench, trained: Trained, way: str) -> None:
    law = bench.said()
    stored = bench.record(trained, 50.0, b"no model" if way == "no model" else None)
    path = bench.folder / stored.digest
    if way == "changed":
        path.write_bytes(b"else")
    elif way == "gone":
        path.unlink()
    for _ in range(3):
        made = bench.said()
        assert (made.basis, made.version, made.rul_cycles) == (Basis.BASELINE, None, law.rul_cycles)
        assert f"version {stored.card.version} of the model failed" in made.explanation
    assert bench.predictor.failures == 1
    good = bench.record(replace(trained, payload=trained.payload + b" "), 40.0)
    assert bench.said().version == good.card.version
    assert bench.predictor.failures == 1


def test_a_model_that_fails_while_it_answers_is_left(
    bench: Bench, trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = bench.said()
    stored = bench.record(trained, 50.0)
    monkeypatch.setattr(Live, "features", lambda _: np.zeros((1, 2)))
    for _ in range(2):
        made = bench.said()
        assert (made.basis, made.rul_cycles) == (Basis.BASELINE, law.rul_cycles)
        assert f"version {stored.card.version} of the model failed" in made.explanation
    assert bench.predictor.failures == 1


def test_a_store_that_is_away_changes_nothing(bench: Bench, trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = bench.record(trained, 50.0)
    assert bench.said().version == stored.card.version

    def away(_: object) -> StoredModel:
        raise Unreachable("store", "away")

    monkeypatch.setattr(bench.lives, "_models", type("Away", (), {"serving": away, "versions": away})())
    monkeypatch.setattr(type(bench.lives._models), "serving", lambda _self, _name: away(_name))
    assert bench.said().version == stored.card.version
    assert bench.predictor.failures == 0
