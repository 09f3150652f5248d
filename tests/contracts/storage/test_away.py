"""A database that is away: every read says so in our words, on every engine, and works again when it is back."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from chargeit.domain.errors import Unreachable
from chargeit.ports import reads as ports
from chargeit.ports.reads import Reads, SampleFilter, TransactionFilter
from chargeit.storage.store import Store, open_store
from tests.support.databases import free_port
from tests.support.stored import NOW, A, station

READS: dict[str, Callable[[Reads], Any]] = {
    "stations.page": lambda reads: reads.stations.page(after=None, limit=5),
    "stations.one": lambda reads: reads.stations.one(A),
    "stations.strangers": lambda reads: reads.stations.strangers(),
    "stations.variables": lambda reads: reads.stations.variables(A),
    "stations.directory": lambda reads: reads.stations.directory(),
    "transactions.page": lambda reads: reads.transactions.page(TransactionFilter(), after=None, limit=5),
    "transactions.one": lambda reads: reads.transactions.one(1),
    "transactions.samples": lambda reads: reads.transactions.samples(SampleFilter(), after=None, limit=5),
    "transactions.totals": lambda reads: reads.transactions.totals(TransactionFilter()),
    "transactions.overview": lambda reads: reads.transactions.overview(NOW),
    "commands.page": lambda reads: reads.commands.page(station=None, after=None, limit=5),
    "commands.one": lambda reads: reads.commands.one("c"),
    "tokens.page": lambda reads: reads.tokens.page(after=None, limit=5),
    "tokens.one": lambda reads: reads.tokens.one("t"),
    "events.after": lambda reads: reads.events.after(0, limit=5),
    "events.latest_position": lambda reads: reads.events.latest_position(),
    "accounts.account": lambda reads: reads.accounts.account("ann"),
    "accounts.login": lambda reads: reads.accounts.login(b"x"),
    "accounts.key": lambda reads: reads.accounts.key(b"x"),
    "accounts.keys": lambda reads: reads.accounts.keys(),
    "accounts.any_account": lambda reads: reads.accounts.any_account(),
    "health": lambda reads: reads.health(),
}


def methods() -> set[str]:
    """Every read that the ports name."""
    found = {"health"}
    for name, part in inspect.getmembers(ports.Reads, lambda member: isinstance(member, property)):
        protocol = getattr(ports, str(inspect.signature(part.fget).return_annotation).rpartition(".")[2].rstrip("'>"))
        found |= {f"{name}.{method}" for method in vars(protocol) if not method.startswith("_")}
    return found


def test_the_table_names_every_read() -> None:
    assert READS.keys() == methods()


@pytest.fixture
def away(url: str, engine_name: str, tmp_path: Path) -> Store:
    """A store whose database does not answer: nobody listens there, or the file is none."""
    if engine_name == "sqlite":
        return open_store(f"sqlite:///{tmp_path}")
    return open_store(make_url(url).set(port=free_port()).render_as_string(hide_password=False))


def test_every_read_of_a_database_that_is_away_is_unreachable(away: Store) -> None:
    for name, read in READS.items():
        with pytest.raises(Unreachable):
            read(away.reads)
            pytest.fail(f"{name} answered")
    away.close()


def test_a_read_that_is_cut_off_is_unreachable_and_the_next_one_answers(store: Store, engine_name: str) -> None:
    store.write(lambda work: work.stations.add(station("A")))
    cut = {"sqlite": "ROLLBACK", "postgresql": "SELECT pg_terminate_backend(pg_backend_pid())"}
    cut["mariadb"] = "KILL CONNECTION_ID()"
    with pytest.raises(Unreachable), store._engines.read.begin() as connection:
        connection.execute(text(cut[engine_name]))
        if engine_name == "sqlite":
            connection.execute(text("SELECT * FROM gone"))
    assert store.reads.stations.one(A) is not None


def test_a_fault_in_our_own_sql_is_not_told_as_an_outage(store: Store, engine_name: str) -> None:
    """PostgreSQL tells the two apart; the others have one error for both."""
    if engine_name != "postgresql":
        return
    with pytest.raises(DBAPIError), store._engines.read.begin() as connection:
        connection.execute(text("SELECT nonsense FROM stations"))
