"""Load and segments by the clock of each site: far from UTC, half an hour off, and over daylight saving."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from chargeit.domain.stations import Place, StationId
from chargeit.domain.tokens import AuthorizationStatus
from chargeit.domain.transactions import Transaction, TransactionState
from chargeit.forecasting import load, users
from chargeit.forecasting.features import behaviour, transactions
from chargeit.forecasting.features import load as features
from chargeit.ports.reads import TransactionRow
from chargeit.ports.series import StationHour
from tests.support.kept_history import Kept

AUCKLAND, KOLKATA, HONOLULU = "Pacific/Auckland", "Asia/Kolkata", "Pacific/Honolulu"
# put back on 5 April 2026 at 3 o'clock, forward on 27 September at 2
AUTUMN, SPRING = datetime(2026, 4, 5, tzinfo=UTC), datetime(2026, 9, 27, tzinfo=UTC)


def local(day: datetime, hour: float, zone: str) -> datetime:
    return (day + timedelta(hours=hour)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def mornings(last: datetime, days: int, zone: str, station: str = "S1", hour: float = 8) -> list[StationHour]:
    """5 kWh from eight to nine of each of so many days up to the last."""
    at = [local(last - timedelta(days=n), hour, zone) for n in range(days)]
    return [StationHour(one.replace(minute=0), StationId(station), False, 5000.0) for one in at]


def kept(zone: str, energy: list[StationHour]) -> Kept:
    return Kept(sites={"S1": "quay"}, clocks={"": "UTC", "quay": zone}, energy=energy)


@pytest.mark.parametrize("change", [AUTUMN, SPRING])
@pytest.mark.parametrize("days_before", [-3, 0, 1])
def test_what_happens_at_eight_stays_at_eight_over_daylight_saving(change: datetime, days_before: int) -> None:
    today = change - timedelta(days=days_before)
    now = local(today, 0.5, AUCKLAND)
    data = load.FEATURE.gather(kept(AUCKLAND, mornings(today - timedelta(days=1), 30, AUCKLAND)), now)
    for series in data.series:
        grid = series.energy_kwh.reshape(-1, 24)
        by_hour = np.roll(grid, series.first_hour % 24, axis=1)
        assert np.flatnonzero(by_hour.any(axis=0)).tolist() == [8]
        assert (by_hour[:, 8] > 0).sum() == 30
    for forecast in load.FEATURE.predict(None, data, now):
        busy = [one.at.astimezone(ZoneInfo(AUCKLAND)) for one in forecast.points if one.value > 1]
        assert [(one.day, one.hour) for one in busy] == [((today + timedelta(days=n)).day, 8) for n in (0, 1)]
        assert len(forecast.points) == 48


def test_a_site_half_an_hour_off_has_its_own_days() -> None:
    now = local(AUTUMN, 12, KOLKATA)
    # UTC's hour from half past seven on there belongs to seven o'clock, as for availability
    data = load.FEATURE.gather(kept(KOLKATA, mornings(AUTUMN, 20, KOLKATA, hour=7.5)), now)
    series = data.series[0]
    hours = series.first_hour + np.flatnonzero(series.energy_kwh)
    assert set(hours % 24) == {7}
    assert hours[-1] // 24 == (AUTUMN - datetime(1970, 1, 1, tzinfo=UTC)).days
    seen = features.seen(series.energy_kwh, series.first_hour, series.leads(int(now.timestamp()) // 3600))
    clock = [
        one.astimezone(ZoneInfo(KOLKATA)) for one in (now.replace(minute=0) + timedelta(hours=n) for n in range(48))
    ]
    columns = {name: seen.features[:, features.NAMES.index(name)] for name in ("hour", "weekday")}
    assert columns["hour"].tolist() == [one.hour for one in clock]
    assert columns["weekday"].tolist() == [one.weekday() for one in clock]


def test_the_hour_that_comes_twice_is_an_hour_and_the_missing_one_is_like_the_one_before() -> None:
    now = local(AUTUMN, 12, AUCKLAND)
    twice = [
        StationHour(datetime(2026, 4, 4, hour, tzinfo=UTC), "S1", False, wh)
        for hour, wh in ((13, 2000.0), (14, 4000.0))
    ]
    (series, _) = load.FEATURE.gather(kept(AUCKLAND, twice), now).series
    assert (series.energy_kwh.max(), series.energy_kwh.sum()) == (3.0, 3.0)
    assert (series.first_hour + int(series.energy_kwh.argmax())) % 24 == 2
    before = [StationHour(datetime(2026, 9, 26, 13, tzinfo=UTC), "S1", False, 2000.0)]
    (series, _) = load.FEATURE.gather(kept(AUCKLAND, before), local(SPRING, 12, AUCKLAND)).series
    assert [(series.first_hour + int(place)) % 24 for place in np.flatnonzero(series.energy_kwh)] == [1, 2]


def test_no_series_learns_from_its_own_days_held_back_whatever_the_clocks_say() -> None:
    now = datetime(2026, 4, 20, tzinfo=UTC)
    random = np.random.default_rng(1)
    stations = {"S1": ("east", AUCKLAND), "S2": ("west", HONOLULU)}
    energy = [
        StationHour(now - timedelta(hours=hour), StationId(station), False, float(random.gamma(2, 1000)))
        for hour in range(1, 64 * 24)
        for station in stations
    ]
    held = now - timedelta(days=28)
    changed = [replace(one, energy_wh=one.energy_wh * 3 + 500) if one.hour_at >= held else one for one in energy]
    texts = []
    for told in (energy, changed):
        sites = {station: site for station, (site, _) in stations.items()}
        history = Kept(sites=sites, clocks={"": "UTC", **dict(stations.values())}, energy=told)
        payload = load.FEATURE.train(load.FEATURE.gather(history, now)).payload
        texts.append(json.loads(payload)["hourly"]["quantiles"])
    assert texts[0] == texts[1]


def charge(number: int, begun: datetime, hours: float = 4, station: str = "S1") -> TransactionRow:
    place, ended = Place(StationId(station), 1), begun + timedelta(hours=hours)
    told = Transaction(
        number, place, "ANNA", AuthorizationStatus.ACCEPTED, begun, begun, 0, TransactionState.ENDED, ended
    )
    return TransactionRow(told, False, 9000.0)


@pytest.mark.parametrize("zone", [AUCKLAND, KOLKATA, "Asia/Kathmandu", HONOLULU])
def test_who_comes_at_eight_arrives_at_eight_all_year(zone: str) -> None:
    begun = [local(SPRING - timedelta(days=n), 8, zone) for n in range(300, 0, -7)]
    history = Kept(
        sites={"S1": "quay"}, clocks={"": "UTC", "quay": zone}, charges=[charge(n, at) for n, at in enumerate(begun)]
    )
    data = users.FEATURE.gather(history, local(SPRING, 0, zone))
    _, rows = behaviour.seen(data.log, data.until.timestamp() / 3600)
    assert behaviour.arrival_hour(rows[0]) == pytest.approx(8.0, abs=1e-6)
    seen = transactions.seen(data.log)
    assert set(seen[:, 0]) == {8.0}
    assert set(seen[:, 1]) == {float((SPRING - timedelta(days=6)).weekday())}


def test_what_came_first_is_told_by_the_moment_and_not_by_the_clocks() -> None:
    east, west = datetime(2026, 4, 4, 10, tzinfo=UTC), datetime(2026, 4, 4, 12, tzinfo=UTC)
    sites, clocks = {"E": "east", "W": "west"}, {"": "UTC", "east": AUCKLAND, "west": HONOLULU}
    # the clock of the east is 23 hours ahead: what began there two hours before still ran
    for runs_h, known in ((4.0, 10.0), (1.0, 9.0)):
        history = Kept(sites=sites, clocks=clocks, charges=[charge(1, east, runs_h, "E"), charge(2, west, 1, "W")])
        log = users.FEATURE.gather(history, west + timedelta(hours=9)).log
        assert transactions.seen(log)[1, transactions.NAMES.index("site's energy")] == known
        assert log.stay_h.tolist() == [runs_h, 1.0]
