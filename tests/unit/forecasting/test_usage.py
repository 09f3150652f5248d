"""Spans of use, from transactions of any kind."""

from datetime import UTC, datetime, timedelta

import numpy as np

from chargeit.domain.stations import Place, StationId
from chargeit.domain.tokens import AuthorizationStatus
from chargeit.domain.transactions import Transaction, TransactionState
from chargeit.forecasting.features.usage import LONGEST_S, OPEN, Connector, all_in_use, from_transactions, merged

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AT = int(NOON.timestamp())


def instants(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def transaction(begun: int | None, ended: int | None, state: TransactionState) -> Transaction:
    def when(minutes: int | None) -> datetime | None:
        return None if minutes is None else NOON + timedelta(minutes=minutes)

    return Transaction(
        number=1,
        place=Place(StationId("A"), 2),
        token="T",
        authorization=AuthorizationStatus.ACCEPTED,
        received_at=NOON,
        started_at=when(begun),
        stopped_at=when(ended),
        state=state,
    )


def test_what_cannot_be_placed_in_time_is_left_out_and_what_is_open_stays_open() -> None:
    told = [
        transaction(0, 30, TransactionState.ENDED),
        transaction(None, 30, TransactionState.ENDED),
        transaction(30, 10, TransactionState.ENDED),
        transaction(40, None, TransactionState.ORPHANED),
        transaction(60, None, TransactionState.OPEN),
    ]
    usage = from_transactions([(one, False) for one in told], {"A": "Harbour"}, NOON + timedelta(hours=2))
    assert usage.connectors == (Connector("A", 2, 1, "Harbour"),)
    assert from_transactions([(told[0], False)], {}, NOON).connectors == (Connector("A", 2, 1, "A"),)
    assert usage.begins.tolist() == [AT, AT + 3600]
    assert usage.ends.tolist() == [AT + 1800, OPEN]


def test_what_was_known_earlier_says_nothing_of_later() -> None:
    told = [transaction(0, 30, TransactionState.ENDED), transaction(60, 90, TransactionState.ENDED)]
    usage = from_transactions([(one, False) for one in told], {}, NOON + timedelta(hours=2))
    then = usage.known_at(AT + 600)
    assert then.begins.tolist() == [AT]
    assert then.ends.tolist() == [OPEN]


def test_overlapping_spans_count_once() -> None:
    begins, ends = merged(instants(100, 0, 50), instants(130, 60, 70))
    assert (begins.tolist(), ends.tolist()) == ([0, 100], [70, 130])


def test_a_transaction_that_nobody_stops_does_not_occupy_for_ever() -> None:
    _, ends = merged(instants(0), instants(OPEN))
    assert ends.tolist() == [LONGEST_S]


def test_a_site_is_in_use_when_all_connectors_that_it_has_by_then_are() -> None:
    one, other = (instants(0, 100), instants(50, 200)), (instants(120, 150), instants(140, 300))
    begins, ends = all_in_use([one, other], [0, 110])
    # alone until 110, so its own use is the site's; then only where both are
    assert list(zip(begins.tolist(), ends.tolist(), strict=True)) == [(0, 50), (100, 110), (120, 140), (150, 200)]
