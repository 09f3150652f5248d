"""Key figures of a real year of 56 households, against the same computed from the file in plain Python."""

import csv
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import bmat, csr_matrix, eye, hstack, lil_matrix

from chargeit.loads.ingest.importing import Chunk, Importing, Pace, store
from chargeit.loads.ingest.reading import read
from tests.support.api import platform
from tests.support.recorded_data import recorded

FILE = "trondheim/Dataset 2_Hourly EV loads - Per user.csv"
# the clock never showed this hour: what the file has in it joins the next
SKIPPED = {"31.03.2019 02:00": "31.03.2019 03:00"}
NAMES = ("Synthetic_3_6kW", "Synthetic_7_2kW", "Flex_3_6kW", "Flex_7_2kW")
EPSILON = 1e-9


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    with recorded(FILE).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def day_of(line: dict[str, str]) -> str:
    return "-".join(reversed(line["date_from"].split(" ")[0].split(".")))


class Expected:
    """Straight from the text: strings of local time, sums of floats."""

    def __init__(self, lines: list[dict[str, str]], name: str = "Synthetic_7_2kW") -> None:
        self.by_hour: dict[str, float] = defaultdict(float)
        self.by_day: dict[str, float] = defaultdict(float)
        self.active: dict[str, set[str]] = defaultdict(set)
        own: dict[tuple[str, str], float] = defaultdict(float)
        for line in (line for line in lines if line[name]):
            hour, energy = line["date_from"], float(line[name].replace(",", "."))
            hour = SKIPPED.get(hour, hour)
            day = day_of(line)
            self.by_hour[hour] += energy
            self.by_day[day] += energy
            own[line["User_ID"], hour] += energy
            self.active[day] |= {hour} if energy > 0 else set()
        highest: dict[str, float] = defaultdict(float)
        for (user, _), energy in own.items():
            highest[user] = max(highest[user], energy)
        self.sum_of_peaks = sum(highest.values())
        self.total = sum(self.by_day.values())
        self.average = self.total / len(self.by_day)
        self.active_hours = sum(len(self.active[day]) for day in self.by_day) / len(self.by_day)


def close(value: float) -> Any:
    return pytest.approx(value, rel=EPSILON)


async def test_key_figures_are_those_of_the_file(tmp_path: Path, lines: list[dict[str, str]]) -> None:
    async with platform(tmp_path) as running, running.logged_in() as client:
        importing = Importing(read(recorded(FILE)), "loads.csv", running.clock, Pace(5000))
        for chunk in [found for found in importing.chunks() if isinstance(found, Chunk)]:
            await running.write(lambda work, chunk=chunk: store(chunk, work))
        for series, name in (("synthetic_7_2", NAMES[1]), ("synthetic_3_6", NAMES[0]), ("flex_7_2", NAMES[3])):
            found = Found(client, series=series)
            await same(found, Expected(lines, name))
        part = [line for line in lines if line["User_ID"].startswith("AdO3-")]
        await same(Found(client, site="AdO3"), Expected(part))
        one = [line for line in lines if line["User_ID"] == "AdO3-4"]
        await same(Found(client, user="AdO3-4"), Expected(one))
        june = [line for line in lines if line["date_from"][3:10] == "06.2019"]
        await same(Found(client, start_date="2019-06-01", end_date="2019-06-30"), Expected(june))
        spring = [line for line in lines if "2019-03-13" <= day_of(line) <= "2019-05-19"]
        await same(Found(client, start_date="2019-03-13", end_date="2019-05-19"), Expected(spring))
        assert (await client.get("/users")).json() == sorted({line["User_ID"] for line in lines})
        await lowest_peak_of_a_week(Found(client, start_date="2019-06-03", end_date="2019-06-09"), lines)


class Found:
    """What the API answers to one filter."""

    def __init__(self, client: Any, **asked: str) -> None:
        self._client, self._asked = client, asked

    async def __call__(self, path: str) -> Any:
        answer = await self._client.get(path, params=self._asked)
        assert answer.status_code == 200, answer.text
        return answer.json()


