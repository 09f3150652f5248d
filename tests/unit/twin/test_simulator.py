"""Simulated batteries: the same for the same seed, plausible, and broken where a fault was injected."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from chargeit.domain.errors import Invalid
from chargeit.twin.simulated.faults import Fault
from chargeit.twin.simulated.vehicles import KINDS, Kind
from chargeit.twin.simulator import Readings, Simulation, SimulationPlan, lines

MONDAY = datetime(2026, 7, 6, tzinfo=UTC)


def plan(**changes: object) -> SimulationPlan:
    return replace(SimulationPlan(30, MONDAY, faulty=0.0), **changes)  # type: ignore[arg-type]


def lived(simulation: Simulation, steps: int, dt_s: float = 60.0) -> list[Readings]:
    return [simulation.step(dt_s) for _ in range(steps)]


@pytest.fixture(scope="module")
def day() -> tuple[Simulation, list[Readings]]:
    simulation = Simulation(plan())
    return simulation, lived(simulation, 24 * 60)


def test_the_same_seed_tells_the_same_and_a_larger_fleet_has_the_same_first_batteries() -> None:
    some, same, larger, other = (
        lived(Simulation(plan(**changes)), 300)[-1]  # type: ignore[arg-type]
        for changes in ({}, {}, {"batteries": 40}, {"seed": 2})
    )
    for mine, again, more in zip(some[1:], same[1:], larger[1:], strict=True):
        assert np.array_equal(mine, again) and np.allclose(mine, more[:30])
    assert not np.allclose(some.soc, other.soc)


def test_a_day_of_driving_and_charging(day: tuple[Simulation, list[Readings]]) -> None:
    simulation, readings = day
    soc = np.array([r.soc for r in readings])
    power = np.array([r.power_w for r in readings])
    assert (soc >= 0).all() and (soc <= 1).all()
    assert (power.min(axis=0) < -5000).all(), "everybody drives on a Monday"
    taxis = simulation.garage.kinds == KINDS.index(Kind.TAXI)
    assert taxis.any() and (power[:, taxis].max(axis=0) > 40_000).all()
    commuters = simulation.garage.kinds == KINDS.index(Kind.COMMUTER)
    parked = power[12 * 60 : 15 * 60, commuters]
    assert (parked == 0).all(), "no charger at work, no drive at noon"


def test_cycles_count_what_went_through_and_health_never_rises(day: tuple[Simulation, list[Readings]]) -> None:
    simulation, readings = day
    moved_ah = sum(np.abs(r.current_a) for r in readings) * 60 / 3600
    grown = readings[-1].cycles - simulation.garage.cycles
    assert np.allclose(grown, moved_ah / 2 / simulation.garage.nominal_ah)
    soh = np.array([r.soh for r in readings])
    assert (np.diff(soh, axis=0) <= 0).all() and (soh[-1] < soh[0]).all() and (soh > 0.6).all()


def test_a_step_of_two_seconds_and_one_of_a_minute_tell_the_same_drive() -> None:
    fine, coarse = (Simulation(plan(begins_at=MONDAY + timedelta(hours=7))) for _ in range(2))
    for _ in range(30 * 60 // 2):
        last = fine.step(2.0)
        shown_w = last.voltage_v * last.current_a
        assert (np.abs(last.power_w - shown_w) < 0.01 * np.abs(shown_w) + 50).all()
    rough = lived(coarse, 30)[-1]
    assert last.at == rough.at and np.allclose(last.soc, rough.soc, atol=0.01)


def broken(fault: Fault) -> tuple[Simulation, Simulation]:
    """One with this fault in every battery from the beginning, one without."""
    well, ill = Simulation(plan(batteries=6)), Simulation(plan(batteries=6))
    ill.faults.kind[:], ill.faults.begins_s[:] = int(fault), 0.0
    return well, ill


def test_faults_show_in_what_they_should() -> None:
    ends = {}
    for fault in list(Fault)[1:]:
        well, ill = broken(fault)
        ends[fault] = (lived(well, 6 * 60, 120.0)[-1], lived(ill, 6 * 60, 120.0))
    well, ill = ends[Fault.IMBALANCE]
    assert ill[-1].spread_v.mean() > 2 * well.spread_v.mean()
    well, ill = ends[Fault.THERMAL]
    assert (ill[-1].temperature_c > well.temperature_c + 20).all() and max(ill[-1].temperature_c) > 60
    well, ill = ends[Fault.SENSOR]
    assert any(np.isnan(r.temperature_c).any() for r in ill) and any((r.voltage_v > 50_000).any() for r in ill)
    assert np.allclose(well.soc, ill[-1].soc)


def test_rising_resistance_is_in_the_packs() -> None:
    well, ill = broken(Fault.RESISTANCE)
    lived(well, 6 * 60, 120.0), lived(ill, 6 * 60, 120.0)
    ratio = ill.packs.cells.resistance / well.packs.cells.resistance
    assert (ratio > 1.1).all() and (ratio < 1.15).all()


def test_a_share_of_the_batteries_has_faults_of_all_kinds() -> None:
    kinds = Simulation(plan(batteries=2000, faulty=0.1)).faults.kind
    assert np.bincount(kinds)[1:] == pytest.approx([50] * 4, abs=25)


def test_winter_is_colder_than_summer() -> None:
    january = Simulation(plan(begins_at=datetime(2026, 1, 12, tzinfo=UTC))).step()
    july = Simulation(plan()).step()
    assert january.temperature_c.mean() < july.temperature_c.mean() - 10


def test_lines_hold_what_was_read_and_nothing_where_nothing_was() -> None:
    simulation = Simulation(plan(batteries=2))
    readings = simulation.step()
    readings.temperature_c[1] = np.nan
    first, second = lines(simulation.ids, readings)
    assert first.battery == "SIM-BAT-00001" and first.measured_at == MONDAY + timedelta(seconds=2)
    assert first.soc == pytest.approx(readings.soc[0], abs=1e-4) and first.spread_v is not None
    assert second.temperature_c is None and second.voltage_v == pytest.approx(readings.voltage_v[1], abs=0.01)
    assert all(b.simulated and b.vehicle in list(Kind) for b in simulation.batteries())


@pytest.mark.parametrize("changes", [{"batteries": 0}, {"faulty": 1.5}])
def test_what_cannot_be_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        plan(**changes)
