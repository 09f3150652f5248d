"""The lowest peak: energy is conserved, no hour takes more than it could, and no solver finds a lower one."""

from datetime import UTC, datetime, timedelta
from math import ceil

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from chargeit.domain.loads import HourlyLoad, Series
from chargeit.loads.optimise import Plan, Stay, lowest_peak, stays

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def hour(n: int) -> datetime:
    return NOON + timedelta(hours=n)


def stay(first: int, *hours: tuple[int, int]) -> Stay:
    """Of each hour: taken, and what could be taken more."""
    taken = {hour(first + n): energy for n, (energy, _) in enumerate(hours)}
    return Stay(taken, {hour(first + n): energy + more for n, (energy, more) in enumerate(hours)})


def loads_of(plan: dict[datetime, int]) -> list[int]:
    return list(plan.values())


def test_two_that_came_together_charge_one_after_the_other() -> None:
    plan = lowest_peak([stay(0, (7000, 0), (0, 7000)), stay(0, (7000, 0), (0, 7000))])
    assert (loads_of(plan.before), loads_of(plan.after)) == ([14000, 0], [7000, 7000])
    assert (plan.moved_wh, plan.transactions, plan.movable) == (7000, 2, 2)


def test_nothing_moves_that_cannot_or_need_not() -> None:
    fixed = stay(0, (9000, 0), (1000, 0))
    short = stay(1, (2000, 0), (0, 7000))
    plan = lowest_peak([fixed, short])
    assert loads_of(plan.after) == loads_of(plan.before) == [9000, 3000, 0]
    assert (plan.moved_wh, plan.movable) == (0, 1)


def test_what_is_blank_is_nothing() -> None:
    def load(transaction: str, n: int, taken: int | None, more: int | None) -> HourlyLoad:
        return HourlyLoad(hour(n), "file", "s", "", "u", transaction, None, taken, None, more)

    told = [load("a", 0, 5, None), load("a", 1, None, 9), load("b", 0, 3, None), load("c", 0, None, None)]
    moves, stays_there = stays(told, Series.SYNTHETIC_7_2)
    assert moves == Stay({hour(0): 5, hour(1): 0}, {hour(0): 5, hour(1): 9})
    assert [one.is_movable for one in (moves, stays_there)] == [True, False]


hours_of_stay = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=5)
some_stays = st.lists(
    st.builds(lambda first, hours: stay(first, *hours), st.integers(0, 6), hours_of_stay), min_size=1, max_size=6
)


@given(some_stays)
def test_no_solver_finds_a_lower_peak(given_stays: list[Stay]) -> None:
    plan = lowest_peak(given_stays)
    assert sum(plan.before.values()) == sum(plan.after.values())
    assert max(plan.after.values()) <= max(plan.before.values())
    assert max(plan.after.values()) == ceil(least_by_linear_programme(given_stays) - 1e-6)
    assert_possible(given_stays, plan)


def least_by_linear_programme(given_stays: list[Stay]) -> float:
    pairs = [(n, at) for n, one in enumerate(given_stays) for at in one.most]
    every_hour = sorted({at for _, at in pairs})
    conserved = np.zeros((len(given_stays), len(pairs) + 1))
    below = np.zeros((len(every_hour), len(pairs) + 1))
    for column, (n, at) in enumerate(pairs):
        conserved[n, column] = below[every_hour.index(at), column] = 1
    below[:, -1] = -1
    bounds = [(0, given_stays[n].most[at]) for n, at in pairs] + [(0, None)]
    cost = np.zeros(len(pairs) + 1)
    cost[-1] = 1
    energy = [sum(one.taken.values()) for one in given_stays]
    found = linprog(cost, below, np.zeros(len(every_hour)), conserved, energy, bounds)
    return float(found.fun)


def assert_possible(given_stays: list[Stay], plan: Plan) -> None:
    """Each hour within what could be taken in it, and what moved is no more than what there was."""
    for at, energy in plan.after.items():
        assert energy <= sum(one.most.get(at, 0) for one in given_stays)
    rise = sum(max(plan.after[at] - plan.before[at], 0) for at in plan.before)
    assert rise <= plan.moved_wh <= sum(plan.before.values())
