"""A platform whose batteries are simulated by somebody else: predictions, alerts, metrics; and the plug pulled."""

import asyncio
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from chargeit.domain.clock import iso
from tests.support.platform_process import PlatformProcess

pytest.importorskip("numpy", reason="the extra learn is not installed")
DEADLINE_S = 30.0
Line = dict[str, Any]


def line(battery: str, at: datetime, **said: Any) -> Line:
    usual = {"soc": 0.6, "voltage_v": 355.0, "current_a": -8.0, "temperature_c": 24.0, "soh": 0.93, "cycles": 300.0}
    return {"battery": battery, "measured_at": iso(at), **usual, **said}


async def tell(api: httpx.AsyncClient, lines: list[Line]) -> dict[str, int]:
    answer = await api.post("/api/batteries/telemetry", json={"lines": lines})
    assert answer.status_code == 200, answer.text
    taken: dict[str, int] = answer.json()
    return taken


@contextmanager
def hook() -> Iterator[tuple[str, list[Any]]]:
    """An address that takes what is posted, from the second time on; of 72 degrees it will not hear."""
    posted: list[Any] = []

    class Taker(http.server.BaseHTTPRequestHandler):
        refuses = True

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, Taker.refuses = (503 if Taker.refuses else 204), False
            status = 422 if body["alert"]["value"] == 72.0 else status
            if status == 204:
                posted.append(body)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/alerts", posted
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def until(condition: Any) -> Any:
    async with asyncio.timeout(DEADLINE_S):
        while True:
            if found := await condition():
                return found
            await asyncio.sleep(0.1)


async def test_what_batteries_tell_is_predicted_alerted_measured_and_posted(tmp_path: Path) -> None:
    with hook() as (address, posted):
        platform = PlatformProcess(
            tmp_path, predict_every_s="1", alerts=json.dumps({"webhook": address, "silent_minutes": 500})
        )
        await platform.start()
        try:
            begin = datetime.now(UTC) - timedelta(minutes=2)
            lines = [line(f"B{n}", begin + timedelta(seconds=2 * k)) for k in range(20) for n in range(12)]
            assert await tell(platform.api, lines) == {"new": 240, "same": 0, "flagged": 0}

            async def predicted() -> list[Line]:
                rows: list[Line] = (await platform.api.get("/api/batteries")).json()["rows"]
                return rows if all(row["prediction"] for row in rows) else []

            rows = await until(predicted)
            one = rows[0]["prediction"]
            assert one["basis"] == "baseline"
            assert 0.3 < one["soc"]["low"] < one["soc"]["value"] < one["soc"]["high"] < 0.9
            assert one["rul_cycles"]["value"] > 100 > 100 * one["failure_probability"]
            assert await tell(platform.api, [line("B3", datetime.now(UTC), temperature_c=71.0, soc=0.6)])

            async def raised() -> list[Line]:
                found: list[Line] = (await platform.api.get("/api/alerts?open=true")).json()["rows"]
                return [alert for alert in found if alert["kind"] == "hot"]

            (alert,) = await until(raised)
            assert (alert["battery"], alert["value"], alert["threshold"]) == ("B3", 71.0, 60.0)

            async def told() -> list[Any]:
                return [body for body in posted if body["alert"]["kind"] == "hot"]

            assert (await until(told))[0]["alert"]["id"] == alert["id"]
            await tell(platform.api, [line("B3", datetime.now(UTC), temperature_c=40.0)])

            async def cleared() -> bool:
                return not await raised()

            await until(cleared)
            metrics = (await platform.api.get("/metrics")).text
            assert 'battery_temperature_celsius{battery="B3"} 40.0' in metrics
            assert 'fleet_battery_soc_percent_bucket{le="+Inf"} 12.0' in metrics
            made = [text for text in metrics.splitlines() if text.startswith("battery_predictions_total ")]
            assert float(made[0].split()[1]) >= 12
            assert 'chargeit_webhook_refused_total{status="422"} 0.0' in metrics
            await tell(platform.api, [line("B4", datetime.now(UTC), temperature_c=72.0, soc=0.6)])

            async def refused() -> bool:
                metrics = (await platform.api.get("/metrics")).text
                return 'chargeit_webhook_refused_total{status="422"} 1.0' in metrics

            assert await until(refused)
        finally:
            await platform.stop()


