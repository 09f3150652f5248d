"""The peak beside what was plugged in, as SQL finds it, is that of adding up the loads one by one, on every engine."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from chargeit.domain.loads import HourlyLoad, Series
from chargeit.ports.loads import LoadFilter
from chargeit.storage.store import Store
from chargeit.storage.tables import hourly_loads, load_hours, load_peaks, load_scopes, load_transactions

FIRST = datetime(2026, 3, 28, 12, tzinfo=UTC)
DAY = FIRST.date()
ZONES = {"s": "Europe/Oslo", "t": "Asia/Tokyo", "half": "Asia/Kolkata"}
DATES: Sequence[tuple[date | None, date | None]] = [
    (None, None),
    (DAY, DAY),
    (DAY + timedelta(days=1), None),
    (None, DAY + timedelta(days=1)),
]
WH = st.none() | st.integers(0, 5)


@st.composite
def some_loads(draw: st.DrawFn) -> list[HourlyLoad]:
    """Few users in few hours, so that hours are shared and loads come again with other figures."""
    found = []
    names = draw(st.lists(st.sampled_from(sorted(ZONES)), min_size=1, max_size=3))
    for _ in range(draw(st.integers(1, 30))):
        site, user = draw(st.sampled_from(names)), draw(st.sampled_from("uv"))
        begins = FIRST + timedelta(hours=draw(st.integers(0, 40)), minutes=30 * (site == "half"))
        word = f"{site} {user} {draw(st.integers(1, 2))}"
        energies = (draw(WH), draw(WH), draw(WH), draw(WH), draw(st.none() | st.integers(1, 5)))
        found.append(HourlyLoad(begins, "file", site, "", user, word, *energies))
    return found


def stored(rows: list[HourlyLoad]) -> list[HourlyLoad]:
    """What is None leaves what was there."""
    found: dict[tuple[str, datetime], HourlyLoad] = {}
    for row in rows:
        before = found.get((row.transaction, row.hour_at), row)
        kept = [mine if mine is not None else other for mine, other in zip(values(row), values(before), strict=True)]
        found[row.transaction, row.hour_at] = HourlyLoad(
            row.hour_at, row.source, row.site, "", row.user, row.transaction, *kept
        )
    return list(found.values())


def values(row: HourlyLoad) -> list[int | None]:
    return [getattr(row, f"{series.value}_wh") for series in Series]


def is_wanted(row: HourlyLoad, wanted: LoadFilter) -> bool:
    day = row.hour_at.astimezone(ZoneInfo(ZONES[row.site])).date()
    return (
        wanted.site in (None, row.site)
        and wanted.user in (None, row.user)
        and (wanted.start_date or day) <= day <= (wanted.end_date or day)
    )


def by_instant(amounts: list[tuple[int, int]], step: int) -> Counter[int]:
    found: Counter[int] = Counter()
    for minute, amount in amounts:
        found[minute // step * step] += amount
    return found


def obvious(rows: list[HourlyLoad], wanted: LoadFilter, series: Series) -> tuple[int, int, int, int] | None:
    inside = [(int(row.hour_at.timestamp()) // 60, row) for row in rows if is_wanted(row, wanted)]
    energies = [(at, wh) for at, row in inside if (wh := getattr(row, f"{series.value}_wh")) is not None]
    plugs = [(at, 1) for at, row in inside if values(row)[:4] != [None] * 4]
    # an hour that is shared by clocks half an hour apart is a whole one, for both
    step = 1 if len({at % 60 for at, _ in energies + plugs}) == 1 else 60
    energy, plugged = by_instant(energies, step), by_instant(plugs, step)
    if not energy:
        return None
    peak = min(energy, key=lambda at: (-energy[at], at))
    return peak, energy[peak], plugged[peak], max(plugged.values(), default=0)


def test_who_is_plugged_in_at_whole_hours_counts_in_a_peak_at_half_past(store: Store) -> None:
    """3.6 kW is known in Kolkata alone; a vehicle in Oslo is plugged in during that hour, another during the next."""
    at = FIRST + timedelta(minutes=30)
    load(store, "half", HourlyLoad(at, "file", "half", "", "u", "a", 5))
    others = [HourlyLoad(FIRST + timedelta(hours=n), "file", "s", "", "v", f"b{n}", None, 3) for n in (0, 1)]
    load(store, "s", *others)
    (peak,) = store.reads.loads.peaks_of_connected(LoadFilter(), [Series.SYNTHETIC_3_6])
    assert peak == (int(FIRST.timestamp()) // 60, 5, 2, 2)


def load(store: Store, site: str, *rows: HourlyLoad) -> None:
    store.write(lambda work: work.loads.add(list(rows), time_zone=ZONES[site]))


@st.composite
def filters(draw: st.DrawFn) -> LoadFilter:
    site, user = draw(st.sampled_from([(None, None), ("s", None), ("half", None), (None, "u"), ("t", "v")]))
    start, end = draw(st.sampled_from(DATES))
    return LoadFilter(site=site, user=user, start_date=start, end_date=end)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=some_loads(), wanted=st.lists(filters(), min_size=4, max_size=8))
def test_the_peak_is_that_of_the_loads_added_up(store: Store, rows: list[HourlyLoad], wanted: list[LoadFilter]) -> None:
    with store._engines.write.begin() as connection:
        for one in (hourly_loads, load_hours, load_peaks, load_transactions, load_scopes):
            connection.execute(delete(one))
    for site in ZONES:
        load(store, site, *(row for row in rows if row.site == site))
    everything = stored(rows)
    for one, several in product((LoadFilter(), *wanted), ([Series.SYNTHETIC_3_6, Series.FLEX_7_2], [Series.MEASURED])):
        expected = [obvious(everything, one, series) for series in several]
        assert store.reads.loads.peaks_of_connected(one, several) == ([] if None in expected else expected), one
