"""A home with eleven weeks of regular days and models trained on them: what the screens of forecasts show."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest

from chargeit.domain.forecasts import ModelCard, Score
from chargeit.domain.stations import ConnectorStatus, Place, Station, StationId, StatusReport
from chargeit.domain.transactions import Transaction, TransactionState
from chargeit.forecasting import availability_model, hourly, users
from chargeit.learning import catalogue, versions
from chargeit.ports.work import Work
from chargeit.storage.model_files import ModelFiles
from chargeit.storage.store import Store, open_store
from tests.support.stored import transaction

SITES = {"QUAY-1": "Harbour", "QUAY-2": "Harbour", "QUAY-3": "Harbour", "YARD-1": "Depot", "YARD-2": "Depot"}
NEW = "<b onmouseover=alert(1)>NEW</b>"
DAYS, USERS = 77, 20
Charge = tuple[str, str, datetime, datetime, float]


def learned_home(home: Path) -> datetime:
    """Fills the store in `home` up to this hour and trains; gives the hour."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    store = open_store(f"sqlite:///{home / 'chargeit.sqlite3'}")
    try:
        store.migrate()
        turns = (cycle(range(USERS // 2)), cycle(range(USERS // 2, USERS)))
        charges = [charge for day in range(DAYS, 0, -1) for charge in day_of(now - timedelta(days=day), day, turns)]
        store.write(lambda work: fill(work, charges, now))
        files = ModelFiles(home / "models")
        with pytest.MonkeyPatch.context() as quicker:
            quicker.setattr(hourly, "MOST_ROWS", 4_000)
            quicker.setattr(availability_model, "ROWS", 6_000)
            quicker.setattr(users, "trials", lambda rows: [users.trial(rows, 2, copies=3)])
            for feature in ("load", "availability", "maintenance", "users"):
                train(store, files, feature, now)
    finally:
        store.close()
    return now


def day_of(at: datetime, day: int, turns: tuple[Iterator[int], Iterator[int]]) -> list[Charge]:
    """Who charged where, from when until when, how many kWh: half of the users all day, the others in the evening."""
    midnight, busy = at.replace(hour=0), at.weekday() < 5
    found = []
    for turn, station in enumerate(SITES):
        if busy:
            begun = midnight + timedelta(hours=7 + turn * 0.6, minutes=(day * 37 + turn * 11) % 50)
            ended = begun + timedelta(hours=5 + (day * 3 + turn) % 4, minutes=(day * 13) % 50)
            found.append((station, f"CARD {next(turns[0]):02d}", begun, ended, 18.0 + (day * 5 + turn * 3) % 14))
        if (day + turn) % (2 if busy else 3) == 0:
            begun = midnight + timedelta(hours=17 + turn % 3, minutes=(day * 7) % 40)
            found.append(
                (station, f"CARD {next(turns[1]):02d}", begun, begun + timedelta(hours=2), 7.0 + (day * 3) % 6)
            )
    return found


def fill(work: Work, charges: list[Charge], now: datetime) -> None:
    begun = now - timedelta(days=DAYS + 1)
    for name, site in SITES.items():
        work.stations.add(Station(StationId(name), begun, site=site))
    work.stations.add(Station(StationId(NEW), now, site="Depot"))
    for station, user, since, until, kwh in charges:
        if until < now:
            work.transactions.add(ended(station, user, since, until, kwh))
    for report in reports(now):
        work.connectors.keep(report)
        work.connectors.put(report)


def ended(station: str, user: str, since: datetime, until: datetime, kwh: float) -> Transaction:
    known = transaction(Place(StationId(station), 1), token=user, started_at=since, received_at=since, meter_start_wh=0)
    return replace(
        known,
        state=TransactionState.ENDED,
        stopped_at=until,
        stop_received_at=until,
        meter_stop_wh=round(kwh * 1000),
    )


def reports(now: datetime) -> list[StatusReport]:
    """QUAY-2 fails about every other day and YARD-1 now and then; the others never."""
    found = []
    for turn, station in enumerate(SITES):
        place = Place(StationId(station), 1)
        each = {"QUAY-2": 2, "YARD-1": 6}.get(station)
        for hour in range(28 * 24, -1, -4):
            at = now - timedelta(hours=hour + 3, minutes=30)
            fails = each is not None and (hour // 4 * 7 + turn) % (each * 6) < 2
            status = ConnectorStatus.FAULTED if fails else ConnectorStatus.AVAILABLE
            found.append(StatusReport(place=place, status=status, reported_at=at, received_at=at))
    return sorted(found, key=lambda report: report.received_at)  # a platform keeps them as they come


def train(store: Store, files: ModelFiles, feature: str, now: datetime) -> None:
    """By the feature's own training; of the load model a second version, which is worse and does not serve."""
    its = catalogue.feature(feature)
    given = its.train(its.gather(store.reads.history, now))
    worse = (Score("nmae", 9.0, "hour-of-day mean, 28 days", 1.0),)
    for scores in (given.scores, worse) if feature == "load" else (given.scores,):
        payload = given.payload if scores is given.scores else given.payload + b" "
        card = ModelCard(
            feature, 0, now, given.data_from, given.data_to, given.rows, given.simulated_rows, scores, given.notes
        )
        trained = versions.TrainedModel(card, files.keep(payload))
        store.write(lambda work, trained=trained: versions.record(trained, work))
