"""The served maintenance model is in the health score: of the platform, and of the training of what is usual."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chargeit.domain.stations import ConnectorStatus, Place, Station, StationId
from chargeit.ports.work import Work
from tests.support.api import platform
from tests.support.stored import status

SOURCES = Path(__file__).resolve().parents[3] / "src"
NOW = datetime.now(UTC).replace(minute=30, second=0, microsecond=0)


def fill(work: Work) -> None:
    """Twelve stations; every third is out for two hours each day, last until three hours ago."""
    changes = [(f"S{n}", hours, ConnectorStatus.AVAILABLE) for n in range(12) for hours in (27 * 24.0, 20 * 24.0)]
    for n in range(0, 12, 3):
        for day in range(26):
            changes += [(f"S{n}", day * 24 + 5.0 + n, ConnectorStatus.FAULTED)]
            changes += [(f"S{n}", day * 24 + 3.0 + n, ConnectorStatus.AVAILABLE)]
    for n in range(12):
        work.stations.add(Station(StationId(f"S{n}"), NOW - timedelta(days=40), site="quay"))
    for name, hours, what in sorted(changes, key=lambda change: -change[1]):
        at = NOW - timedelta(hours=hours)
        work.connectors.keep(status(what, Place(StationId(name), 1), reported_at=at, received_at=at))


def train(home: Path, feature: str) -> str:
    words = [sys.executable, "-m", "chargeit", "train", "--feature", feature]
    environment = os.environ | {"PYTHONPATH": str(SOURCES), "CHARGEIT_HOME": str(home)}
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=True).stdout


async def test_the_score_holds_the_risk_that_maintenance_answers_with(tmp_path: Path) -> None:
    async with platform(tmp_path) as running:
        running.clock.now = NOW
        await running.write(fill)
        async with running.logged_in() as client:
            plain = (await client.get("/health/score", params={"subject": "S0"})).json()["rows"][0]
            assert "no maintenance forecast" in plain["missing"]
            assert train(tmp_path, "maintenance").startswith("maintenance\tserves")
            assert train(tmp_path, "health").startswith("health\tserves")
            running.clock.now += timedelta(seconds=61)
            answer = (await client.get("/health/score", params={"limit": 100})).json()
            risks = (await client.get("/predict/maintenance", params={"limit": 100})).json()
        served = {row["subject"].split("/")[0]: row["points"][-1]["value"] for row in risks["rows"]}
        parts = {row["subject"]: {part["name"]: part for part in row["parts"]} for row in answer["rows"]}
        scores = {row["subject"]: row["points"][0]["value"] for row in answer["rows"]}
    usual = sum(served.values()) / len(served)
    assert served["S0"] > usual > served["S1"]
    for name, own in parts.items():
        assert own["risk"]["lost"] == pytest.approx(15 * max(0, served[name] - usual) / (1 - usual), abs=0.01)
        assert own["risk"]["reason"].startswith(f"{served[name]:.0%} chance of being down within 24 h")
        assert scores[name] == pytest.approx(100 - sum(part["lost"] for part in own.values()))
    assert "is usual" in parts["S0"]["risk"]["reason"]
    assert all("no maintenance" not in row["missing"] for row in answer["rows"])
