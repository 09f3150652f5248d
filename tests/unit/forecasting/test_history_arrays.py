"""The stored history becomes series of whole days and transactions by start."""

from datetime import UTC, datetime, timedelta

import numpy as np

from chargeit.domain.stations import Place
from chargeit.domain.transactions import AuthorizationStatus, Transaction
from chargeit.forecasting.gathering import history
from chargeit.ports.reads import TransactionRow
from chargeit.ports.series import StationHour

UNTIL = datetime(2026, 3, 2, 12, 20, tzinfo=UTC)
SITES = history.Sites({"CP-1": "Harbour", "CP-2": "Harbour"}, {"": "UTC"})


def hour(station: str, ago_h: int, energy_wh: float) -> StationHour:
    return StationHour(UNTIL.replace(minute=0) - timedelta(hours=ago_h), station, False, energy_wh)


def test_a_site_is_the_sum_of_its_stations_and_hours_without_samples_are_empty() -> None:
    rows = [hour("CP-1", 30, 2000.0), hour("CP-2", 30, 500.0), hour("CP-2", 1, 1000.0), hour("CP-3", 3, 700.0)]
    found = {one.subject: one for one in history.series(rows, SITES, UNTIL)}
    assert set(found) == {"station CP-1", "station CP-2", "station CP-3", "site Harbour"}
    energy = found["site Harbour"].energy_kwh
    assert energy.size == 48 and energy[-30] == 2.5 and energy[-1] == 1.0 and energy.sum() == 3.5
    assert found["station CP-3"].energy_kwh.size == 24


def test_the_hour_that_still_runs_is_not_known() -> None:
    (one,) = history.series([hour("CP-1", 0, 900.0), hour("CP-1", 2, 100.0)], history.Sites({}, {"": "UTC"}), UNTIL)
    assert one.energy_kwh.sum() == 0.1


def row(number: int, started_at: datetime | None, stopped_at: datetime | None) -> TransactionRow:
    transaction = Transaction(
        number,
        Place("CP-1", 1),
        "ANNA",
        AuthorizationStatus.ACCEPTED,
        UNTIL,
        started_at=started_at,
        stopped_at=stopped_at,
    )
    return TransactionRow(transaction, False, 5000.0)


def test_transactions_are_by_start_and_open_ones_have_no_plug_out() -> None:
    early, late = UNTIL - timedelta(hours=9), UNTIL - timedelta(hours=2)
    log, numbers = history.logged([row(2, late, None), row(1, early, late), row(3, None, late)], SITES)
    assert numbers == [1, 2] and log.sites == ["Harbour", "Harbour"] and log.users == ["ANNA", "ANNA"]
    assert log.stay_h[0] == 7.0 and np.isnan(log.left_h[1]) and log.energy_kwh[0] == 5.0
