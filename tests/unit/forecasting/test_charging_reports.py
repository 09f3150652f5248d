"""Recorded charging reports become hourly energy, none of it lost."""

import gzip
from pathlib import Path

import pytest

from chargeit.forecasting.data import charging


def test_energy_is_spread_over_the_hours_of_charging() -> None:
    first, energy = charging.hourly([charging.Charge("A", "", 24.5, 26.5, 30.0, 8.0)])
    assert first == 24 and energy.size == 24
    assert energy[:3].tolist() == [2.0, 4.0, 2.0] and energy.sum() == pytest.approx(8.0)


def test_what_cannot_be_is_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "perth"
    folder.mkdir()
    header = "cp_id,connector,site,model,start_local,end_local,kwh,src\n"
    good = '1,1," Mill Street",M,2019-01-01 10:00:00,2019-01-01 11:00:00,7.5,x\n'
    bad = (
        "1,1,Mill Street,M,2019-01-01 10:00:00,,7.5,x\n1,1,Mill Street,M,2019-01-01 10:00:00,2019-01-01 09:00:00,1,x\n"
    )
    (folder / "perth_sessions_datefixed.csv.gz").write_bytes(gzip.compress((header + good + bad).encode()))
    (one,) = charging.charges(tmp_path, "perth")
    assert (one.site, one.charged_h - one.begun_h, one.energy_kwh) == ("Mill Street", 1.0, 7.5)


def test_days_come_first_and_decimals_have_commas_in_trondheim(tmp_path: Path) -> None:
    folder = tmp_path / "trondheim"
    folder.mkdir()
    header = "Garage_ID;User_ID;Start_plugin;End_plugout;El_kWh;Duration_hours\r\n"
    text = header + "G;u;02.01.2019 10:30;02.01.2019 20:30;7,2;10\r\n"
    (folder / "Dataset 1_EV charging reports.csv").write_text(text)
    (one,) = charging.charges(tmp_path, "trondheim")
    assert one.begun_h == charging.clock("2019-01-02 10:30:00")
    assert one.left_h == one.begun_h + 10 and one.charged_h == one.begun_h + 1
