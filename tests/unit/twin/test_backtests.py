"""Backtests of cells split by cell, let no row know its future, and choose and fill by training cells alone."""

from typing import Any

import numpy as np
import pytest

from chargeit.twin.backtests import ageing, early_life, learners, measures, scores, transfer
from chargeit.twin.backtests.scores import Choice, Metric, Predict, Task
from chargeit.twin.models import cycles
from tests.support.recorded_data import recorded

COUNT, EVERY = 400, 20


def made(cells: int = 8) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Cells that lose their health each at a rate of its own; the first feature tells the health."""
    dice = np.random.default_rng(1)
    cell = np.repeat([f"c{n}" for n in range(cells)], COUNT)
    cycle = np.tile(np.arange(1.0, COUNT + 1), cells)
    rate = np.repeat(dice.uniform(6e-4, 9e-4, cells), COUNT)
    health = 1 - rate * cycle
    features = np.column_stack([health + dice.normal(0, 0.005, len(cell)), dice.normal(size=len(cell))])
    return cell, cycle, features, health


def one_cell(health: np.ndarray) -> cycles.Cycles:
    count = len(health)
    return cycles.of_cells(np.repeat("c", count), np.arange(1.0, count + 1), np.zeros((count, 1)), health, 10)


def test_no_cell_is_on_both_sides_and_every_row_is_tested_once() -> None:
    rows = cycles.of_cells(*made(), EVERY)
    task = Task("x", "y", rows.told, rows.health, rows.cell)
    tested = []
    for train, test in scores.by_cell(task):
        assert not set(rows.cell[train]) & set(rows.cell[test])
        tested += list(test)
    assert sorted(tested) == list(range(len(rows.health)))


def test_the_future_changes_no_feature() -> None:
    cell, cycle, features, health = made(2)
    rows = cycles.of_cells(cell, cycle, features, health, EVERY)
    later = cycle > 200
    shuffled = np.where(later[:, None], features[::-1], features)
    again = cycles.of_cells(cell, cycle, shuffled, np.where(later, health * 0.99, health), EVERY)
    known = rows.past[rows.cycle <= 200]
    np.testing.assert_array_equal(known, again.past[again.cycle <= 200])
    assert len(known) > 10


def test_the_end_of_life_is_at_eight_tenths_of_the_nominal_capacity_for_good() -> None:
    health = np.linspace(0.95, 0.70, 251)
    end = 1 + int(np.flatnonzero(health < 0.8)[0])
    assert cycles.end_of_life(np.arange(1.0, 252), health) == end
    glitch = health.copy()
    glitch[40] = 0.6
    assert cycles.end_of_life(np.arange(1.0, 252), glitch) == end
    rows = one_cell(health)
    assert rows.left[0] == end - 21
    before = rows.left > 0
    assert (rows.health[before] >= 0.8).all()
    assert not np.isfinite(rows.fails[~before]).any()


def test_a_healthy_cell_is_known_not_to_fail_as_far_as_it_was_followed() -> None:
    rows = one_cell(np.linspace(0.95, 0.85, 300))
    assert not np.isfinite(rows.left).any()
    np.testing.assert_array_equal(rows.fails[rows.followed >= 100], 0)
    assert np.isnan(rows.fails[rows.followed < 100]).all()
    assert (rows.followed < 100).any()


def test_cells_are_measured_in_their_nominal_capacity() -> None:
    names = ["XJTU/2C_battery-1", "TJU/Dataset_1_NCA_battery/x", "TJU/Dataset_3_NCM_NCA_battery/x", "MIT/2017/x"]
    assert [cycles.nominal_ah(name) for name in names] == [2.0, 3.5, 2.5, 1.1]
    assert cycles.use_of("TJU/Dataset_1_NCA_battery/CY25-025_1-#1") == (25.0, 0.25, 1.0)
    assert cycles.use_of("TJU/Dataset_3_NCM_NCA_battery/CY25-05_4-#1") == (25.0, 0.5, 4.0)
    assert np.isnan(cycles.use_of("MIT/2017-05-12/2017-05-12_battery-1")).all()


def spied(seen: list[Any]) -> scores.Fit:
    def fit(task: Task) -> Predict:
        seen.append(set(task.group))
        return scores.mean_of(task)

    return fit


def test_choice_and_fitting_see_no_cell_of_the_test() -> None:
    rows = cycles.of_cells(*made(10), EVERY)
    task = Task("x", "y", rows.told, rows.health, rows.cell)
    for train, test in scores.by_cell(task):
        seen: list[Any] = []
        choice = Choice({"one": spied(seen), "other": spied(seen)}, scores.mape)
        scores.nested(task, choice, iter([(train, test)]))
        assert len(seen) == 2 * scores.INNER + 1
        assert all(not cells & set(rows.cell[test]) for cells in seen)


def test_the_better_candidate_is_chosen_and_its_interval_holds_what_it_says() -> None:
    rows = cycles.of_cells(*made(20), EVERY)
    task = Task("x", "y", rows.told, rows.health, rows.cell)
    choice = Choice({"mean": scores.mean_of, "ridge": learners.ridge}, scores.mape)
    found = scores.nested(task, choice, scores.by_cell(task))
    assert found.chosen == "ridge (5)"
    assert 0.7 < float(np.mean(np.abs(found.value - task.value) <= found.half)) < 0.9


def test_what_is_missing_is_filled_from_rows_of_training() -> None:
    rows = np.array([[1.0], [2.0], [3.0], [np.nan]])
    value = np.array([1.0, 2.0, 3.0, 2.0])
    predict = learners.ridge(Task("x", "y", rows, value, np.arange(4)))
    alone = predict(np.array([[np.nan]]))
    beside = predict(np.array([[np.nan], [1000.0], [1000.0]]))
    assert alone[0] == beside[0] == pytest.approx(2.0, abs=0.01)


def test_health_and_what_is_left_of_cells_that_nobody_has_seen_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learners, "TREES", 10)
    monkeypatch.setattr(learners, "ROUNDS", 30)
    monkeypatch.setattr(ageing, "LEAST_CELLS", 10)
    rows = cycles.of_cells(*made(12), EVERY)
    health = Task("health", "made", rows.told, rows.health, rows.cell)
    row, *_ = scores.rows_of(health, Choice({"ridge": learners.ridge}, scores.mape), [Metric("MAPE %", scores.mape)])
    assert row.value < 1.0 < (row.baseline_value or 0)
    found = {row.metric: row for row in ageing.what_is_left("made", rows)}
    assert found["R2"].value > 0.9
    assert found["AUC"].value > 0.95
    assert 0.6 < found["coverage of 80%"].value <= 1.0
    assert {name for name, row in found.items() if row.seconds} == {"R2", "AUC"}  # the first row of each feature


def test_a_few_cells_teach_the_health_of_the_others_and_no_other_cell_does() -> None:
    cell, cycle, _, health = made(12)
    noise = np.random.default_rng(2).normal(0, 0.003, len(health))
    features = np.tile((health + noise)[:, None], (1, 16))  # of which charge and time are the fifth, sixth and on
    rows = cycles.of_cells(cell, cycle, features, health, EVERY)
    seen: list[Any] = []
    row, covered = transfer.few_known("made", rows, Choice({"spy": spied(seen), "ridge": learners.ridge}, scores.mape))
    assert row.value < 1.0 < (row.baseline_value or 0)
    assert 0.5 < covered.value <= 1.0
    assert all(len(cells) <= transfer.FEW for cells in seen)


def test_too_few_ends_are_said_and_not_measured() -> None:
    (row,) = ageing.what_is_left("made", cycles.of_cells(*made(12), EVERY))
    assert np.isnan(row.value)
    assert "12 of 12 cells" in row.note


def test_weights_and_columns_come_from_inner_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    """One candidate knows the life, one only guesses; the second of the nets is the better one."""
    from sklearn.dummy import DummyRegressor
    from sklearn.linear_model import LinearRegression

    dice = np.random.default_rng(5)
    life = dice.uniform(5.0, 8.0, 60)
    rows = np.column_stack([life + dice.normal(0, 0.05, 60), dice.normal(size=60)])
    known, noise = slice(0, 1), slice(1, 2)
    monkeypatch.setattr(early_life, "candidates", lambda: [early_life.Candidate(known, LinearRegression())])
    nets = [early_life.Candidate(noise, DummyRegressor()), early_life.Candidate(noise, LinearRegression())]
    monkeypatch.setattr(early_life, "nets", lambda: nets)
    ours, net = early_life.stacked_and_net(rows[:40], life[:40], rows[40:])
    assert scores.rmse(life[40:], ours.value) < 0.1
    assert scores.rmse(life[40:], net.value) > 0.5
    assert ours.half[0] < 0.15 < net.half[0]
    told, base = early_life.tried_out(rows, life, 0)
    assert scores.r2(life, told.value) > 0.98 > scores.r2(life, base.value)


def test_scores_are_what_they_say() -> None:
    value, found = np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 3.0])
    assert scores.rmse(value, found) == pytest.approx(np.sqrt(1 / 3))
    assert scores.mape(value, found) == pytest.approx(100 / 12)
    assert scores.r2(value, np.full(3, value.mean())) == pytest.approx(0)
    assert measures.calibration(np.array([0.0, 1.0, 1.0, 0.0]), np.full(4, 0.5)) == pytest.approx(0)
    rising, falling = Metric("R2", scores.r2, 0.9, rises=True), Metric("MAPE %", scores.mape, 1.2)
    assert rising.told(0.95).endswith("reached")
    assert rising.told(0.85).endswith("missed by 0.050")
    assert falling.told(1.5).endswith("missed by 0.300")


def test_recorded_cells_are_read() -> None:
    rows, life = early_life.read(recorded("severson").parent)
    assert rows.shape == (84, 12)
    assert np.isfinite(rows).all()
    assert 100 < life.min() < life.max() < 3000
