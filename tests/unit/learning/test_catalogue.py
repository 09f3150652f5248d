"""The catalogue names what there is, and costs nothing until it is asked."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from chargeit.domain.errors import Invalid, NotFound
from chargeit.learning import backtests, catalogue
from chargeit.learning.catalogue import BacktestRow


def test_an_unknown_feature_is_not_found() -> None:
    with pytest.raises(NotFound, match="no feature tides"):
        catalogue.feature("tides")


def test_every_feature_that_is_there_bears_its_name() -> None:
    for name in catalogue.names():
        assert catalogue.feature(name).name == name


def test_an_idle_platform_has_not_loaded_the_learning_libraries() -> None:
    source = (
        "import sys, chargeit.cli.main, chargeit.app.serve, chargeit.api.app, chargeit.learning.catalogue\n"
        "print(sorted({'numpy', 'scipy', 'sklearn', 'lightgbm', 'pandas'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_table_has_no_figure_that_nobody_measured() -> None:
    rows = [BacktestRow("load", "a|b", "boosting", "nmae", 0.4641, "last value", None, seconds=1.25)]
    table = backtests.markdown(rows)
    assert table.splitlines()[2] == "| load | a/b | boosting | nmae | 0.464 | last value |  |  | 1.2 |  |"
    assert len({line.count("|") for line in table.splitlines()}) == 1


def test_each_feature_has_a_table_of_its_own_with_the_skill_against_its_baseline() -> None:
    rows = [
        BacktestRow("load", "perth", "boosting", "nmae", 0.6, "last value", 0.8),
        BacktestRow("maintenance", "irish", "boosting", "AUC 6h", 0.8, "hours", 0.6),
        BacktestRow("maintenance", "irish", "hours", "AUC 6h", 0.6, "hours", 0.6),
        BacktestRow("load", "perth", "last value", "nmae", 0.8),
        BacktestRow("maintenance", "irish", "boosting", "calibration error 6h", 0.003, "hours", 0.0001),
        BacktestRow("users", "trondheim", "k-means", "agreement", 0.7, "needed", 0.6),
    ]
    load, maintenance, users = backtests.by_feature(rows).split("### ")[1:]
    assert load.splitlines()[0] == "load"
    assert [line.split(" | ")[6] for line in load.strip().splitlines()[4:]] == ["0.250", ""]
    assert [line.split(" | ")[6] for line in maintenance.strip().splitlines()[4:]] == ["0.500", "", ""]
    assert users.strip().splitlines()[4].split(" | ")[6] == ""
    assert {line.count("|") for line in load.strip().splitlines()[2:]} == {11}


def test_a_backtest_runs_in_a_process_of_its_own_whose_memory_is_told(tmp_path: Path) -> None:
    held = bytearray(b"x") * (400 << 20)
    (row,) = backtests.apart(of_this_process, tmp_path)
    assert len(held) == 400 << 20, "what the parent holds does not count"
    assert row.value != os.getpid()
    assert row.peak_mb is not None
    assert 5 < row.peak_mb < 400


def of_this_process(folder: Path) -> list[BacktestRow]:
    return [BacktestRow("process", folder.name, "none", "id", float(os.getpid()))]


def test_a_table_replaces_the_former_one_between_its_marks() -> None:
    page = f"before\n{backtests.BEGIN}\nold\n{backtests.END}\nafter\n"
    assert backtests.inserted(page, "new") == page.replace("old", "new")
    with pytest.raises(Invalid, match="needs the lines"):
        backtests.inserted("nothing", "new")


def test_figures_say_when_and_on_what_they_were_measured() -> None:
    assert backtests.measured_on(date(2026, 5, 1)).startswith("Measured on 2026-05-01: ")
