"""How a meter's readings become a transaction's energy and a station's hours."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pytest import approx

from chargeit.domain.metering import ENERGY_REGISTER, POWER, SOC, Sample
from chargeit.storage.metering.energy import (
    Hour,
    Meter,
    Reading,
    by_hour,
    closed,
    latest,
    latest_soc,
    metered,
    shown,
    shown_slowly,
    spread,
)

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def sample(minutes: float, value: float | None, measurand: str = ENERGY_REGISTER, **more: str) -> Sample:
    return Sample(at(minutes), measurand, value, "", str(value), **more)


def meter() -> Meter:
    return Meter(7, 1, True, False, False, 0, None, None, Reading(1000.0, NOON), 0.0, None, None)


def test_energy_between_two_readings_is_spread_evenly_over_the_hours_between_them() -> None:
    hours = {hour.hour_at: hour.energy_wh for hour in spread("A", False, Reading(0, at(30)), Reading(900, at(120)))}
    assert hours == {at(0): 300.0, at(60): 600.0}


def test_energy_since_a_clock_that_was_not_set_counts_in_the_hour_of_the_reading() -> None:
    unset = datetime(1970, 1, 1, tzinfo=UTC)
    assert [tuple(h) for h in spread("A", True, Reading(0, unset), Reading(5, at(61)))] == [(at(60), "A", True, 5)]


def test_a_meter_that_starts_again_adds_nothing_and_counts_on_from_there() -> None:
    first, added = metered(meter(), "A", [shown([sample(10, 200.0)])])
    assert list(added) == []
    second, added = metered(first, "A", [shown([sample(20, 260.0)])])
    assert [hour.energy_wh for hour in added] == [60.0]
    assert second.rolled_wh == 60.0


def test_a_reading_that_comes_late_changes_no_energy() -> None:
    first, _ = metered(meter(), "A", [shown([sample(20, 1500.0)])])
    second, added = metered(first, "A", [shown([sample(10, 1200.0)])])
    assert list(added) == []
    assert second.register == Reading(1500.0, at(20))
    assert (second.first_at, second.last_at, second.samples) == (at(10), at(20), 2)


TOLD = st.lists(st.tuples(st.integers(-30, 200), st.integers(0, 3000)), min_size=1, max_size=8)


@given(TOLD, st.booleans())
def test_messages_heard_together_count_as_one_by_one(told: list[tuple[int, int]], is_final: bool) -> None:
    begun = replace(meter(), is_final=is_final)
    seen = [shown([sample(minutes, float(value))]) for minutes, value in told]
    one_by_one, hours = begun, list[Hour]()
    for one in seen:
        one_by_one, added = metered(one_by_one, "A", [one])
        hours += added
    together, added = metered(begun, "A", seen)
    assert together == one_by_one
    assert {hour[:3]: approx(hour.energy_wh) for hour in by_hour(added)} == {
        hour[:3]: hour.energy_wh for hour in by_hour(hours)
    }


def test_the_hours_hold_exactly_the_energy_of_the_transaction_after_its_stop_and_after_its_correction() -> None:
    running, added = metered(meter(), "A", [shown([sample(30, 1600.0)])])
    total = sum(hour.energy_wh for hour in added)
    stopped, rest = closed(running, "A", 900.0, at(45))
    total += sum(hour.energy_wh for hour in rest)
    assert total == 900.0
    _, correction = closed(stopped, "A", 850.0, at(50))
    assert total + sum(hour.energy_wh for hour in correction) == 850.0


def test_phases_are_summed_only_where_there_is_no_total() -> None:
    phases = [sample(1, 100.0, POWER, phase=f"L{n}") for n in (1, 2, 3)]
    assert latest(phases, POWER) == Reading(300.0, at(1))
    assert latest([*phases, sample(1, 290.0, POWER)], POWER) == Reading(290.0, at(1))


def test_the_outlet_is_preferred_to_the_inlet() -> None:
    both = [sample(1, 110.0, POWER, location="Inlet"), sample(1, 100.0, POWER)]
    assert latest(both, POWER) == Reading(100.0, at(1))


def test_absurd_and_missing_values_are_no_readings() -> None:
    assert (
        latest([sample(1, float("inf")), sample(2, float("nan")), sample(3, 1e300), sample(4, None)], ENERGY_REGISTER)
        is None
    )


def test_state_of_charge_is_a_fraction() -> None:
    assert latest_soc([sample(1, 55.0, SOC)]) == Reading(0.55, at(1))


SAMPLES = st.lists(
    st.builds(
        sample,
        st.integers(0, 3),
        st.none() | st.floats(),
        st.sampled_from([ENERGY_REGISTER, POWER, SOC, "Voltage"]),
        phase=st.sampled_from(["", "L1", "L2"]),
        location=st.sampled_from(["Outlet", "Inlet"]),
    ),
    min_size=1,
    max_size=5,
)


@given(SAMPLES)
def test_one_pass_over_the_samples_says_what_the_thorough_one_says(samples: list[Sample]) -> None:
    assert shown(samples) == shown_slowly(samples)
