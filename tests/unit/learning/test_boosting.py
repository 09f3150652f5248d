"""Boosting is repeatable, survives its bytes, and says what it rests on."""

import numpy as np
import pytest

from chargeit.domain.errors import Invalid
from chargeit.learning import boosting
from chargeit.learning.boosting import Settings

GENERATOR = np.random.default_rng(5)
ROWS = GENERATOR.random((600, 3))
TARGET = 5 * ROWS[:, 0] + ROWS[:, 1]
QUICK = Settings("regression_l1", rounds=20, learning_rate=0.2)
NAMES = ["much", "little", "nothing"]


def test_the_same_rows_give_the_same_bytes_and_these_the_same_answers() -> None:
    model = boosting.fit(ROWS, TARGET, NAMES, QUICK)
    assert boosting.fit(ROWS, TARGET, NAMES, QUICK).to_bytes() == model.to_bytes()
    again = boosting.from_bytes(model.to_bytes())
    assert again.predict(ROWS[:5]).tolist() == model.predict(ROWS[:5]).tolist()
    assert again.feature_names == NAMES


def test_it_says_which_feature_counts() -> None:
    model = boosting.fit(ROWS, TARGET, NAMES, QUICK)
    assert next(iter(model.importance())) == "much"
    assert model.reasons(ROWS[:2]).sum(axis=1) == pytest.approx(model.predict(ROWS[:2]))


def test_bytes_that_are_no_model_are_refused() -> None:
    for payload in (b"", b"\x80\x04pickle", b"tree\nrubbish"):
        with pytest.raises(Invalid, match="payload"):
            boosting.from_bytes(payload)


def test_rows_that_do_not_fit_are_refused() -> None:
    model = boosting.fit(ROWS, TARGET, NAMES, QUICK)
    with pytest.raises(Invalid, match="3 columns"):
        model.predict(ROWS[:, :2])
    with pytest.raises(Invalid, match="features"):
        boosting.fit(ROWS, TARGET[1:], NAMES, QUICK)
