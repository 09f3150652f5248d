"""However a file is written, what was put in comes out: its manner is found out, or told to be unclear."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from chargeit.domain.loads import ChargingReport, RowNote
from chargeit.loads.hours import hourly_loads
from chargeit.loads.ingest.dates import Evidence
from chargeit.loads.ingest.numbers import Numbers, decimal_mark
from chargeit.loads.ingest.reading import Choices, read
from chargeit.loads.layout import DateOrder

FORMATS = {
    DateOrder.YMD: "%Y-%m-%d %H:%M",
    DateOrder.DMY: "%d/%m/%Y %H:%M",
    DateOrder.MDY: "%m/%d/%Y %I:%M %p",
    DateOrder.YDM: "%Y-%d-%m %H:%M",
}
SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}
MAPPING = """
source = "anywhere"
zone = "{zone}"
[columns]
hour = "when"
user = "who"
measured = "energy"
"""
days = st.integers(0, 3000).map(lambda day: datetime(2018, 1, 1) + timedelta(days=day))  # noqa: DTZ001 - of a wall
energies = st.integers(0, 9_999_999).map(lambda wh: Decimal(wh) / 1000)


@given(
    order=st.sampled_from(list(DateOrder)),
    separator=st.sampled_from(list(SEPARATORS)),
    mark=st.sampled_from(",."),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n"]),
    begun=days,
    kwh=st.lists(energies, min_size=30, max_size=60),
)
@settings(max_examples=60, deadline=None)
def test_what_was_written_is_read(
    order: DateOrder, separator: str, mark: str, encoding: str, end: str, begun: datetime, kwh: list[Decimal]
) -> None:
    """One row a day for a month or two: some day is over 12."""
    sign = SEPARATORS[separator]
    kwh[0] = Decimal("0.125")
    rows = [sign.join(("when", "who", "energy"))]
    for day, energy in enumerate(kwh):
        when = (begun + timedelta(days=day, hours=9)).strftime(FORMATS[order])
        rows.append(sign.join((when, "Åse", f'"{energy:f}"'.replace(".", mark))))
    with TemporaryDirectory() as folder:
        (Path(folder) / "mapping.toml").write_text(MAPPING.format(zone="Asia/Tokyo"))
        (Path(folder) / "loads.csv").write_bytes((end.join(rows) + end).encode(encoding))
        reading = read(Path(folder) / "loads.csv", Choices(mapping=Path(folder) / "mapping.toml"))
        found = [load for _, load in reading.loads()]
    assert not [note for note in found if isinstance(note, RowNote)]
    there = [(begun + timedelta(days=day)).replace(tzinfo=UTC) for day in range(len(kwh))]
    assert [(load.hour_at, load.user, load.measured_wh) for load in found if not isinstance(load, RowNote)] == [
        (at, "Åse", int(energy * 1000)) for at, energy in zip(there, kwh, strict=True)
    ]


@given(begun=days, count=st.integers(60, 400), step=st.sampled_from([1, -1]))
@settings(max_examples=60, deadline=None)
def test_swapped_days_are_found_in_any_file_that_follows_time(begun: datetime, count: int, step: int) -> None:
    swapped, straight = Evidence(), Evidence()
    for number in range(count):
        at = begun + timedelta(days=4000 + step * number)
        text = f"{at:%Y-%m-%d} 10:00"
        straight.add(text)
        swapped.add(f"{at:%Y-%d-%m} 10:00" if at.day <= 12 else text)
    found, _ = swapped.decide()
    plain, _ = straight.decide()
    assert found and plain
    assert (found.order, found.swapped) == (DateOrder.YMD, True)
    assert (plain.order, plain.swapped) == (DateOrder.YMD, False)


@given(st.lists(st.decimals(0, 999_999, places=3), min_size=1), st.sampled_from(",."), st.booleans())
def test_numbers_are_read_with_any_marks(values: list[Decimal], mark: str, grouped: bool) -> None:
    other = "." if mark == "," else ","
    texts = [f"{value:,f}" if grouped else f"{value:f}" for value in [*values, Decimal("0.125")]]
    texts = [text.translate(str.maketrans({",": other, ".": mark})) for text in texts]
    found, _ = decimal_mark(texts)
    assert found.sign == mark
    numbers = Numbers(found)
    assert [numbers.read(text, "energy").value for text in texts[:-1]] == values


@given(
    begun=st.datetimes(datetime(2018, 1, 1), datetime(2022, 1, 1)),  # noqa: DTZ001 - of a wall
    lasted=st.none() | st.integers(0, 500_000),
    energy_wh=st.integers(0, 200_000),
)
def test_hours_of_a_report_have_its_energy_and_no_more_than_an_hour_can_have(
    begun: datetime, lasted: int | None, energy_wh: int
) -> None:
    at = begun.replace(tzinfo=ZoneInfo("Europe/Oslo")).astimezone(UTC)
    ended = None if lasted is None else at + timedelta(seconds=lasted)
    loads = list(hourly_loads(ChargingReport("s", "", "", "", "1", at, ended, energy_wh)))
    assert sum(load.synthetic_3_6_wh or 0 for load in loads) == energy_wh
    assert sum(load.synthetic_7_2_wh or 0 for load in loads) == energy_wh
    assert [load.hour_at for load in loads] == sorted({load.hour_at for load in loads})
    for load in loads:
        assert (load.synthetic_3_6_wh or 0) + (load.flex_3_6_wh or 0) <= 3601
        assert (load.synthetic_7_2_wh or 0) + (load.flex_7_2_wh or 0) <= 7201
