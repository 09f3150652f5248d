"""Upgrades in place: from every earlier schema, twice, interrupted, and by two processes at once."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, inspect, text

from chargeit.domain.errors import Misconfigured
from chargeit.storage import migrate
from chargeit.storage.engine import Engines, open_engines
from chargeit.storage.store import open_store
from chargeit.storage.tables import metadata
from tests.support.stored import A, report, station, transaction

NewUrl = Callable[[], str]
REVISIONS = [
    script.revision for script in reversed(list(ScriptDirectory.from_config(migrate.configuration()).walk_revisions()))
]
PROCESS = """
import sys
from chargeit.storage.store import open_store
store = open_store(sys.argv[1])
store.migrate()
store.close()
"""


def differences(engines: Engines) -> list[Any]:
    with engines.read.begin() as connection:
        found: list[Any] = compare_metadata(MigrationContext.configure(connection), metadata)
    return found


def test_the_migrations_make_the_tables_of_the_code(new_url: NewUrl) -> None:
    engines = open_engines(new_url(), 1)
    migrate.upgrade(engines)
    migrate.upgrade(engines)
    assert differences(engines) == []
    assert migrate.current(engines) == migrate.head()
    engines.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_upgrade_from_each_earlier_schema_works(new_url: NewUrl, revision: str) -> None:
    url = new_url()
    engines = open_engines(url, 1)
    migrate.upgrade(engines, revision)
    assert migrate.current(engines) == revision
    migrate.upgrade(engines)
    assert differences(engines) == []
    engines.dispose()
    store = open_store(url)
    store.write(lambda work: work.stations.add(station("A")))
    number = store.write(lambda work: work.transactions.add(transaction())).number
    store.write(lambda work: work.samples.add(report(number)))
    assert store.reads.stations.one(A) is not None
    store.close()


@pytest.mark.parametrize("after", [1, 7, 19, 30, 36])
def test_an_interrupted_upgrade_is_finished_by_the_next(new_url: NewUrl, after: int) -> None:
    engines = open_engines(new_url(), 1)
    left = [after]

    def interrupt(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().startswith(("CREATE", "ALTER")):
            left[0] -= 1
            if left[0] == 0:
                raise KeyboardInterrupt

    event.listen(engines.write, "before_cursor_execute", interrupt)
    with pytest.raises(KeyboardInterrupt):
        migrate.upgrade(engines)
    event.remove(engines.write, "before_cursor_execute", interrupt)
    migrate.upgrade(engines)
    assert differences(engines) == []
    engines.dispose()


def test_two_processes_that_start_at_once_do_not_collide(new_url: NewUrl) -> None:
    url = new_url()
    started = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", PROCESS, url], stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0], said
    engines = open_engines(url, 1)
    assert differences(engines) == []
    engines.dispose()


def test_a_server_migrates_sqlite_itself_and_asks_on_others(new_url: NewUrl, engine_name: str) -> None:
    store = open_store(new_url())
    if engine_name != "sqlite":
        with pytest.raises(Misconfigured, match="chargeit migrate"):
            store.check_schema()
        assert store.schema_version is None
    store.check_schema(upgrade=engine_name != "sqlite")
    store.check_schema()
    assert store.schema_version == migrate.head()
    assert store.reads.health()["schema"] == migrate.head()
    assert store.reads.health()["size_bytes"] > 0
    store.close()


def test_a_newer_database_is_refused(new_url: NewUrl) -> None:
    store = open_store(new_url())
    store.migrate()
    with store._engines.write.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for start in (store.check_schema, store.migrate):
        with pytest.raises(Misconfigured, match="newer than this chargeit"):
            start()
    store.close()


def test_texts_compare_exactly_on_mariadb(new_url: NewUrl, engine_name: str) -> None:
    if engine_name != "mariadb":
        return
    engines = open_engines(new_url(), 1)
    migrate.upgrade(engines)
    with engines.read.begin() as connection:
        for table in inspect(connection).get_table_names():
            if table != "alembic_version":
                options = inspect(connection).get_table_options(table)
                assert options["mariadb_collate"] == "utf8mb4_nopad_bin", table
    engines.dispose()
