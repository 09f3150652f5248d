from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from chargeit.edge.messages import Start, Stop
from chargeit.fleet import recording
from chargeit.fleet.formats.records import Left, Recorded

T0 = datetime(2019, 3, 1, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return T0 + timedelta(minutes=minutes)


def charge(row: int, start: int, stop: int, energy: str = "1000", connector: int | None = None) -> Recorded:
    return Recorded(row, "S", connector, "ANNA", at(start), at(stop), Decimal(energy))


def told(*rows: Recorded) -> list[Start | Stop]:
    placed = recording._placed(list(recording.in_watt_hours(rows)))
    return recording.messages(placed)


@given(st.lists(st.decimals(0, 10**5, places=7), min_size=1, max_size=50))
def test_the_rounding_never_adds_up(energies: list[Decimal]) -> None:
    rows = [charge(n, n, n, str(energy)) for n, energy in enumerate(energies)]
    rounded = list(recording.in_watt_hours(rows))
    assert sum(wh for _, wh in rounded) == round(sum(energies))
    assert all(wh >= 0 and abs(wh - row.energy_wh) <= 1 for row, wh in rounded)


def test_registers_go_on_from_one_transaction_to_the_next() -> None:
    first, first_stop, second, second_stop = told(charge(2, 0, 10, "100.4"), charge(3, 20, 30, "200.4"))
    assert isinstance(first, Start) and isinstance(second_stop, Stop)
    assert first_stop.register_wh - first.register_wh == 100
    assert second.register_wh == first_stop.register_wh
    assert second_stop.register_wh - second.register_wh == 201  # 300.8 in all


def test_what_overlaps_without_a_connector_gets_one_of_its_own() -> None:
    messages = told(charge(2, 0, 30), charge(3, 10, 20), charge(4, 30, 40))
    assert [(m.key, m.connector) for m in messages if isinstance(m, Start)] == [("2", 1), ("3", 2), ("4", 1)]


def test_what_overlaps_on_a_connector_of_the_data_stays_there() -> None:
    messages = told(charge(2, 0, 30, "5", 3), charge(3, 10, 20, "7", 3))
    assert [(type(m), m.key, m.connector) for m in messages] == [
        (Start, "2", 3),
        (Start, "3", 3),
        (Stop, "3", 3),
        (Stop, "2", 3),
    ]
    energies = {m.key: m.register_wh for m in messages if isinstance(m, Stop)}
    begun = {m.key: m.register_wh for m in messages if isinstance(m, Start)}
    assert {key: energies[key] - begun[key] for key in energies} == {"2": 5, "3": 7}


def test_messages_are_in_order_of_time_and_a_start_is_before_its_stop() -> None:
    messages = told(charge(2, 0, 10), charge(3, 10, 10), charge(4, 10, 30))
    assert [(m.key, type(m)) for m in messages] == [
        ("2", Start),
        ("2", Stop),
        ("3", Start),
        ("3", Stop),
        ("4", Start),
        ("4", Stop),
    ]


def test_two_that_begin_at_once_with_no_energy_are_still_two_starts() -> None:
    starts = [m for m in told(charge(2, 0, 0, "0"), charge(3, 0, 0, "0")) if isinstance(m, Start)]
    assert len({(s.connector, s.at, s.register_wh) for s in starts}) == 2


def test_a_row_that_says_the_same_again_is_left() -> None:
    found, left = recording._sorted_out([charge(2, 0, 1), Left(3, "x"), charge(4, 0, 1), charge(5, 0, 1, "2")])
    assert [row.row for row in found] == [2, 5]
    assert left == [Left(3, "x"), Left(4, "it is the same as row 2")]


def test_a_start_that_says_what_the_next_one_says_is_left_where_it_gave_nothing() -> None:
    rows = [charge(2, 0, 0, "0", 1), charge(3, 0, 9, "5", 1), charge(4, 0, 0, "0", 2), charge(5, 9, 9, "0", 1)]
    kept, left = recording._told_apart(recording._placed(list(recording.in_watt_hours(rows))))
    assert left == [Left(2, "it gave nothing and begins as row 3 does: both would be one")]
    starts = [m for m in recording.messages(kept) if isinstance(m, Start)]
    assert len({(s.connector, s.at, s.register_wh) for s in starts}) == 3


def test_what_gave_energy_is_never_left(tmp_path: Path) -> None:
    header = "cp_id,connector,site,model,start_local,end_local,kwh,src"
    begun = ("7,1,Quay,x,2018-07-01 12:00:00", "7,1,Pier,x,2018-07-01 12:00:00", "7,1,Quay,x,2018-06-01 12:00:00")
    rows = [f"{one},2018-07-01 12:{n:02},{kwh},x" for n, (one, kwh) in enumerate(zip(begun, "101", strict=True))]
    (tmp_path / "perth.csv").write_text("\n".join([header, *rows]))
    found = recording.read(tmp_path / "perth.csv", "perth")
    assert (found.rows, found.charges, found.left) == (3, 3, [])
    assert found.sites == {"PERTH-7": "Pier"}  # where it was last


def test_the_stop_carries_begin_and_end_with_what_is_known_of_the_vehicle() -> None:
    known = Recorded(2, "S", 1, "ANNA", at(0), at(9), Decimal(5), None, 0.8)
    stop = told(known)[1]
    assert isinstance(stop, Stop)
    assert [(s.context, s.sampled_at, s.reading.soc) for s in stop.samples] == [
        ("Transaction.Begin", at(0), None),
        ("Transaction.End", at(9), 0.8),
    ]
    assert stop.samples[1].reading.register_wh == stop.register_wh
