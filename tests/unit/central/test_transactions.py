"""OCPP 1.6 4.8, 4.10, 3.7.1 and errata 3.18: starts and stops are stored, matched and joined, never refused."""

from datetime import UTC, datetime, timedelta

import pytest

from chargeit.central import transactions
from chargeit.domain.metering import MeterReport, Sample
from chargeit.domain.stations import Place, StationId
from chargeit.domain.transactions import Finding, StartAsked, StopAsked, TransactionState
from tests.support.memory_work import MemoryWork
from tests.unit.central.conftest import NOON

HOUR = timedelta(hours=1)
CP1 = StationId("CP1")


def start(token: str = "GOOD", evse: int = 1, wh: int | None = 1000, at: datetime = NOON, **more: object) -> StartAsked:
    return StartAsked(Place(CP1, evse), token, wh, at, more.pop("received_at", NOON), **more)  # type: ignore[arg-type]


def stop(number: int, wh: int | None = 4000, at: datetime = NOON + HOUR, **more: object) -> StopAsked:
    return StopAsked("CP1", number, wh, at, more.pop("received_at", NOON + HOUR), **more)  # type: ignore[arg-type]


def test_a_start_and_its_stop_make_a_transaction(work: MemoryWork) -> None:
    begun = transactions.start(start(), work)
    assert begun.verdict.accepted
    assert transactions.stop(stop(begun.number), work) is None
    done = work.transactions.rows[begun.number]
    assert (done.state, done.energy_wh, done.findings) == (TransactionState.ENDED, 3000, frozenset())
    assert work.kinds() == ["transaction.started", "transaction.ended"]


def test_the_same_start_again_gets_the_same_number_and_changes_nothing(work: MemoryWork) -> None:
    first = transactions.start(start(), work)
    again = transactions.start(start("good", received_at=NOON + 9 * HOUR), work)
    assert again == first
    assert len(work.transactions.rows) == len(work.events) == 1


def test_the_same_start_after_its_stop_is_still_the_same(work: MemoryWork) -> None:
    first = transactions.start(start(), work)
    transactions.stop(stop(first.number), work)
    assert transactions.start(start(), work).number == first.number
    assert work.transactions.rows[first.number].state is TransactionState.ENDED


def test_registers_that_were_not_told_are_never_compared(work: MemoryWork) -> None:
    first = transactions.start(start(wh=None), work).number
    assert transactions.start(start(wh=None), work).number == first
    transactions.stop(stop(first), work)
    second = transactions.start(start(at=NOON + 2 * HOUR), work).number
    transactions.stop(stop(second, wh=None, at=NOON + 3 * HOUR), work)
    rows = work.transactions.rows
    assert [(rows[n].state, rows[n].energy_wh) for n in (first, second)] == [(TransactionState.ENDED, None)] * 2
    assert Finding.NEGATIVE_ENERGY not in rows[second].findings | rows[first].findings


def test_a_start_that_tells_neither_register_nor_time_is_new_once_the_one_before_stopped(work: MemoryWork) -> None:
    unset = datetime(1970, 1, 1, tzinfo=UTC)
    first = transactions.start(start(wh=None, at=unset), work).number
    assert transactions.start(start(wh=None, at=unset), work).number == first
    transactions.stop(stop(first), work)
    assert transactions.start(start(wh=None, at=unset), work).number != first


def test_a_stop_alone_is_joined_by_a_start_without_its_register(work: MemoryWork) -> None:
    transactions.stop(stop(-1, wh=600, token="GOOD"), work)
    number = transactions.start(start(wh=None), work).number
    assert len(work.transactions.rows) == 1 and work.transactions.rows[number].meter_stop_wh == 600


@pytest.mark.parametrize("token", ["BLOCKED", "OLD", "NOBODY"])
def test_a_refused_token_has_a_transaction_all_the_same(work: MemoryWork, token: str) -> None:
    begun = transactions.start(start(token), work)
    assert begun.number > 0 and not begun.verdict.accepted
    stored = work.transactions.rows[begun.number]
    assert stored.state is TransactionState.OPEN and Finding.REFUSED_TOKEN in stored.findings
    assert transactions.start(start(token), work).verdict.status == begun.verdict.status


def test_a_token_that_charges_elsewhere_is_concurrent_unless_it_may(work: MemoryWork) -> None:
    assert transactions.start(start("GOOD"), work).verdict.accepted
    second = transactions.start(start("GOOD", evse=2), work)
    assert second.verdict.status == "concurrent" and second.number > 0
    assert transactions.start(start("MANY", evse=1, at=NOON + HOUR), work).verdict.accepted
    assert transactions.start(start("MANY", evse=2, at=NOON + HOUR), work).verdict.accepted


