"""Laws of cells and packs under any current."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from chargeit.domain.batteries import Chemistry
from chargeit.twin import pack
from chargeit.twin.cell import at_rest, new_cells, open_circuit, step, voltage
from chargeit.twin.pack import Packs, Spread, spread_out

RATES = st.lists(st.tuples(st.floats(-3, 3), st.integers(1, 40)), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None)
@given(kind=st.sampled_from(Chemistry), rates=RATES, soc=st.floats(0.05, 0.95), celsius=st.floats(-20, 45))
def test_energy_at_the_terminals_is_chemical_heat_or_waits_in_the_pairs(
    kind: Chemistry, rates: list[tuple[float, int]], soc: float, celsius: float
) -> None:
    cells, air = new_cells(kind, np.array([5.0])), np.array([celsius])
    state = at_rest(np.array([soc]), air)
    begin_v, terminal, heat, turned_over = open_circuit(cells, state.soc)[1], 0.0, 0.0, 1.0
    for rate, steps in rates:
        for _ in range(steps):
            room = cells.capacity_ah[0] * 3600
            current = np.clip(np.array([rate * 5.0]), -state.soc * room, (1 - state.soc) * room)
            before = voltage(cells, state, current)[0]
            state, flow = step(cells, state, current, air, 1.0)
            after = flow.voltage_v[0]
            terminal += (
                current[0] * (before + after) / 2
            )  # the power at the terminals, not the energy that the step says
            turned_over += abs(current[0] * after)
            heat += flow.heat_j[0]
    chemical = (open_circuit(cells, state.soc)[1] - begin_v)[0] * 5.0 * 3600
    assert abs(terminal - chemical - heat - state.stored_j[0]) < 2e-3 * turned_over


@settings(max_examples=25, deadline=None)
@given(
    kind=st.sampled_from(Chemistry),
    rates=RATES,
    seed=st.integers(0, 99),
    soc=st.floats(0, 1),
    celsius=st.floats(-30, 50),
)
def test_no_cell_leaves_0_to_1_and_a_pack_tells_its_weakest(
    kind: Chemistry, rates: list[tuple[float, int]], seed: int, soc: float, celsius: float
) -> None:
    packs = Packs(new_cells(kind, np.full((2, 4), 100.0)), np.full((2, 4), 24.0))
    packs, apart = spread_out(packs, Spread(0.05, 0.1, 0.02), np.random.default_rng(seed).standard_normal((3, 2, 4)))
    air = np.full(2, celsius)
    state = at_rest(np.clip(soc + apart, 0, 1), np.full((2, 4), celsius))
    size = pack.capacity_ah(packs, state)
    for rate, steps in rates:
        for _ in range(steps):
            state, flow = pack.step(packs, state, np.full(2, rate * 100.0), air, 60.0)
            assert (state.soc >= 0).all() and (state.soc <= 1).all() and (flow.spread_v >= 0).all()
            assert np.isfinite(flow.voltage_v).all() and (np.abs(flow.current_a) <= abs(rate) * 100 + 1e-9).all()
    assert np.allclose(pack.capacity_ah(packs, state), size)
    known = pack.soc(packs, state)
    assert (known >= 0).all() and (known <= 1).all() and (size <= packs.cells.capacity_ah.min(axis=-1) + 1e-9).all()
