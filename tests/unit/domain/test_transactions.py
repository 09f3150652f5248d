"""A transaction keeps whatever its station says, with what was wrong with it."""

from datetime import UTC, datetime, timedelta

from chargeit.domain.stations import Place, StationId
from chargeit.domain.tokens import AuthorizationStatus
from chargeit.domain.transactions import Finding, StartAsked, StopAsked, Transaction, TransactionState

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLACE = Place(StationId("CP1"), 1)


def charging(**changes: object) -> Transaction:
    fields = {"started_at": NOON, "meter_start_wh": 1000} | changes
    return Transaction(7, PLACE, "TAG", AuthorizationStatus.ACCEPTED, NOON, **fields)  # type: ignore[arg-type]


def stop(**changes: object) -> StopAsked:
    fields = {"meter_stop_wh": 4000, "stopped_at": NOON + timedelta(hours=1)} | changes
    return StopAsked("CP1", 7, received_at=NOON, **fields)  # type: ignore[arg-type]


def test_energy_is_the_difference_of_the_registers() -> None:
    ended = charging().ended(stop())
    assert (ended.energy_wh, ended.state, ended.findings) == (3000, TransactionState.ENDED, frozenset())


def test_a_register_that_ran_backwards_is_kept_and_found() -> None:
    ended = charging().ended(stop(meter_stop_wh=400))
    assert ended.energy_wh == -600
    assert Finding.NEGATIVE_ENERGY in ended.findings


def test_a_stop_before_the_start_is_found() -> None:
    assert Finding.STOP_BEFORE_START in charging().ended(stop(stopped_at=NOON - timedelta(days=1))).findings


def test_energy_of_a_stop_whose_start_never_came_is_unknown() -> None:
    assert charging(meter_start_wh=None).ended(stop()).energy_wh is None


def test_the_same_start_in_other_letters_has_the_same_key() -> None:
    one, two = (StartAsked(PLACE, tag, 0, NOON, NOON) for tag in ("Abc", "aBC"))
    assert one.key == two.key
