"""Batteries over HTTP: telemetry in, lists, curves and alerts out."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from chargeit.domain.accounts import Role
from chargeit.domain.batteries import AlertKind, BatteryAlert, BatteryId
from chargeit.twin import alerts
from tests.support.api import NOON, platform


def line(battery: str, second: int, **said: object) -> dict[str, object]:
    at = NOON - timedelta(seconds=60 - second)
    return {"battery": battery, "measured_at": at.isoformat(), "soc": 0.5, "temperature_c": 20 + second, **said}


async def tell(client: httpx.AsyncClient, *lines: dict[str, object]) -> dict[str, int]:
    answer = await client.post("/api/batteries/telemetry", json={"lines": list(lines)})
    assert answer.status_code == 200, answer.text
    taken: dict[str, int] = answer.json()
    return taken


async def test_telemetry_comes_in_and_is_shown(tmp_path: Path) -> None:
    async with platform(tmp_path) as there, there.logged_in() as client:
        lines = [line("VIN-1", second) for second in range(0, 60, 2)] + [line("VIN-2", 0, voltage_v="x")]
        assert await tell(client, *lines) == {"new": 31, "same": 0, "flagged": 1}
        assert (await tell(client, *lines))["new"] == 0
        put = {"vehicle": "Bus 7", "chemistry": "lfp", "capacity_ah": 280, "cells_in_series": 180}
        assert (await client.put("/api/batteries/VIN-1", json=put)).json()["chemistry"] == "lfp"
        rows = (await client.get("/api/batteries")).json()["rows"]
        assert [(row["id"], row["vehicle"], row["latest"]["flags"]) for row in rows] == [
            ("VIN-1", "Bus 7", []),
            ("VIN-2", "", ["voltage_v:no_number"]),
        ]
        history = (
            await client.get(
                "/api/batteries/VIN-1/history",
                params={"quantity": "temperature_c", "since": (NOON - timedelta(minutes=1)).isoformat(), "points": 6},
            )
        ).json()
        assert [point["high"] for point in history["points"]] == [28, 38, 48, 58, 68, 78]
        assert (await client.get("/api/batteries/stats")).json()["lines"] == 31
        assert (await client.get("/api/batteries/VIN-1/predictions")).json() == []


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/api/battery/latest?battery_id=VIN-1", "id"),
        ("/api/battery/history?battery_id=VIN-1&hours=1", "points"),
        ("/api/battery/stats", "batteries"),
        ("/api/batteries/list", "rows"),
    ],
)
async def test_the_addresses_of_an_earlier_service_answer(tmp_path: Path, path: str, shape: str) -> None:
    async with platform(tmp_path) as there, there.logged_in() as client:
        await tell(client, line("VIN-1", 0))
        assert (await client.get(path)).json()[shape]
        assert (await client.get("/api/battery/predictions?battery_id=VIN-1")).json() == []


async def test_alerts_are_listed_and_acknowledged_by_whom(tmp_path: Path) -> None:
    async with platform(tmp_path) as there, there.logged_in() as client:
        await tell(client, line("VIN-1", 0))
        alert = BatteryAlert("a1", BatteryId("VIN-1"), AlertKind.HOT, NOON, 61.0, 60.0)
        await there.write(lambda work: alerts.put([alert], NOON, work))
        (row,) = (await client.get("/api/alerts?open=true")).json()["rows"]
        assert (row["kind"], row["acknowledged_at"]) == ("hot", None)
        seen = (await client.post("/api/alerts/a1/acknowledge")).json()
        assert seen["acknowledged_by"] == "ann"
        assert (await client.get("/api/batteries/VIN-1")).json()["alerts"] == [seen]
        assert (await client.post("/api/alerts/none/acknowledge")).status_code == 404


async def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    async with platform(tmp_path) as there, there.logged_in() as client:
        for path in (
            "/api/batteries/none",
            "/api/batteries/none/history?quantity=soc",
            "/api/batteries/none/predictions",
        ):
            assert (await client.get(path)).status_code == 404
        await tell(client, line("VIN-1", 0))
        wrong = await client.get("/api/batteries/VIN-1/history?quantity=colour")
        assert (wrong.status_code, "soh" in wrong.json()["detail"]) == (422, True)
        backwards = await client.get(
            "/api/batteries/VIN-1/history?quantity=soc&since=2026-03-02T00:00:00Z&until=2026-03-01T00:00:00Z"
        )
        assert backwards.status_code == 422
        nameless = await client.post("/api/batteries/telemetry", json={"lines": [line("VIN-3", 0), {"soc": 0.5}]})
        assert (nameless.status_code, "lines.1.battery" in nameless.text) == (422, True)
        assert (await client.get("/api/batteries/VIN-3")).status_code == 404, "nothing of that message was taken"
        assert (await client.put("/api/batteries/a%23b", json={})).status_code == 422


async def test_a_viewer_reads_and_tells_nothing(tmp_path: Path) -> None:
    async with platform(tmp_path) as there, there.logged_in("vi", Role.VIEWER) as client:
        assert (await client.get("/api/batteries")).status_code == 200
        assert (await client.post("/api/batteries/telemetry", json={"lines": []})).status_code == 403
    async with platform(tmp_path / "b") as there, there.client() as nobody:
        assert (await nobody.get("/api/batteries")).status_code == 401
