"""Hourly loads of users, as published for Trondheim, with everything that can be wrong with them."""

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chargeit.domain.errors import Invalid
from chargeit.loads.ingest.reading import Choices, read
from tests.support.loads_files import HOURLY, decided, told, written


def test_reads_decimal_commas_local_times_and_says_what_it_decided(tmp_path: Path) -> None:
    path = written(tmp_path / "loads.csv", [HOURLY, "21.12.2018 23:00;22.12.2018 00:00;AdO3-4;3;3,05;;NA;5,518"])
    loads, notes = told(path)
    assert notes == {}
    (load,) = loads
    assert load.hour_at == datetime(2018, 12, 21, 22, tzinfo=UTC)
    assert (load.source, load.site, load.station, load.user, load.transaction) == (
        *("trondheim", "AdO3", "AdO3-4", "AdO3-4", "3"),
    )
    energies = (load.synthetic_3_6_wh, load.synthetic_7_2_wh, load.flex_3_6_wh, load.flex_7_2_wh, load.measured_wh)
    assert energies == (3050, None, None, 5518, None)
    assert decided(read(path)) == {
        "format": "trondheim-hourly",
        "file": "separated text",
        "encoding": "utf-8",
        "separator": "semicolon",
        "decimal mark": "comma",
        "date order": "day-month-year",
        "time zone": "Europe/Oslo",
        "source": "trondheim",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_reads_any_encoding_and_line_end(tmp_path: Path, encoding: str, end: str) -> None:
    lines = [HOURLY, "21.12.2018 10:00;21.12.2018 11:00;Ås-Øst;1;0,3;0,3;;0,06"]
    loads, notes = told(written(tmp_path / "loads.csv", lines, encoding=encoding, end=end))
    assert [load.user for load in loads] == ["Ås-Øst"]
    assert notes == {}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("31.12.2018 10:00;31.12.2018 11:00;A1-1;1;x;;;", "its synthetic_3_6 is no number: 'x'"),
        ("31.12.2018 10:00;31.12.2018 11:00;A1-1;1;-1,5;;;", "its synthetic_3_6 is negative: was the meter reset?"),
        ("31.12.2018 10:00;31.12.2018 11:00;A1-1;1;99999;;;", "its synthetic_3_6 is more than 10 MWh"),
        ("31.12.2018 10:00;31.12.2018 11:00;A1-1;1;;-;NA;", "it has no energy"),
        ("31.12.2018 10:00;31.12.2018 12:00;A1-1;1;1;;;", "it ends at '31.12.2018 12:00', which is not an hour after"),
        ("31.12.2018 10:15;31.12.2018 11:15;A1-1;1;1;;;", "'31.12.2018 10:15' is not the beginning of an hour"),
        ("31.02.2018 10:00;31.02.2018 11:00;A1-1;1;1;;;", "'31.02.2018 10:00' is no date in the order day-month-year"),
        ("-;31.12.2018 11:00;A1-1;1;1;;;", "it has no hour"),
        ("31.12.0018 10:00;31.12.0018 11:00;A1-1;1;1;;;", "'31.12.0018 10:00' is of no year from 1970 to 2199"),
        ("31.12.2018 25:00;31.12.2018 11:00;A1-1;1;1;;;", "'31.12.2018 25:00' is no time such as"),
        ("31.12.2018 10:00;31.12.2018 11:00;A1-1;1;1", "it has 5 fields, the header 8"),
        (f"31.12.2018 10:00;31.12.2018 11:00;{'A' * 101};1;1;;;", "its user is longer than 100 characters"),
    ],
)
def test_refuses_a_row_with_its_number_and_reason(tmp_path: Path, line: str, reason: str) -> None:
    good = "30.12.2018 10:00;30.12.2018 11:00;A1-1;1;1;;;"
    loads, notes = told(written(tmp_path / "loads.csv", [HOURLY, good, line, good.replace("30.", "29.")]))
    assert [load.hour_at.day for load in loads] == [30, 29]
    assert list(notes) == [3]
    assert notes[3].startswith(f"refused: {reason}")


