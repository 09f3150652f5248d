"""What is deployed beside the platform: Prometheus takes its configuration, scrapes it, and every panel has data."""

import asyncio
import importlib.util
import json
import shutil
import socket
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from chargeit.domain.clock import iso
from tests.support.platform_process import PlatformProcess

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy" / "prometheus"
DEADLINE_S = 60.0


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def dashboards() -> Any:
    spec = importlib.util.spec_from_file_location("dashboards", ROOT / "tools" / "dashboards.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files as they are deployed, with a key beside them."""
    copy = tmp_path / "prometheus"
    shutil.copytree(DEPLOY, copy)
    (copy / "chargeit.key").write_text("key")
    return copy


@pytest.mark.parametrize(
    "words",
    [("check", "config", "prometheus.yml"), ("check", "rules", "rules.yml"), ("test", "rules", "rules.test.yml")],
)
def test_promtool_accepts_what_is_deployed(folder: Path, words: tuple[str, ...]) -> None:
    done = subprocess.run([tool("promtool"), *words], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_dashboards_are_what_their_code_makes() -> None:
    module = dashboards()
    for name in module.DASHBOARDS:
        text = (ROOT / "deploy" / "grafana" / f"{name}.json").read_text(encoding="utf-8")
        assert text == module.made(name), "run `make generate`"
        panels = json.loads(text)["panels"]
        assert len(panels) == len(module.DASHBOARDS[name][1])
        assert all(target["expr"] for panel in panels for target in panel["targets"])


async def test_prometheus_scrapes_the_platform_and_every_panel_has_data(tmp_path: Path, folder: Path) -> None:
    program = tool("prometheus")
    pytest.importorskip("numpy", reason="the extra learn is not installed")
    home = tmp_path / "home"
    home.mkdir()
    platform = PlatformProcess(home, predict_every_s="1")
    await platform.start()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    key = (await platform.api.post("/api/keys", json={"label": "prometheus", "role": "viewer"})).json()["key"]
    (folder / "chargeit.key").write_text(key)
    text = (folder / "prometheus.yml").read_text().replace("localhost:8080", f"127.0.0.1:{platform.api_port}")
    (folder / "prometheus.yml").write_text(text.replace("15s", "1s"))
    process = started(program, folder, port)
    try:
        await tell(platform)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as prometheus:
            for title, query in dashboards().queries():
                assert await answers(prometheus, query), f"{title}: {query}"
            assert (await answers(prometheus, 'up{job="chargeit"}'))[0]["value"][1] == "1"
    finally:
        process.terminate()
        process.wait(20)
        await platform.stop()


def started(program: str, folder: Path, port: int) -> "subprocess.Popen[bytes]":
    command = [program, f"--config.file={folder}/prometheus.yml", f"--web.listen-address=127.0.0.1:{port}"]
    with (folder / "prometheus.log").open("wb") as log:
        return subprocess.Popen([*command, f"--storage.tsdb.path={folder}/tsdb"], stdout=log, stderr=log)


async def tell(platform: PlatformProcess) -> None:
    begin = datetime.now(UTC) - timedelta(minutes=1)
    said = {"soc": 0.6, "soh": 0.9, "voltage_v": 355, "current_a": -8, "temperature_c": 24, "power_w": -2840}
    lines = [
        {"battery": f"B{n}", "measured_at": iso(begin + timedelta(seconds=2 * k)), **said}
        for k in range(5)
        for n in range(3)
    ]
    answer = await platform.api.post("/api/batteries/telemetry", json={"lines": lines})
    assert answer.status_code == 200, answer.text


async def answers(prometheus: httpx.AsyncClient, query: str) -> list[Any]:
    """The result, when there is one."""
    async with asyncio.timeout(DEADLINE_S):
        while True:
            try:
                answer = await prometheus.get("/api/v1/query", params={"query": query})
                assert answer.status_code in (200, 503), answer.text
                found: list[Any] = answer.json()["data"]["result"] if answer.status_code == 200 else []
                if found:
                    return found
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.2)
