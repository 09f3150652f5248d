"""`chargeit twin train`: recorded cells in a folder become a version that serves, and an older one serves again."""

from pathlib import Path

import duckdb
import numpy as np
import pytest
from click.testing import CliRunner

from chargeit.cli.main import main
from chargeit.twin.models import life_model

CELLS, COUNT = 10, 420


def record(folder: Path, seed: int) -> None:
    """Cells of 3.5 Ah as the data set tells them; one of its features is not finite now and then."""
    dice = np.random.default_rng(seed)
    parts = []
    for n in range(CELLS):
        cycle = np.arange(1, COUNT + 1)
        capacity = 3.5 * (0.97 - dice.uniform(5e-4, 7e-4) * cycle)
        entropy = np.where(cycle % 50 == 0, -np.inf, capacity)
        name = np.repeat(f"Dataset_1_NCA_battery/CY{(25, 45)[n % 2]}-05_1-#{n + 1}", COUNT)
        parts.append({"cell": name, "cycle": cycle, "voltage entropy": entropy, "capacity": capacity})
    columns = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    (folder / "cell_ageing").mkdir(exist_ok=True)
    with duckdb.connect() as base:
        base.register("cells", columns)
        base.execute(f"COPY cells TO '{folder}/cell_ageing/TJU_features.parquet' (FORMAT parquet)")


def test_recorded_cells_become_a_version_that_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(life_model, "ROUNDS", 10)
    home = ["--home", str(tmp_path / "home")]

    def said(*words: str) -> str:
        result = CliRunner().invoke(main, [*words, *home], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    record(tmp_path, seed=1)
    first = said("twin", "train", str(tmp_path)).split("\t")
    assert first[:3] == ["battery_life", "1", "serves"]
    assert "better than ageing law" in first[-1]
    record(tmp_path, seed=2)
    second = said("twin", "train", str(tmp_path)).split("\t")
    assert second[:2] == ["battery_life", "2"]
    said("model", "serve", "battery_life", "2")
    said("model", "serve", "battery_life", "1")
    serving = [line.split("\t")[:3] for line in said("model", "list").splitlines()]
    assert serving == [["battery_life", "2", ""], ["battery_life", "1", "serves"]]
