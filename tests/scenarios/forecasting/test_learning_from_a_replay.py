"""The whole way: stations tell what was recorded, the platform learns from it by its schedule, and forecasts follow."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from prometheus_client.parser import text_string_to_metric_families

from chargeit.forecasting.data import perth
from tests.support.perth_part import part
from tests.support.platform_process import SOURCES, PlatformProcess

STATIONS = {"50279", "50280", "50745", "51516", "50813", "50993"}
RECORDED_TO = datetime(2018, 11, 8)  # noqa: DTZ001 - by the chargers' clock
DAYS, LAST_DAYS = 110, 7
DEADLINE_S = 240.0
CONNECTOR, SITE = "PERTH-51516/2/1", "Kinross Park and Ride"
OFTEN = "0.001"
TICKS = 150


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[PlatformProcess]:
    platform = PlatformProcess(tmp_path, time_zone=perth.ZONE)
    await platform.start()
    yield platform
    await platform.stop()


class Recorded:
    """Months of six stations at two sites, moved by whole days so that they end less than a minute ago."""

    def __init__(self, folder: Path) -> None:
        here = datetime.now(ZoneInfo(perth.ZONE)).replace(tzinfo=None)
        self._folder, self._later = folder, timedelta(days=(here - RECORDED_TO).days)
        self.now = here - self._later
        self.first = self.now - timedelta(days=DAYS)
        self.border = self.now - timedelta(days=LAST_DAYS)

    def file(self, since: datetime, until: datetime) -> tuple[Path, int]:
        path = self._folder / f"{since:%m%d}.csv.gz"
        return path, part(path, STATIONS, since, until, self._later)


async def command(platform: PlatformProcess, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(SOURCES), "CHARGEIT_HOME": str(platform.home)}
    environment |= {"CHARGEIT_TIME_ZONE": perth.ZONE}
    line = [sys.executable, "-m", "chargeit", *words]
    done = await asyncio.to_thread(subprocess.run, line, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done


async def replayed(platform: PlatformProcess, file: Path, rows: int) -> None:
    url = f"ws://127.0.0.1:{platform.station_port}"
    done = await command(platform, "fleet", "replay", str(file), "--format", "perth", "--let-in", "--url", url)
    left = re.findall(r"^row \d+: \S.*$", done.stdout, re.MULTILINE)
    assert done.stderr.splitlines()[-1].startswith(f"{rows - len(left)} of {rows} rows replayed"), done.stderr
    assert len(left) < rows / 20


async def until(what: Callable[[], Awaitable[Any]]) -> Any:
    """What it gives, as soon as that is something."""
    async with asyncio.timeout(DEADLINE_S):
        while not (found := await what()):  # noqa: ASYNC110 - it is asked of another process
            await asyncio.sleep(0.05)
        return found


async def versions(platform: PlatformProcess, feature: str) -> list[dict[str, Any]]:
    """Newest first."""
    return list((await platform.api.get("/api/models", params={"feature": feature})).json())


async def forecast(platform: PlatformProcess, path: str, subject: str) -> dict[str, Any]:
    answer = await platform.api.get(path, params={"subject": subject})
    assert answer.status_code == 200, answer.text
    (row,) = answer.json()["rows"]
    return dict(row)


async def availability(platform: PlatformProcess) -> dict[str, Any]:
    return await forecast(platform, "/predict/availability", CONNECTOR)


async def load(platform: PlatformProcess) -> dict[str, Any]:
    return await forecast(platform, "/api/forecasts/load", f"site {SITE}")


def values(row: dict[str, Any]) -> dict[str, float]:
    return {point["at"]: point["value"] for point in row["points"]}


async def failures(platform: PlatformProcess) -> dict[str, float]:
    """Trainings that failed, by feature."""
    text = (await platform.api.get("/metrics")).text
    families = {family.name: family for family in text_string_to_metric_families(text)}
    samples = families["chargeit_training_failures"].samples
    return {one.labels["feature"]: one.value for one in samples if one.name.endswith("_total")}


def child_of(platform: PlatformProcess, feature: str) -> int | None:
    """The process that trains the feature, once it has worked for a second and a half."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words, status = (folder / "cmdline").read_bytes().split(b"\0"), (folder / "stat").read_text()
        except OSError:  # it has ended
            continue
        fields = status.rpartition(")")[2].split()
        if int(fields[1]) == platform.pid and words[3:6] == [b"train", b"--feature", feature.encode()]:
            return int(folder.name) if int(fields[11]) + int(fields[12]) >= TICKS else None
    return None


