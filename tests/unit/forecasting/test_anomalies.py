from datetime import UTC, datetime, timedelta

import pytest

from chargeit.domain.stations import ConnectorStatus, Place, StatusReport
from chargeit.domain.tokens import AuthorizationStatus
from chargeit.domain.transactions import Transaction, TransactionState
from chargeit.forecasting.anomalies import (
    Anomaly,
    AnomalyKind,
    History,
    Link,
    Reading,
    anomalies,
    binomial_tail,
    poisson_tail,
)

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def ago(**parts: float) -> datetime:
    return NOW - timedelta(**parts)


def status(at: datetime, what: ConnectorStatus, code: str = "") -> StatusReport:
    return StatusReport(Place("S1", 1), what, at, at, code)


def charged(number: int, begun: datetime, minutes: float, energy_wh: int, reason: str = "Local") -> Transaction:
    return Transaction(
        number,
        Place("S1", 1),
        "T",
        AuthorizationStatus.ACCEPTED,
        begun,
        started_at=begun,
        meter_start_wh=1000,
        state=TransactionState.ENDED,
        stopped_at=begun + timedelta(minutes=minutes),
        meter_stop_wh=1000 + energy_wh,
        stop_reason=reason,
    )


def found(history: History) -> dict[AnomalyKind, Anomaly]:
    return {one.kind: one for one in anomalies(history, NOW)}


def test_a_quiet_station_has_no_anomaly() -> None:
    history = History(
        reports=[status(ago(hours=h), ConnectorStatus.AVAILABLE) for h in range(1, 40)],
        links=[Link(ago(days=9), True)],
        readings=[Reading(1, ago(hours=10 - h), 5000 + 1000.0 * h, 1000.0) for h in range(10)],
        transactions=[charged(n, ago(hours=30 + n), 60, 7000) for n in range(5)],
        last_seen_at=ago(minutes=3),
        heartbeat_s=300,
    )
    assert anomalies(history, NOW) == []


def test_nothing_at_all_is_no_anomaly() -> None:
    assert anomalies(History(), NOW) == []


def test_a_fault_that_stands_for_hours_is_told_with_its_code() -> None:
    reports = [status(ago(hours=3), ConnectorStatus.FAULTED, "GroundFailure")]
    one = found(History(reports=reports))[AnomalyKind.STANDING_FAULT]
    assert one.reason == "connector 1 has been faulted for 3 h (GroundFailure)"
    assert AnomalyKind.STANDING_FAULT not in found(
        History(reports=[*reports, status(ago(hours=1), ConnectorStatus.AVAILABLE)])
    )


def test_an_error_code_three_times_a_day_is_told() -> None:
    reports = [status(ago(hours=h), ConnectorStatus.CHARGING, "HighTemperature") for h in (2, 7, 12)]
    assert "HighTemperature 3 times" in found(History(reports=reports))[AnomalyKind.REPEATED_ERROR].reason
    assert AnomalyKind.REPEATED_ERROR not in found(History(reports=reports[:2]))
    assert AnomalyKind.REPEATED_ERROR not in found(
        History(reports=[status(ago(hours=h), ConnectorStatus.CHARGING, "NoError") for h in (2, 7, 12)])
    )


def test_a_connector_that_flaps_is_told() -> None:
    states = [ConnectorStatus.FAULTED, ConnectorStatus.AVAILABLE] * 4
    quick = [status(ago(minutes=100 - 5 * n), what) for n, what in enumerate(states)]
    slow = [status(ago(minutes=1300 - 120 * n), what) for n, what in enumerate(states)]
    assert AnomalyKind.FLAPPING in found(History(reports=quick))
    assert AnomalyKind.FLAPPING not in found(History(reports=slow))


def test_silence_counts_only_while_connected() -> None:
    links = [Link(ago(days=2), True)]
    quiet = History(links=links, last_seen_at=ago(minutes=20), heartbeat_s=300)
    assert "silent for 20 min" in found(quiet)[AnomalyKind.SILENT].reason
    gone = History(links=[*links, Link(ago(minutes=20), False)], last_seen_at=ago(minutes=20), heartbeat_s=300)
    assert AnomalyKind.SILENT not in found(gone)


