"""No list and no rule reads a large table from end to end."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from chargeit.domain.stations import Place
from chargeit.domain.transactions import StartAsked, StopAsked
from chargeit.ports.reads import SampleFilter, TransactionFilter
from chargeit.storage.store import Store
from tests.support.stored import NOW, A, B, report, transaction

LARGE = (
    "transactions",
    "samples",
    "outbox",
    "commands",
    "energy_hours",
    "meters",
    "tokens",
    "presence",
    "charge_estimates",
    "charged_batteries",
)
CURSOR = "1:1"
READS: list[Callable[[Store], object]] = [
    lambda store: store.reads.transactions.overview(NOW),
    lambda store: store.reads.transactions.page(TransactionFilter(), after=CURSOR, limit=5),
    lambda store: store.reads.transactions.page(TransactionFilter(station=A, since=NOW), after=CURSOR, limit=5),
    lambda store: store.reads.transactions.page(TransactionFilter(token="t"), after=None, limit=5),
    lambda store: store.reads.transactions.page(TransactionFilter(state="open"), after=None, limit=5),
    lambda store: store.reads.transactions.samples(SampleFilter(transaction=1), after=CURSOR, limit=5),
    lambda store: store.reads.transactions.samples(SampleFilter(station=A), after=CURSOR, limit=5),
    lambda store: store.reads.transactions.samples(SampleFilter(), after="1", limit=5),
    lambda store: store.reads.commands.page(station=A, after=CURSOR, limit=5),
    lambda store: store.reads.commands.page(station=None, after=CURSOR, limit=5),
    lambda store: store.reads.tokens.page(after="a", limit=5),
    lambda store: store.reads.stations.page(after=None, limit=5),
    lambda store: store.reads.events.after(5, limit=5),
    lambda store: store.outbox.take(5),
    lambda store: store.relay("charged").take(5, frozenset({"samples.stored"})),
    lambda store: store.reads.charged.telling([1, 2]),
    lambda store: store.reads.charged.before(5),
    lambda store: store.reads.charged.page(after="a", limit=5),
    lambda store: store.reads.charged.estimates("t", after=CURSOR, limit=5),
    lambda store: store.write(lambda work: work.charged.of("t")),
    lambda store: store.outbox.prune(NOW),
    lambda store: store.write(lambda work: work.transactions.find_started(StartAsked(Place(A, 1), "t", 1, NOW, NOW))),
    lambda store: store.write(lambda work: work.transactions.find_stopped(StopAsked(A, 1, 2, NOW, NOW))),
    lambda store: store.write(lambda work: work.transactions.open_of(token="t")),
    lambda store: store.write(lambda work: work.transactions.open_of(station=A)),
    lambda store: store.write(lambda work: work.transactions.unstarted(A)),
    lambda store: store.write(lambda work: work.connectors.last_register_wh(Place(A, 1), NOW)),
    lambda store: store.write(lambda work: work.samples.of(1)),
    lambda store: store.write(lambda work: work.commands.unfinished(before=NOW)),
    lambda store: store.write(lambda work: work.commands.awaiting_start(B)),
    lambda store: store.write(lambda work: work.commands.overdue_starts(NOW)),
]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("read", READS)
def test_every_query_seeks_in_an_index(store: Store, read: Callable[[Store], object]) -> None:
    number = store.write(lambda work: work.transactions.add(transaction())).number
    store.write(lambda work: work.samples.add(report(number)))
    store.write(lambda work: work.charged.looked_back())
    plans: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            rows = connection.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in rows.fetchall())

    for engine in (store._engines.read, store._engines.write):
        event.listen(engine, "before_cursor_execute", explain)
    read(store)
    assert plans
    # the dashboard counts who is connected: one short row a station
    scanned = [plan for plan in plans if plan.startswith(tuple(f"SCAN {name}" for name in LARGE))]
    assert [plan for plan in scanned if plan != "SCAN presence"] == []
