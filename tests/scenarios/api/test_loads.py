"""Loads over HTTP: at their own addresses and at those of earlier services, and wrong questions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from chargeit.api.aliases import ALIASES
from chargeit.api.routes import loads as load_routes
from chargeit.domain.loads import HourlyLoad
from tests.support.api import Platform

FIRST = datetime(2026, 2, 1, 22, tzinfo=UTC)
PAGE = "https://charts.example"


def loads() -> list[HourlyLoad]:
    """One user for four hours over midnight, another for one."""
    hours = [("u", hour, 1000 * hour) for hour in range(4)] + [("v", 1, 500)]
    return [
        HourlyLoad(FIRST + timedelta(hours=hour), "file", "s", "", user, user, None, energy, 0, 100, None)
        for user, hour, energy in hours
    ]


async def answers(client: httpx.AsyncClient, path: str, **asked: Any) -> Any:
    answer = await client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_addresses_of_earlier_services_answer_in_their_shapes(running: Platform) -> None:
    await running.write(lambda work: work.loads.add(loads()))
    async with running.logged_in() as client:
        assert await answers(client, "/users") == ["u", "v"]
        assert len((await answers(client, "/hourly_loads"))["rows"]) == 5
        days = [("2026-02-01", 1.5), ("2026-02-02", 5.0)]
        assert await answers(client, "/load/daily") == [{"day": d, "daily_energy_kwh": e} for d, e in days]
        assert [row["hourly_energy_kwh"] for row in await answers(client, "/load/u/hourly")] == [0.0, 1.0, 2.0, 3.0]
        assert await answers(client, "/kpi/total-energy") == {"total_energy_kwh": 6.5}
        assert await answers(client, "/kpi/daily-average") == {"avg_daily_energy_kwh": 3.25}
        recent = {"avg_daily_energy_kwh": 3.25, "period": "last_7_days", "from": "2026-01-27", "to": "2026-02-02"}
        assert await answers(client, "/kpi/daily-average-last-7-days") == recent
        assert (await answers(client, "/kpi/peak-daily"))["peak_daily_energy_kwh"] == 5.0
        peak = {"peak_hourly_load_kwh": 3.0, "hour_at": "2026-02-02T01:00:00Z"}
        assert await answers(client, "/kpi/peak-hourly") == peak
        active = [{"day": "2026-02-01", "active_hours": 1}, {"day": "2026-02-02", "active_hours": 2}]
        assert await answers(client, "/kpi/daily_utilization") == active
        average = {"avg_active_charging_hours_per_day": 1.5}
        assert await answers(client, "/kpi/avg-active-hours-per-day") == average


async def test_aliases_answer_what_their_addresses_under_api_answer(running: Platform) -> None:
    await running.write(lambda work: work.loads.add(loads()))
    own = {"/users": "/api/loads/users", "/hourly_loads": "/api/loads/hourly", "/load/daily": "/api/loads/daily"}
    own |= {"/load/{user}/hourly": "/api/loads/users/{user}/hourly", "/cps": "/api/stations"}
    own |= {"/connectors/{station}": "/api/stations/{station}/evses", "/transactions": "/api/transactions"}
    own |= {
        "/predict/availability": "/api/forecasts/availability",
        "/predict/maintenance": "/api/forecasts/maintenance",
    }
    own |= {"/optimize/load": "/api/optimize/load"}
    own |= {"/analytics/users": "/api/forecasts/users", "/health/score": "/api/forecasts/health"}
    async with running.logged_in() as client:
        assert (await client.post("/api/stations", json={"id": "gate", "site": "s"})).status_code == 201
        for path in sorted(ALIASES.keys() - {"/kpi/peak-by-connected-power"}):
            original = own.get(path) or f"/api/loads{path}"
            found = [
                await client.get(one.format(user="u", station="gate"), params={"site": "s"}) for one in (path, original)
            ]
            assert [one.status_code for one in found] == [200, 200], path
            assert found[0].json() == found[1].json(), path


async def test_what_a_planner_asks(running: Platform) -> None:
    await running.write(lambda work: work.loads.add(loads()))
    async with running.logged_in() as client:
        curve = (await answers(client, "/api/loads/kpi/duration-curve"))["load_kwh"]
        assert (curve[0], curve[-1], len(curve)) == (3.0, 0.0, 101)
        factor = await answers(client, "/api/loads/kpi/simultaneity-factor")
        assert factor["simultaneity_factor"] == pytest.approx(3.0 / 3.5)
        powers = await client.get("/api/loads/kpi/peak-by-connected-power")
        assert powers.status_code == 404  # nothing is known of 3.6 kW
        share = await answers(client, "/api/loads/kpi/flexible-share")
        assert share == {"flexible_share": 0.5 / 7, "synthetic_energy_kwh": 6.5, "flexible_energy_kwh": 0.5}
        profile = await answers(client, "/api/loads/kpi/profile")
        assert {"weekday": 0, "hour": 1, "avg_hourly_energy_kwh": 3.0} in profile
        assert len(profile) == 48


async def test_the_highest_hour_is_as_low_as_flexible_charging_could_make_it(running: Platform) -> None:
    """Two cars that came at the same hour, charged at once and stayed for another."""
    both = [
        HourlyLoad(FIRST + timedelta(hours=n), "file", "s", "", user, user, None, energy, 0, more, None)
        for user in ("u", "v")
        for n, (energy, more) in enumerate([(7000, 0), (0, 7000)])
    ]
    await running.write(lambda work: work.loads.add(both))
    async with running.logged_in() as client:
        found = await answers(client, "/optimize/load", end_date="2026-02-28")
        assert (found["peak_kwh"], found["optimized_peak_kwh"], found["reduction"]) == (14.0, 7.0, 0.5)
        assert (found["transactions"], found["movable"], found["moved_kwh"]) == (2, 2, 7.0)
        assert [(row["load_kwh"], row["optimized_kwh"]) for row in found["hours"]] == [(14.0, 7.0), (0.0, 7.0)]
        period = [datetime.fromisoformat(found[name]) for name in ("since", "until")]
        assert period == [FIRST, FIRST + timedelta(hours=2)]
        alone = await answers(client, "/api/optimize/load", user="u")
        assert (alone["peak_kwh"], alone["optimized_peak_kwh"]) == (7.0, 3.5)


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"series": "measured"}, 422, "series: must be synthetic_7_2 or synthetic_3_6"),
        ({"station": "elsewhere"}, 404, "load"),
        ({"start_date": "2026-03-02", "end_date": "2026-03-01"}, 400, "start_date: must not be after end_date"),
        ({"start_date": "2026-03-02"}, 404, "load"),
        ({"end_date": "yesterday"}, 422, "end_date"),
        ({"user": "u"}, 422, "start_date: at most 3 hours"),
        ({"user": "u", "start_date": "2026-01-01"}, 422, "end_date: at most 3 hours"),
    ],
)
async def test_what_cannot_be_optimised_is_said(
    running: Platform, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str], status: int, said: str
) -> None:
    if "at most" in said:
        monkeypatch.setattr(load_routes, "MOST_OPTIMIZED", 3)
    await running.write(lambda work: work.loads.add(loads()))
    async with running.logged_in() as client:
        answer = await client.get("/api/optimize/load", params=asked)
    assert (answer.status_code, said in answer.json()["detail"]) == (status, True), answer.text


async def test_the_peak_stands_beside_the_power_that_is_connected(running: Platform) -> None:
    both = [HourlyLoad(FIRST, "file", "", "", user, user, 3600, 7200 if user == "u" else 3600) for user in ("u", "v")]
    await running.write(lambda work: work.loads.add(both))
    async with running.logged_in() as client:
        low, high = await answers(client, "/api/loads/kpi/peak-by-connected-power")
    assert (low["peak_hourly_load_kwh"], low["connected"], low["share_of_connected_power"]) == (7.2, 2, 1.0)
    assert (high["peak_hourly_load_kwh"], high["connected_power_kw"]) == (10.8, 14.4)
    assert high["share_of_connected_power"] == 0.75
    assert high["most_connected_power_kw"] == 14.4


async def test_a_site_has_a_calendar_of_its_own(running: Platform) -> None:
    await running.write(lambda work: work.loads.add(loads()))
    async with running.logged_in() as client:
        assert await answers(client, "/api/loads/sites") == [{"site": "s", "time_zone": "UTC"}]
        put = await client.put("/api/loads/sites/s", json={"time_zone": "Asia/Tokyo"})
        assert put.json() == {"site": "s", "time_zone": "Asia/Tokyo"}
        assert [row["day"] for row in await answers(client, "/load/daily")] == ["2026-02-02"]
        hours = await answers(client, "/load/u/hourly")
        assert hours[0] == {"hour_at": "2026-02-01T22:00:00Z", "hour": "2026-02-02T07:00:00", "hourly_energy_kwh": 0.0}
        wrong = await client.put("/api/loads/sites/s", json={"time_zone": "Mars"})
        assert (wrong.status_code, wrong.json()["field"]) == (422, "time_zone")


async def test_bounds_are_inclusive_and_wrong_ones_are_told(running: Platform) -> None:
    await running.write(lambda work: work.loads.add(loads()))
    async with running.logged_in() as client:
        day = {"start_date": "2026-02-02", "end_date": "2026-02-02"}
        assert await answers(client, "/kpi/total-energy", **day) == {"total_energy_kwh": 5.0}
        assert len((await answers(client, "/hourly_loads", **day))["rows"]) == 2
        for path in (p for p in ALIASES if p.startswith(("/kpi", "/load", "/hourly"))):
            path = path.format(user="u")
            swapped = await client.get(path, params={"start_date": "2026-02-02", "end_date": "2026-02-01"})
            assert (swapped.status_code, "start_date" in swapped.json()["detail"]) == (400, True), path
            empty = await client.get(path, params={"start_date": "2027-01-01"})
            assert (empty.status_code, "detail" in empty.json()) == (404, True), path
        for wrong in ({"start_date": "01.02.2026"}, {"series": "x"}, {"end_date": "9999-12-31"}):
            assert (await client.get("/kpi/total-energy", params=wrong)).status_code == 422, wrong
        assert (await client.get("/load/nobody/hourly")).status_code == 404
        flexible = await client.get("/kpi/flexible-share", params={"series": "measured"})
        assert (flexible.status_code, flexible.json()["field"]) == (422, "series")


async def test_programs_are_welcomed_and_browsers_get_the_screens(running: Platform) -> None:
    async with running.client() as client:
        for accept in ("application/json", "*/*", ""):
            answer = await client.get("/", headers={"Accept": accept})
            assert (answer.status_code, answer.json()["docs"]) == (200, "/docs")
        browser = await client.get("/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        assert (browser.status_code, browser.headers["location"]) == (307, "/admin/")


@pytest.mark.parametrize("rules", [{"origins": frozenset({PAGE})}])
async def test_pages_of_named_origins_may_read_and_no_others(listening: Platform) -> None:
    async with listening.logged_in() as admin, listening.client() as page:
        key = (await admin.post("/api/keys", json={"label": "charts", "role": "viewer"})).json()["key"]
        asks = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
        for origin, allowed in ((PAGE, PAGE), ("https://evil.example", None)):
            before = await page.options("/kpi/total-energy", headers={"Origin": origin, **asks})
            assert before.headers.get("access-control-allow-origin") == allowed
            headers = {"Origin": origin, "Authorization": f"Bearer {key}"}
            answer = await page.get("/users", headers=headers)
            assert (answer.status_code, answer.headers.get("access-control-allow-origin")) == (404, allowed)
        stranger = await page.get("/users", headers={"Origin": PAGE})
        assert (stranger.status_code, stranger.headers["access-control-allow-origin"]) == (401, PAGE)
        assert "access-control-allow-credentials" not in stranger.headers
