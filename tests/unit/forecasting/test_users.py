"""User segments: only where they are stable, and named from what users do."""

from datetime import UTC, datetime

import numpy as np
import pytest

from chargeit.domain.errors import Invalid
from chargeit.domain.forecasts import Basis
from chargeit.forecasting import users
from chargeit.forecasting.features import behaviour
from chargeit.forecasting.features.transactions import Log
from chargeit.forecasting.users import FEATURE, UsersData
from chargeit.learning.catalogue import Incumbent

UNTIL = datetime(2026, 3, 2, tzinfo=UTC)
END = UNTIL.timestamp() / 3600


def log(kinds: int, people: int = 30, each: int = 20) -> Log:
    """Users of so many clearly different habits."""
    random = np.random.default_rng(5)
    rows = []
    for person in range(people):
        kind = person % kinds
        for turn in range(each):
            begun = END - 24.0 * (each - turn) * (1 + kind) + 8 + 5 * kind + random.normal(0, 0.3)
            rows.append((begun, 2 + 8 * kind, f"user {person}", (3 + 20 * kind) * random.uniform(0.9, 1.1)))
    rows.sort()
    begun_h = np.array([row[0] for row in rows])
    stays_h = np.array([row[1] for row in rows])
    energy = np.array([row[3] for row in rows])
    return Log(["A"] * len(rows), [row[2] for row in rows], begun_h, begun_h + stays_h, energy)


def test_clear_habits_become_segments_named_in_words() -> None:
    data = UsersData(log(2), UNTIL)
    trained = FEATURE.train(data)
    assert trained.notes == "2 segments"
    forecasts = {one.subject: one for one in FEATURE.predict(trained.payload, data, UNTIL)}
    assert forecasts["user 0"].points == forecasts["user 2"].points != forecasts["user 1"].points
    assert (
        "large charges" in forecasts["user 1"].explanation and "arrives around 13:00" in forecasts["user 1"].explanation
    )


def test_the_segments_that_serve_are_scored_on_the_users_of_the_new_ones() -> None:
    data = UsersData(log(2), UNTIL)
    trained = FEATURE.train(data)
    rival = FEATURE.train(data, Incumbent("digest", trained.payload, UNTIL)).rival
    assert rival is not None and rival.value == pytest.approx(rival.challenger_value)
    rival = FEATURE.train(data, Incumbent("digest", b'{"centres": []}', UNTIL)).rival
    assert rival is not None and np.isnan(rival.value)


def test_users_without_structure_have_no_stable_segments() -> None:
    rows = np.random.default_rng(6).normal(size=(60, 7))
    assert users.chosen([users.trial(rows, count, copies=8) for count in (2, 3, 4)]) is None


def test_without_segments_each_user_has_a_place_on_the_continuum() -> None:
    data = UsersData(log(3), UNTIL)
    frequent, *_, rare = FEATURE.predict(b'{"centres": []}', data, UNTIL)[:3]
    assert frequent.basis is Basis.BASELINE and "no stable segments" in frequent.explanation
    assert frequent.points[0].value > rare.points[0].value


def test_a_user_with_a_short_past_is_told_what_is_missing() -> None:
    short = log(2, people=4, each=3)
    (first, *_) = FEATURE.predict(None, UsersData(short, UNTIL), UNTIL)
    assert first.basis is Basis.MISSING and first.missing.startswith("3 of 15")
    with pytest.raises(Invalid, match="needed are 20"):
        FEATURE.train(UsersData(short, UNTIL))


def test_what_happens_later_changes_no_figure_of_a_user() -> None:
    whole = log(2)
    cut = float(np.median(whole.begun_h))
    names, rows = behaviour.seen(whole, cut, 5)
    later = whole.left_h > cut
    whole.energy_kwh[later] = 99.0
    whole.begun_h[later] += np.random.default_rng(7).uniform(0, 5, int(later.sum()))
    again_names, again = behaviour.seen(whole, cut, 5)
    assert names == again_names and len(names) > 5
    np.testing.assert_array_equal(rows, again)
