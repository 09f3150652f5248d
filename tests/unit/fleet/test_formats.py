"""Small files with the quirks of the real ones; they are written by the tests."""

import gzip
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from chargeit.domain.errors import Invalid
from chargeit.fleet.formats import acn, perth, sap, trondheim
from chargeit.fleet.formats.records import Left, Recorded

TRONDHEIM = (
    "session_ID;Garage_ID;User_ID;User_type;Shared_ID;Start_plugin;Start_plugin_hour;End_plugout;End_plugout_hour;"
    "El_kWh;Duration_hours;month_plugin;weekdays_plugin;Plugin_category;Duration_category"
)
SAP = (
    "Type Lieu de charge;ID transaction;ID borne;ID connecteur borne;Date demarrage;Charge batterie demarrage (%);"
    "Date fin;Charge batterie fin (%);Duree inactivite totale (s);Duree totale (s);Prix total;Devise prix total;"
    "Source prix total;Statut inactivité;Consommation totale (Wh)"
)
ACN = (
    "arrival,departure,requested_energy (kWh),delivered_energy (kWh),station_id,session_id,estimated_departure,claimed"
)


def of_trondheim(folder: Path, *rows: str, encoding: str = "utf-8-sig") -> list[Recorded | Left]:
    file = folder / "reports.csv"
    file.write_bytes(("\r\n".join([TRONDHEIM, *rows]) + "\r\n").encode(encoding))
    return list(trondheim.read(file))


def report(
    start: str, end: str, energy: str = "1,5", hours: str = "NA", user: str = "AdO3-4", shared: str = "NA"
) -> str:
    kind = "Private" if shared == "NA" else "Shared"
    return f"1;AdO3;{user};{kind};{shared};{start};10;{end};10;{energy};{hours};Dec;Friday;late morning (9-12);x"


def only(rows: list[Recorded | Left]) -> Recorded:
    (row,) = rows
    assert isinstance(row, Recorded)
    return row


def test_trondheim_local_minutes_and_decimal_commas(tmp_path: Path) -> None:
    row = only(of_trondheim(tmp_path, report("21.12.2018 10:20", "21.12.2018 10:23", "0,87")))
    assert (row.row, row.station, row.connector, row.token) == (2, "AdO3-4", None, "AdO3-4")
    assert row.site == "AdO3"
    assert row.started_at == datetime(2018, 12, 21, 9, 20, tzinfo=UTC)
    assert row.stopped_at == datetime(2018, 12, 21, 9, 23, tzinfo=UTC)
    assert row.energy_wh == Decimal(870)


def test_trondheim_shared_chargers_belong_to_their_garage(tmp_path: Path) -> None:
    row = only(of_trondheim(tmp_path, report("21.12.2018 10:20", "21.12.2018 10:23", user="Bl2-7", shared="Shared-12")))
    assert (row.station, row.token) == ("AdO3-Shared-12", "Bl2-7")


@pytest.mark.parametrize(
    ("start", "end", "hours", "started", "stopped"),
    [
        ("26.10.2019 18:49", "27.10.2019 10:07", "16,30388889", (26, 16, 49), (27, 9, 7)),
        ("27.10.2019 02:10", "27.10.2019 02:20", "0,17", (27, 0, 10), (27, 0, 20)),
        ("27.10.2019 02:40", "27.10.2019 02:10", "0,5", (27, 0, 40), (27, 1, 10)),
        ("27.10.2019 02:10", "27.10.2019 02:20", "1,17", (27, 0, 10), (27, 1, 20)),
        ("27.10.2019 02:30", "27.10.2019 05:30", "3,0", (27, 1, 30), (27, 4, 30)),
        ("27.10.2019 02:30", "27.10.2019 05:30", "4,0", (27, 0, 30), (27, 4, 30)),
    ],
)
def test_trondheim_the_hour_that_comes_twice_is_told_by_the_duration(
    tmp_path: Path, start: str, end: str, hours: str, started: tuple[int, int, int], stopped: tuple[int, int, int]
) -> None:
    row = only(of_trondheim(tmp_path, report(start, end, hours=hours)))
    assert row.started_at == datetime(2019, 10, *started, tzinfo=UTC)
    assert row.stopped_at == datetime(2019, 10, *stopped, tzinfo=UTC)


