"""The platform's own transactions are loads as they happen: of their user, in hours, to the watt-hour."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from chargeit.domain.loads import HourlyLoad, Series
from chargeit.domain.stations import Place, StationId
from chargeit.domain.transactions import Finding, StopAsked, Transaction
from chargeit.ports.loads import LoadFilter
from chargeit.storage.store import Store, open_store
from chargeit.storage.tables import energy_hours
from tests.support.stored import A, B, at, report, sample, station, transaction

MEASURED = LoadFilter(series=Series.MEASURED)
HOURS = [datetime(2026, 5, 1, hour, tzinfo=UTC) for hour in (12, 13, 14)]


def lines(store: Store, wanted: LoadFilter = MEASURED) -> list[HourlyLoad]:
    return [row.load for row in store.reads.loads.page(wanted, after=None, limit=500).rows]


def energy_of(store: Store, wanted: LoadFilter = MEASURED) -> list[int]:
    return [hour.energy_wh for hour in store.reads.loads.hours(wanted)]


def only_user(store: Store, **more: Any) -> str:
    (user,) = store.reads.loads.users(replace(MEASURED, **more))
    return user


def begin(store: Store, **more: Any) -> Transaction:
    return store.write(lambda work: work.transactions.add(transaction(**more)))


def meter(store: Store, begun: Transaction, *readings: tuple[float, float]) -> None:
    for minutes, register in readings:
        told = report(begun.number, sample(minutes, register), place=begun.place, digest=f"{minutes:08}".encode())
        store.write(lambda work, told=told: work.samples.add(told))


def stop(store: Store, begun: Transaction, register: int, minutes: float) -> Transaction:
    asked = StopAsked(begun.place.station, begun.number, register, at(minutes), at(minutes))
    ended = begun.ended(asked)
    store.write(lambda work: work.transactions.update(ended))
    return ended


def minutes(instant: datetime) -> int:
    return int(instant.timestamp()) // 60


@pytest.fixture
def ready(store: Store) -> Store:
    store.write(lambda work: work.stations.add(station("A", site="s")))
    store.write(lambda work: work.stations.add(station("B", simulated=True)))
    return store


def test_energy_counts_while_it_flows(ready: Store) -> None:
    begun = begin(ready)
    meter(ready, begun, (15, 1500.4), (45, 2500.0))
    user = only_user(ready)
    assert energy_of(ready) == energy_of(ready, replace(MEASURED, site="s", user=user)) == [1000, 500]
    first, second = lines(ready)
    assert (first.hour_at, second.hour_at) == tuple(HOURS[:2])
    assert (first.source, first.transaction, first.site, first.station) == ("chargeit", str(begun.number), "s", "A")
    assert (first.synthetic_7_2_wh, first.measured_wh) == (None, 1000)
    meter(ready, begun, (90, 3000))
    assert energy_of(ready) == [1000, 1000]


@pytest.mark.parametrize("register", [8600, 1700])
def test_after_the_stop_the_hours_hold_the_transactions_energy(ready: Store, register: int) -> None:
    begun = begin(ready)
    meter(ready, begun, (10, 1333.3), (40, 1777.7))
    stop(ready, begun, register, 80)
    assert sum(energy_of(ready)) == sum(line.measured_wh or 0 for line in lines(ready)) == register - 1000
    highest = max(energy_of(ready))
    assert ready.reads.loads.peaks_of_users(MEASURED) == highest
    with ready._engines.read.begin() as connection:
        assert sum(connection.execute(select(energy_hours.c.energy_wh)).scalars()) == pytest.approx(register - 1000)


def test_what_it_would_have_been_at_a_fixed_power_follows_the_stop(ready: Store) -> None:
    begun = begin(ready, started_at=HOURS[0])
    ended = stop(ready, begun, 1000 + 9000, 150)
    assert energy_of(ready, LoadFilter()) == [7200, 1800, 0]
    assert energy_of(ready, LoadFilter(series=Series.SYNTHETIC_3_6)) == [3600, 3600, 1800]
    assert energy_of(ready, LoadFilter(series=Series.FLEX_7_2))[1] == 5400
    assert ready.reads.loads.peaks_of_connected(LoadFilter(), (Series.SYNTHETIC_7_2,)) == [
        (minutes(HOURS[0]), 7200, 1, 1)
    ]
    assert ready.reads.loads.peaks_of_users(LoadFilter()) == 7200
    # a stop that was corrected takes back what is not so
    corrected = replace(ended, meter_stop_wh=1000 + 1000, stopped_at=at(30))
    ready.write(lambda work: work.transactions.update(corrected))
    assert energy_of(ready, LoadFilter()) == [1000]
    assert sum(energy_of(ready)) == 1000
    assert ready.reads.loads.peaks_of_users(LoadFilter()) == 1000


def test_a_token_is_one_user_by_a_number_wherever_it_charges(ready: Store) -> None:
    for token, place in (("Secret1", Place(A, 1)), ("SECRET1", Place(StationId("C"), 1)), ("other", Place(A, 2))):
        begun = begin(ready, token=token, place=place)
        meter(ready, begun, (15, 1500))
    first, second = ready.reads.loads.users(MEASURED)
    assert energy_of(ready, replace(MEASURED, user=first)) == [1000]
    assert energy_of(ready, replace(MEASURED, user=second)) == [500]
    assert energy_of(ready, replace(MEASURED, station="C")) == [500]
    assert "ecret" not in str(lines(ready))


def test_simulated_loads_are_apart(ready: Store) -> None:
    begun = begin(ready, place=Place(B, 1))
    meter(ready, begun, (15, 1500))
    stop(ready, begun, 2000, 20)
    assert energy_of(ready) == energy_of(ready, LoadFilter()) == lines(ready) == []
    assert energy_of(ready, replace(MEASURED, simulated=True)) == [1000]
    assert only_user(ready, simulated=True).startswith("token ")


def test_another_process_goes_on_with_the_same_load(ready: Store, url: str) -> None:
    begun = begin(ready)
    meter(ready, begun, (15, 1500))
    other = open_store(url, node="there")
    meter(other, begun, (20, 1800))
    stop(other, begun, 2000, 25)
    other.close()
    assert energy_of(ready) == [1000]
    assert len(lines(ready)) == 1


def test_a_start_that_comes_after_its_stop_tells_whose_load_it_was(ready: Store) -> None:
    unstarted = {
        "token": "",
        "started_at": None,
        "meter_start_wh": None,
        "findings": frozenset({Finding.START_MISSING}),
    }
    lone = begin(ready, **unstarted)
    ended = stop(ready, lone, 3000, 45)
    assert lines(ready) == []
    late = replace(ended, token="Tag", started_at=at(0), meter_start_wh=1000)
    ready.write(lambda work: work.transactions.update(late))
    assert sum(energy_of(ready, replace(MEASURED, user=only_user(ready)))) == 2000
    assert sum(energy_of(ready, LoadFilter())) == 2000


@pytest.mark.parametrize(
    "started_at, register",
    [
        (datetime(1970, 1, 1, tzinfo=UTC), 5000),
        (datetime(9990, 1, 1, tzinfo=UTC), 5000),
        (at(0), 2**62),
        (at(0), -5000),
        (datetime(2020, 1, 1, tzinfo=UTC), 5000),
    ],
)
def test_what_cannot_be_true_hurts_no_other_load(ready: Store, started_at: datetime, register: int) -> None:
    begun = begin(ready, started_at=started_at)
    meter(ready, begun, (15, 1e14), (20, 9e14))
    other = begin(ready, place=Place(A, 2))
    meter(ready, other, (15, 1500))
    stop(ready, begun, register, 30)
    assert energy_of(ready, LoadFilter()) == []
    assert all(abs(energy) < 10**9 for energy in energy_of(ready))
    stop(ready, other, 1600, 30)
    assert ready.reads.transactions.one(begun.number) is not None
    assert ready.reads.loads.peaks_of_connected(LoadFilter(), (Series.FLEX_7_2,)) == [(minutes(HOURS[0]), 3000, 1, 1)]


def test_a_user_that_comes_with_a_file_has_loads_of_both(ready: Store) -> None:
    begun = begin(ready)
    meter(ready, begun, (15, 1500))
    row = HourlyLoad(HOURS[0], "file", "s", "A", only_user(ready), "x", measured_wh=70, synthetic_7_2_wh=80)
    ready.write(lambda work: work.loads.add([row]))
    meter(ready, begun, (20, 1600))
    assert energy_of(ready) == [670]
    assert energy_of(ready, LoadFilter()) == [80]
    assert ready.reads.loads.peaks_of_users(MEASURED) == 670
