"""Backtests of cells split by cell, and let no row know its future."""

import numpy as np
import pytest

from chargeit.twin.backtests import ageing, cycles, early_life, scores
from chargeit.twin.backtests.scores import Task
from tests.support.recorded_data import recorded

COUNT = 400


def made(cells: int = 8) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Cells that lose their capacity each at a rate of its own; the first feature tells the capacity."""
    dice = np.random.default_rng(1)
    cell = np.repeat([f"c{n}" for n in range(cells)], COUNT)
    cycle = np.tile(np.arange(1.0, COUNT + 1), cells)
    rate = np.repeat(dice.uniform(6e-4, 9e-4, cells), COUNT)
    capacity = 2.0 * (1 - rate * cycle)
    features = np.column_stack([capacity + dice.normal(0, 0.005, len(cell)), dice.normal(size=len(cell))])
    return cell, cycle, features, capacity


def test_no_cell_is_on_both_sides_and_every_row_is_tested_once() -> None:
    rows = cycles.of_cells(*made())
    task = Task("x", "y", "z", rows.told, rows.health, rows.cell)
    tested = []
    for train, test in scores.by_cell(task):
        assert not set(rows.cell[train]) & set(rows.cell[test])
        tested += list(test)
    assert sorted(tested) == list(range(len(rows.health)))


def test_the_future_changes_no_feature() -> None:
    cell, cycle, features, capacity = made(2)
    rows = cycles.of_cells(cell, cycle, features, capacity)
    later = cycle > 200
    shuffled = np.where(later[:, None], features[::-1], features)
    again = cycles.of_cells(cell, cycle, shuffled, np.where(later, capacity * 0.99, capacity))
    known = rows.past[rows.past[:, 0] <= 200]
    np.testing.assert_array_equal(known, again.past[again.past[:, 0] <= 200])
    assert len(known) > 10


def test_what_is_left_ends_where_eight_tenths_are_left() -> None:
    rows = cycles.of_cells(*made(3))
    assert np.all(rows.health[rows.left > 1] > 0.79)
    assert np.all(np.diff(rows.left[rows.cell == "c0"]) == -cycles.EVERY)


def test_health_and_what_is_left_of_cells_that_nobody_has_seen_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ageing, "TREES", 15)
    rows = cycles.of_cells(*made(12))
    health = Task("health", "made", "trees", rows.told, rows.health, rows.cell)
    (row,) = scores.rows_of(health, ageing.trees, {"MAPE %": scores.mape})
    assert row.value < 1.0 < (row.baseline_value or 0)
    found = {row.metric: row for row in ageing.what_is_left("made", rows)}
    assert found["R2"].value > 0.9
    assert found["AUC"].value > 0.95
    assert 0.6 < found["coverage of 80 %"].value <= 1.0


def test_scores_are_what_they_say() -> None:
    value, found = np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 3.0])
    assert scores.rmse(value, found) == pytest.approx(np.sqrt(1 / 3))
    assert scores.mape(value, found) == pytest.approx(100 / 12)
    assert scores.r2(value, np.full(3, value.mean())) == pytest.approx(0)
    assert ageing.calibration(np.array([0.0, 1.0, 1.0, 0.0]), np.full(4, 0.5)) == pytest.approx(0)


def test_recorded_cells_are_read() -> None:
    rows, life = early_life.read(recorded("severson").parent)
    assert rows.shape == (84, 9)
    assert np.isfinite(rows).all()
    assert 100 < life.min() < life.max() < 3000
