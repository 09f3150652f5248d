"""Commands that await a transaction: in memory for the path of every start, and the same on disk."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from chargeit.domain.commands import Command, CommandKind, CommandState, Outcome
from chargeit.storage.store import Store, open_store
from tests.support.stored import NOW, A, B, at, report, status, transaction

SENT = Command("c1", A, CommandKind.REQUEST_START, {"token": "T"}, NOW, at(60), "ann").sent(NOW, timedelta(minutes=3))


def add(store: Store, command: Command) -> None:
    store.write(lambda work: work.commands.add(command))


def change(store: Store, command: Command) -> None:
    store.write(lambda work: work.commands.update(command))


def awaiting(store: Store) -> tuple[Command, ...]:
    return store.write(lambda work: work.commands.awaiting_start(A))


def test_what_is_remembered_is_what_is_on_disk(store: Store, url: str) -> None:
    def both() -> tuple[Command, ...]:
        fresh = open_store(url)
        found = awaiting(fresh)
        fresh.close()
        assert awaiting(store) == found
        return found

    add(store, Command("c1", A, CommandKind.REQUEST_START, {"token": "T"}, NOW, at(60), "ann"))
    assert both() == ()
    change(store, SENT)
    assert both() == (SENT,)
    accepted = SENT.ended(Outcome(CommandState.ACCEPTED, "Accepted"), at(1))
    change(store, accepted)
    assert both() == (accepted,)
    change(store, accepted.began(7))
    assert both() == ()
    assert store.reads.commands.one("c1") == accepted.began(7)


def test_what_a_station_reports_meanwhile_does_not_make_it_forgotten(store: Store) -> None:
    add(store, SENT)
    assert awaiting(store) == (SENT,)
    store.write(lambda work: work.samples.repeats(A, b"a digest"))
    number = store.write(lambda work: work.transactions.add(transaction())).number
    store.write(lambda work: work.samples.add(report(number)))
    store.write(lambda work: work.connectors.put(status()))
    assert awaiting(store) == (SENT,)


def test_a_change_that_was_undone_is_not_remembered(store: Store) -> None:
    add(store, SENT)
    assert awaiting(store) == (SENT,)

    def fails(work: Any) -> None:
        work.commands.update(SENT.began(7))
        assert work.commands.awaiting_start(A) == ()
        raise KeyError

    with pytest.raises(KeyError):
        store.write(fails)
    assert awaiting(store) == (SENT,)


def test_overdue_ones_are_found_over_all_stations(store: Store) -> None:
    add(store, SENT)
    add(store, Command("c2", B, CommandKind.CLEAR_CACHE, {}, NOW, at(60), "ann"))
    found = [store.write(lambda work, n=n: work.commands.overdue_starts(at(n))) for n in (2.9, 3)]
    assert found == [[], [SENT]]


def test_a_start_where_none_is_awaited_asks_the_database_nothing(store: Store) -> None:
    awaiting(store)
    statements: list[str] = []
    event.listen(store._engines.write, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert awaiting(store) == ()
    assert [one for one in statements if not one.startswith("BEGIN")] == []