def test_trondheim_rows_that_cannot_be_told_are_named_with_their_reason(tmp_path: Path) -> None:
    rows = of_trondheim(
        tmp_path,
        report("21.12.2018 10:20", "NA"),
        report("21.12.2018 10:20", "21.12.2018 10:10"),
        report("21.12.2018 10:20", "21.12.2018 10:30", "NA"),
        report("21.12.2018 10:20", "21.12.2018 10:30", "-1,0"),
        report("2018-12-21 10:20", "21.12.2018 10:30"),
        "1;AdO3;AdO3-4",
        report("21.12.2018 10:20", "21.12.2018 10:20", "0"),
    )
    assert [row.row for row in rows] == [2, 3, 4, 5, 6, 7, 8]
    reasons = [row.reason for row in rows if isinstance(row, Left)]
    assert reasons == [
        "it has no plug-out",
        "it ends before it begins",
        "its energy is no number: 'NA'",
        "its energy is negative",
        "'2018-12-21 10:20' is no time such as 21.12.2018 10:20",
        "it has 3 fields, the header 15",
    ]
    assert isinstance(rows[-1], Recorded)


def test_latin_1_is_read_too(tmp_path: Path) -> None:
    row = only(of_trondheim(tmp_path, report("1.1.2019 10:20", "1.1.2019 10:23", user="Å-1"), encoding="latin-1"))
    assert row.token == "Å-1"


def of_sap(folder: Path, *rows: str) -> list[Recorded | Left]:
    file = folder / "conso.csv"
    file.write_text("\r\n".join([SAP, *rows]), encoding="utf-8", newline="")
    return list(sap.read(file))


def conso(connector: str = "2", soc: str = "31", end: str = "2019-02-11T10:18:53+01:00", energy: str = "46739") -> str:
    head = f"Travail;913305571;SAP-Mougins-13;{connector};2019-02-11T08:45:10+01:00;{soc};{end};100"
    return f"{head};0.0;5624.0;6.54;EUR;simple;I;{energy}"


def test_sap_has_connectors_offsets_and_watt_hours(tmp_path: Path) -> None:
    row = only(of_sap(tmp_path, conso()))
    assert (row.station, row.connector, row.energy_wh) == ("SAP-Mougins-13", 2, Decimal(46739))
    assert row.site == "SAP-Mougins"
    assert row.started_at == datetime(2019, 2, 11, 7, 45, 10, tzinfo=UTC)
    assert (row.soc_at_start, row.soc_at_stop) == (0.31, 1.0)


def test_sap_soc_0_is_unknown_and_open_transactions_are_left(tmp_path: Path) -> None:
    rows = of_sap(tmp_path, conso(soc="0"), conso(end=""), conso(energy=""), conso(connector="0"))
    assert isinstance(rows[0], Recorded) and rows[0].soc_at_start is None
    assert [row.reason for row in rows if isinstance(row, Left)] == [
        "it has no Date fin",
        "it has no Consommation totale (Wh)",
        "its connector is '0', connectors count from 1",
    ]


def test_sap_times_without_an_offset_are_of_paris(tmp_path: Path) -> None:
    row = only(of_sap(tmp_path, conso(end="2019-02-11T10:18:53")))
    assert row.stopped_at == datetime(2019, 2, 11, 9, 18, 53, tzinfo=UTC)


def test_acn_csv_is_read_compressed_and_keeps_every_decimal(tmp_path: Path) -> None:
    file = tmp_path / "acn.csv.gz"
    lines = [
        ACN,
        "2019-05-01 01:18:45-07:00,2019-05-01 15:52:36-07:00,60.0,44.0690000000001,CA-305,2_39,x,True",
        "2019-05-01 01:18:45,2019-05-01 15:52:36-07:00,60.0,1,CA-305,2_40,x,True",
        "2019-05-01 01:18:45-07:00,,60.0,1,CA-305,2_41,x,True",
    ]
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    one, two, three = acn.read(file)
    assert isinstance(one, Recorded) and isinstance(two, Recorded)
    assert (one.station, one.connector, one.token, one.site) == ("CA-305", 1, "ACN-CA-305", "caltech")
    assert one.started_at == two.started_at == datetime(2019, 5, 1, 8, 18, 45, tzinfo=UTC)
    assert one.energy_wh == Decimal("44069.0000000001")
    assert three == Left(4, "it has no departure")


