"""A process that is killed leaves what it committed, and nothing of what it had not."""

import subprocess
import sys
from collections.abc import Callable

from chargeit.domain.stations import StationId
from chargeit.storage.store import Store, open_store
from tests.support.stored import A

KILLED = """
import sys, time
from chargeit.storage.store import open_store
from tests.support.stored import A, NOW, report, station, transaction

store = open_store(sys.argv[1])

def committed(work):
    work.stations.add(station("A"))
    number = work.transactions.add(transaction()).number
    work.samples.repeats(A, b"committed")
    work.samples.add(report(number))

def interrupted(work):
    work.stations.add(station("B"))
    work.transactions.add(transaction())
    work.samples.repeats(A, b"interrupted")
    work.samples.add(report(None))
    work.unit.rows.write(work.unit.connection, store._statements)
    print("written", flush=True)
    time.sleep(600)

store.write(committed)
store.write(interrupted)
"""


def test_a_killed_writer_leaves_what_it_committed_and_nothing_else(store: Store, url: str) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED, url], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        process.kill()
    assert store.reads.stations.one(A) is not None
    assert store.reads.stations.one(StationId("B")) is None
    assert len(store.outbox.take(99)) == 1
    assert store.write(lambda work: len(work.transactions.open_of(station=A))) == 1
    assert store.write(lambda work: work.samples.repeats(A, b"committed")) == [True]
    assert store.write(lambda work: work.samples.repeats(A, b"interrupted")) == [False]


def test_a_database_that_is_away_is_unreachable_and_comes_back(new_url: Callable[[], str], engine_name: str) -> None:
    """The connection is cut in the middle of a verb; the verb runs again on a new one."""
    store = open_store(new_url())
    store.migrate()
    cuts: list[int] = []

    def verb(work: object) -> int:
        connection = work.unit.connection  # type: ignore[attr-defined]
        if engine_name != "sqlite" and not cuts:
            cuts.append(1)
            connection.connection.driver_connection.close()
        return len(work.transactions.open_of())  # type: ignore[attr-defined]

    assert store.write(verb) == 0
    store.close()
