"""A new fault never raises the score, wherever it comes in a station's life."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chargeit.domain.stations import ConnectorStatus, Place, StationId, StatusReport
from chargeit.domain.tokens import AuthorizationStatus
from chargeit.domain.transactions import Transaction, TransactionState
from chargeit.forecasting.health_points import (
    State,
    Usual,
    score,
    with_link,
    with_risk,
    with_status,
    with_transaction,
)

BEGUN = datetime(2026, 3, 1, tzinfo=UTC)
HOURS = st.floats(0, 300)
STATUSES = st.tuples(st.just("status"), st.sampled_from(list(ConnectorStatus)), st.integers(0, 2))
LINKS = st.tuples(st.just("link"), st.booleans(), st.just(0))
ENDS = st.tuples(st.just("end"), st.integers(0, 9000), st.just(0))
RISKS = st.tuples(st.just("risk"), st.floats(0, 1), st.just(0))
LIVES = st.lists(st.tuples(HOURS, st.one_of(STATUSES, LINKS, ENDS, RISKS)), max_size=25)
FAULT = ("status", ConnectorStatus.FAULTED)
LOST = ("end", 0, 0)


def event(state: State, hours: float, what: tuple[Any, ...]) -> State:
    at = BEGUN + timedelta(hours=hours)
    if what[0] == "link":
        return with_link(state, what[1], at)
    if what[0] == "risk":
        return with_risk(state, what[1], at)
    if what[0] == "end":
        place = Place(StationId("S1"), 1)
        done = Transaction(1, place, "T", AuthorizationStatus.ACCEPTED, at, at, 0, TransactionState.ENDED, at, what[1])
        return with_transaction(state, done, at)
    return with_status(state, StatusReport(Place(StationId("S1"), what[2]), what[1], at, at))


def after(life: list[tuple[float, tuple[Any, ...]]], usual: Usual | None) -> float:
    state = with_status(State(BEGUN), StatusReport(Place(StationId("S1"), 1), ConnectorStatus.AVAILABLE, BEGUN, BEGUN))
    state = with_status(state, StatusReport(Place(StationId("S1"), 2), ConnectorStatus.AVAILABLE, BEGUN, BEGUN))
    for hours, what in sorted(life, key=lambda one: one[0]):
        state = event(state, hours, what)
    return score(state, BEGUN + timedelta(hours=400), usual).value


@given(LIVES, HOURS, st.integers(0, 2), st.sampled_from([None, Usual("fleet", 0.2, 0.3, 0.1)]))
def test_a_new_fault_never_raises_the_score(life: Any, hours: float, evse: int, usual: Usual | None) -> None:
    assert after([*life, (hours, (*FAULT, evse))], usual) <= after(life, usual) + 1e-9


@given(LIVES, HOURS)
def test_a_new_failed_transaction_never_raises_the_score(life: Any, hours: float) -> None:
    assert after([*life, (hours, LOST)], None) <= after(life, None) + 1e-9


@given(LIVES)
def test_the_score_stays_within_its_scale(life: Any) -> None:
    assert 0 <= after(life, None) <= 100
