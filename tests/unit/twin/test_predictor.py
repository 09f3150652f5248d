"""The predictor finds the truth of simulated batteries, and no bad line poisons what it knows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from chargeit.domain.batteries import BatteryPrediction, Telemetry
from chargeit.domain.forecasts import Basis
from chargeit.twin.life import expected_life
from chargeit.twin.predictor import Predictor
from chargeit.twin.simulator import Simulation, SimulationPlan, lines

BEGIN = datetime(2026, 3, 1, 6, tzinfo=UTC)
COUNT = 40


def simulated(steps: int, **without: Any) -> tuple[Simulation, Predictor, list[list[Telemetry]]]:
    """An hour and more of batteries without faults, told every ten seconds; `without` replaces what they tell."""
    simulation = Simulation(SimulationPlan(COUNT, BEGIN, faulty=0))
    predictor = Predictor()
    predictor.know(simulation.batteries())
    told = []
    for _ in range(steps):
        readings = simulation.step(10.0)
        told.append([line._replace(**without) for line in lines(simulation.ids, readings)])
        predictor.observe(told[-1])
    return simulation, predictor, told


def truth(simulation: Simulation) -> Any:
    from chargeit.twin import pack

    return pack.soc(simulation.packs, simulation.state)


def socs(made: list[BatteryPrediction]) -> Any:
    return np.array([one.soc.value for one in made if one.soc])


def test_charge_is_found_from_current_and_voltage_alone() -> None:
    simulation, predictor, _ = simulated(600, soc=None)
    made, real = predictor.predict(simulation.now), truth(simulation)
    assert len(made) == COUNT
    assert np.sqrt(np.mean((socs(made) - real) ** 2)) < 0.04
    inside = [one.soc.low <= value <= one.soc.high for one, value in zip(made, real, strict=True) if one.soc]  # type: ignore[operator]
    assert np.mean(inside) > 0.6


def test_what_it_says_is_of_the_battery_and_names_what_it_rests_on() -> None:
    simulation, predictor, told = simulated(30)
    one = predictor.predict(simulation.now)[3]
    assert one.battery == simulation.ids[3]
    assert one.basis is Basis.BASELINE
    assert one.temperature_c == told[-1][3].temperature_c
    assert one.soh is not None and abs(one.soh.value - (told[-1][3].soh or 0)) < 0.02
    assert one.rul_cycles is not None and one.rul_cycles.low is not None and one.rul_cycles.low < one.rul_cycles.value
    assert one.failure_probability is not None and 0 <= one.failure_probability <= 1
    assert one.anomaly is None or 0 <= one.anomaly <= 1
    assert "ageing law" in one.explanation


@pytest.mark.parametrize("field", ["soc", "soh", "voltage_v", "current_a", "temperature_c", "cycles"])
def test_a_field_that_nobody_tells_makes_nothing_nan(field: str) -> None:
    simulation, predictor, _ = simulated(20, **{field: None})
    for one in predictor.predict(simulation.now):
        values = [one.failure_probability]
        values += [part for row in (one.soc, one.soh, one.rul_cycles) if row for part in row]
        assert all(value is not None and np.isfinite(value) for value in values)


def test_lines_that_come_twice_or_late_change_nothing() -> None:
    simulation, predictor, told = simulated(50)
    before = predictor.predict(simulation.now)
    predictor.observe(told[-1])
    predictor.observe([line for some in reversed(told) for line in some])
    assert predictor.predict(simulation.now) == before


def test_several_lines_of_a_battery_at_once_are_taken_in_order() -> None:
    simulation, one_by_one, told = simulated(50)
    together = Predictor()
    together.know(simulation.batteries())
    together.observe([line for some in told for line in some])
    assert together.predict(simulation.now) == one_by_one.predict(simulation.now)


def test_a_false_reading_is_believed_less_the_falser_it_is() -> None:
    simulation, predictor, told = simulated(200)
    before = socs(predictor.predict(simulation.now))
    later = simulation.now + timedelta(seconds=10)
    predictor.observe([line._replace(measured_at=later, voltage_v=1.0 * 96, soc=0.0) for line in told[-1]])
    assert np.max(np.abs(socs(predictor.predict(later)) - before)) < 0.1


def test_what_is_told_against_the_estimate_for_long_is_believed() -> None:
    simulation, predictor, told = simulated(200)
    at, soc = simulation.now, 0.1
    for _ in range(180):
        at += timedelta(seconds=10)
        predictor.observe([line._replace(measured_at=at, soc=soc, voltage_v=None, current_a=0.0) for line in told[-1]])
    before = socs(predictor.predict(at))
    assert np.max(np.abs(before - soc)) < 0.15


def test_a_battery_that_comes_later_or_changes_is_known_from_then_on() -> None:
    simulation, _predictor, told = simulated(10)
    batteries = simulation.batteries()
    fresh = Predictor()
    fresh.know(batteries[:1])
    fresh.observe(told[-1])
    assert [one.battery for one in fresh.predict(simulation.now)] == [batteries[0].id]
    fresh.know([replace(batteries[0], capacity_ah=50.0), *batteries[1:]])
    fresh.observe([line._replace(measured_at=simulation.now + timedelta(seconds=1)) for line in told[-1]])
    assert len(fresh.predict(simulation.now)) == COUNT


def test_health_is_found_from_charges_where_nobody_tells_it() -> None:
    battery = Simulation(SimulationPlan(1, BEGIN)).batteries()[0]
    predictor = Predictor()
    predictor.know([battery])
    capacity, soc, at = battery.capacity_ah * 0.85, 0.2, BEGIN
    for _ in range(8):
        for step in range(61):
            soc = 0.2 + 0.6 * step / 60
            at += timedelta(seconds=60)
            predictor.observe([Telemetry(battery.id, at, at, soc=soc, current_a=capacity * 0.6, temperature_c=25.0)])
        at += timedelta(hours=2)
        predictor.observe([Telemetry(battery.id, at, at, soc=0.8, current_a=0.0)])
    (made,) = predictor.predict(at)
    assert made.soh is not None and made.soh.low is not None and made.soh.high is not None
    assert made.soh.low <= 0.85 <= made.soh.high
    assert made.soh.high - made.soh.low < 0.06


def test_life_falls_with_health_and_an_end_is_near_where_little_is_left() -> None:
    health = np.array([1.0, 0.9, 0.82, 0.8, 0.7])
    same = np.ones(5)
    life = expected_life(np.zeros(5, dtype=np.intp), health, 0.005 * same, 800 * same)
    assert (np.diff(life.cycles[:, 0]) <= 0).all()
    assert life.cycles[3, 0] == 0
    assert (np.diff(life.failure) >= 0).all()
    assert life.failure[0] < 0.01 < 0.9 < life.failure[4]
