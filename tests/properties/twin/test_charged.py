"""Energy from transactions: intervals hold what they say, and nothing that a station tells makes a wrong number."""

import random
from dataclasses import replace
from datetime import timedelta
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chargeit.domain.charged import ChargedBattery, Current, Reference
from chargeit.domain.metering import ENERGY_REGISTER, SOC, Sample

pytest.importorskip("numpy", reason="the extra learn is not installed")

from chargeit.twin.backtests.charged import BEGUN, Vehicle, charge, made, told, window
from chargeit.twin.charged.battery import weighed
from chargeit.twin.charged.estimate import ENERGY_BELOW, estimate
from chargeit.twin.chemistry import tables

YEAR = timedelta(days=365)
VALUES = st.one_of(
    st.none(),
    st.floats(-10, 110),
    st.integers(-5, 300).map(float),
    st.sampled_from([0.0, 1e6, -1e6, 1e15, float("inf"), float("nan")]),
)


def told_sample(minute: int, measurand: str, value: float | None, phase: str = "", location: str = "Outlet") -> Sample:
    at = BEGUN + timedelta(minutes=minute)
    return Sample(at, measurand, value, "", "", phase=phase, location=location)


def usual(dice: random.Random, vehicle: Vehicle | None = None) -> list[Sample]:
    return charge(dice, vehicle or Vehicle(60_000, 0), BEGUN, (0.2, 0.7))


def test_an_interval_holds_what_it_says_over_hundreds_of_charges() -> None:
    dice, inside, off = random.Random(5), [], []
    for number in range(400):
        vehicle = made(dice)
        found = told(estimate(charge(dice, vehicle, BEGUN, window(dice))), number, BEGUN)
        battery = weighed(ChargedBattery("x"), [found])
        if battery.capacity_wh is not None:
            inside.append(battery.capacity_wh.low <= vehicle.capacity_wh <= battery.capacity_wh.high)
            off.append(battery.capacity_wh.value / vehicle.capacity_wh - 1)
    assert len(inside) > 380
    assert 0.85 <= fmean(inside) <= 0.96
    assert abs(fmean(off)) < 0.01


def test_a_battery_that_ages_is_followed_and_its_interval_holds_it() -> None:
    dice, inside, widths = random.Random(6), [], []
    for _ in range(60):
        new, loss, estimates = made(dice), dice.uniform(0.01, 0.04), []
        for number in range(30):
            at = BEGUN + number * YEAR / 15
            aged = replace(new, capacity_wh=new.capacity_wh * (1 - loss * number / 15))
            estimates.append(told(estimate(charge(dice, aged, at, window(dice))), number, at))
        battery = weighed(ChargedBattery("x"), estimates)
        assert battery.health is not None and battery.relative_to is Reference.FIRST_SEEN
        inside.append(battery.health.low <= 1 - loss * 29 / 15 <= battery.health.high)
        widths.append(battery.health.high - battery.health.low)
    assert fmean(inside) >= 0.85
    assert fmean(widths) / 2 < 0.03


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.builds(
            told_sample,
            st.integers(0, 300),
            st.sampled_from([SOC, ENERGY_REGISTER, "Power.Active.Import"]),
            VALUES,
            st.sampled_from(["", "L1", "L2"]),
            st.sampled_from(["Outlet", "EV", "Inlet"]),
        ),
        max_size=60,
    )
)
def test_garbage_neither_raises_nor_gives_a_number(samples: list[Sample]) -> None:
    found = estimate(samples)
    if found.capacity_wh is None:
        assert found.explanation
    else:  # a line by chance is that of a battery that exists
        assert 1_000 < found.capacity_wh < 1_100_000


