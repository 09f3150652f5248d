"""Laws of ageing under any life."""

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chargeit.twin.ageing import Use, rested, unaged, used
from chargeit.twin.rainflow import Rainflow

BOTH = np.array([0, 1])
DAYS = st.tuples(st.floats(0, 1), st.floats(-30, 60), st.floats(0, 400))
USES = st.tuples(st.floats(0, 300), st.floats(0.01, 1), st.floats(0, 1), st.floats(0.01, 3), st.floats(-30, 60))


@settings(max_examples=60, deadline=None)
@given(life=st.lists(st.one_of(DAYS, USES), max_size=12))
def test_health_never_rises_and_resistance_never_falls(life: list[tuple[float, ...]]) -> None:
    age = unaged(2)
    for part in life:
        before = age
        values = [np.full(2, value) for value in part]
        age = rested(BOTH, age, *values) if len(part) == 3 else used(BOTH, age, Use(*values))
        assert (age.soh <= before.soh + 1e-15).all() and (age.resistance >= before.resistance - 1e-15).all()
    assert (age.soh > 0).all() and (age.soh <= 1).all()


@given(swings=st.lists(st.floats(0.01, 1), max_size=40))
def test_rainflow_counts_each_way_once(swings: list[float]) -> None:
    """A full cycle is its depth up and down, a half one its depth once: together the length of the whole way."""
    turns = [0.0, *accumulate(size if place % 2 else -size for place, size in enumerate(swings))]
    flow = Rainflow()
    found = [cycle for turn in turns for cycle in flow.turn(turn)] + flow.rest()
    assert sum(2 * cycle.depth * cycle.weight for cycle in found) == pytest.approx(sum(swings))