def test_the_same_row_again_is_refused_and_other_figures_too(tmp_path: Path) -> None:
    row = "30.12.2018 10:00;30.12.2018 11:00;A1-1;1;1;;;"
    loads, notes = told(written(tmp_path / "loads.csv", [HOURLY, row, row, row.replace(";1;1;", ";1;2;")]))
    assert len(loads) == 1
    assert notes == {
        3: "refused: it is the same as row 2",
        4: "refused: row 2 has other figures for this hour of transaction '1'",
    }


def test_an_hour_that_the_clock_skipped_joins_the_next(tmp_path: Path) -> None:
    hours = ["01:00;31.03.2019 02:00", "02:00;31.03.2019 03:00", "03:00;31.03.2019 04:00"]
    lines = [f"31.03.2019 {hours[n]};A1-1;540;{n + 1};;;7,2" for n in range(3)]
    loads, notes = told(written(tmp_path / "loads.csv", [HOURLY, *lines]))
    assert [(load.hour_at.hour, load.synthetic_3_6_wh, load.flex_7_2_wh) for load in loads] == [
        (0, 1000, 7200),
        (1, 5000, 14400),
    ]
    assert notes == {3: "repaired: the clock skipped 2019-03-31 02:00: it is taken as an hour later"}


def test_a_skipped_hour_without_a_next_one_is_kept(tmp_path: Path) -> None:
    loads, _ = told(written(tmp_path / "l.csv", [HOURLY, "31.03.2019 02:00;31.03.2019 03:00;A1-1;540;1;;;"]))
    assert [(load.hour_at.hour, load.synthetic_3_6_wh) for load in loads] == [(1, 1000)]


def test_an_hour_that_came_twice_is_two_hours(tmp_path: Path) -> None:
    row = "27.10.2019 02:00;27.10.2019 03:00;A1-1;1;{};;;"
    loads, notes = told(written(tmp_path / "loads.csv", [HOURLY, row.format(1), row.format(2), row.format(2)]))
    assert [(load.hour_at.hour, load.synthetic_3_6_wh) for load in loads] == [(0, 1000), (1, 2000)]
    assert notes[2].endswith("taken as the first")
    assert notes[3].endswith("taken as the second")
    assert notes[4] == "refused: it is the same as row 3"


def test_a_quote_without_its_end_spoils_one_line_only(tmp_path: Path) -> None:
    row = "{}.12.2018 10:00;{}.12.2018 11:00;{};1;1;;;"
    lines = [HOURLY, row.format(10, 10, '"A1-1'), *(row.format(day, day, "A1-1") for day in range(11, 20))]
    loads, notes = told(written(tmp_path / "loads.csv", lines))
    assert [load.hour_at.day for load in loads] == list(range(11, 20))
    assert list(notes) == [2]


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    good = "30.12.2018 10:00;30.12.2018 11:00;A1-1;1;1;;;"
    path = written(tmp_path / "loads.csv", [HOURLY, "x" * 30_000_000, good])
    tracemalloc.start()
    loads, notes = told(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(loads) == 1
    assert 2 in notes
    assert most < 25_000_000


def test_a_file_of_no_known_format_is_told_by_its_columns(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="its columns are of no known format: 'a', 'b'"):
        read(written(tmp_path / "other.csv", ["a;b", "1;2"]))
    with pytest.raises(Invalid, match="it has no column 'date_from'"):
        read(written(tmp_path / "other.csv", ["a;b", "1;2"]), Choices(format="trondheim-hourly"))
    with pytest.raises(Invalid, match="separator: one of semicolon, comma, tab, bar"):
        read(written(tmp_path / "other.csv", ["a;b", "1;2"]), Choices(separator="!"))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00\x01", b"\x1f\x8bgarbage", b'{"_items": [', b"[1, 2]"])
def test_what_is_no_such_file_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.csv").write_bytes(content)
    with pytest.raises(Invalid):
        read(tmp_path / "odd.csv")


def test_choices_count_more_than_what_is_found(tmp_path: Path) -> None:
    path = written(tmp_path / "loads.csv", [HOURLY, "01.02.2018 10:00;01.02.2018 11:00;A1-1;1;0,3;;;"])
    choices = Choices(zone="UTC", source="mine", site="home")
    loads, _ = told(path, choices)
    assert [(load.hour_at, load.source, load.site) for load in loads] == [
        (datetime(2018, 2, 1, 10, tzinfo=UTC), "mine", "home")
    ]
    assert read(path, choices).digest != read(path).digest
    assert read(path, choices).digest == read(path, choices).digest