def test_acn_interface_json(tmp_path: Path) -> None:
    item = {
        "connectionTime": "Mon, 25 Mar 2019 16:24:42 GMT",
        "disconnectTime": "Tue, 26 Mar 2019 01:32:12 GMT",
        "kWhDelivered": 6.146,
        "stationID": "19-102-260-1633",
        "userID": None,
    }
    items = [item, {**item, "userID": "000000123", "siteID": "0019"}, {**item, "disconnectTime": None}]
    file = tmp_path / "office.json"
    file.write_text(json.dumps({"_meta": {}, "_items": items}))
    one, two, three = acn.read(file)
    assert isinstance(one, Recorded) and isinstance(two, Recorded)
    assert one.started_at == datetime(2019, 3, 25, 16, 24, 42, tzinfo=UTC) and one.energy_wh == Decimal("6146.000")
    assert (one.token, two.token) == ("ACN-19-102-260-1633", "000000123")
    assert (one.site, two.site) == ("", "0019")
    assert three == Left(3, "it has no disconnectTime")


def of_perth(folder: Path, header: str, *rows: str) -> list[Recorded | Left]:
    file = folder / "perth.csv"
    file.write_text("\n".join([header, *rows]))
    return list(perth.read(file))


REPAIRED = "cp_id,connector,site,model,start_local,end_local,kwh,src"


def repaired(begun: str, ended: str, kwh: str = "2.084", connector: str = "2") -> str:
    return f'50994,{connector}," Leslie Street Car Park, Blairgowrie",APT,{begun},{ended},{kwh},x.csv'


def test_perth_has_connectors_and_sites_with_their_town_or_without(tmp_path: Path) -> None:
    row = only(of_perth(tmp_path, REPAIRED, repaired("2018-07-01 07:21:00", "2018-07-01 07:27:00")))
    assert (row.station, row.connector, row.token) == ("50994", 2, "PERTH-50994")
    assert (row.site, row.energy_wh) == ("Leslie Street Car Park", Decimal(2084))
    assert row.started_at == datetime(2018, 7, 1, 6, 21, tzinfo=UTC)
    assert row.stopped_at == datetime(2018, 7, 1, 6, 27, tzinfo=UTC)


def test_perth_as_published_is_read_with_its_days_put_right(tmp_path: Path) -> None:
    header = "_id,CP ID,Connector,Start Date,Start Time,End Date,End Time,Total kWh,Site,Model"
    days = ("2017-08-14", "2017-08-13", "2017-12-08", "2017-11-08", "2017-10-08", "2017-09-08", "2017-08-08")
    lines = [f"{n},51519,2,{day}T00:00:00,22:12,{day}T00:00:00,23:11,18.27,Broxden,x" for n, day in enumerate(days)]
    rows = of_perth(tmp_path, header, *lines, lines[-1])
    assert [row.started_at.strftime("%m-%d") for row in rows if isinstance(row, Recorded)] == [
        *("08-14", "08-13", "08-12", "08-11", "08-10", "08-09", "08-08"),
    ]
    assert rows[-1] == Left(9, "it is the same as row 8")


def test_perth_rows_that_cannot_be_told_are_named_and_odd_ones_are_told(tmp_path: Path) -> None:
    noon, later = "2018-07-01 12:00:00", "2018-07-01 12:30:00"
    rows = of_perth(
        tmp_path,
        REPAIRED,
        repaired(noon, "", ""),
        repaired(noon, "", "1"),
        repaired(noon, later, "-1"),
        repaired(noon, "1970-01-01 01:00:00"),
        repaired(noon, later, connector="0"),
        repaired(noon, later),
        repaired(noon, later, "3"),
    )
    assert [row.reason for row in rows if isinstance(row, Left)] == [
        "it has no energy",
        "it has no plug-out",
        "its energy is negative: was the meter reset?",
        "it ends before it begins",
        "its connector is '0', connectors count from 1",
    ]
    assert [row.row for row in rows if isinstance(row, Recorded)] == [7, 8]


def test_a_file_of_another_format_is_named(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(ACN)
    with pytest.raises(Invalid, match="no column 'Garage_ID'"):
        list(trondheim.read(file))
    with pytest.raises(Invalid, match="columns are those of 'acn'"):
        list(perth.read(file))
    with pytest.raises(Invalid, match="cannot be read"):
        list(sap.read(tmp_path / "missing.csv"))
    file.write_text("{}")
    with pytest.raises(Invalid, match="_items"):
        list(acn.read(file))
