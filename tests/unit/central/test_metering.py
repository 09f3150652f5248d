"""OCPP 1.6 4.7 and errata 3.16: samples find their transaction, a resend adds nothing."""

import pytest

from chargeit.central import transactions
from chargeit.central.hearing import hear
from chargeit.domain.metering import MeterReport, Sample
from chargeit.domain.stations import Place, StationId
from chargeit.domain.transactions import StartAsked, StopAsked
from tests.support.memory_work import MemoryWork
from tests.unit.central.conftest import NOON

CP1 = StationId("CP1")
READING = Sample(NOON, "Energy.Active.Import.Register", 1500.0, "Wh", "1500")


def report(transaction: int | None, evse: int = 1, digest: bytes = b"a") -> MeterReport:
    return MeterReport(Place(CP1, evse), transaction, (READING,), NOON, digest)


def hear_one(told: MeterReport, work: MemoryWork) -> None:
    hear([told], work)


def begin(work: MemoryWork, evse: int = 1) -> int:
    return transactions.start(StartAsked(Place(CP1, evse), "MANY", 1000, NOON, NOON), work).number


def test_samples_without_a_number_belong_to_what_runs_on_the_evse(work: MemoryWork) -> None:
    begin(work, evse=2)
    number = begin(work)
    hear_one(report(None), work)
    assert work.samples.reports[0].transaction == number
    assert work.presence.last_seen[CP1] == NOON


def test_an_unknown_number_is_flagged_and_the_samples_stay(work: MemoryWork) -> None:
    number = begin(work)
    hear_one(report(999), work)
    stored = work.samples.reports[0]
    assert stored.transaction == number
    assert stored.samples[0].flags == ("number_unknown",)


def test_closing_values_after_the_stop_keep_their_transaction(work: MemoryWork) -> None:
    number = begin(work)
    transactions.stop(StopAsked("CP1", number, 1500, NOON, NOON), work)
    later = begin(work, evse=2)
    hear_one(report(number), work)
    assert work.samples.reports[0].transaction == number != later
    assert work.samples.reports[0].samples[0].flags == ()


def test_the_main_meter_belongs_to_no_transaction(work: MemoryWork) -> None:
    begin(work)
    hear_one(report(None, evse=0), work)
    assert work.samples.reports[0].transaction is None


@pytest.mark.parametrize("digest", [b"a", b"b"])
def test_a_resend_adds_nothing(work: MemoryWork, digest: bytes) -> None:
    hear_one(report(None), work)
    hear_one(report(None, digest=digest), work)
    assert len(work.samples.reports) == (1 if digest == b"a" else 2)


def test_an_empty_message_is_a_sign_of_life_and_no_more(work: MemoryWork) -> None:
    hear_one(MeterReport(Place(CP1, 1), None, (), NOON, b"a"), work)
    assert work.presence.last_seen[CP1] == NOON and not work.samples.reports
