"""The availability forecast: what it says where it knows little."""

from datetime import UTC, datetime

import numpy as np
import pytest

from chargeit.domain.errors import Invalid
from chargeit.domain.forecasts import Basis, Forecast
from chargeit.forecasting.availability import FEATURE
from chargeit.forecasting.availability_model import from_bytes, mixed
from chargeit.forecasting.backtests import availability
from chargeit.forecasting.features.occupancy import occupancy
from chargeit.forecasting.features.usage import Connector, Usage, from_spans
from tests.support.usage import DAY, FIRST, HOUR, commuters


def asked(payload: bytes | None, usage: Usage, instant: int) -> dict[str, Forecast]:
    found = FEATURE.predict(payload, usage, datetime.fromtimestamp(instant, UTC))
    return {one.subject: one for one in found}


def test_without_a_model_the_hours_own_means_answer_and_say_so() -> None:
    found = asked(None, commuters(), FIRST + 119 * DAY)["S0/1/1"]
    assert found.basis is Basis.BASELINE
    assert "no trained model" in found.missing
    assert found.points[12].value < found.points[2].value


def test_with_no_history_at_all_nothing_is_invented() -> None:
    instant = FIRST + 3 * HOUR
    usage = from_spans([(Connector("A", 1), FIRST, FIRST + HOUR)], instant, "UTC")
    (found,) = FEATURE.predict(None, usage, datetime.fromtimestamp(instant, UTC))
    assert found.basis is Basis.MISSING
    assert found.points == ()
    assert "no other connector" in found.missing
    nobody = Usage((), usage.which[:0], usage.begins[:0], usage.ends[:0], instant)
    assert FEATURE.predict(None, nobody, datetime.fromtimestamp(instant, UTC)) == []


def test_too_short_a_history_is_refused_with_what_is_needed() -> None:
    with pytest.raises(Invalid, match="at least 64 are needed"):
        FEATURE.train(commuters(days=40))


def test_bytes_that_are_no_model_are_refused() -> None:
    for payload in (b"", b"{}", b"[]", b'{"weights": [], "trees": "x"}', b"\xff\xfe"):
        with pytest.raises(Invalid, match="payload"):
            from_bytes(payload)


def test_only_the_first_hours_hold_on_to_the_present_state() -> None:
    said = mixed(np.full(3, 0.2), np.ones(3), np.array([1, 2, 3]), (0.5, 0.25))
    np.testing.assert_allclose(said, [0.6, 0.4, 0.2])


def test_the_rate_from_both_sides_is_of_the_same_hour_on_other_days() -> None:
    """In use at 8 on three days of four; not heard on the first one."""
    use, heard = np.zeros((1, 96)), np.ones((1, 96))
    use[0, [8, 32, 80]], heard[0, :24] = 1.0, 0.0
    both = availability.same_hour(use, heard, {1: 1.0, -1: 3.0})
    assert both[0, [8, 32, 56, 80]].tolist() == [1.0, 0.0, 1.0, 0.0]
    assert not both[0, 9::24].any()
    assert availability.same_hour(use, heard, {1: 1.0, 2: 1.0})[0, [32, 56, 80]].tolist() == [0.0, 1.0, 0.5]


def test_what_the_rate_tells_at_most_is_scored_beside_the_mean_of_the_days_before() -> None:
    usage = commuters(days=100)
    known = occupancy(usage)
    (row,) = availability.limit(known, known.first_hour + 24 * 60, "made")
    assert 0 < row.value < row.baseline_value
    assert availability.limit(known, known.first_hour + 24 * 200, "made") == []
