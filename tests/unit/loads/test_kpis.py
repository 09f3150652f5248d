"""Key figures, each by a small example that one adds up by head."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from chargeit.loads import kpis
from chargeit.ports.loads import LoadHour

# Thursday 1 January 1970 and on, an hour ahead of UTC
DAY = 1440


def hour(at: int, energy_wh: int, *, day: int = 0, loads: int = 1) -> LoadHour:
    local = day * DAY + at * 60
    return LoadHour(local - 60, local, energy_wh, loads)


HOURS = [hour(8, 1000), hour(9, 3000), hour(8, 500, day=1), hour(0, 0, day=9), hour(23, 7000, day=9)]
DAYS = kpis.days(HOURS)


def test_days_hold_their_energy_and_the_hours_in_which_there_was_some() -> None:
    assert [
        (date(1970, 1, 1), 4000, 2),
        (date(1970, 1, 2), 500, 1),
        (date(1970, 1, 10), 7000, 1),
    ] == DAYS


def test_averages_run_over_the_days_that_have_data() -> None:
    assert kpis.total_wh(DAYS) == 11500
    assert kpis.daily_average_wh(DAYS) == 11500 / 3
    assert kpis.average_active_hours(DAYS) == 4 / 3


def test_the_last_seven_days_end_with_the_newest_data() -> None:
    assert kpis.recent_average_wh(DAYS) == (7000, date(1970, 1, 4), date(1970, 1, 10))
    assert kpis.recent_average_wh(DAYS[:2]) == (2250, date(1969, 12, 27), date(1970, 1, 2))


def test_peaks_are_of_all_users_and_the_first_of_equals() -> None:
    assert kpis.peak_day(DAYS).day == date(1970, 1, 10)
    assert kpis.peak_day([DAYS[0], DAYS[0]._replace(day=date(1970, 2, 1))]).day == date(1970, 1, 1)
    assert kpis.peak_hour(HOURS) == (9 * DAY + 22 * 60, 7000)


def test_an_hour_of_sites_with_different_clocks_is_one_hour() -> None:
    far = LoadHour(HOURS[0].utc_min, HOURS[0].local_min + 7 * 60, 6500)
    assert kpis.peak_hour([*HOURS, far]) == (HOURS[0].utc_min, 7500)


def test_the_hour_that_comes_twice_is_one_active_hour() -> None:
    twice = [LoadHour(0, 120, 5), LoadHour(60, 120, 5)]
    assert kpis.days(twice) == [(date(1970, 1, 1), 10, 1)]


def test_hours_without_data_count_in_the_duration_curve() -> None:
    curve = kpis.duration_curve([hour(0, 5), hour(1, 9), hour(9, 1)])
    assert len(curve) == 101
    assert curve[0] == 9
    assert curve[-1] == 0
    assert curve == sorted(curve, reverse=True)
    assert sum(1 for energy in curve if energy == 0) > 70
    assert kpis.duration_curve([hour(0, 4)]) == [4] * 101


def test_shares_of_nothing_are_not_known() -> None:
    assert kpis.simultaneity_factor(HOURS, 14000) == 0.5
    assert kpis.simultaneity_factor([hour(0, 0)], 0) is None
    assert kpis.flexible_share(3000, 1000) == 0.25
    assert kpis.flexible_share(0, 0) is None


def test_the_profile_averages_each_hour_over_its_weekdays() -> None:
    found = kpis.profile([*HOURS, hour(8, 200, day=7)])
    assert len(found) == 3 * 24
    by_hour = {(one.weekday, one.hour): one.average_wh for one in found}
    assert by_hour[3, 8] == 600
    assert by_hour[4, 8] == 500
    assert by_hour[5, 23] == 7000
    assert by_hour[5, 0] == 0


def at(zone: str, *moments: str) -> list[LoadHour]:
    """1 kWh in each hour of UTC, on the clock of the zone."""
    found = []
    for moment in moments:
        utc = datetime.fromisoformat(f"{moment}:00+00:00")
        local = utc.astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)
        found.append(LoadHour(int(utc.timestamp()) // 60, int(local.timestamp()) // 60, 1000, 1))
    return found


@pytest.mark.parametrize(("zone", "last"), [("Asia/Kolkata", "18:00"), ("Asia/Kathmandu", "18:00")])
def test_an_hour_across_midnight_is_of_the_day_that_it_begins_in(zone: str, last: str) -> None:
    monday, tuesday = at(zone, f"2026-02-09T{last}", "2026-02-09T19:00")
    assert [day.day for day in kpis.days([monday, tuesday])] == [date(2026, 2, 9), date(2026, 2, 10)]
    busy = [(one.weekday, one.hour) for one in kpis.profile([monday, tuesday]) if one.average_wh]
    assert busy == [(0, 23), (1, 0)]


def test_on_lord_howe_a_clock_put_back_by_half_an_hour_shows_one_hour_twice_and_forward_leaves_one_out() -> None:
    back = at("Australia/Lord_Howe", *(f"2026-04-04T{hour}:00" for hour in (14, 15, 16)))  # 1:00, 1:30, 2:30
    assert kpis.days(back) == [(date(2026, 4, 5), 3000, 2)]
    assert [(h.hour, h.average_wh) for h in kpis.profile(back) if h.average_wh] == [(1, 2000), (2, 1000)]
    forward = at("Australia/Lord_Howe", *(f"2026-10-03T{hour}:00" for hour in (14, 15, 16)))  # 0:30, 1:30, 3:00
    assert kpis.days(forward) == [(date(2026, 10, 4), 3000, 3)]
    assert [h.hour for h in kpis.profile(forward) if h.average_wh] == [0, 1, 3]


def test_hours_that_begin_at_half_past_add_up_with_those_that_begin_on_the_hour() -> None:
    oslo = at("Europe/Oslo", "2026-02-09T17:00", "2026-02-09T18:00")
    pune = at("Asia/Kolkata", "2026-02-09T17:30", "2026-02-09T18:30")
    assert kpis.peak_hour(pune) == (pune[0].utc_min, 1000)
    assert kpis.peak_hour([*oslo, *pune]) == (oslo[0].utc_min, 2000)
    assert kpis.duration_curve([*oslo, *pune]) == [2000] * 101