def test_a_second_start_orphans_the_older_one_and_its_late_stop_still_ends_it(work: MemoryWork) -> None:
    older = transactions.start(start(), work)
    newer = transactions.start(start(at=NOON + HOUR, wh=1500), work)
    assert newer.verdict.accepted, "the orphan does not count as a concurrent transaction"
    assert work.transactions.rows[older.number].state is TransactionState.ORPHANED
    assert work.kinds()[1] == "transaction.orphaned"
    transactions.stop(stop(older.number, wh=1500, at=NOON + HOUR), work)
    assert work.transactions.rows[older.number].state is TransactionState.ENDED
    assert work.transactions.rows[newer.number].state is TransactionState.OPEN


def test_a_start_that_comes_late_is_the_orphan_itself(work: MemoryWork) -> None:
    newer = transactions.start(start(at=NOON, wh=1500), work)
    older = transactions.start(start("DRIVER", at=NOON - HOUR, wh=1000), work)
    assert work.transactions.rows[newer.number].state is TransactionState.OPEN
    assert work.transactions.rows[older.number].state is TransactionState.ORPHANED


def test_the_same_stop_again_is_answered_alike_and_changes_nothing(work: MemoryWork) -> None:
    number = transactions.start(start(), work).number
    first = transactions.stop(stop(number, token="GOOD"), work)
    before = (dict(work.transactions.rows), len(work.events))
    assert transactions.stop(stop(number, token="GOOD", received_at=NOON + 2 * HOUR), work) == first
    assert (dict(work.transactions.rows), len(work.events)) == before


def test_a_stop_without_a_token_has_no_verdict(work: MemoryWork) -> None:
    assert transactions.stop(stop(transactions.start(start(), work).number), work) is None


def test_another_token_may_stop_and_both_are_kept(work: MemoryWork) -> None:
    number = transactions.start(start("DRIVER"), work).number
    verdict = transactions.stop(stop(number, token="GUARD"), work)
    assert verdict is not None and verdict.accepted and verdict.group == "fleet"
    done = work.transactions.rows[number]
    assert (done.token, done.stop_token) == ("DRIVER", "GUARD")


@pytest.mark.parametrize("number", [0, -1, 777])
def test_a_stop_with_an_odd_number_is_matched_by_token_time_and_register(work: MemoryWork, number: int) -> None:
    other = transactions.start(start("DRIVER", evse=2), work).number
    mine = transactions.start(start("GOOD"), work).number
    transactions.stop(stop(number, token="good"), work)
    done = work.transactions.rows[mine]
    assert (done.state, done.claimed_number) == (TransactionState.ENDED, number)
    assert Finding.NUMBER_UNKNOWN in done.findings
    assert work.transactions.rows[other].state is TransactionState.OPEN


def test_a_token_of_the_group_stops_an_unnumbered_transaction(work: MemoryWork) -> None:
    number = transactions.start(start("DRIVER"), work).number
    transactions.stop(stop(-1, token="GUARD"), work)
    assert work.transactions.rows[number].state is TransactionState.ENDED


def test_an_odd_number_without_token_ends_only_what_is_unmistakable(work: MemoryWork) -> None:
    one = transactions.start(start("GOOD"), work).number
    two = transactions.start(start("DRIVER", evse=2), work).number
    transactions.stop(stop(-1), work)
    assert {work.transactions.rows[n].state for n in (one, two)} == {TransactionState.OPEN}
    transactions.stop(stop(two), work)
    transactions.stop(stop(-1, wh=4001), work)
    assert work.transactions.rows[one].state is TransactionState.ENDED


@pytest.mark.parametrize("odd", [{"wh": 900}, {"at": NOON - HOUR}, {"token": "STRANGE"}])
def test_an_odd_number_never_ends_what_cannot_be_meant(work: MemoryWork, odd: dict[str, object]) -> None:
    number = transactions.start(start(), work).number
    transactions.stop(stop(-1, **({"token": "GOOD"} | odd)), work)  # type: ignore[arg-type]
    assert work.transactions.rows[number].state is TransactionState.OPEN
    kept = work.transactions.rows[number + 1]
    assert {Finding.START_MISSING, Finding.NUMBER_UNKNOWN} <= kept.findings
    assert kept.state is TransactionState.ENDED and kept.energy_wh is None


