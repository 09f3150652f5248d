"""Charging as a battery management does it."""

import numpy as np
import pytest

from chargeit.domain.batteries import Chemistry
from chargeit.twin import pack
from chargeit.twin.cell import CellState, at_rest, new_cells, voltage
from chargeit.twin.charging import charge_current, greatest_a, rate_c
from chargeit.twin.chemistry import data_of
from chargeit.twin.pack import Packs, Spread, spread_out


def packs_of(kind: Chemistry, soc: float, celsius: float) -> tuple[Packs, CellState]:
    packs = Packs(new_cells(kind, np.full((1, 3), 150.0)), np.full((1, 3), 32.0))
    packs, apart = spread_out(packs, Spread(), np.random.default_rng(3).standard_normal((3, 1, 3)))
    return packs, at_rest(np.clip(soc + apart, 0, 1), np.full((1, 3), celsius))


@pytest.mark.parametrize("kind", Chemistry)
def test_a_fast_charge_is_power_then_voltage_and_ends(kind: Chemistry) -> None:
    packs, state = packs_of(kind, 0.3, 25.0)
    powers, volts = [], []
    for _ in range(6 * 3600 // 2):
        current = charge_current(packs, state, np.array([50_000.0]))
        if current[0] == 0:
            break
        state, flow = pack.step(packs, state, current, np.array([25.0]), 2.0)
        powers.append(flow.terminal_j[0] / 2)
        volts.append(float(voltage(packs.cells, state, np.broadcast_to(current[:, None], (1, 3))).max()))
    assert powers[5] == pytest.approx(50_000, rel=0.002)
    assert max(volts) < data_of(kind).v_max + 0.005
    assert powers[-1] < 0.1 * 50_000
    assert pack.soc(packs, state)[0] > 0.95


@pytest.mark.parametrize("kind", Chemistry)
def test_cold_and_heat_lower_the_rate_and_nothing_is_charged_at_the_ends(kind: Chemistry) -> None:
    rates = {c: float(greatest_a(*packs_of(kind, 0.4, c))[0]) / 150 for c in (-25.0, -5.0, 10.0, 30.0, 54.0, 65.0)}
    assert rates[-25.0] == rates[65.0] == 0
    assert 0 < rates[-5.0] < rates[10.0] < rates[30.0] > rates[54.0] > 0
    assert rates[-5.0] == pytest.approx(float(rate_c(kind, np.array(-5.0))), rel=0.01)


def test_the_power_that_is_asked_is_the_power_at_the_terminals() -> None:
    packs, state = packs_of(Chemistry.NMC, 0.6, 5.0)
    for power in (-80_000.0, -500.0, 0.0, 7_000.0):
        current = pack.current_for(packs, state, np.array([power]))
        _, flow = pack.step(packs, state, current, np.array([5.0]), 0.01)
        assert flow.current_a[0] * flow.voltage_v[0] == pytest.approx(power, rel=0.005, abs=1)
