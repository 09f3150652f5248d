"""`chargeit serve` as a process of its own: started on free ports, killed, started again."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

READY_DEADLINE_S = 30.0
SOURCES = Path(__file__).resolve().parent.parent.parent / "src"
STATIONS = re.compile(r"ws://\S+?:(\d+)")
API = re.compile(r"http://\S+?:(\d+)")
PASSWORD = re.compile(r"password:? +(\S+)")


class PlatformProcess:
    """One home folder; `kill` and `start` as often as a test likes. Ports stay the same after the first start.

    `core` keeps it on one core.
    """

    def __init__(self, home: Path, **settings: str) -> None:
        self.home, self.settings = home, settings
        self.process: subprocess.Popen[bytes] | None = None
        self.station_port = self.api_port = 0
        self.password = ""
        self.api = httpx.AsyncClient(timeout=30)
        self.core: int | None = None

    @property
    def log(self) -> str:
        path = self.home / "serve.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    async def start(self) -> None:
        """Returns when /health answers; fails with the log."""
        before = len(self.log)
        self.process = self.spawn()
        async with asyncio.timeout(READY_DEADLINE_S):
            while not await self.ready(self.log[before:]):
                assert self.process.poll() is None, self.log
                await asyncio.sleep(0.01)
        await self.log_in()

    def spawn(self) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CHARGEIT_")}
        settings = {"home": str(self.home), "station_port": str(self.station_port), "api_port": str(self.api_port)}
        environment |= {f"CHARGEIT_{name.upper()}": value for name, value in (settings | self.settings).items()}
        environment["PYTHONPATH"] = str(SOURCES)  # this tree, whichever one is installed
        command = [sys.executable, "-m", "chargeit", "serve"]
        if self.core is not None:
            command = ["taskset", "--cpu-list", str(self.core), *command]
        with (self.home / "serve.log").open("ab") as log:
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    async def ready(self, said: str) -> bool:
        stations, api = STATIONS.search(said), API.search(said)
        if not stations or not api:
            return False
        self.station_port, self.api_port = int(stations[1]), int(api[1])
        self.api.base_url = httpx.URL(f"http://127.0.0.1:{self.api_port}")
        if found := PASSWORD.search(said):
            self.password = found[1]
        try:
            return (await self.api.get("/health")).status_code == 200
        except httpx.TransportError:
            return False

    async def log_in(self) -> None:
        answer = await self.api.post("/api/login", json={"name": "admin", "password": self.password})
        assert answer.status_code == 200, answer.text
        self.api.headers["X-CSRF-Token"] = answer.json()["csrf"]

    async def provision(self, station: str) -> str:
        """The password of a new station."""
        answer = await self.api.post("/api/stations", json={"id": station, "security_profile": 1})
        assert answer.status_code in (200, 201), answer.text
        return str(answer.json()["password"])

    async def admit_token(self, value: str) -> None:
        answer = await self.api.put(f"/api/tokens/{value}", json={"concurrent": True})
        assert answer.status_code in (200, 201, 204), answer.text

    async def rows(self, path: str, **filters: str) -> list[dict[str, Any]]:
        """All rows of a list, page after page."""
        found: list[dict[str, Any]] = []
        after: dict[str, str] = {}
        while True:
            answer = await self.api.get(path, params={"limit": "500", **filters, **after})
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found += page["rows"]
            if not page["next"]:
                return found
            after = {"after": page["next"]}

    def kill(self) -> None:
        """As a power cut for the process: nothing of it runs any more when this returns."""
        assert self.process
        self.process.kill()
        self.process.wait()

    async def stop(self) -> None:
        await self.stop_process()
        await self.api.aclose()

    async def stop_process(self) -> None:
        """It may be started again."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                await asyncio.to_thread(self.process.wait, 15)
            except subprocess.TimeoutExpired:
                self.kill()