def test_a_stop_that_came_first_is_kept_and_joined_when_its_start_arrives(work: MemoryWork) -> None:
    transactions.stop(stop(-1, token="GOOD", samples=(register("3500"),)), work)
    assert work.kinds() == ["transaction.ended"]
    begun = transactions.start(start(received_at=NOON + 2 * HOUR), work)
    done = work.transactions.rows[begun.number]
    assert len(work.transactions.rows) == 1
    assert (done.energy_wh, done.state, done.place.evse) == (3000, TransactionState.ENDED, 1)
    assert Finding.START_MISSING not in done.findings
    assert transactions.start(start(received_at=NOON + 3 * HOUR), work).number == begun.number
    transactions.stop(stop(begun.number, token="GOOD"), work)
    assert len(work.transactions.rows) == 1, "the same stop under the number it has now"


def test_a_later_start_is_not_taken_for_the_one_that_was_lost(work: MemoryWork) -> None:
    transactions.stop(stop(-1, token="GOOD"), work)
    begun = transactions.start(start(at=NOON + 2 * HOUR), work)
    assert work.transactions.rows[begun.number].state is TransactionState.OPEN


def test_a_second_different_stop_never_overwrites_the_first(work: MemoryWork) -> None:
    number = transactions.start(start(), work).number
    transactions.stop(stop(number), work)
    transactions.stop(stop(number, wh=9000, at=NOON + 5 * HOUR), work)
    assert work.transactions.rows[number].meter_stop_wh == 4000
    assert work.transactions.rows[number + 1].meter_stop_wh == 9000
    assert Finding.START_MISSING in work.transactions.rows[number + 1].findings


def test_a_gap_between_the_last_stop_and_the_start_is_missing_energy(work: MemoryWork) -> None:
    number = transactions.start(start(), work).number
    transactions.stop(stop(number, wh=4000), work)
    second = transactions.start(start(wh=4500, at=NOON + 2 * HOUR, received_at=NOON + 2 * HOUR), work)
    assert Finding.MISSING_ENERGY in work.transactions.rows[second.number].findings
    other = transactions.start(start("DRIVER", evse=2, wh=7, at=NOON + 2 * HOUR, received_at=NOON + 2 * HOUR), work)
    assert Finding.MISSING_ENERGY not in work.transactions.rows[other.number].findings


@pytest.mark.parametrize("evse", [0, -1, 3])
def test_an_evse_that_the_station_does_not_have_is_found(work: MemoryWork, evse: int) -> None:
    number = transactions.start(start(evse=evse), work).number
    assert Finding.UNKNOWN_EVSE in work.transactions.rows[number].findings


@pytest.mark.parametrize(
    ("at", "finding"),
    [(datetime(1970, 1, 1, 0, 4, tzinfo=UTC), Finding.CLOCK_UNSET), (NOON + HOUR, Finding.FUTURE_TIME)],
)
def test_impossible_times_are_kept_and_found(work: MemoryWork, at: datetime, finding: Finding) -> None:
    number = transactions.start(start(at=at), work).number
    begun = work.transactions.rows[number]
    assert (begun.started_at, begun.received_at) == (at, NOON)
    assert finding in begun.findings
    transactions.stop(stop(number, at=at + HOUR, received_at=NOON), work)
    assert work.transactions.rows[number].stopped_at == at + HOUR


def test_what_the_translator_found_is_kept(work: MemoryWork) -> None:
    number = transactions.start(start(findings=frozenset({Finding.NAIVE_TIME})), work).number
    assert work.transactions.rows[number].findings == {Finding.NAIVE_TIME}


def register(text: str, context: str = "Transaction.End", minutes: int = 60) -> Sample:
    at = NOON + timedelta(minutes=minutes)
    return Sample(at, "Energy.Active.Import.Register", float(text), "Wh", text, context=context)


def test_transaction_data_adds_only_readings_that_meter_values_did_not_bring(work: MemoryWork) -> None:
    number = transactions.start(start(), work).number
    told = register("2000", "Sample.Periodic", 30)
    work.samples.add(MeterReport(Place(CP1, 1), number, (told,), NOON, b"1"))
    data = (register("1000", "Transaction.Begin", 0), told, register("4000"), register("4000"))
    transactions.stop(stop(number, samples=data), work)
    assert [sample.raw for sample in work.samples.of(number)] == ["2000", "1000", "4000"]
    assert work.samples.reports[-1].place.evse == 1
