"""Recorded transactions told to the platform by stations give the same availability figures as the file they are in."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from chargeit.app import administration, fleets
from chargeit.app.settings import load
from chargeit.fleet.replay import ReplayPlan, replay
from chargeit.forecasting.availability import FEATURE
from chargeit.forecasting.backtests.availability import measured
from chargeit.forecasting.data import perth
from chargeit.forecasting.features.occupancy import Occupancy, occupancy
from chargeit.forecasting.features.usage import Usage, from_transactions
from chargeit.learning.catalogue import BacktestRow
from chargeit.ports.series import History
from chargeit.storage.store import Store, open_store
from tests.support.perth_part import part
from tests.support.platform_process import PlatformProcess
from tests.support.recorded_data import recorded

ODD = {"50811", "50813", "50993", "50995", "51250"}, datetime(2017, 9, 12)  # noqa: DTZ001 - by the chargers' clock
"""Of three sites; two chargers were tried elsewhere first, one often tells of nothing and then of a transaction."""
PLAIN = {"50279", "50745", "51516", "50813", "50993"}, datetime(2018, 6, 1)  # noqa: DTZ001 - by the chargers' clock
DAYS = 150
LONG_AGO = datetime(2010, 1, 1, tzinfo=UTC)
FIGURES = ("model", "metric", "value", "baseline", "baseline_value")


def a_part(folder: Path, stations: set[str], until: datetime) -> Path:
    """Five months of five chargers."""
    part(folder / "part.csv.gz", stations, until - timedelta(days=DAYS), until)
    return folder / "part.csv.gz"


async def told(file: Path, home: Path) -> Store:
    """The store of a platform that stations told the file's transactions through sockets."""
    platform = PlatformProcess(home, time_zone=perth.ZONE, log_level="warning", retrain_every_hours="0")
    await platform.start()
    try:
        plan = ReplayPlan(file, "perth", f"ws://127.0.0.1:{platform.station_port}", sockets=36)
        recording = await asyncio.to_thread(plan.recording)
        with administration.opened(load(home=home)) as here:
            password = await asyncio.to_thread(fleets.let_recorded_in, here, recording)
        report = await replay(replace(plan, password=password), recording)
        assert (report.replayed, len(report.left)) == (recording.charges, len(recording.left))
        total = (await platform.api.get("/api/transactions/totals")).json()
        assert (total["count"], total["energy_wh"]) == (recording.charges, recording.energy_wh)
    finally:
        await platform.stop()
    return open_store(f"sqlite:///{home}/chargeit.sqlite3", time_zone=perth.ZONE)


def gathered(history: History, now: datetime) -> Usage:
    """As the feature gathers it, however long ago it was."""
    rows = history.transactions(LONG_AGO, now)
    sites = {str(station.id): station.site for station in history.stations()}
    found = from_transactions(((row.transaction, row.simulated) for row in rows), sites, now, history.zones()[""])
    return replace(found, zones=history.zones())


def same(one: Occupancy, other: Occupancy) -> None:
    """In all that features are made of; the platform's stations have a prefix."""
    assert [subject.name.removeprefix("PERTH-") for subject in other.subjects] == [s.name for s in one.subjects]
    assert [(s.site, s.connectors, s.is_site) for s in other.subjects] == [
        (s.site, s.connectors, s.is_site) for s in one.subjects
    ]
    assert (one.first_hour, one.until) == (other.first_hour, other.until)
    for name in ("share", "known_hour", "zone", "offset_h"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    origins = np.arange(one.first_hour * 3600, one.until, 7 * 3600 + 60, dtype=np.int64)
    np.testing.assert_array_equal(one.state(origins), other.state(origins))


def figures(rows: list[BacktestRow]) -> list[tuple[object, ...]]:
    return [tuple(getattr(row, name) for name in FIGURES) for row in rows]


async def test_what_stations_told_scores_as_the_file_does(tmp_path: Path) -> None:
    file = a_part(tmp_path, *ODD)
    usage = perth.read(file)
    now = datetime.fromtimestamp(usage.until, UTC)
    store = await told(file, tmp_path)
    try:
        stored, by_the_feature = gathered(store.reads.history, now), FEATURE.gather(store.reads.history, now)
    finally:
        store.close()
    assert len(usage.begins) > 1000
    same(occupancy(usage), occupancy(stored))
    same(occupancy(usage), occupancy(by_the_feature))
    assert figures(measured(stored, "perth", unseen_days=30)) == figures(measured(usage, "perth", unseen_days=30))


@pytest.mark.soak
async def test_all_that_was_recorded_scores_as_the_file_does(tmp_path: Path) -> None:
    """Prints the figures of docs/forecasting/availability.md."""
    file = recorded(perth.FILE)
    usage = perth.read(file)
    store = await told(file, tmp_path)
    try:
        stored = gathered(store.reads.history, datetime.fromtimestamp(usage.until, UTC))
    finally:
        store.close()
    same(occupancy(usage, 24 * 1000), occupancy(stored, 24 * 1000))
    rows = measured(stored, "perth")
    for row in rows:
        print(row.model, row.metric, f"{row.value:.4f}", row.baseline, row.baseline_value, row.note)
    assert figures(rows) == figures(measured(usage, "perth"))


def test_on_recorded_days_it_has_not_seen_it_beats_both_baselines(tmp_path: Path) -> None:
    usage = perth.read(a_part(tmp_path, *PLAIN))
    rows = [row for row in measured(usage, "perth", unseen_days=30) if row.model == "boosting"]
    by_words = {row.note.split(":")[0]: row for row in rows if row.metric == "brier"}
    for words in ("connectors, hour 1", "connectors, hour 2", "connectors, 24 hours"):
        better = by_words[words]
        assert better.baseline_value is not None
        assert better.value < better.baseline_value