@pytest.mark.parametrize(
    "what", ["whole kWh told as Wh", "SoC told as a share", "SoC of 0", "no register", "no line", "a jump"]
)
def test_what_is_wrong_throughout_is_refused_with_its_reason(what: str) -> None:
    samples = usual(random.Random(1))

    def spoilt(one: Sample) -> Sample:
        value = one.value or 0.0
        if one.measurand == SOC and what == "SoC told as a share":
            return one._replace(value=value / 100)
        if one.measurand == SOC and what == "SoC of 0":
            return one._replace(value=0.0)
        if one.measurand == SOC and what == "a jump" and value > 45:
            return one._replace(value=min(100.0, value + 25))
        if one.measurand == SOC and what == "no line":
            return one._replace(value=float(round(20 + 50 * ((value - 20) / 50) ** 0.5)) if value > 20 else 20.0)
        if one.measurand == ENERGY_REGISTER and what == "whole kWh told as Wh":
            return one._replace(value=value // 1000)
        return one

    kept = [one for one in samples if what != "no register" or one.measurand == SOC]
    found = estimate([spoilt(one) for one in kept])
    if what == "a jump":  # each side of it is a charge of its own
        assert found.capacity_wh == pytest.approx(60_000, rel=0.06)
    else:
        assert found.capacity_wh is None and found.explanation


@pytest.mark.parametrize("what", ["out of order", "twice", "half missing", "glitches", "a reset", "another car"])
def test_what_is_wrong_here_and_there_changes_little(what: str) -> None:
    dice = random.Random(2)
    samples = usual(dice)
    if what == "out of order":
        dice.shuffle(samples)
    if what == "twice":
        samples += samples
    if what == "half missing":
        samples = [one for one in samples if dice.random() < 0.5]
    if what == "glitches":
        at = sorted({one.sampled_at for one in samples})[5::20]
        samples = [
            one._replace(value=dice.choice([99.0, 3.0])) if one.sampled_at in at and one.measurand == SOC else one
            for one in samples
        ]
    if what == "a reset":
        after = samples[len(samples) // 5].sampled_at
        samples = [
            one._replace(value=(one.value or 0) % 977)
            if one.measurand == ENERGY_REGISTER and one.sampled_at < after
            else one
            for one in samples
        ]
    if what == "another car":
        later = charge(dice, Vehicle(30_000, 0), BEGUN + timedelta(hours=5), (0.1, 0.32))
        samples += later
    found = estimate(samples)
    assert found.capacity_wh == pytest.approx(60_000, rel=0.05)


@pytest.mark.parametrize("loss", [0.0, 0.08, 0.15])
def test_a_battery_that_fades_fast_is_seen_to(loss: float) -> None:
    dice, estimates = random.Random(8), []
    for number in range(60):
        years = number / 52
        at = BEGUN + years * YEAR
        aged = Vehicle(60_000 * (1 - loss * years), 0)
        estimates.append(told(estimate(charge(dice, aged, at, window(dice))), number, at))
    battery = weighed(ChargedBattery("x"), estimates)
    assert battery.health is not None
    assert battery.health.value == pytest.approx(1 - loss * 59 / 52, abs=0.015)
    assert battery.counted == 60


def test_begin_and_end_alone_tell_something_less_sure_where_the_rise_is_large() -> None:
    dice, off = random.Random(9), []
    for _ in range(100):
        samples = charge(dice, Vehicle(60_000, 0), BEGUN, (0.2, 0.75))
        both = estimate([*samples[:2], *samples[-2:]])
        assert both.capacity_wh is not None and both.variance > 2 * estimate(samples).variance
        off.append(abs(both.capacity_wh / 60_000 - 1) < 1.645 * (both.variance + 0.03**2) ** 0.5)
    assert fmean(off) >= 0.9
    small = charge(dice, Vehicle(60_000, 0), BEGUN, (0.2, 0.45))
    assert "too few steps for a rise of 2" in estimate([*small[:2], *small[-2:]]).explanation


def test_one_outlier_is_set_aside_and_two_cars_are_told_apart() -> None:
    dice = random.Random(3)

    def estimates(*sizes_wh: float) -> ChargedBattery:
        made_of = [
            told(estimate(usual(dice, Vehicle(size, 0))), number, BEGUN + number * YEAR / 20)
            for number, size in enumerate(sizes_wh)
        ]
        return weighed(ChargedBattery("x"), made_of)

    battery = estimates(58e3, 40e3, 58e3, 58e3, 58e3)
    assert (battery.counted, battery.set_aside) == (4, 1) and battery.health is not None
    battery = estimates(58e3, 77e3, 58e3, 77e3, 58e3, 58e3)
    assert battery.capacity_wh is None and "several batteries" in battery.explanation
    battery = estimates(58e3, 77e3)
    assert battery.capacity_wh is None and "do not agree" in battery.explanation
    battery = estimates(40e3, 40e3, 40e3, 77e3, 77e3, 77e3, 77e3)
    assert battery.counted == 4 and "another battery" in battery.explanation
    assert estimates(*[40e3] * 3, *[77e3] * 5, 40e3, *[77e3] * 6).counted == 11, "a guest after the change"
    assert battery.capacity_wh is not None and battery.capacity_wh.low < 77e3 < battery.capacity_wh.high


def test_what_was_given_is_told_by_power_phases_or_voltage() -> None:
    samples = usual(random.Random(4))
    assert estimate(samples).current is Current.DC
    slow = [one._replace(sampled_at=BEGUN + (one.sampled_at - BEGUN) * 10) for one in samples]
    assert estimate(slow).current is Current.UNKNOWN
    assert estimate([*slow, told_sample(1, "Voltage", 231.0)]).current is Current.AC
    assert estimate([*slow, told_sample(1, "Voltage", 395.0)]).current is Current.DC
    assert estimate([*slow, told_sample(1, "Current.Import", 16.0, "L1")]).current is Current.AC


def test_the_energy_below_a_soc_is_that_of_the_twins_cells() -> None:
    integral = tables().over_soc[:, 1].reshape(-1, 201)
    shares = (integral / integral[:, -1:])[:, ::20].mean(axis=0)
    assert shares == pytest.approx(ENERGY_BELOW, abs=1e-3)