def test_losses_are_measured_against_the_stations_own_days() -> None:
    today = [Link(ago(hours=h), False) for h in range(1, 9)]
    calm = [Link(ago(days=20), True)]
    always = [*calm, *(Link(ago(days=d, hours=h), False) for d in range(1, 20) for h in range(1, 9))]
    assert "8 times in 24 h" in found(History(links=[*calm, *today]))[AnomalyKind.CONNECTION_LOSSES].reason
    assert AnomalyKind.CONNECTION_LOSSES not in found(History(links=[*always, *today]))


def test_a_register_that_stands_still_under_power_is_stuck() -> None:
    stuck = [Reading(1, ago(minutes=40 - m), 7000.0, 3600.0) for m in range(0, 40, 5)]
    idle = [Reading(1, ago(minutes=40 - m), 7000.0, 10.0) for m in range(0, 40, 5)]
    moving = [Reading(1, ago(minutes=40 - m), 7000.0 + 60 * m, 3600.0) for m in range(0, 40, 5)]
    assert "stood at 7000 Wh for 35 min" in found(History(readings=stuck))[AnomalyKind.STUCK_METER].reason
    assert found(History(readings=idle)) == found(History(readings=moving)) == {}


def test_a_register_that_goes_back_is_a_reset() -> None:
    readings = [Reading(1, ago(hours=2), 9000.0), Reading(1, ago(hours=1), 12.0)]
    assert "from 9000 to 12 Wh" in found(History(readings=readings))[AnomalyKind.METER_RESET].reason


def test_a_register_that_leaves_its_transactions_behind_drifts() -> None:
    transactions = [charged(n, ago(hours=20 - 3 * n), 60, 10_000) for n in range(4)]
    edges = (ago(hours=23), ago(hours=1))
    drifted = [Reading(1, edges[0], 0.0), Reading(1, edges[1], 44_000.0)]
    right = [Reading(1, edges[0], 0.0), Reading(1, edges[1], 40_300.0)]
    assert (
        "44.0 kWh, its 4 transactions 40.0 kWh"
        in found(History(readings=drifted, transactions=transactions))[AnomalyKind.METER_DRIFT].reason
    )
    assert found(History(readings=right, transactions=transactions)) == {}
    crossing = charged(9, ago(hours=2), 90, 4000)
    assert found(History(readings=drifted, transactions=[*transactions, crossing])) == {}


def test_two_transactions_in_a_row_without_energy_are_told() -> None:
    empty = [charged(n, ago(hours=5 - n), 30, 0) for n in range(2)]
    assert "last 2 transactions delivered no energy" in found(History(transactions=empty))[AnomalyKind.NO_ENERGY].reason
    assert AnomalyKind.NO_ENERGY not in found(History(transactions=[*empty, charged(3, ago(hours=2), 30, 5000)]))


def test_many_failed_transactions_are_told_against_what_is_usual() -> None:
    good = [charged(n, ago(hours=100 - n), 60, 7000) for n in range(12)]
    bad = [charged(20 + n, ago(hours=20 - n), 60, 3000, "PowerLoss") for n in range(8)]
    one = found(History(transactions=[*good, *bad]))[AnomalyKind.FAILED_TRANSACTIONS]
    assert one.reason == "8 of the last 20 transactions failed; 5% is usual"
    assert AnomalyKind.FAILED_TRANSACTIONS not in found(History(transactions=[*good, *bad[:1]]))


def test_what_comes_later_changes_nothing() -> None:
    reports = [status(ago(hours=3), ConnectorStatus.FAULTED, "GroundFailure")]
    later = [status(NOW + timedelta(hours=h), ConnectorStatus.FAULTED, "ReaderFailure") for h in range(1, 5)]
    resets = [Reading(1, NOW + timedelta(hours=1), 5.0), Reading(1, NOW + timedelta(hours=2), 1.0)]
    assert anomalies(History(reports=[*reports, *later], readings=resets), NOW) == anomalies(
        History(reports=reports), NOW
    )


def test_the_tails_are_those_of_the_textbook() -> None:
    assert poisson_tail(3, 1.0) == pytest.approx(0.0803014)
    assert binomial_tail(2, 10, 0.1) == pytest.approx(0.2639011)
    assert [poisson_tail(0, 2.0), binomial_tail(0, 5, 0.3)] == pytest.approx([1.0, 1.0])
