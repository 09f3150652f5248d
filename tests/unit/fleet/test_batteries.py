"""The batteries of the fleet's vehicles are the twin's: a station's meter and a stepped battery agree on the energy."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import chargeit.fleet
from chargeit.edge.signals import PilotState
from chargeit.edge.simulated import OutletState, SimulatedOutlet, Vehicle
from chargeit.fleet.batteries import MAKES, curve, made, name_of
from chargeit.fleet.days import AC_EFFICIENCY, DC_EFFICIENCY, MODELS, powers_w
from chargeit.twin import pack
from chargeit.twin.acceptance import COOLED, KNOTS, Battery, accepted, packs_of
from chargeit.twin.cell import at_rest
from chargeit.twin.charging import charge_current

T0 = datetime(2026, 3, 1, tzinfo=UTC)


def twin_of(capacity_wh: int) -> Battery:
    return Battery(MAKES[capacity_wh][0], capacity_wh, MAKES[capacity_wh][1])


def vehicle(model: tuple[int, int, int], offer_w: float, fast: bool, soc: float, target: float) -> Vehicle:
    capacity_wh, ac_w, dc_w = model
    power_w, efficiency = (dc_w, DC_EFFICIENCY) if fast else (ac_w, AC_EFFICIENCY)
    found = curve(capacity_wh, min(power_w, offer_w) * efficiency)
    return Vehicle(capacity_wh, soc, power_w, target_soc=target, efficiency=efficiency, curve=found)


@pytest.mark.parametrize(
    ("model", "offer_w", "soc", "target"),
    [
        (MODELS[0], 7360, 0.3, 0.9),
        (MODELS[1], 11040, 0.2, 0.98),
        (MODELS[4], 11040, 0.25, 0.8),
        (MODELS[3], 50000, 0.2, 0.8),
        (MODELS[4], 150000, 0.1, 0.8),
        (MODELS[6], 50000, 0.15, 0.98),
        (MODELS[8], 11040, 0.3, 0.98),
    ],
    ids=lambda value: str(value),
)
def test_the_meter_is_what_the_battery_took_and_what_its_charger_lost(
    model: tuple[int, int, int], offer_w: float, soc: float, target: float
) -> None:
    fast = offer_w >= 50000
    car = vehicle(model, offer_w, fast, soc, target)
    outlet = SimulatedOutlet(OutletState(T0), offer_w, tells_soc=True)
    outlet.plug(car, T0)
    outlet.switch(closed=True, at=T0)
    packs = packs_of([twin_of(model[0])])
    state, air = at_rest(np.array([[soc]]), np.array([20.0])[:, None]), np.array([20.0])
    taken_wh, at, before_wh = 0.0, T0, 0.0
    while outlet.state(at) is PilotState.C:
        at += timedelta(seconds=20)
        now_wh = outlet.at(at).register_wh
        given_w = (now_wh - before_wh) * 3600 / 20 * car.efficiency
        before_wh = now_wh
        state, flow = pack.step(packs, state, charge_current(packs, state, np.array([given_w])), air, 20.0)
        taken_wh += flow.terminal_j[0] / 3600
    lost_wh = before_wh * (1 - car.efficiency)
    assert before_wh > 1000
    assert taken_wh + lost_wh == pytest.approx(before_wh, rel=0.005)
    assert outlet.read(at).soc == pytest.approx(target)
    assert pack.soc(packs, state)[0] == pytest.approx(target, abs=0.006)


def test_the_curves_are_those_of_the_twins_cells() -> None:
    wanted = powers_w()
    found = accepted([twin_of(wh) for wh, _ in wanted], np.array([power for _, power in wanted]))
    known = made()
    assert set(known.power_w) == {name_of(*one) for one in wanted} == set(known.energy_wh)
    assert known.soc == pytest.approx(KNOTS.tolist())
    for row, one in enumerate(wanted):
        assert np.allclose(known.power_w[name_of(*one)], found.power_w[row], rtol=1e-3, atol=1)
        assert np.allclose(known.energy_wh[name_of(*one)], found.energy_wh[row], rtol=1e-3, atol=1)


def test_curves_rise_in_energy_and_fast_charging_ends_slowly() -> None:
    known = made()
    for name, energy in known.energy_wh.items():
        assert energy[0] == 0 and all(a < b for a, b in pairwise(energy)), name
    best = curve(77_000, 135_000 * DC_EFFICIENCY)
    assert best.power_at(0.3) > 100_000 > 2 * best.power_at(0.9)
    assert COOLED > 1


def test_the_file_is_small_enough_to_be_shipped() -> None:
    file = Path(chargeit.fleet.__file__).parent / "curves.json"
    assert file.stat().st_size < 50_000 and set(json.loads(file.read_text())) == {"soc", "power_w", "energy_wh"}
