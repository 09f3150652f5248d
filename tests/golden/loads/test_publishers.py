"""What is read from the publishers' own files, against what the files say of themselves."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from chargeit.domain.loads import HourlyLoad, Outcome, RowNote
from chargeit.loads.hours import hour_of, hourly_loads
from chargeit.loads.ingest.reading import read
from chargeit.loads.ingest.reports import Plugged
from tests.support.loads_files import decided, sorted_out
from tests.support.recorded_data import recorded

HOURS = "trondheim/Dataset 2_Hourly EV loads - Per user.csv"
REPORTS = "trondheim/Dataset 1_EV charging reports.csv"
OSLO = ZoneInfo("Europe/Oslo")
Figures = tuple[int, int, int, int]


def lines(path: Path, delimiter: str) -> Iterator[dict[str, str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    return csv.DictReader(text.splitlines(), delimiter=delimiter)


def reports(path: Path) -> tuple[list[Plugged], list[RowNote]]:
    found = list(read(path).reports())
    return [r for r in found if isinstance(r, Plugged)], [n for n in found if isinstance(n, RowNote)]


def figures(load: HourlyLoad) -> Figures:
    return (
        load.synthetic_3_6_wh or 0,
        load.synthetic_7_2_wh or 0,
        load.flex_3_6_wh or 0,
        load.flex_7_2_wh or 0,
    )


def by_hour(loads: Iterator[HourlyLoad]) -> dict[tuple[str, datetime], Figures]:
    found = {(load.transaction, load.hour_at): figures(load) for load in loads}
    return {key: value for key, value in found.items() if any(value)}


def test_no_energy_of_the_hourly_loads_is_lost() -> None:
    path = recorded(HOURS)
    loads, notes = sorted_out(read(path))
    for column, name in (("Synthetic_7_2kW", "synthetic_7_2_wh"), ("Flex_3_6kW", "flex_3_6_wh")):
        kwh = sum(Decimal(row[column].replace(",", ".") or 0) for row in lines(path, ";"))
        assert sum(getattr(load, name) or 0 for load in loads) == kwh * 1000
    assert Counter(note.reason.split("2019")[0] for note in notes) == {
        "the clock showed this hour twice (": 14,
        "the clock skipped ": 4,
    }
    assert all(note.outcome is Outcome.REPAIRED for note in notes)
    assert len(loads) == 60_663 - 4


def test_our_hours_of_the_reports_are_the_published_ones_but_for_three_known_reasons() -> None:
    published = by_hour(iter(sorted_out(read(recorded(HOURS)))[0]))
    found, _ = reports(recorded(REPORTS))
    ours = by_hour(load for one in found for load in hourly_loads(one.report))
    keys = published.keys() | ours.keys()
    other = {key for key in keys if published.get(key) != ours.get(key)}
    why = {one.report.transaction: difference(one) for one in found}
    reasons = Counter("the file ends" if at.astimezone(OSLO).year > 2019 else why[name] for name, at in other)
    assert reasons == {"charging ends in the hour of plug-in": 1247, "the file ends": 476, "clocks changed": 63}
    assert len(keys) == 61_178


def difference(one: Plugged) -> str:
    """Where charging ends in the hour of plug-in the publisher's flexible hour begins before the plug-in.

    Where clocks changed the publisher counts on as if they had not.
    """
    report = one.report
    ended = report.plugged_out_at or report.plugged_in_at
    if report.plugged_in_at.astimezone(OSLO).utcoffset() != ended.astimezone(OSLO).utcoffset():
        return "clocks changed"
    first = hour_of(report.plugged_in_at)
    if report.plugged_in_at + timedelta(hours=report.energy_wh / 7200) <= first + timedelta(hours=1):
        return "charging ends in the hour of plug-in"
    return "unknown"


def test_every_report_of_trondheim_is_read() -> None:
    path = recorded(REPORTS)
    found, notes = reports(path)
    kwh = sum(Decimal(row["El_kWh"].replace(",", ".")) for row in lines(path, ";"))
    assert sum(one.energy_wh for one in found) == kwh * 1000
    assert len(found) == 4777
    assert not [note for note in notes if note.outcome is Outcome.REFUSED]


def test_swapped_days_of_perth_are_found_and_put_right() -> None:
    raw, fixed = recorded("perth/perth_2016-09_2017-08.csv.gz"), recorded("perth/perth_sessions_datefixed.csv.gz")
    assert "swapped" in decided(read(raw))["date order"]
    assert "swapped" not in decided(read(fixed))["date order"]
    found, notes = reports(raw)
    of_year = [row for row in lines(fixed, ",") if row["src"] == "perth_2016-09_2017-08.csv"]
    truth = Counter(
        (row["cp_id"], row["connector"], row["start_local"], row["end_local"], round(float(row["kwh"]) * 1000))
        for row in of_year
        if row["kwh"] and row["end_local"] > row["start_local"][:5]
    )
    assert Counter(map(perth_row, found)) == truth
    refused = [note for note in notes if note.outcome is Outcome.REFUSED]
    assert len(found) + len(refused) == len(of_year) == 13_676


def perth_row(one: Plugged) -> tuple[str, str, str, str, int]:
    report, zone = one.report, ZoneInfo("Europe/London")
    assert report.plugged_out_at is not None
    begun, ended = (f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}" for at in (report.plugged_in_at, report.plugged_out_at))
    return report.station, one.connector, begun, ended, report.energy_wh


@pytest.mark.parametrize(
    ("name", "refused", "delimiter", "column", "unit"),
    [
        ("norway12/Dataset1_charging_reports.csv", 0, ";", "energy_session", 1000),
        ("acn/caltech/2019-09-01_2019-12-31.csv.gz", 0, ",", "delivered_energy (kWh)", 1000),
        ("acn/jpl/2020-02-01_2020-05-31.csv.gz", 0, ",", "delivered_energy (kWh)", 1000),
        ("sap_labs_france/conso-ve-sap0.csv", 4, ";", "Consommation totale (Wh)", 1),
        ("boulder/sessions.csv.gz", 15, ",", "Energy__kWh_", 1000),
        ("perth/perth_sessions_datefixed.csv.gz", 140, ",", "kwh", 1000),
    ],
)
def test_every_row_is_a_report_or_refused(name: str, refused: int, delimiter: str, column: str, unit: int) -> None:
    path = recorded(name)
    found, notes = reports(path)
    out = {note.row for note in notes if note.outcome is Outcome.REFUSED}
    rows = dict(enumerate(lines(path, delimiter), start=2))
    assert len(out) == refused
    assert len(found) + refused == len(rows)
    told = sum(Decimal(row[column].replace(",", ".")) for number, row in rows.items() if number not in out)
    assert sum(one.energy_wh for one in found) == told * unit


def test_the_interface_of_acn_is_read_item_by_item() -> None:
    found, notes = reports(recorded("acn/office/office1.json.gz"))
    assert len(found) == 1481
    assert not [note for note in notes if note.outcome is Outcome.REFUSED]
    assert found[0].report.plugged_in_at == datetime(2019, 3, 25, 16, 24, 42, tzinfo=UTC)
