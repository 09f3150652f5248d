"""Sums of loads are the same from what the writer keeps and from the lines, on every engine."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chargeit.domain.errors import Invalid
from chargeit.domain.loads import HourlyLoad, Series
from chargeit.ports.loads import LoadFilter, LoadHour, Site
from chargeit.storage.store import Store, open_store

# two hours before midnight in Oslo, on the day before the clock goes back
FIRST = datetime(2019, 10, 26, 20, tzinfo=UTC)
OSLO, TOKYO = "Europe/Oslo", "Asia/Tokyo"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url, time_zone=OSLO)
    opened.write(lambda work: work.loads.add(list(some_loads())))
    yield opened
    opened.close()


def some_loads() -> Iterator[HourlyLoad]:
    """Three users at two sites, 40 hours; the figures differ in every hour."""
    for (user, site), hour in product((("u", "s"), ("v", "s"), ("w", "t")), range(40)):
        energy = None if (user, hour) == ("w", 3) else 100 * hour + ord(user)
        yield load(hour, user, site, synthetic_7_2_wh=energy, flex_7_2_wh=hour)


def load(hour: int, user: str, site: str, **more: Any) -> HourlyLoad:
    names = {"source": "file", "station": f"station of {user}", "transaction": user}
    return HourlyLoad(hour_at=FIRST + timedelta(hours=hour), site=site, user=user, **{**names, **more})


def shown(hours: list[LoadHour]) -> list[str]:
    """Day and hour of the wall clock."""
    return [f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=hour.local_min):%d %H}" for hour in hours]


def of_users(store: Store, wanted: LoadFilter, names: str) -> list[LoadHour]:
    """Added up by hand."""
    found: dict[tuple[int, int], list[int]] = {}
    for name in names:
        one = LoadFilter(user=name, series=wanted.series, start_date=wanted.start_date, end_date=wanted.end_date)
        for hour in store.reads.loads.hours(one):
            total = found.setdefault(hour[:2], [0, 0])
            total[0] += hour.energy_wh
            total[1] += hour.loads
    return [LoadHour(*key, *found[key]) for key in sorted(found)]


@pytest.mark.parametrize(
    "wanted, names", [(LoadFilter(), "uvw"), (LoadFilter(site="s"), "uv"), (LoadFilter(station="station of w"), "w")]
)
def test_kept_sums_are_those_of_the_users(store: Store, wanted: LoadFilter, names: str) -> None:
    found = store.reads.loads.hours(wanted)
    assert found == of_users(store, wanted, names)
    assert len(found) == (39 if names == "w" else 40)


def test_days_are_those_of_the_site(store: Store) -> None:
    found = store.reads.loads.hours(LoadFilter(start_date=date(2019, 10, 27), end_date=date(2019, 10, 27)))
    assert len(found) == 25
    assert (shown(found)[0], shown(found)[-1]) == ("27 00", "27 23")
    assert shown(found)[2:5] == ["27 02", "27 02", "27 03"]
    first = store.reads.loads.hours(LoadFilter(end_date=date(2019, 10, 26)))
    assert len(first) == 2


def test_another_time_zone_needs_no_new_sums(store: Store) -> None:
    store.write(lambda work: work.loads.set_time_zone("t", TOKYO))
    assert store.reads.loads.sites() == [Site("s", OSLO), Site("t", TOKYO)]
    found = store.reads.loads.hours(LoadFilter())
    assert found == of_users(store, LoadFilter(), "uvw")
    assert len(found) == 79
    one_day = LoadFilter(start_date=date(2019, 10, 27), end_date=date(2019, 10, 27))
    assert store.reads.loads.hours(one_day) == of_users(store, one_day, "uvw")
    store.write(lambda work: work.loads.set_time_zone("s", TOKYO))
    assert len(store.reads.loads.hours(LoadFilter())) == 40


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"])
def test_days_of_clocks_that_are_half_an_hour_off_hold_the_hours_that_begin_in_them(store: Store, zone: str) -> None:
    """Six weeks of hours, in which the clocks of Lord Howe and of St. John's are moved."""
    begun = datetime(2019, 9, 25, tzinfo=UTC)
    rows = [
        HourlyLoad(begun + timedelta(hours=n), "more", "half", "", "x", "x", synthetic_7_2_wh=1) for n in range(42 * 24)
    ]
    store.write(lambda work: work.loads.add(rows, time_zone=zone))
    for day in range(1, 41):
        wanted = date(2019, 9, 25) + timedelta(days=day)
        found = store.reads.loads.hours(LoadFilter(site="half", start_date=wanted, end_date=wanted))
        local = [row.hour_at.astimezone(ZoneInfo(zone)) for row in rows]
        mine = [at for at in local if at.date() == wanted]
        assert shown(found) == [f"{at:%d %H}" for at in mine]
        assert [hour.local_min % 60 for hour in found] == [at.minute for at in mine]
    assert store.reads.history.zones() == {"": OSLO, "s": OSLO, "t": OSLO, "half": zone}


