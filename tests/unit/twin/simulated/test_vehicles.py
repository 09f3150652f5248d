"""Vehicles' days, and the power that driving takes."""

import numpy as np
import pytest

from chargeit.twin.simulated.vehicles import (
    HABITS,
    KINDS,
    PROFILE_S,
    Kind,
    driven_j,
    drives,
    driving_w,
    plugged,
    speeds_m_s,
)

MONDAY, SATURDAY = 20640, 20638  # days since 1970-01-01: 2026-07-06 and 2026-07-04


def test_days_are_those_of_the_kind_and_weekends_are_different() -> None:
    kinds = np.repeat(np.arange(3), 100)
    for day, weekend in ((MONDAY, False), (SATURDAY, True)):
        begins, ends = drives(1, day, kinds)
        for index, kind in enumerate(KINDS):
            usual = HABITS[kind].weekend if weekend else HABITS[kind].drives
            mine = kinds == index
            assert (np.isfinite(begins[mine]).sum(axis=-1) == len(usual)).all()
            for place, (start, length) in enumerate(usual):
                assert begins[mine, place].mean() / 3600 == pytest.approx(start, abs=0.3)
                assert (ends - begins)[mine, place].mean() / 3600 == pytest.approx(length, rel=0.2)
    assert (drives(1, MONDAY, kinds)[0][:, 0] != drives(1, MONDAY + 1, kinds)[0][:, 0]).mean() > 0.9


def test_commuters_are_plugged_over_night_and_others_whenever_they_stand() -> None:
    kinds = np.arange(3)
    assert plugged(kinds, 23 * 3600.0).tolist() == [True, True, True]
    assert plugged(kinds, 3 * 3600.0).tolist() == [True, True, True]
    assert plugged(kinds, 12 * 3600.0).tolist() == [False, True, True]


@pytest.mark.parametrize(("kind", "least_wh_km", "most_wh_km"), [("commuter", 120, 260), ("bus", 700, 1800)])
def test_driving_takes_what_such_vehicles_take(kind: str, least_wh_km: float, most_wh_km: float) -> None:
    way_km = speeds_m_s(Kind(kind)).sum() / 1000
    assert least_wh_km < -driven_j(Kind(kind))[-1] / 3600 / way_km < most_wh_km
    assert np.diff(driven_j(Kind(kind))).max() > 0, "braking gives something back"


def test_the_energy_of_a_drive_is_the_same_in_steps_of_any_length() -> None:
    kinds = np.array([0, 1, 2])
    for dt_s in (2.0, 60.0, 600.0):
        begins = np.arange(0, PROFILE_S, dt_s)
        total = sum(driving_w(kinds, np.full(3, begin), dt_s) * dt_s for begin in begins)
        assert total == pytest.approx([driven_j(kind)[-1] for kind in KINDS])
