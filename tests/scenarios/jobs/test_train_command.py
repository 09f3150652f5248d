"""From stored transactions to a model that serves, by the command line alone."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chargeit.domain.stations import Place, Station, StationId
from chargeit.domain.transactions import TransactionState
from chargeit.ports.work import Work
from chargeit.storage.store import open_store
from tests.support.stored import transaction

SOURCES = Path(__file__).resolve().parents[3] / "src"
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def chargeit(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(SOURCES), "CHARGEIT_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "chargeit", *words], env=environment, capture_output=True, text=True, timeout=120
    )


def fill(home: Path, days: int = 140) -> None:
    """Four stations in use on weekdays from eight on, the later the later the station, and shorter on Fridays."""
    store = open_store(f"sqlite:///{home}/chargeit.sqlite3")
    store.migrate()

    def verb(work: Work) -> None:
        for name in "ABCD":
            work.stations.add(Station(StationId(name), TODAY, site="quay"))
        for day in (TODAY - timedelta(days=n) for n in range(1, days)):
            for turn, name in enumerate("ABCD" if day.weekday() < 5 else ""):
                begun = day + timedelta(hours=8 + turn * 0.5 + day.day % 3 * 0.4)
                ended = begun + timedelta(hours=4 if day.weekday() == 4 else 7)
                known = transaction(Place(StationId(name), 1), started_at=begun, received_at=begun)
                work.transactions.add(
                    replace(known, state=TransactionState.ENDED, stopped_at=ended, stop_received_at=ended)
                )

    store.write(verb)
    store.close()


def test_a_model_is_trained_listed_and_served_again(tmp_path: Path) -> None:
    fill(tmp_path)
    trained = chargeit(tmp_path, "train", "--feature", "availability")
    assert trained.returncode == 0, trained.stderr
    assert trained.stdout.startswith("availability\tserves\tbrier"), trained.stdout + trained.stderr
    listed = chargeit(tmp_path, "model", "list").stdout.split("\t")
    assert listed[:3] == ["availability", "1", "serves"]
    assert chargeit(tmp_path, "model", "serve", "availability", "1").returncode == 0
    missing = chargeit(tmp_path, "model", "serve", "availability", "2")
    assert missing.returncode == 4
    assert "no model availability version 2" in missing.stderr


def test_a_platform_without_history_is_told_what_is_missing(tmp_path: Path) -> None:
    chargeit(tmp_path, "migrate")
    trained = chargeit(tmp_path, "train", "--feature", "maintenance")
    assert "not trained" in trained.stdout
    assert "0 hours before an outage; needs 48" in trained.stdout


def test_a_feature_that_is_none_is_refused(tmp_path: Path) -> None:
    refused = chargeit(tmp_path, "train", "--feature", "tides")
    assert (refused.returncode, "no feature tides" in refused.stderr) == (4, True)