CAPACITY_AH, REAL_SOH = 150.0, 0.8


def charges(battery: str, begin: datetime, count: int) -> Iterator[Line]:
    """From 20 to 80 % in 72 minutes, one after the other, a line every four; nobody tells health or cycles."""
    amps = CAPACITY_AH * REAL_SOH / 2
    for charge in range(count):
        for minute in range(0, 80, 4):
            at = begin + timedelta(minutes=90 * charge + minute)
            soc, current_a = 0.2 + min(minute, 72) / 120, amps if minute <= 72 else 0.0
            yield line(battery, at, soc=soc, current_a=current_a, voltage_v=None, soh=None, cycles=None)


async def test_health_that_was_learned_from_charges_outlives_a_kill(tmp_path: Path) -> None:
    platform = PlatformProcess(tmp_path, predict_every_s="1")

    async def prediction() -> Line | None:
        row: Line = (await platform.api.get("/api/batteries/OLD")).json()
        found: Line | None = row["prediction"]
        return found

    async def worn() -> Line | None:
        made = await prediction()
        return made if made and abs(made["soh"]["value"] - REAL_SOH) < 0.02 else None

    await platform.start()
    try:
        begin = datetime.now(UTC) - timedelta(hours=20)
        await tell(platform.api, [line("OLD", begin, soh=None, cycles=None)])
        await until(prediction)
        # the predictor takes the last line of each battery in a commit: each of these is a commit
        for one in charges("OLD", begin + timedelta(hours=1), 8):
            await tell(platform.api, [one])
        before = await until(worn)
        platform.kill()
        since = datetime.now(UTC)
        await platform.start()

        async def again() -> Line | None:
            made = await prediction()
            return made if made and datetime.fromisoformat(made["made_at"]) > since else None

        after = await until(again)
        assert after["soh"]["value"] == pytest.approx(before["soh"]["value"], abs=0.005)
        assert after["soh"]["low"] == pytest.approx(before["soh"]["low"], abs=0.01)
        assert after["rul_cycles"]["value"] == pytest.approx(before["rul_cycles"]["value"], rel=0.05)
        assert "what its charges took" in after["explanation"]
    finally:
        await platform.stop()


async def test_a_kill_loses_no_line_that_was_answered_and_doubles_none(tmp_path: Path) -> None:
    platform = PlatformProcess(tmp_path, predict_every_s="1")
    begin = datetime.now(UTC) - timedelta(minutes=30)
    answered: list[Line] = []
    await platform.start()
    try:
        for kill in range(3):
            killer = asyncio.get_running_loop().call_later(0.4 + 0.3 * kill, platform.kill)
            waiting: list[Line] = []
            for n in range(10_000):
                at = begin + timedelta(seconds=kill * 300, milliseconds=10 * n)
                waiting = [line(f"B{b}", at) for b in range(5)]
                try:
                    await tell(platform.api, waiting)
                except (httpx.TransportError, httpx.RemoteProtocolError):
                    break
                answered += waiting
            killer.cancel()
            await platform.start()
            # whoever was not answered tells it again, as a vehicle would
            await tell(platform.api, waiting)
            answered += waiting
        assert len(answered) > 100
        for first in range(0, len(answered), 1000):
            assert (await tell(platform.api, answered[first : first + 1000]))["new"] == 0
        assert (await platform.api.get("/api/batteries/stats")).json()["lines"] == len(answered)
    finally:
        await platform.stop()
