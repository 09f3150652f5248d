"""What the availability model is given."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

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


def used_daily(site: str, at: datetime, days: int, shift_s: int = 0) -> list[tuple[Connector, int, int]]:
    """An hour a day from `at` on, from day 29 on earlier or later."""
    begins = [int(at.timestamp()) + day * DAY + (shift_s if day >= 29 else 0) for day in range(days)]
    return [(Connector(site, 1, site=site), begin, begin + HOUR) for begin in begins]


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("Asia/Kolkata", 13), ("Asia/Kathmandu", 13), ("Australia/Lord_Howe", 19), ("America/St_Johns", 4)],
)
def test_an_hour_belongs_to_the_local_hour_that_it_begins_in_also_half_an_hour_off(zone: str, shown: int) -> None:
    spans = used_daily("A", datetime(2026, 1, 1, 8, tzinfo=UTC), 40)  # 13:30, 13:45, 19:00 and 4:30 there
    found = rows(from_spans(spans, FIRST + 40 * DAY, zone), FIRST + 40 * DAY)
    busy = found.hour_mean[0] == 1.0
    assert column(found, "hour")[0, busy].tolist() == [shown]
    assert found.hour_mean[0, ~busy].sum() == 0
    # near midnight: 18:00 UTC of a Monday is still Monday in India (23:30) and in Nepal (23:45)
    late = int(datetime(2026, 2, 9, 18, tzinfo=UTC).timestamp())
    at_late = rows(from_spans(spans, late, zone), late)
    local = datetime(2026, 2, 9, 18, tzinfo=UTC).astimezone(ZoneInfo(zone))
    assert column(at_late, "hour")[0, 0] == local.hour
    assert column(at_late, "weekday")[0, 0] == local.weekday()


@pytest.mark.parametrize("half", [0, 1])
def test_a_clock_that_moves_by_half_an_hour_keeps_its_hours(half: int) -> None:
    # Lord Howe: 11 hours ahead until 4 April 2026 15:00 UTC, then 10:30; in use for an hour from 9:00 or 9:30 there
    first = datetime(2026, 3, 6, 22, 30 * half, tzinfo=UTC)
    spans = used_daily("A", first, 40, shift_s=HOUR // 2)
    now = int(datetime(2026, 4, 15, tzinfo=UTC).timestamp())
    found = rows(from_spans(spans, now, "Australia/Lord_Howe"), now)
    nine = column(found, "hour")[0] == 9
    assert found.hour_mean[0, nine].tolist() == [1.0]


def test_each_site_has_the_hours_of_its_own_clock() -> None:
    midday = {"Oslo": datetime(2026, 1, 1, 11, tzinfo=UTC), "Pune": datetime(2026, 1, 1, 6, 30, tzinfo=UTC)}
    spans = [span for site, at in midday.items() for span in used_daily(site, at, 40)]
    usage = replace(from_spans(spans, FIRST + 40 * DAY, "Europe/Oslo"), zones={"Pune": "Asia/Kolkata"})
    found = rows(usage, FIRST + 40 * DAY)
    shown = [column(found, "hour")[i, found.hour_mean[i] >= 0.5].tolist() for i in range(2)]
    assert shown == [[12], [11, 12]]  # half past six is one half of two hours of UTC
    alone = [one for one in spans if one[0].station == "Pune"]
    single = rows(from_spans(alone, FIRST + 40 * DAY, "Asia/Kolkata"), FIRST + 40 * DAY)
    own = [i for i, name in enumerate(NAMES) if not name.startswith("fleet")]
    np.testing.assert_array_equal(found.features[1][:, own], single.features[0][:, own])


def test_what_a_connector_did_before_it_was_there_is_not_known() -> None:
    young = commuters(days=120, first_day=110)
    found = rows(young, FIRST + 112 * DAY)
    assert found.days.max() < 2
    assert np.isnan(column(found, "last_week")).all()
