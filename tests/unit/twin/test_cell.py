"""One step of cells."""

from dataclasses import replace

import numpy as np
import pytest

from chargeit.domain.batteries import Chemistry
from chargeit.twin.cell import Cells, CellState, at_rest, circuit, new_cells, open_circuit, step, voltage
from chargeit.twin.chemistry import data_of

WARM = np.array([25.0])


def one(kind: Chemistry = Chemistry.NMC, soc: float = 0.5, celsius: float = 25.0) -> tuple[Cells, CellState]:
    return new_cells(kind, np.array([50.0])), at_rest(np.array([soc]), np.array([celsius]))


@pytest.mark.parametrize("kind", Chemistry)
def test_at_rest_a_cell_shows_its_open_circuit_voltage_which_rises_with_its_charge(kind: Chemistry) -> None:
    soc = np.linspace(0, 1, 57)
    cells, state = new_cells(kind, np.full(57, 10.0)), at_rest(soc, np.full(57, 5.0))
    volts = voltage(cells, state, np.zeros(57))
    assert np.allclose(volts, open_circuit(cells, soc)[0])
    assert (np.diff(volts) > 0).all()
    assert volts[0] == pytest.approx(data_of(kind).v_min, abs=0.01)
    assert volts[-1] == pytest.approx(data_of(kind).v_max, abs=0.01)


def test_pairs_are_exact_whatever_the_step() -> None:
    cells, fine = one()
    _, coarse = one()
    for _ in range(600):
        fine, _ = step(cells, fine, np.array([20.0]), WARM, 1.0)
    coarse, _ = step(cells, coarse, np.array([20.0]), WARM, 600.0)
    assert coarse.fast_a == pytest.approx(fine.fast_a) and coarse.slow_a == pytest.approx(fine.slow_a)
    assert [coarse.soc[0], fine.soc[0]] == pytest.approx([0.5 + 20 / 6 / 50] * 2)
    assert fine.slow_a < fine.fast_a < 20.0001


def test_cold_and_age_raise_the_resistance_and_size_lowers_it() -> None:
    def drop(celsius: float = 25.0, factor: float = 1.0, ampere_hours: float = 50.0) -> float:
        cells = new_cells(Chemistry.NMC, np.array([ampere_hours]))
        cells = replace(cells, resistance=cells.resistance * factor)
        state = at_rest(np.array([0.5]), np.array([celsius]))
        return float(voltage(cells, state, np.array([50.0]))[0] - voltage(cells, state, np.array([0.0]))[0])

    assert drop(-10) > 2 * drop(25) > 2 * drop(45)
    assert drop(factor=2) > 1.5 * drop()
    assert drop(ampere_hours=100) == pytest.approx(drop() / 2, rel=0.25)


def test_a_current_warms_a_cell_towards_the_ambient_and_its_losses() -> None:
    cells, state = one(celsius=10)
    for _ in range(2000):
        current = np.array([50.0 if _ % 2 else -50.0])
        state, flow = step(cells, state, current, np.array([20.0]), 60.0)
    lost_w = flow.heat_j[0] / 60
    assert lost_w > 0 and state.temperature_c[0] == pytest.approx(20 + lost_w / cells.cooling_w_k[0], abs=1.5)


@pytest.mark.parametrize(("current", "end"), [(-1e4, 0.0), (1e4, 1.0)])
def test_what_does_not_fit_does_not_flow(current: float, end: float) -> None:
    cells, state = one()
    state, flow = step(cells, state, np.array([current]), WARM, 3600.0)
    assert state.soc[0] == pytest.approx(end) and abs(flow.current_a[0]) == pytest.approx(25)


def test_a_mixed_fleet_is_each_of_its_cells() -> None:
    together = Cells(np.array([0, 1]), *np.array([[10.0, 20.0], [50, 46], [1, 1.5], [700, 1500], [0.1, 0.2]]))
    state = at_rest(np.array([0.3, 0.7]), np.array([5.0, 35.0]))
    moved, flow = step(together, state, np.array([10.0, -30.0]), np.array([0.0, 20.0]), 2.0)
    for k in range(2):
        alone = Cells(*(getattr(together, name)[k : k + 1] for name in Cells.__dataclass_fields__))
        begin = CellState(*(part[k : k + 1] for part in state))
        amps, air = np.array([[10.0], [-30.0]][k]), np.array([[0.0], [20.0]][k])
        single, went = step(alone, begin, amps, air, 2.0)
        assert all(a[k] == b[0] for a, b in zip(moved, single, strict=True))
        assert all(a[k] == b[0] for a, b in zip(flow, went, strict=True))


def test_resistances_at_the_reference_are_those_of_the_file() -> None:
    data = data_of(Chemistry.NMC)
    cells = new_cells(Chemistry.NMC, np.array([data.capacity_ah]))
    now = circuit(cells, at_rest(np.array([0.5]), WARM))
    assert [now.r0_ohm[0], now.r1_ohm[0], now.r2_ohm[0]] == pytest.approx(data.resistance_ohm[:, 100])
    assert now.exchange_a[0] == pytest.approx(data.exchange_a)
