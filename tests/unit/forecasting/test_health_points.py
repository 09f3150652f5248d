from datetime import UTC, datetime, timedelta

import pytest

from chargeit.domain.stations import ConnectorStatus, Place, StationId, StatusReport
from chargeit.forecasting.health_points import (
    WEIGHTS,
    HealthScore,
    State,
    Usual,
    aged,
    score,
    with_link,
    with_risk,
    with_status,
)

BEGUN = datetime(2026, 3, 1, tzinfo=UTC)


def at(hours: float) -> datetime:
    return BEGUN + timedelta(hours=hours)


def told(hours: float, what: ConnectorStatus, evse: int = 1, code: str = "") -> StatusReport:
    return StatusReport(Place(StationId("S1"), evse), what, at(hours), at(hours), code)


def part(health: HealthScore, name: str) -> float:
    return next(one.lost for one in health.parts if one.name == name)


def healthy() -> State:
    state = with_link(State(BEGUN), True, BEGUN)
    return with_status(state, told(0, ConnectorStatus.AVAILABLE))


def test_a_station_that_never_failed_has_all_points() -> None:
    assert score(healthy(), at(240)).value == 100


def test_the_parts_add_up_to_what_is_lost() -> None:
    state = with_risk(with_status(healthy(), told(5, ConnectorStatus.FAULTED, code="GroundFailure")), 0.3, at(6))
    state = with_link(state, False, at(7))
    health = score(state, at(30))
    assert sum(WEIGHTS.values()) == 100
    assert health.value == pytest.approx(100 - sum(one.lost for one in health.parts))
    assert all(0 <= one.lost <= one.weight == WEIGHTS[one.name] for one in health.parts)
    assert health.value < 45


def test_a_fault_costs_points_at_once_and_less_as_it_ages() -> None:
    failed = with_status(healthy(), told(10, ConnectorStatus.FAULTED))
    mended = with_status(failed, told(11, ConnectorStatus.AVAILABLE))
    scores = [score(mended, at(h)).value for h in (11, 60, 300)]
    assert score(failed, at(10)).value < scores[0] < scores[1] < scores[2] < 100


def test_one_connector_of_two_down_costs_half() -> None:
    state = with_status(healthy(), told(0, ConnectorStatus.UNAVAILABLE, evse=2))
    both = with_status(state, told(0, ConnectorStatus.UNAVAILABLE, evse=1))
    assert part(score(state, at(500)), "availability") * 2 == pytest.approx(part(score(both, at(500)), "availability"))


def test_a_station_that_is_down_as_a_whole_has_no_connector_left() -> None:
    state = with_status(healthy(), told(1, ConnectorStatus.UNAVAILABLE, evse=0))
    assert "100% of its connectors are down now" in score(state, at(2)).parts[0].reason


def test_losing_the_connection_is_told_apart_from_being_away() -> None:
    away = with_link(healthy(), False, at(4))
    back = with_link(away, True, at(5))
    assert part(score(away, at(5)), "connection") == WEIGHTS["connection"]
    assert 0 < part(score(back, at(5)), "connection") < WEIGHTS["connection"]
    assert with_link(away, False, at(4)).losses == away.losses


def test_a_forecast_of_failure_costs_what_goes_beyond_the_usual_risk() -> None:
    state = with_risk(healthy(), 0.4, at(1))
    assert part(score(state, at(1)), "risk") == pytest.approx(0.4 * WEIGHTS["risk"])
    assert part(score(state, at(1), Usual("fleet", risk=0.2)), "risk") == pytest.approx(0.25 * WEIGHTS["risk"])
    assert part(score(state, at(1), Usual("fleet", risk=0.5)), "risk") == 0


def test_without_history_the_fleet_stands_in_and_it_says_so() -> None:
    new = State(BEGUN)
    health = score(new, BEGUN, Usual("fleet", down_share=0.1, failed_share=0.2, risk=0.05))
    assert health.value < score(new, BEGUN).value == 100
    assert len(health.missing) == 3
    assert all("usual" in text for text in health.missing)
    old = score(with_risk(healthy(), 0.1, at(1)), at(200), Usual("fleet", down_share=0.1))
    assert old.missing == ("0.0 recent transactions only: what is usual for the fleet stands in for failed ones",)


def test_a_late_event_counts_now() -> None:
    state = aged(healthy(), at(100))
    late = with_status(state, told(50, ConnectorStatus.FAULTED))
    assert late.at == at(100)
    assert score(late, at(100)).value < score(state, at(100)).value
