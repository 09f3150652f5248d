"""Charging reports of each publisher, in small."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chargeit.domain.loads import RowNote
from chargeit.loads.ingest.reading import read
from chargeit.loads.ingest.reports import Plugged
from tests.support.loads_files import REPORTS, decided, told, written


def reports(path: Path) -> tuple[list[Plugged], dict[int, str]]:
    found = list(read(path).reports())
    notes = {note.row: f"{note.outcome}: {note.reason}" for note in found if isinstance(note, RowNote)}
    return [one for one in found if isinstance(one, Plugged)], notes


def trondheim(path: Path, *rows: str) -> Path:
    return written(path / "reports.csv", [REPORTS, *rows])


def test_trondheim_takes_the_seconds_from_the_duration(tmp_path: Path) -> None:
    rows = "3;AdO3;AdO3-4;Private;NA;21.12.2018 11:33;21.12.2018 19:46;29,87;8,216388889"
    (found,), notes = reports(trondheim(tmp_path, rows))
    assert found.report.plugged_out_at == datetime(2018, 12, 21, 18, 45, 59, tzinfo=UTC)
    assert (found.report.station, found.report.energy_wh, notes) == ("AdO3-4", 29_870, {})


def test_trondheim_tells_what_is_odd(tmp_path: Path) -> None:
    _, notes = reports(
        trondheim(
            tmp_path,
            "1;UT9;Share-1;Shared;Shared-3;21.12.2018 10:20;21.12.2018 12:20;3;2",
            "2;UT9;Share-1;Shared;Shared-3;21.12.2018 10:20;21.12.2018 12:20;3;2",
            "1;UT9;Share-1;Shared;Shared-3;22.12.2018 10:20;22.12.2018 12:20;3;2",
            "4;UT9;Share-1;Shared;Shared-3;21.12.2018 12:19;21.12.2018 13:19;3;1",
            "5;UT9;Share-1;Shared;Shared-3;22.06.2019 12:00;22.06.2019 15:00;3;1",
            "6;UT9;Share-1;Shared;Shared-3;23.06.2019 12:00;NA;3;NA",
            "7;UT9;Share-1;Shared;Shared-3;24.06.2019 12:00;24.06.2019 11:00;3;NA",
            "8;UT9;Share-1;Shared;Shared-3;27.10.2019 01:30;27.10.2019 02:30;3;2",
            "9;UT9;Share-1;Shared;Shared-3;28.10.2019 01:30;28.10.2019 01:30;0;0",
        )
    )
    assert notes == {
        3: "refused: it is the same as row 2",
        4: "refused: transaction '1' is that of row 2, with other figures",
        5: "kept: it overlaps with row 2",
        6: "repaired: it lasted 1:00:00 but its times are 3:00:00 apart: the duration is taken",
        7: "kept: it has no plug-out: what was flexible is not known",
        8: "refused: it ends before it begins",
        9: "repaired: the clock showed the hour of its plug-out twice: taken as the second, by its duration",
        10: "kept: it has neither energy nor duration",
    }


def test_norway_reads_iso_times_and_decimal_commas(tmp_path: Path) -> None:
    header = "location;user_id;session_id;plugin_time;plugout_time;connection_time;energy_session"
    row = 'ASK;ASK_Plass15;ASK_18266;2019-11-28 19:08:00;2019-11-29 08:20:00;"13,2";"19,96"'
    (found,), notes = reports(written(tmp_path / "n.csv", [header, row]))
    report = found.report
    assert (report.site, report.user, report.energy_wh) == ("ASK", "ASK_Plass15", 19_960)
    assert report.plugged_in_at == datetime(2019, 11, 28, 18, 8, tzinfo=UTC)
    assert notes == {}


def test_acn_reads_offsets_and_packed_files(tmp_path: Path) -> None:
    header = "arrival,departure,requested_energy (kWh),delivered_energy (kWh),station_id,session_id"
    row = "2019-05-01 01:18:45-07:00,2019-05-01 15:52:36-07:00,60.0,44.0691234567890123,CA-305,2_39_131_30"
    path = tmp_path / "acn.csv.gz"
    path.write_bytes(gzip.compress(f"{header}\n{row}\n".encode()))
    (found,), _ = reports(path)
    assert found.report.plugged_in_at == datetime(2019, 5, 1, 8, 18, 45, tzinfo=UTC)
    assert (found.report.site, found.report.energy_wh, found.connector) == ("caltech", 44_069, "1")


def test_acn_reads_the_json_of_its_interface_item_by_item(tmp_path: Path) -> None:
    item = {
        "connectionTime": "Mon, 25 Mar 2019 16:24:42 GMT",
        "disconnectTime": "Tue, 26 Mar 2019 01:32:12 GMT",
        "kWhDelivered": 6.146,
        "sessionID": "1",
        "siteID": "0019",
        "stationID": "19-102",
        "userID": None,
        "userInputs": [{"a": [1, 2]}],
    }
    items = [item | {"sessionID": str(n), "stationID": f"19-{n}", "padding": "x" * 1000} for n in range(300)]
    path = tmp_path / "office.json"
    path.write_text(json.dumps({"_meta": {"end": None}, "_items": [*items, "odd"]}, indent=2))
    found, notes = reports(path)
    assert len(found) == 300
    assert found[0].report.plugged_out_at == datetime(2019, 3, 26, 1, 32, 12, tzinfo=UTC)
    assert (found[0].report.user, found[0].report.energy_wh) == ("", 6146)
    assert notes == {301: "refused: it is no object"}


def test_sap_reads_watt_hours_and_connectors(tmp_path: Path) -> None:
    header = (
        "ID transaction;ID borne;ID connecteur borne;Date demarrage;Date fin;Duree totale (s);Consommation totale (Wh)"
    )
    row = "913167957;SAP-Mougins-11;2;2018-03-23T09:49:02+01:00;2018-03-23T12:30:34+01:00;9692.0;5664"
    (found,), notes = reports(written(tmp_path / "sap.csv", [header, row]))
    assert (found.report.site, found.report.station, found.connector) == ("SAP-Mougins", "SAP-Mougins-11", "2")
    assert (found.report.energy_wh, found.report.user, notes) == (5664, "", {})


PERTH = "_id,CP ID,Connector,Start Date,Start Time,End Date,End Time,Total kWh,Site,Model"


def perth(path: Path, days: list[str]) -> Path:
    rows = [
        f'{n},5{n},1,{day}T00:00:00,22:12,{day}T00:00:00,23:11,18.27,"Broxden, Perth",x' for n, day in enumerate(days)
    ]
    return written(path / "perth.csv", [PERTH, *rows], end="\n")


def test_perth_finds_swapped_days_by_the_order_of_its_rows(tmp_path: Path) -> None:
    days = [
        "2017-08-14",
        "2017-08-13",
        "2017-12-08",
        "2017-11-08",
        "2017-10-08",
        "2017-09-08",
        "2017-08-08",
        "2017-07-31",
    ]
    path = perth(tmp_path, days)
    found, notes = reports(path)
    assert [one.report.plugged_in_at.strftime("%m-%d") for one in found] == [
        *("08-14", "08-13", "08-12", "08-11", "08-10", "08-09", "08-08", "07-31"),
    ]
    assert notes[4] == "repaired: day and month of '2017-12-08 23:11' are swapped: it is 2017-08-12"
    assert 8 not in notes
    assert "swapped" in decided(read(path))["date order"]


def test_days_that_follow_each_other_are_left_as_they_are(tmp_path: Path) -> None:
    found, notes = reports(perth(tmp_path, ["2017-08-14", "2017-08-12", "2017-08-11", "2017-08-10", "2017-07-31"]))
    assert [one.report.plugged_in_at.month for one in found] == [8, 8, 8, 8, 7]
    assert notes == {}


def test_a_transaction_without_a_number_is_called_the_same_in_every_file(tmp_path: Path) -> None:
    (published,), _ = reports(perth(tmp_path, ["2017-08-31"]))
    row = '50,1,"Broxden, Perth",x,2017-08-31 22:12:00,2017-08-31 23:11:00,18.27,x.csv'
    repaired = written(tmp_path / "fixed.csv", ["cp_id,connector,site,model,start_local,end_local,kwh,src", row])
    (fixed,), _ = reports(repaired)
    assert fixed.report == published.report


def test_boulder_times_are_local_whatever_they_are_marked(tmp_path: Path) -> None:
    header = (
        "Station_Name,Address,Start_Date___Time,Start_Time_Zone,End_Date___Time,End_Time_Zone,"
        "Total_Duration__hh_mm_ss_,Energy__kWh_,ObjectId"
    )
    rows = [
        "BOULDER / ST1,900 Baseline Rd,2018/01/12 15:54:00+00,MST,2018/01/12 17:22:00+00,MST,1:28:23,6.706,1",
        "BOULDER / ST1,900 Baseline Rd,2018/11/04 01:30:00+00,MST,2018/11/04 01:45:00+00,MST,0:15:00,1,2",
        "BOULDER / ST1,900 Baseline Rd,2018/11/04 01:30:00+00,MDT,2018/11/04 01:45:00+00,MDT,0:15:00,1,3",
    ]
    found, notes = reports(written(tmp_path / "b.csv", [header, *rows], encoding="utf-8-sig"))
    assert [one.report.plugged_in_at.strftime("%d %H:%M") for one in found] == ["12 22:54", "04 08:30", "04 07:30"]
    assert notes == {}


@pytest.mark.parametrize(
    ("end", "energy", "reason"),
    [
        ("1970-01-01 01:00:00", "4.32", "it ends before it begins"),
        ("2019-01-05 13:11:00", "4.32", "it lasts 730 days, more than 366"),
        ("2017-01-05 14:11:00", "-4.32", "its energy is negative: was the meter reset?"),
        ("2017-01-05 14:11:00", "1e9", "its energy is more than 10 MWh"),
        ("", "", "it has no energy"),
    ],
)
def test_refuses_what_cannot_be_charging(tmp_path: Path, end: str, energy: str, reason: str) -> None:
    row = f"50282,2,Pitlochry,x,2017-01-05 13:11:00,{end},{energy},x.csv"
    path = written(tmp_path / "p.csv", ["cp_id,connector,site,model,start_local,end_local,kwh,src", row])
    loads, notes = told(path)
    assert loads == []
    assert notes == {2: f"refused: {reason}"}
