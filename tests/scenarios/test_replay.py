"""Recorded transactions told to a central system that is not ours, through real sockets."""

import csv
import gzip
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from chargeit.domain.errors import Invalid
from chargeit.fleet.recording import read
from chargeit.fleet.replay import ReplayPlan, ReplayReport, replay
from tests.support.central_system import CentralSystem, central_system
from tests.support.recorded_data import recorded

SAMPLE = """session_ID;Garage_ID;User_ID;Shared_ID;Start_plugin;End_plugout;El_kWh;Duration_hours
1;G;G-1;NA;21.12.2018 10:20;21.12.2018 10:23;0,3;0,05
2;G;G-2;NA;21.12.2018 10:24;22.12.2018 10:32;0,87;24,13
3;G;G-1;NA;21.12.2018 11:33;NA;29,87;NA
4;G;G-2;Shared-1;21.12.2018 16:15;23.12.2018 16:40;15,567891;48,41
5;G;G-3;Shared-1;22.12.2018 16:15;22.12.2018 16:40;5,111111;0,41
6;G;G-1;NA;21.12.2018 10:20;21.12.2018 10:23;0,3;0,05
"""


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    file = tmp_path / "reports.csv"
    file.write_text(SAMPLE)
    return file


def energy_wh(central: CentralSystem) -> int:
    return sum(t[6] - t[4] for t in central.transactions())


async def test_a_file_is_told_as_stations_tell_that_were_offline(sample: Path) -> None:
    async with central_system() as central:
        report = await replay(ReplayPlan(sample, "trondheim", central.url))
    assert (report.rows, report.replayed, report.energy_wh) == (6, 4, 21849)
    assert [(left.row, left.reason) for left in report.left] == [
        (4, "it has no plug-out"),
        (7, "it is the same as row 2"),
    ]
    assert [t[:4] for t in central.transactions()] == [
        ("TRD-G-1", 1, "G-1", "2018-12-21T09:20:00Z"),
        ("TRD-G-2", 1, "G-2", "2018-12-21T09:24:00Z"),
        ("TRD-G-Shared-1", 1, "G-2", "2018-12-21T15:15:00Z"),
        ("TRD-G-Shared-1", 2, "G-3", "2018-12-22T15:15:00Z"),
    ]
    assert energy_wh(central) == 21849
    actions = [s.action for s in central.said if s.station == "TRD-G-1"]
    assert actions == [
        "BootNotification",
        "StatusNotification",
        "StatusNotification",
        "StartTransaction",
        "StopTransaction",
    ]
    data = central.of("StopTransaction", "TRD-G-1")[0]["transaction_data"]
    assert [v["sampled_value"][0]["context"] for v in data] == ["Transaction.Begin", "Transaction.End"]
    assert [v["timestamp"] for v in data] == ["2018-12-21T09:20:00Z", "2018-12-21T09:23:00Z"]


async def test_the_same_file_again_changes_nothing(sample: Path) -> None:
    async with central_system() as central:
        await replay(ReplayPlan(sample, "trondheim", central.url))
        once = central.transactions()
        report = await replay(ReplayPlan(sample, "trondheim", central.url, sockets=1))
        assert report.replayed == 4
        assert central.transactions() == once and len(central.numbers) == 4


async def test_rows_that_nobody_took_are_listed_too(sample: Path) -> None:
    async with central_system() as central:
        central.boots = ["Rejected"]
        report = await replay(ReplayPlan(sample, "trondheim", central.url, patience_s=0.5))
    assert report.replayed == 0 and {left.row for left in report.left} == {2, 3, 4, 5, 6, 7}
    assert report.left[0].reason == "the central system did not accept it"
    report = await replay(ReplayPlan(sample, "trondheim", central.url, patience_s=0.5))
    assert "does not answer" in report.left[0].reason


async def test_a_url_that_is_none_is_said_at_once(sample: Path) -> None:
    with pytest.raises(Invalid, match="url"):
        await replay(ReplayPlan(sample, "trondheim", "http://localhost"))
    with pytest.raises(Invalid, match="one of trondheim, acn, sap, perth"):
        await replay(ReplayPlan(sample, "boulder"))


async def tell(file: Path, name: str) -> tuple[CentralSystem, ReplayReport]:
    reports: list[ReplayReport] = []
    async with central_system() as central:
        plan = ReplayPlan(file, name, central.url, report_every_s=0.5, progress=lambda r: reports.append(replace(r)))
        report = await replay(plan)
    assert reports[-1].replayed == report.replayed
    return central, report


async def test_the_office_of_acn_arrives_whole() -> None:
    file = recorded("acn/office/office1.json.gz")
    items = json.loads(gzip.decompress(file.read_bytes()), parse_float=Decimal)["_items"]
    central, report = await tell(file, "acn")
    assert len(central.transactions()) == report.replayed == len(items)
    assert energy_wh(central) == round(sum(Decimal(item["kWhDelivered"]) for item in items) * 1000)
    assert report.left == []


async def test_trondheim_arrives_whole() -> None:
    file = recorded("trondheim/Dataset 1_EV charging reports.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    whole = [row for row in rows if row["End_plugout"] != "NA"]
    central, report = await tell(file, "trondheim")
    assert report.rows == len(rows) and len(report.left) == len(rows) - len(whole)
    assert len(central.transactions()) == report.replayed == len(whole)
    assert energy_wh(central) == sum(Decimal(row["El_kWh"].replace(",", ".")) for row in whole) * 1000


def test_sap_is_read_whole() -> None:
    file = recorded("sap_labs_france/conso-ve-sap0.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = dict(enumerate(csv.DictReader(lines, delimiter=";"), start=2))
    found = read(file, "sap")
    assert found.rows == len(rows) == found.charges + len(found.left)
    assert {left.reason.rsplit(" ", 1)[0] for left in found.left} == {"it is the same as row"}
    left_wh = sum(int(rows[left.row]["Consommation totale (Wh)"]) for left in found.left)
    assert found.energy_wh == sum(int(row["Consommation totale (Wh)"]) for row in rows.values()) - left_wh


@pytest.mark.parametrize("site", ["caltech", "jpl"])
def test_acn_tables_are_read_whole(site: str) -> None:
    for file in sorted(recorded(f"acn/{site}").glob("*.csv.gz")):
        rows = list(csv.DictReader(gzip.decompress(file.read_bytes()).decode().splitlines()))
        found = read(file, "acn")
        assert found.charges == len(rows)
        assert found.energy_wh == round(sum(Decimal(row["delivered_energy (kWh)"]) for row in rows) * 1000)
