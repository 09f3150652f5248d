"""One absurd value in one message never hurts another station's row; energy is stored all the same."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from chargeit.domain.errors import Invalid
from chargeit.domain.events import ConnectorStatusChanged
from chargeit.domain.metering import ENERGY_REGISTER, Sample
from chargeit.domain.stations import Hardware, Place, Station, StationId
from chargeit.domain.variables import Variable
from chargeit.ports.reads import SampleFilter
from chargeit.ports.work import Work
from chargeit.storage.batch import Ask
from chargeit.storage.store import Store
from tests.support.stored import NOW, A, B, report, sample, status, transaction

TEXTS = [
    "a\0b",
    "lone \ud800 surrogate",
    "x" * 20_000,
    "🔌 ⚡",
    "'; DROP TABLE samples; --",
    "%s ? :x {0} \\",
    "\x1f\x7f",
]


def batch(store: Store, *verbs: Callable[[Work], Any]) -> list[BaseException | None]:
    return [outcome.error for outcome in store._batches().run([Ask(v, lambda _r, _e: None) for v in verbs])]


def samples(store: Store, station: StationId) -> list[Sample]:
    found = store.reads.transactions.samples(SampleFilter(station=station), after=None, limit=99)
    return [row.sample for row in found.rows]


@pytest.mark.parametrize("hostile", TEXTS)
def test_any_text_in_a_sample_is_stored(store: Store, hostile: str) -> None:
    odd = sample(raw=hostile, measurand=hostile, raw_unit=hostile, context=hostile, flags=("known",))
    told = batch(
        store,
        lambda work: work.samples.add(report(None, odd)),
        lambda work: work.samples.add(report(None, place=Place(B, 1))),
    )
    assert told == [None, None]
    assert len(samples(store, B)) == 1
    (found,) = samples(store, A)
    if "\0" in hostile or "\ud800" in hostile:
        assert "�" in found.raw
        assert found.flags == ("known", "repaired")
    else:
        assert (found.raw, found.measurand, found.flags) == (hostile, hostile, ("known",))


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), 1e308, -1e308, 5e-324])
def test_any_number_in_a_sample_is_stored(store: Store, value: float) -> None:
    number = store.write(lambda work: work.transactions.add(transaction())).number
    told = batch(
        store,
        lambda work: work.samples.add(report(number, sample(1, value, raw="as sent"))),
        lambda work: work.samples.add(report(number, sample(2, value, raw="as sent"))),
        lambda work: work.samples.add(report(None, place=Place(B, 1))),
    )
    assert told == [None, None, None]
    assert len(samples(store, B)) == 1
    assert [found.raw for found in samples(store, A)] == ["as sent", "as sent"]
    assert samples(store, A)[0].value in (None, value)


@pytest.mark.parametrize("number", [1 << 31, 1 << 63, 1 << 70, -(1 << 70)])
def test_an_integer_beyond_all_bounds_hurts_its_own_verb_at_most(store: Store, number: int) -> None:
    told = batch(
        store,
        lambda work: work.samples.add(report(None, place=Place(B, 1))),
        lambda work: work.samples.add(report(None, place=Place(A, number))),
        lambda work: work.samples.add(report(number, place=Place(A, 1))),
        lambda work: work.samples.add(report(None, place=Place(B, 2))),
    )
    assert told[0] is None
    assert told[3] is None
    assert len(samples(store, B)) == 2
    if number == 1 << 31:
        assert told == [None] * 4
    else:
        assert isinstance(told[1], Invalid)


def test_a_sample_from_the_year_one_is_stored(store: Store) -> None:
    number = store.write(lambda work: work.transactions.add(transaction())).number
    early = Sample(datetime(1, 1, 1, tzinfo=UTC), ENERGY_REGISTER, 5.0, "Wh", "5")
    assert batch(store, lambda work: work.samples.add(report(number, early))) == [None]
    found = store.reads.transactions.samples(SampleFilter(transaction=number), after=None, limit=9)
    assert [row.sample for row in found.rows] == [early]


@pytest.mark.parametrize("hostile", TEXTS)
def test_any_text_in_other_rows_is_stored(store: Store, hostile: str) -> None:
    said = status(info=hostile, error_code=hostile, vendor=hostile, vendor_error_code=hostile)

    def verb(work: Work) -> None:
        work.stations.add(Station(A, NOW, name=hostile, hardware=Hardware(vendor=hostile)))
        work.connectors.keep(said)
        work.connectors.put(said)
        work.record(ConnectorStatusChanged(A, NOW, said))
        work.transactions.add(transaction(token=hostile, stop_reason=hostile))
        work.variables.put([Variable(A, hostile, hostile, False, NOW)])

    assert batch(store, verb, lambda work: work.samples.add(report(None, place=Place(B, 1)))) == [None, None]
    assert len(samples(store, B)) == 1
    (event,) = [e.event for e in store.outbox.take(9) if isinstance(e.event, ConnectorStatusChanged)]
    if "\ud800" not in hostile:
        assert event.report == said
    row = store.reads.stations.one(A)
    assert row is not None
    assert row.connectors[0].info == hostile.replace("\0", "�").replace("\ud800", "�")


def test_a_transaction_of_another_station_is_not_given_to_this_one(store: Store) -> None:
    theirs = store.write(lambda work: work.transactions.add(transaction(Place(B, 1)))).number
    assert batch(store, lambda work: work.samples.add(report(theirs))) == [None]
    assert len(samples(store, A)) == 1
    row = store.reads.transactions.one(theirs)
    assert row is not None
    assert row.samples == 0
    assert store.reads.transactions.samples(SampleFilter(transaction=theirs), after=None, limit=9).rows == ()
