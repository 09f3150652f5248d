"""Samples of one moment share a row: what is read is sample for sample what was written, also from before."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import column, event, func, insert, select, table

from chargeit.domain.metering import ENERGY_REGISTER, POWER, MeterReport, Sample
from chargeit.ports.reads import SampleFilter, StoredSample
from chargeit.ports.work import Work
from chargeit.storage import migrate
from chargeit.storage.engine import Engines, open_engines
from chargeit.storage.metering.packed import MOST
from chargeit.storage.store import Store, open_store
from chargeit.storage.tables import samples
from chargeit.storage.types import instant_for
from tests.support.stored import NOW, A, at, report, sample, transaction

NewUrl = Callable[[], str]
PACKING = import_module("chargeit.storage.migrations.versions.0006_samples_by_moment")


def pages(store: Store, wanted: SampleFilter, limit: int) -> list[Sample]:
    found: list[StoredSample] = []
    after, sizes = None, []
    while True:
        page = store.reads.transactions.samples(wanted, after=after, limit=limit)
        found += page.rows
        sizes.append(len(page.rows))
        if page.next is None:
            assert sizes[:-1] == [limit] * (len(sizes) - 1)
            return [one.sample for one in found]
        after = page.next


def add(asked: MeterReport, work: Work) -> None:
    work.samples.add(asked)


def row_count(store: Store) -> int:
    with store._engines.read.begin() as connection:
        return int(connection.execute(select(func.count()).select_from(samples)).scalar_one())


def of_one_moment(minutes: float, count: int) -> list[Sample]:
    kinds = (ENERGY_REGISTER, POWER, "Voltage")
    return [sample(minutes, float(n), kinds[n % 3], phase=f"L{n}", flags=("odd",) * (n % 2)) for n in range(count)]


@pytest.mark.parametrize("limit", [1, 2, 7, 500])
def test_pages_begin_and_end_inside_a_row(store: Store, limit: int) -> None:
    number = store.write(lambda work: work.transactions.add(transaction())).number
    late, early = of_one_moment(5, 3), of_one_moment(1, 4)
    again = [one._replace(raw="y") for one in of_one_moment(5, 2)]
    for one in (late, early, again):
        store.write(partial(add, report(number, *one)))
    assert row_count(store) == 3
    for wanted in (SampleFilter(transaction=number), SampleFilter(station=A)):
        assert pages(store, wanted, limit) == [*early, *late, *again]
    assert pages(store, SampleFilter(), limit) == [*late, *early, *again]
    power = [one for one in (*early, *late, *again) if one.measurand == POWER]
    assert pages(store, SampleFilter(station=A, measurand=POWER), limit) == power
    assert pages(store, SampleFilter(station=A, measurand="Power"), limit) == []
    assert store.write(lambda work: work.samples.of(number)) == [*early, *late, *again]


def test_moments_of_one_message_are_rows_and_a_large_moment_is_several(store: Store) -> None:
    readings = [*of_one_moment(1, MOST + 3), *of_one_moment(2, 2), *of_one_moment(1, 1)]
    store.write(lambda work: work.samples.add(report(None, *readings)))
    assert row_count(store) == 4
    assert pages(store, SampleFilter(), 10) == readings
    assert pages(store, SampleFilter(station=A), 10) == sorted(readings, key=lambda one: one.sampled_at)


def test_a_measurand_with_quotes_and_wildcards_is_found_exactly(store: Store) -> None:
    odd = [sample(1, 1.0, 'a"b%_\\/'), sample(1, 2.0, 'a"bXX\\/'), sample(1, 3.0, "ä")]
    store.write(lambda work: work.samples.add(report(None, *odd)))
    for one in odd:
        assert pages(store, SampleFilter(measurand=one.measurand), 5) == [one]


def test_an_upgrade_keeps_every_sample(new_url: NewUrl) -> None:
    """Of several messages, with holes between their numbers, and with chunks that end inside a moment."""
    url = new_url()
    engines = open_engines(url, 1)
    migrate.upgrade(engines, PACKING.down_revision)
    stored: list[tuple[int, Sample, datetime]] = []
    assert PACKING.AT_ONCE % 3
    counts = [2, 1, MOST + 5, 9, *[3] * (PACKING.AT_ONCE // 3)]
    for batch, count in enumerate(counts, 1000):
        stored += [((batch << 20) + n, one, at(batch)) for n, one in enumerate(of_one_moment(-batch, count))]
    odd = sample(-9999, None, "Energy", raw='"\\ \U0001f600', flags=("a", "b"), format="SignedData", context="")
    stored.append((len(counts) + 1000 << 20, odd, at(11)))
    insert_narrow(engines, stored)
    migrate.upgrade(engines)
    engines.dispose()
    store = open_store(url)
    try:
        assert pages(store, SampleFilter(), 500) == [one for _, one, _ in stored]
        shown = store.reads.transactions.samples(SampleFilter(station=A), after=None, limit=1).rows[0]
        assert (shown.sample, shown.received_at, shown.evse, shown.transaction) == (odd, at(11), 1, 4)
        assert row_count(store) == len(counts) + 2
        store.write(lambda work: work.samples.add(report(None, sample(30))))
        assert pages(store, SampleFilter(station=A), 500)[-1] == sample(30)
    finally:
        store.close()


@pytest.mark.parametrize("statement", ["DROP TABLE", "ALTER TABLE", "CREATE INDEX"])
def test_an_upgrade_that_was_interrupted_goes_on(new_url: NewUrl, statement: str) -> None:
    """MariaDB keeps what was done before the interruption; the others begin anew. No sample is lost or comes twice."""
    url = new_url()
    engines = open_engines(url, 1)
    migrate.upgrade(engines, PACKING.down_revision)
    stored = [((3 << 20) + 2 * n, one, NOW) for n, one in enumerate(of_one_moment(1, 12))]
    insert_narrow(engines, stored)

    def interrupt(connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        if sql.lstrip().startswith(statement):
            if engines.name == "mariadb":
                connection.connection.driver_connection.commit()
            raise KeyboardInterrupt

    event.listen(engines.write, "before_cursor_execute", interrupt)
    with pytest.raises(KeyboardInterrupt):
        migrate.upgrade(engines)
    event.remove(engines.write, "before_cursor_execute", interrupt)
    if statement == "DROP TABLE":
        stored.append((4 << 20, sample(2), NOW))
        insert_narrow(engines, stored[-1:])
    migrate.upgrade(engines)
    engines.dispose()
    store = open_store(url)
    assert pages(store, SampleFilter(), 500) == [one for _, one, _ in stored]
    store.close()


def insert_narrow(engines: Engines, stored: list[tuple[int, Sample, datetime]]) -> None:
    """As the code before the upgrade did: a row a sample."""
    fields = [name for name in Sample._fields if name not in ("sampled_at", "flags")]
    narrow = table("samples", *map(column, ("id", *PACKING.PLACED, *PACKING.READ)))
    instant = instant_for(engines.name)
    rows = [
        {
            "id": key,
            "station": "A",
            "evse": 1,
            "transaction": 4,
            "flags": ",".join(one.flags),
            "sampled_at": instant(one.sampled_at),
            "received_at": instant(received),
            **{name: getattr(one, name) for name in fields},
        }
        for key, one, received in stored
    ]
    with engines.write.begin() as connection:
        connection.execute(insert(narrow), rows)
