from dataclasses import replace

import numpy as np
import pytest

from chargeit.domain.errors import Invalid
from chargeit.forecasting.features import outages
from tests.support.outage_hours import fleet

NOW = 120


@pytest.mark.parametrize("horizon_h", [6, 24])
def test_shuffling_the_future_changes_no_feature(horizon_h: int) -> None:
    hours = fleet()
    order = np.random.default_rng(3).permutation(np.arange(NOW + 1, hours.hours))
    mixed = {name: getattr(hours, name).copy() for name in ("faulted", "offline", "drops", "down_at_end")}
    for array in mixed.values():
        array[:, NOW + 1 :] = array[:, order]
    mixed["offline"][:, NOW + 1 :] = 1.0
    assert not np.array_equal(mixed["faulted"], hours.faulted)
    before, after = (outages.features(one, horizon_h)[1][:, : NOW + 1] for one in (hours, replace(hours, **mixed)))
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("horizon_h", [6, 24])
def test_features_do_not_need_the_hours_to_come(horizon_h: int) -> None:
    hours = fleet()
    whole, cut = (outages.features(one, horizon_h)[1] for one in (hours, hours.until(NOW + 1)))
    np.testing.assert_array_equal(whole[:, : NOW + 1], cut)


def test_a_new_fault_moves_every_feature_the_way_it_is_held() -> None:
    hours = fleet()
    row, last = 1, hours.hours - 1
    worse = {name: getattr(hours, name).copy() for name in ("faulted", "drops")}
    assert worse["faulted"][row, last] == 0
    worse["faulted"][row, last], worse["drops"][row, last] = 1.0, 1.0
    names, before = outages.features(hours, 6)
    after = outages.features(replace(hours, **worse), 6)[1]
    for column, side in enumerate(outages.directions(names)):
        moved = np.nan_to_num(after[:, last, column]) - np.nan_to_num(before[:, last, column])
        assert (side * moved >= -1e-12).all() if side else not moved.any(), names[column]


def test_labels_ask_only_what_the_data_can_answer() -> None:
    hours = fleet()
    happened, fair = outages.labels(hours, 6)
    assert not fair[:, -6:].any()
    assert not fair[hours.down].any()
    row, hour = np.argwhere(fair & happened)[0]
    assert hours.down[row, hour + 1 : hour + 7].any()
    row, hour = np.argwhere(fair & ~happened)[0]
    assert not hours.down[row, hour + 1 : hour + 7].any()


def test_a_gap_in_what_was_heard_is_not_available() -> None:
    hours = fleet()
    silent = {name: getattr(hours, name).copy() for name in ("faulted", "offline", "drops")}
    for array in silent.values():
        array[:, 60:80] = np.nan
    gap = replace(hours, **silent)
    assert not gap.known[:, 60:80].any()
    happened, fair = outages.labels(gap, 6)
    assert not fair[:, 60:80].any()
    assert not (fair & ~happened)[:, 58].any()
    assert np.isnan(outages.rolling(gap.faulted, 6)[:, 66:80]).all()
    np.testing.assert_allclose(outages.rolling(gap.faulted, 40)[:, 79], hours.faulted[:, 40:60].mean(axis=1))


def test_the_baselines_are_what_they_are_called() -> None:
    hours = fleet()
    assert outages.hours_since_down(hours)[1, 100] == outages.NEVER_H
    assert outages.share_down(hours)[0, 150] == pytest.approx(hours.faulted[0, 79:151].mean())
    assert outages.since(np.array([[False, True, False, False]])).tolist() == [[240.0, 0.0, 1.0, 2.0]]


def test_the_nearest_connectors_are_of_other_sites() -> None:
    near = outages.nearest(np.array([0.0, 0.0, 1.0, 5.0]), np.array([50.0] * 4), np.array([0, 0, 1, 2]))
    assert near.tolist() == [[2, 3], [2, 3], [0, 1], [2, 0]]


def test_arrays_that_do_not_fit_are_named() -> None:
    hours = fleet()
    with pytest.raises(Invalid, match="drops: has shape"):
        replace(hours, drops=hours.drops[:, 1:])
