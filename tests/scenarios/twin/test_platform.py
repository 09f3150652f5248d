"""`chargeit twin simulate` and a platform of ours in a process of its own: what was told is what is stored."""

import asyncio
from datetime import timedelta
from pathlib import Path

from chargeit.app.delivery import Delivery
from chargeit.app.twins import TwinPlan, run
from tests.support.platform_process import PlatformProcess


async def test_a_platform_knows_the_simulated_batteries_and_all_they_told(tmp_path: Path) -> None:
    platform = PlatformProcess(tmp_path)
    await platform.start()
    try:
        made = await platform.api.post("/api/keys", json={"label": "simulation", "role": "admin"})
        assert made.status_code == 201, made.text
        url = f"http://127.0.0.1:{platform.api_port}"
        plan = TwinPlan(4, 1e6, 1, timedelta(minutes=20), url, every_s=10, until_now=True)
        delivery = Delivery(url, made.json()["key"])
        said = await asyncio.to_thread(run, plan, delivery)
        delivery.close()
        assert said.startswith("4 batteries, 480 lines told")
        stats = (await platform.api.get("/api/batteries/stats")).json()
        assert (stats["batteries"], stats["simulated"], stats["lines"]) == (4, 4, 480)
        rows = (await platform.api.get("/api/batteries")).json()["rows"]
        assert all(row["simulated"] and row["vehicle"] and row["latest"]["soc"] > 0 for row in rows)
        assert {row["id"] for row in rows} == {f"SIM-BAT-0000{number}" for number in range(1, 5)}
    finally:
        await platform.stop()
