"""Nothing of the test is known while training."""

import numpy as np

from chargeit.learning import splits


def test_rows_whose_answer_comes_after_the_cut_are_in_neither_part() -> None:
    when = np.arange(10) * 3600
    split = splits.at(when, cut=6 * 3600, gap_s=2 * 3600)
    assert split.train.tolist() == [0, 1, 2, 3]
    assert split.test.tolist() == [6, 7, 8, 9]


def test_instants_of_both_kinds_split_alike() -> None:
    when = np.array(["2020-01-01T00", "2020-01-01T01"], dtype="datetime64[h]")
    assert splits.seconds(when).tolist() == [1577836800, 1577840400]


def test_origins_roll_as_far_as_a_whole_horizon_is_known() -> None:
    assert list(splits.rolling_origins(0, 10, 3, 4)) == [(0, 4), (3, 7), (6, 10)]


def test_a_user_is_on_one_side_whatever_the_order_of_rows() -> None:
    users = np.array([f"user {n % 40}" for n in range(400)])
    split = splits.by_group(users, 0.3)
    assert not set(users[split.train]) & set(users[split.test])
    assert 0.1 < split.test.size / users.size < 0.5
    again = splits.by_group(users[::-1], 0.3)
    assert set(users[::-1][again.test]) == set(users[split.test])
