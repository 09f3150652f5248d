"""A database that is away: every read says so in our words, on every engine, and works again when it is back."""

import inspect
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from chargeit.domain.batteries import BatteryId
from chargeit.domain.errors import Unreachable
from chargeit.domain.loads import Series
from chargeit.domain.stations import StationId
from chargeit.ports.batteries import HistoryAsked
from chargeit.ports.loads import LoadFilter
from chargeit.ports.reads import Reads, SampleFilter, TransactionFilter
from chargeit.storage.store import Store, open_store
from tests.support.databases import free_port
from tests.support.stored import NOW, A, station

GIVEN: dict[Any, Any] = {
    int: 1,
    bool: True,
    str: "x",
    bytes: b"x",
    datetime: NOW,
    StationId: A,
    BatteryId: BatteryId("B"),
    HistoryAsked: HistoryAsked(BatteryId("B"), "soc", NOW - timedelta(hours=1), NOW),
    TransactionFilter: TransactionFilter(),
    SampleFilter: SampleFilter(),
    LoadFilter: LoadFilter(),
    Sequence[int]: (1,),
    Sequence[Series]: (Series.SYNTHETIC_7_2,),
}
"""An argument of each type that a read needs; what is optional is left out or None."""


def every_read() -> dict[str, Callable[[Reads], Any]]:
    """Every method that the ports name, with arguments of its types."""
    found: dict[str, Callable[[Reads], Any]] = {"health": lambda reads: reads.health()}
    for part, member in inspect.getmembers(Reads, lambda member: isinstance(member, property)):
        protocol = get_type_hints(member.fget)["return"]
        for name, method in vars(protocol).items():
            if not name.startswith("_"):
                given = arguments(method)
                found[f"{part}.{name}"] = lambda reads, part=part, name=name, given=given: getattr(
                    getattr(reads, part), name
                )(**given)
    return found


def arguments(method: Any) -> dict[str, Any]:
    hints = get_type_hints(method)
    needed = [one for one in inspect.signature(method).parameters.values() if one.default is one.empty]
    return {one.name: argument(hints[one.name]) for one in needed if one.name != "self"}


def argument(kind: Any) -> Any:
    """A type that is in no table here fails with its name: add one of it."""
    return None if type(None) in get_args(kind) else GIVEN[kind]


READS = every_read()


def test_the_ports_name_many_reads() -> None:
    assert {"stations.page", "transactions.samples", "events.after", "accounts.login"} < READS.keys()
    assert len(READS) >= 22


@pytest.fixture
def away(url: str, engine_name: str, tmp_path: Path) -> Store:
    """A store whose database does not answer: nobody listens there, or the file is none."""
    if engine_name == "sqlite":
        return open_store(f"sqlite:///{tmp_path}")
    return open_store(make_url(url).set(port=free_port()).render_as_string(hide_password=False))


def test_every_read_of_a_database_that_is_away_is_unreachable(away: Store) -> None:
    told = {}
    for name, read in READS.items():
        try:
            told[name] = read(away.reads)
        except Unreachable:
            continue
    assert told == {}
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
