"""The lowest peak: energy is conserved, no hour takes more than it could, and no solver finds a lower one."""

from datetime import UTC, datetime, timedelta
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from chargeit.domain.errors import Invalid
from chargeit.domain.loads import HourlyLoad, Series
from chargeit.loads import flow, optimise
from chargeit.loads.kpis import peak_hour
from chargeit.loads.optimise import Plan, Stay, lowest_peak, stays
from chargeit.ports.loads import LoadHour

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
def test_no_solver_finds_a_lower_peak_nor_moves_less_for_it(given_stays: list[Stay]) -> None:
    plan = lowest_peak(given_stays)
    assert sum(plan.before.values()) == sum(plan.after.values())
    peak = max(plan.after.values())
    assert peak == ceil(least_peak(given_stays) - 1e-6)
    assert plan.moved_wh == round(least_moved(given_stays, peak), 6)
    assert_possible(given_stays, plan)
    if peak == max(plan.before.values()):
        assert (plan.moved_wh, plan.after) == (0, plan.before)


@given(some_stays)
def test_a_transaction_is_movable_where_a_programme_can_move_it(given_stays: list[Stay]) -> None:
    for one in given_stays:
        takes = sum(one.taken.values())
        most_elsewhere = max(
            min(taken, sum(one.most.values()) - one.most[at] - takes + taken) for at, taken in one.taken.items()
        )
        assert one.is_movable == (most_elsewhere > 0)


class Programme:
    """What each stay takes in each of its hours, as columns of a linear programme; one more for the peak."""

    def __init__(self, given_stays: list[Stay]) -> None:
        self.pairs = [(n, at) for n, one in enumerate(given_stays) for at in one.most]
        self.bounds = [(0, given_stays[n].most[at]) for n, at in self.pairs]
        self.taken = np.array([given_stays[n].taken[at] for n, at in self.pairs])
        self.energy = [sum(one.taken.values()) for one in given_stays]
        hours = sorted({at for _, at in self.pairs})
        self.conserved = np.zeros((len(given_stays), len(self.pairs)))
        self.in_hour = np.zeros((len(hours), len(self.pairs)))
        for column, (n, at) in enumerate(self.pairs):
            self.conserved[n, column] = self.in_hour[hours.index(at), column] = 1


def least_peak(given_stays: list[Stay]) -> float:
    of = Programme(given_stays)
    below = np.hstack([of.in_hour, -np.ones((len(of.in_hour), 1))])
    conserved = np.hstack([of.conserved, np.zeros((len(given_stays), 1))])
    cost = np.append(np.zeros(len(of.pairs)), 1.0)
    found = linprog(cost, below, np.zeros(len(below)), conserved, of.energy, [*of.bounds, (0, None)])
    return float(found.fun)


def least_moved(given_stays: list[Stay], peak: int) -> float:
    """Each hour of a stay has a second column: what it takes there beyond what it took."""
    of = Programme(given_stays)
    none, each = np.zeros_like(of.in_hour), np.eye(len(of.pairs))
    below = np.vstack([np.hstack([of.in_hour, none]), np.hstack([each, -each])])
    limits = np.concatenate([np.full(len(of.in_hour), peak), of.taken])
    conserved = np.hstack([of.conserved, np.zeros_like(of.conserved)])
    cost = np.concatenate([np.zeros(len(of.pairs)), np.ones(len(of.pairs))])
    found = linprog(cost, below, limits, conserved, of.energy, [*of.bounds, *[(0, None)] * len(of.pairs)])
    return float(found.fun)


def assert_possible(given_stays: list[Stay], plan: Plan) -> None:
    """Each hour within what could be taken in it."""
    for at, energy in plan.after.items():
        assert energy <= sum(one.most.get(at, 0) for one in given_stays)


def test_only_what_the_peak_needs_is_moved_and_what_moved_aside_counts_too() -> None:
    """The first hour gives to the second, which has no room until it gives to the third."""
    first = stay(0, (6, 0), (0, 6))
    second = stay(1, (5, 0), (0, 5))
    plan = lowest_peak([first, second, stay(0, (0, 0), (1, 0), (0, 0))])
    assert (loads_of(plan.before), loads_of(plan.after)) == ([6, 6, 0], [4, 4, 4])
    assert (plan.moved_wh, plan.movable) == (2 + 4, 2)


def in_a_row(count: int) -> list[Stay]:
    """Each can only give way to the next, and every hour but the first has a little room."""
    return [stay(0, (10 * count, 0), (0, 10 * count)), *(stay(n, (10**5, 0), (0, 10**5)) for n in range(count))]


def test_work_without_end_is_given_up_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[flow.Network] = []

    class Seen(flow.Network):
        def __init__(self, nodes: int) -> None:
            super().__init__(nodes)
            found.append(self)

    monkeypatch.setattr(optimise, "Network", Seen)
    lowest_peak(in_a_row(40))
    one, other = (network.looks for network in found)
    assert one < other < 40_000
    lowest_peak(in_a_row(80))
    assert 3 * other < found[-1].looks < 5 * other  # twice the row is four times the work
    monkeypatch.setattr(flow, "MOST_LOOKS", other)
    with pytest.raises(Invalid, match="ask for fewer days"):
        lowest_peak(in_a_row(80))
    looks_of_one_way = 3 * 2 * 4 * 81
    assert other < found[-1].looks < other + looks_of_one_way


@pytest.mark.parametrize(
    "still",
    [
        stay(0, (5, 9)),  # more, but in its only hour
        stay(0, (5, 0), (3, 0)),
        stay(0, (0, 7), (0, 7)),  # took nothing
        stay(0, (5, 2), (0, 0)),
    ],
)
def test_what_has_nowhere_to_go_is_not_movable(still: Stay) -> None:
    assert lowest_peak([still]).movable == 0
    assert lowest_peak([still, stay(0, (5, 0), (0, 1))]).movable == 1


def test_hours_of_sites_half_an_hour_apart_are_joined_as_in_key_figures() -> None:
    def load(transaction: str, at: datetime, taken: int, more: int) -> HourlyLoad:
        return HourlyLoad(at, "file", transaction, "", "u", transaction, None, taken, None, more)

    half = timedelta(minutes=30)
    told = [
        load("a", hour(0), 6, 0),
        load("a", hour(1), 0, 6),
        load("b", hour(0) + half, 6, 0),
        load("b", hour(1) + half, 0, 6),
    ]
    rows = [LoadHour(int(one.hour_at.timestamp()) // 60, 0, one.synthetic_7_2_wh or 0) for one in told]
    plan = lowest_peak(stays(told, Series.SYNTHETIC_7_2))
    assert max(plan.before.values()) == peak_hour(rows).energy_wh == 12
    assert loads_of(plan.after) == [6, 6]
    assert set(lowest_peak(stays(told[2:], Series.SYNTHETIC_7_2)).before) == {hour(0) + half, hour(1) + half}