@pytest.mark.skipif(sys.platform != "linux", reason="the child of a process is found in /proc")
async def test_forecasts_follow_what_stations_tell_and_outlive_a_training_that_is_killed(
    platform: PlatformProcess, tmp_path: Path
) -> None:
    recorded = Recorded(tmp_path)
    await replayed(platform, *recorded.file(recorded.first, recorded.border))
    stations = await platform.rows("/api/stations")
    assert {row["site"] for row in stations} == {SITE, "King Street Car Park"}
    for feature in ("availability", "load"):
        trained = await command(platform, "train", "--feature", feature)
        assert trained.stdout.startswith(f"{feature}\tserves"), trained.stdout
    before, loads = await check_answers(platform)
    await replayed(platform, *recorded.file(recorded.border, recorded.now))
    await platform.stop_process()
    platform.settings["retrain_every_hours"] = OFTEN
    await platform.start()
    await check_retrained(platform, before)
    await check_killed(platform, loads)


async def check_answers(platform: PlatformProcess) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of the first models: of which, from when, with intervals where there are, beside the baseline."""
    free, kwh = await availability(platform), await load(platform)
    for row, hours in ((free, 24), (kwh, 48)):
        assert (row["basis"], row["version"], row["missing"]) == ("model", 1, "")
        assert (len(row["points"]), len(row["baseline"])) == (hours, hours)
        assert values(row) != {point["at"]: point["value"] for point in row["baseline"]}
        assert row["made_at"] and row["explanation"]
        (card,) = await versions(platform, row["feature"])
        begun, ended, at = (datetime.fromisoformat(card[name]) for name in ("data_from", "data_to", "trained_at"))
        assert card["serving"] and card["rows"] > 1000 and begun < ended <= at
        assert card["skill"][0]["value"] < card["skill"][0]["baseline_value"]
    assert all(0 <= point["value"] <= 1 for point in free["points"])
    assert all(p["low_90"] <= p["low_80"] <= p["high_80"] <= p["high_90"] for p in kwh["points"])
    assert any(p["low_80"] < p["high_80"] for p in kwh["points"])
    scores = (await platform.api.get("/health/score")).json()["rows"]
    assert {row["subject"].removeprefix("PERTH-") for row in scores} == STATIONS
    assert all("watched for 0 h only" in row["missing"] and " of 100" in row["explanation"] for row in scores)
    for path in ("/predict/maintenance", "/analytics/users"):
        found = (await platform.api.get(path)).json()
        assert found["missing"] or found["rows"], path
        assert all(row["version"] is None and (row["missing"] or row["explanation"]) for row in found["rows"]), path
    listed = (await command(platform, "model", "list")).stdout.splitlines()
    assert {tuple(line.split("\t")[:3]) for line in listed} == {
        (name, "1", "serves") for name in ("availability", "load")
    }
    return free, kwh


async def check_retrained(platform: PlatformProcess, before: dict[str, Any]) -> None:
    """By the schedule, on more data; whether the new version is the better one it says itself."""

    async def second() -> dict[str, Any] | None:
        newest = (await versions(platform, "availability"))[0]
        return newest if newest["version"] == 2 else None

    newest = await until(second)
    (first,) = [one for one in await versions(platform, "availability") if one["version"] == 1]
    assert newest["rows"] > first["rows"] and newest["data_to"] > first["data_to"]
    assert newest["serving"] or "no better" in newest["decision"]

    async def by_the_best() -> dict[str, Any] | None:
        row = await availability(platform)
        return row if row["version"] == (2 if newest["serving"] else 1) else None

    after, earlier = values(await until(by_the_best)), values(before)
    assert any(after[at] != earlier[at] for at in after.keys() & earlier.keys())


async def check_killed(platform: PlatformProcess, before: dict[str, Any]) -> None:
    """kill -9 in the middle of a training: the model of before answers, and the failure is counted and told."""

    async def working() -> int | None:
        return await asyncio.to_thread(child_of, platform, "load")

    async def counted() -> bool:
        return (await failures(platform))["load"] == 1

    os.kill(await until(working), signal.SIGKILL)
    await until(counted)
    assert "load was not trained, what served it goes on: the training process was ended by signal 9" in platform.log
    assert [one["version"] for one in await versions(platform, "load")] == [1]
    row = await load(platform)
    assert (row["basis"], row["version"], len(row["points"])) == ("model", 1, 48)
    assert values(row) != values(before)  # the same model, which knows another week
    assert (await failures(platform))["availability"] == 0