def test_the_peak_is_told_with_who_is_plugged_in(store: Store) -> None:
    peaks = store.reads.loads.peaks_of_connected
    both = (Series.SYNTHETIC_7_2, Series.FLEX_7_2)
    last = int(FIRST.timestamp()) // 60 + 39 * 60
    energy = 3 * 3900 + ord("u") + ord("v") + ord("w")
    assert peaks(LoadFilter(), both) == [(last, energy, 3, 3), (last, 3 * 39, 3, 3)]
    assert peaks(LoadFilter(user="w"), both) == [(last, 3900 + ord("w"), 1, 1), (last, 39, 1, 1)]
    assert peaks(LoadFilter(site="s"), both[1:]) == [(last, 2 * 39, 2, 2)]
    assert peaks(LoadFilter(), [*both, Series.SYNTHETIC_3_6]) == []


def test_the_peaks_of_users_are_their_own(store: Store) -> None:
    whole = store.reads.loads.peaks_of_users
    assert whole(LoadFilter()) == 3 * 3900 + ord("u") + ord("v") + ord("w")
    assert whole(LoadFilter(user="v")) == 3900 + ord("v")
    assert whole(LoadFilter(series=Series.FLEX_7_2, site="s")) == 2 * 39
    # the bound cuts the month; the last hour of the 27th is the 26th of the file
    assert whole(LoadFilter(end_date=date(2019, 10, 27))) == 3 * 2600 + ord("u") + ord("v") + ord("w")
    assert whole(LoadFilter(start_date=date(2019, 10, 28))) == whole(LoadFilter())
    assert whole(LoadFilter(start_date=date(2019, 11, 1))) == 0


@pytest.mark.parametrize("first, last", [*product((-40, -10, 0, 10), (30, 70, 100))])
def test_peaks_over_months_are_those_of_the_lines(store: Store, first: int, last: int) -> None:
    days = [(FIRST + timedelta(days=day), 500 + 37 * (day * day % 11)) for day in range(-60, 90, 3)]
    rows = [HourlyLoad(at, "other", "s", "", "x", str(at), synthetic_7_2_wh=energy) for at, energy in days]
    store.write(lambda work: work.loads.add(rows))
    start, end = (FIRST.date() + timedelta(days=day) for day in (first, last))
    inside = [energy for at, energy in days if start <= at.date() <= end]
    assert store.reads.loads.peaks_of_users(LoadFilter(user="x", start_date=start, end_date=end)) == max(inside)


def test_pages_hold_every_load_once(store: Store) -> None:
    seen: list[HourlyLoad] = []
    after = None
    while True:
        page = store.reads.loads.page(LoadFilter(), after=after, limit=17)
        assert {row.time_zone for row in page.rows} == {OSLO}
        seen += [row.load for row in page.rows]
        after = page.next
        if after is None:
            break
    assert seen == list(some_loads())
    last = store.reads.loads.page(LoadFilter(user="v", start_date=date(2019, 10, 28)), after=None, limit=50)
    assert [row.load for row in last.rows] == [one for one in some_loads() if one.user == "v"][27:]


@pytest.mark.parametrize("cursor", ["", "1", "1:2", "a:b:c", "1:2:3:4", "1:2:" + "9" * 30, "-1:;:1"])
def test_cursors_that_are_none_are_refused(store: Store, cursor: str) -> None:
    with pytest.raises(Invalid, match="after"):
        store.reads.loads.page(LoadFilter(), after=cursor, limit=5)


def test_what_is_not_there_is_empty(store: Store) -> None:
    loads = store.reads.loads
    for wanted in (
        LoadFilter(user="x"),
        LoadFilter(site="\0"),
        LoadFilter(site="u", station="s"),
        LoadFilter(simulated=True),
    ):
        assert loads.hours(wanted) == loads.users(wanted) == []
        assert loads.peaks_of_connected(wanted, list(Series)) == []
        assert loads.page(wanted, after=None, limit=5).rows == ()
        assert loads.peaks_of_users(wanted) == 0
    assert loads.hours(LoadFilter(series=Series.MEASURED)) == []
    assert loads.users(LoadFilter()) == ["u", "v", "w"]
    assert loads.users(LoadFilter(site="s")) == ["u", "v"]
