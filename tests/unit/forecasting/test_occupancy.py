"""What the availability model is given."""

from datetime import UTC, datetime

import numpy as np
import pytest

from chargeit.forecasting.features.occupancy import NAMES, Rows, occupancy, rows_at
from chargeit.forecasting.features.usage import Connector, Usage, from_spans
from tests.support.usage import DAY, FIRST, HOUR, commuters, with_another_future


def rows(usage: Usage, origin: int) -> Rows:
    known = occupancy(usage)
    return rows_at(known, origin, known.state(np.array([origin]))[:, :, 0])


def column(found: Rows, name: str) -> np.ndarray:
    return found.features[:, :, NAMES.index(name)]


@pytest.mark.parametrize("minutes", [0, 7 * 60 + 55, 8 * 60 + 20, 11 * 60 + 50, 16 * 60 + 10])
def test_another_future_changes_nothing_in_the_features(minutes: int) -> None:
    usage, origin = commuters(), FIRST + 96 * DAY + minutes * 60
    real, other = rows(usage, origin), rows(with_another_future(usage, origin), origin)
    assert not np.array_equal(
        occupancy(usage).share[:, 91 * 24 :], occupancy(with_another_future(usage, origin)).share[:, 91 * 24 :]
    )
    np.testing.assert_array_equal(real.features, other.features)
    np.testing.assert_array_equal(real.hour_mean, other.hour_mean)


@pytest.mark.parametrize("minutes", [0, 15, 600 + 7])
def test_a_long_history_and_one_that_ends_now_give_the_same_features(minutes: int) -> None:
    usage, origin = commuters(), FIRST + 100 * DAY + minutes * 60
    np.testing.assert_allclose(rows(usage, origin).features, rows(usage.known_at(origin), origin).features)


def test_the_share_of_each_hour_is_the_time_in_use() -> None:
    connector = Connector("A", 1)
    usage = from_spans([(connector, FIRST + 900, FIRST + HOUR + 1800)], FIRST + 3 * HOUR, "UTC")
    found = occupancy(usage)
    assert found.share.tolist() == [[0.75, 0.5, 0.0]]
    assert found.known_hour - found.first_hour == [1]  # of its first hour only a part is known
    there = Usage(usage.connectors, usage.which, usage.begins, usage.ends, usage.until, first={0: FIRST - HOUR})
    assert occupancy(there).share.tolist() == [[0.0, 0.75, 0.5, 0.0]]


def test_the_first_hour_after_a_full_hour_is_that_hour_and_otherwise_the_next() -> None:
    usage = commuters()
    at_ten, after_ten = rows(usage, FIRST + 80 * DAY + 10 * HOUR), rows(usage, FIRST + 80 * DAY + 10 * HOUR + 900)
    assert column(at_ten, "hour")[0, :2].tolist() == [10, 11]
    assert column(at_ten, "lead_h")[0, :2].tolist() == [0, 1]
    assert column(after_ten, "hour")[0, :2].tolist() == [11, 12]
    assert column(after_ten, "lead_h")[0, :2].tolist() == [0.75, 1.75]


def test_means_are_of_the_same_hour_of_the_clock_also_after_it_was_put_forward() -> None:
    # 9 to 10 by the clock of Berlin, which goes forward on 29 March 2026
    connector, spans = Connector("A", 1), []
    for day in range(60):
        summer = FIRST + day * DAY >= datetime(2026, 3, 29, tzinfo=UTC).timestamp() - 31 * DAY
        begin = FIRST + (day + 31) * DAY + (7 if summer else 8) * HOUR
        spans.append((connector, begin, begin + HOUR))
    found = rows(from_spans(spans, FIRST + 91 * DAY, "Europe/Berlin"), FIRST + 91 * DAY)
    nine = column(found, "hour")[0] == 9
    assert found.hour_mean[0, nine].tolist() == [1.0]
    assert found.hour_mean[0, ~nine].sum() == 0


def test_what_a_connector_did_before_it_was_there_is_not_known() -> None:
    young = commuters(days=120, first_day=110)
    found = rows(young, FIRST + 112 * DAY)
    assert found.days.max() < 2
    assert np.isnan(column(found, "last_week")).all()
