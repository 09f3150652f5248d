"""A charge along a curve in closed form, beside small steps of it."""

import pytest

from chargeit.edge.acceptance import Curve, Pace, paced

CURVE = Curve((0.0, 0.3, 0.6, 0.9, 1.0), (40_000.0, 50_000.0, 50_000.0, 10_000.0, 0.0), (0.0, 3e3, 6.2e3, 9.5e3, 11e3))


def stepped(most_w: float, seconds: float, energy_wh: float) -> float:
    for _ in range(int(seconds * 10)):
        energy_wh += min(most_w, CURVE.power_at(CURVE.soc_at(energy_wh))) / 36_000
    return energy_wh


@pytest.mark.parametrize("most_w", [5_000.0, 30_000.0, 45_000.0, 90_000.0])
@pytest.mark.parametrize("begin_wh", [0.0, 2_000.0, 8_000.0])
def test_the_energy_is_that_of_small_steps(most_w: float, begin_wh: float) -> None:
    pace = paced(CURVE, most_w)
    for seconds in (1, 60, 900):
        found = pace.energy_at(pace.seconds_at(begin_wh) + seconds)
        assert found == pytest.approx(stepped(most_w, seconds, begin_wh), abs=0.5)


def test_time_and_energy_are_each_others_inverse_and_the_full_battery_is_never_reached() -> None:
    pace: Pace = paced(CURVE, 45_000.0)
    for energy_wh in (0.0, 1.0, 1_500.0, 3_000.0, 6_100.0, 9_499.0, 10_990.0):
        assert pace.energy_at(pace.seconds_at(energy_wh)) == pytest.approx(energy_wh, abs=1e-6)
    assert pace.seconds[-1] == float("inf") and pace.energy_at(1e9) == pytest.approx(11e3)
    assert all(a < b for a, b in zip(pace.seconds, pace.seconds[1:], strict=False))
