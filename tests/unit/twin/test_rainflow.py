"""Rainflow counting beside the example of its standard."""

from collections import Counter

from chargeit.twin.rainflow import Rainflow

EXAMPLE = [-2.0, 1, -3, 5, -1, 3, -4, 4, -2]  # ASTM E1049-85, figure 6


def test_the_example_of_the_standard() -> None:
    flow, found = Rainflow(), Counter[tuple[float, float]]()
    for turn in EXAMPLE:
        for cycle in flow.turn(turn):
            found[cycle.depth, cycle.mean] += cycle.weight  # type: ignore[assignment]
    for cycle in flow.rest():
        found[cycle.depth, cycle.mean] += cycle.weight  # type: ignore[assignment]
    ranges: Counter[float] = Counter()
    for (depth, _), count in found.items():
        ranges[depth] += count  # type: ignore[assignment]
    assert ranges == {3: 0.5, 4: 1.5, 6: 0.5, 8: 1.0, 9: 0.5}
    assert found[4, 1] == 1


def test_a_battery_that_is_used_alike_every_day_leaves_few_turns_open() -> None:
    flow = Rainflow()
    closed = [cycle for _ in range(200) for turn in (0.3, 0.8) for cycle in flow.turn(turn)]
    assert len(flow.turns) < 5 and len(closed) > 190
    assert {round(cycle.depth, 9) for cycle in closed} == {0.5}
