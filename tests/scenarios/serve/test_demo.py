"""The demo: a platform and its fleet, ended by one signal, gone on with at the next start."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.platform_process import PlatformProcess


class Demo(PlatformProcess):
    def spawn(self) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CHARGEIT_")}
        command = [sys.executable, "-m", "chargeit", "demo", "--home", str(self.home), "--stations", "3"]
        with (self.home / "serve.log").open("ab") as log:
            return subprocess.Popen(
                [*command, "--station-port", "0", "--api-port", "0"],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def overview(self) -> dict[str, Any]:
        return (await self.api.get("/api/overview")).json()  # type: ignore[no-any-return]

    async def until_connected(self) -> None:
        async with asyncio.timeout(30):
            while (await self.overview())["connected"] < 3:  # noqa: ASYNC110 a process of its own
                await asyncio.sleep(0.1)


async def test_it_charges_says_that_it_is_simulated_and_continues_with_its_data(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    await demo.start()
    try:
        await demo.until_connected()
        async with asyncio.timeout(60):
            while not (first := await demo.rows("/api/transactions")):  # noqa: ASYNC110 likewise
                await asyncio.sleep(0.2)
        assert all(row["simulated"] for row in first)
        assert (await demo.overview())["simulated_stations"] == 3
        async with asyncio.timeout(60):
            while len(batteries := await demo.rows("/api/batteries")) < 10 or not all(  # noqa: ASYNC110 likewise
                battery["prediction"] for battery in batteries
            ):
                await asyncio.sleep(0.2)
        assert all(battery["simulated"] for battery in batteries)
        assert demo.process
        os.killpg(demo.process.pid, signal.SIGINT)  # Ctrl-C reaches the whole group
        assert await asyncio.to_thread(demo.process.wait, 20) == 0
        assert "Traceback" not in demo.log
    finally:
        await demo.stop()
    again = Demo(tmp_path)
    again.password = demo.password
    await again.start()
    try:
        await again.until_connected()
        kept = {row["number"] for row in await again.rows("/api/transactions")}
        assert {row["number"] for row in first} <= kept
        assert again.log.count("password") == 1
        assert len(await again.rows("/api/batteries")) == 10
        keys = (await again.api.get("/api/keys")).json()
        assert [key["label"] for key in keys] == ["the demo's batteries"], "the key of the first start is gone"
    finally:
        await again.stop()
