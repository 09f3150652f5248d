"""What bytes of models tell of how they were made."""

import json

import numpy as np
import pytest

from chargeit.learning import boosting
from chargeit.learning.inside import inside


def boosted(alpha: float) -> boosting.Boosted:
    random = np.random.default_rng(1)
    rows = random.normal(size=(600, 4))
    settings = boosting.Settings("quantile", 20, 0.1, 7, {"alpha": alpha, "lambda_l2": 3.0})
    return boosting.fit(rows, rows[:, 0] * 2 + rows[:, 2] ** 2, ["a b", "c", "d", "e"], settings)


def test_importance_is_the_librarys_own_and_every_model_has_its_place() -> None:
    low, high = boosted(0.1), boosted(0.9)
    payload = json.dumps(
        {"version": 1, "hourly": {"quantiles": [low.to_bytes().decode(), high.to_bytes().decode()]}, "stays": None}
    ).encode()
    found = inside(payload)
    assert list(found.importance) == ["hourly.quantiles.0", "hourly.quantiles.1"]
    for place, model in zip(found.importance, (low, high), strict=True):
        known = {name: share for name, share in model.importance().items() if share}
        assert found.importance[place] == pytest.approx(known, abs=1e-4)
        assert list(found.importance[place])[:2] == list(known)[:2]
    assert found.parameters["hourly.quantiles.1.alpha"] == "0.9"
    assert found.parameters["hourly.quantiles.0.num_iterations"] == "20"
    assert found.parameters["hourly.quantiles.0.lambda_l2"] == "3"


def test_a_text_alone_is_the_model() -> None:
    assert list(inside(boosted(0.5).to_bytes()).importance) == ["model"]


@pytest.mark.parametrize("payload", [b"", b"\xff\x00", b"{", b'{"fleet": {"down": 0.1}}', b'["tree"]', b"3"])
def test_bytes_without_trees_tell_nothing(payload: bytes) -> None:
    found = inside(payload)
    assert not found.parameters and not found.importance