async def same(found: Found, expected: Expected) -> None:
    daily = {row["day"]: row["daily_energy_kwh"] for row in await found("/load/daily")}
    assert daily == {day: close(energy) for day, energy in expected.by_day.items()}
    assert (await found("/kpi/total-energy"))["total_energy_kwh"] == close(expected.total)
    assert (await found("/kpi/daily-average"))["avg_daily_energy_kwh"] == close(expected.average)
    assert (await found("/kpi/peak-daily"))["peak_daily_energy_kwh"] == close(max(expected.by_day.values()))
    peak = max(expected.by_hour.values())
    assert (await found("/kpi/peak-hourly"))["peak_hourly_load_kwh"] == close(peak)
    active = {row["day"]: row["active_hours"] for row in await found("/kpi/daily_utilization")}
    assert active == {day: len(expected.active[day]) for day in expected.by_day}
    average = await found("/kpi/avg-active-hours-per-day")
    assert average["avg_active_charging_hours_per_day"] == close(expected.active_hours)
    newest = max(expected.by_day)
    first = f"{datetime.fromisoformat(newest) - timedelta(days=6):%Y-%m-%d}"
    recent = [energy for day, energy in expected.by_day.items() if day >= first]
    last = {"avg_daily_energy_kwh": close(sum(recent) / len(recent)), "period": "last_7_days"}
    assert await found("/kpi/daily-average-last-7-days") == {**last, "from": first, "to": newest}
    factor = await found("/kpi/simultaneity-factor")
    assert factor["sum_of_users_peaks_kwh"] == close(expected.sum_of_peaks)
    assert factor["simultaneity_factor"] == close(peak / expected.sum_of_peaks)


async def lowest_peak_of_a_week(found: Found, lines: list[dict[str, str]]) -> None:
    """Against a linear programme."""
    week = [line for line in lines if "2019-06-03" <= day_of(line) <= "2019-06-09"]
    optimized = await found("/optimize/load")
    expected = Expected(week)
    assert optimized["peak_kwh"] == close(max(expected.by_hour.values()))
    assert sum(row["optimized_kwh"] for row in optimized["hours"]) == close(expected.total)
    assert max(row["optimized_kwh"] for row in optimized["hours"]) == optimized["optimized_peak_kwh"]
    programme = Programme(week)
    assert optimized["optimized_peak_kwh"] == pytest.approx(programme.lowest_peak_kwh(), abs=0.0011)
    assert optimized["optimized_peak_kwh"] < 0.7 * optimized["peak_kwh"]
    moved = programme.least_moved_kwh(optimized["optimized_peak_kwh"])
    assert optimized["moved_kwh"] == pytest.approx(moved, abs=1e-5)
    assert 0 < moved < 0.2 * expected.total


class Programme:
    """Each session's energy at hours and powers of its own, for HiGHS: one column a line of the file."""

    def __init__(self, week: list[dict[str, str]]) -> None:
        sessions = sorted({line["session_ID"] for line in week})
        hours = sorted({line["date_from"] for line in week})
        self.taken = [float(line["Synthetic_7_2kW"].replace(",", ".") or 0) for line in week]
        more = [float(line["Flex_7_2kW"].replace(",", ".") or 0) for line in week]
        self.bounds = [(0.0, taken + further) for taken, further in zip(self.taken, more, strict=True)]
        self.energy = [0.0] * len(sessions)
        self.conserved, self.in_hour = lil_matrix((len(sessions), len(week))), lil_matrix((len(hours), len(week)))
        for column, line in enumerate(week):
            session = sessions.index(line["session_ID"])
            self.energy[session] += self.taken[column]
            self.conserved[session, column] = self.in_hour[hours.index(line["date_from"]), column] = 1

    def lowest_peak_kwh(self) -> float:
        below = hstack([self.in_hour, -np.ones((self.in_hour.shape[0], 1))], format="csr")
        conserved = hstack([self.conserved, np.zeros((len(self.energy), 1))], format="csr")
        cost = [0.0] * len(self.taken) + [1.0]
        limits = [0.0] * self.in_hour.shape[0]
        solved = linprog(cost, below, limits, conserved, self.energy, [*self.bounds, (0.0, None)])
        return float(solved.fun)

    def least_moved_kwh(self, peak_kwh: float) -> float:
        """A second column a line: what is taken beyond what was."""
        count = len(self.taken)
        below = bmat([[self.in_hour, None], [eye(count), -eye(count)]], format="csr")
        limits = [peak_kwh] * self.in_hour.shape[0] + self.taken
        conserved = hstack([self.conserved, csr_matrix((len(self.energy), count))], format="csr")
        cost = [0.0] * count + [1.0] * count
        solved = linprog(cost, below, limits, conserved, self.energy, [*self.bounds, *[(0.0, None)] * count])
        return float(solved.fun)
