"""Real recordings through real sockets: what is stored equals the file, and telling it again changes nothing."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chargeit.app import administration, fleets
from chargeit.app.settings import load
from chargeit.fleet.replay import ReplayPlan, ReplayReport, replay
from tests.support.platform_process import PlatformProcess

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("CHARGEIT_DATA", ROOT.parent / "shared" / "data"))
FILES = {
    "trondheim": "trondheim/Dataset 1_EV charging reports.csv",
    "acn": "acn/caltech/2019-05-01_2019-08-31.csv.gz",
    "sap": "sap_labs_france/conso-ve-sap0.csv",
}

ROWS = 1500


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[PlatformProcess]:
    platform = PlatformProcess(tmp_path, log_level="warning")
    await platform.start()
    yield platform
    await platform.stop()


async def told(platform: PlatformProcess, plan: ReplayPlan, password: str) -> ReplayReport:
    url = f"ws://127.0.0.1:{platform.station_port}"
    return await replay(ReplayPlan(plan.file, plan.format, url, password=password, sockets=64))


async def totals(platform: PlatformProcess) -> tuple[int, float]:
    found = (await platform.api.get("/api/transactions/totals")).json()
    return found["count"], found["energy_wh"]


def recorded(form: str) -> Path:
    file = DATA / FILES[form]
    if not file.exists():
        pytest.skip(f"there is no recording {FILES[form]}; CHARGEIT_DATA names the folder")
    return file


@pytest.mark.parametrize("form", ["trondheim", "sap"])
async def test_of_the_first_rows_the_stored_count_and_energy_equal_the_files(
    platform: PlatformProcess, tmp_path: Path, form: str
) -> None:
    part = tmp_path / "part.csv"
    part.write_bytes(b"".join(recorded(form).read_bytes().splitlines(keepends=True)[: ROWS + 1]))
    await told_and_stored(platform, part, form)


@pytest.mark.parametrize(
    "form", [pytest.param(form, marks=() if form == "acn" else pytest.mark.soak) for form in FILES]
)
async def test_the_stored_count_and_energy_equal_the_files(platform: PlatformProcess, form: str) -> None:
    await told_and_stored(platform, recorded(form), form)


async def told_and_stored(platform: PlatformProcess, file: Path, form: str) -> None:
    plan = ReplayPlan(file, form)
    recording = plan.recording()
    with administration.opened(load(home=platform.home)) as here:
        password = await asyncio.to_thread(fleets.let_recorded_in, here, recording)
    report = await told(platform, plan, password)
    assert report.replayed + len(report.left) == report.rows
    assert all(left.reason for left in report.left)
    assert report.replayed == recording.charges > 1000
    assert await totals(platform) == (recording.charges, recording.energy_wh)
    stations = await platform.rows("/api/stations")
    assert {row["id"]: row["site"] for row in stations} == recording.sites
    assert all(recording.sites.values())
    if form == "acn":
        await told(platform, plan, password)
        assert await totals(platform) == (recording.charges, recording.energy_wh)
        assert await platform.rows("/api/transactions", state="open") == []
