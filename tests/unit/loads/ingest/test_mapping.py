"""Files of any other kind, by a mapping that a person wrote."""

import sys
from pathlib import Path

import duckdb
import pytest

from chargeit.domain.errors import Invalid, Misconfigured
from chargeit.loads.ingest.reading import Choices, read
from tests.support.loads_files import told, written

HOURLY = """
kind = "hourly"
source = "garage"
zone = "America/New_York"
energy_unit = "Wh"
[columns]
hour = ["Day", "Hour"]
user = "Who"
measured = "Energy"
"""
REPORTS = """
kind = "reports"
source = "depot"
duration_unit = "min"
date_order = "month-day-year"
[columns]
begin = "In"
end = "Out"
station = "Charger"
meter_start = "M0"
meter_stop = "M1"
"""


def mapped(path: Path, text: str) -> Choices:
    (path / "mapping.toml").write_text(text)
    return Choices(mapping=path / "mapping.toml")


def test_hourly_loads_with_date_and_hour_in_two_columns(tmp_path: Path) -> None:
    lines = ["Day|Hour|Who|Energy", "3/25/2024|1:00 PM|ann|1,234", "3/26/2024|12:00 AM|ann|0.4"]
    loads, notes = told(written(tmp_path / "g.txt", lines), mapped(tmp_path, HOURLY))
    assert [(load.hour_at.strftime("%d %H"), load.transaction, load.measured_wh) for load in loads] == [
        ("25 17", "ann", 1234),
        ("26 04", "ann", 0),
    ]
    assert notes == {}


def test_reports_by_their_meter(tmp_path: Path) -> None:
    lines = [
        "In,Out,Charger,M0,M1",
        "01/02/2024 10:00,01/02/2024 11:00,c,5,12",
        "01/03/2024 10:00,01/03/2024 11:00,c,12,1",
    ]
    loads, notes = told(written(tmp_path / "d.csv", lines), mapped(tmp_path, REPORTS))
    assert sum(load.synthetic_7_2_wh or 0 for load in loads) == 7000
    assert {load.hour_at.month for load in loads} == {1}
    assert notes == {3: "refused: its meter went back from 12 to 1: was it reset?"}


@pytest.mark.parametrize(("zoned", "hour"), [("::timestamptz", 9), ("", 14)])
def test_parquet_is_read_like_any_table(tmp_path: Path, zoned: str, hour: int) -> None:
    """Without offset the mapping's zone counts, five hours behind UTC."""
    path = tmp_path / "loads.parquet"
    with duckdb.connect() as connection:
        rows = "select timestamp '2024-01-13 09:00' + interval (i) hour as h, 'ann' as w, i / 4 as e from range(3) t(i)"
        connection.execute(f"copy (select h{zoned} as h, w, nullif(e, 0.25) as e from ({rows})) to '{path}'")
    text = HOURLY.replace('["Day", "Hour"]', '"h"').replace('"Who"', '"w"').replace('"Energy"', '"e"')
    loads, notes = told(path, mapped(tmp_path, text.replace('"Wh"', '"kWh"')))
    assert [(load.hour_at.hour, load.user, load.measured_wh) for load in loads] == [
        (hour, "ann", 0),
        (hour + 2, "ann", 500),
    ]
    assert notes == {2: "refused: it has no energy"}


def test_what_is_no_parquet_is_told(tmp_path: Path) -> None:
    (tmp_path / "odd.parquet").write_bytes(b"PAR1 but nothing else")
    with pytest.raises(Invalid, match="is no Parquet that can be read"):
        read(tmp_path / "odd.parquet")


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(Misconfigured, match=r"pip install 'chargeit\[learn\]'"):
        read(tmp_path / "odd.parquet")


def test_a_day_that_may_be_a_month_must_be_told(tmp_path: Path) -> None:
    path = written(tmp_path / "g.csv", ["Day,Hour,Who,Energy", "1/2/2024,10:00,ann,1"])
    with pytest.raises(Invalid, match="date_order: no day is over 12: say whether it is day-month-year"):
        read(path, mapped(tmp_path, HOURLY))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('kind = "hourly"', 'kind = "daily"'), "kind: one of hourly, reports, not 'daily'"),
        (('source = "garage"', ""), "source: the mapping names"),
        (('"America/New_York"', '"Mars/Base"'), "zone: a name such as Europe/Oslo"),
        (('"Wh"', '"BTU"'), "energy_unit: one of Wh, kWh, MWh, not 'BTU'"),
        (('user = "Who"', 'wer = "Who"'), "columns.wer: no field of hourly; there are hour"),
        (('measured = "Energy"', ""), "columns: hourly loads need `hour` and one of"),
        (('user = "Who"', ""), "columns: hourly loads need one of transaction"),
        (('user = "Who"', "user = 3"), "columns.user: the name of a column"),
        (('source = "garage"', 'source = "g"\ncolour = "red"'), "colour: no such key in a mapping"),
        (('source = "garage"', 'source = "g"\ndecimal_mark = "dot"'), "mapping: 'dot' is not a valid DecimalMark"),
        (("[columns]", "[columns"), "mapping: it is no TOML"),
    ],
)
def test_a_wrong_mapping_is_told_by_its_key(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    path = written(tmp_path / "g.csv", ["Day,Hour,Who,Energy", "25/2/2024,10:00,ann,1"])
    with pytest.raises(Invalid, match=message):
        read(path, mapped(tmp_path, HOURLY.replace(*change)))
