"""One suite for three engines: every test that asks for `store` or `new_url` runs on each."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from chargeit.storage.engine import open_engines
from chargeit.storage.store import Store, open_store
from chargeit.storage.tables import metadata
from chargeit.storage.writer import GroupWriter
from tests.support import databases

SERVERS = {"postgresql": databases.postgresql, "mariadb": databases.mariadb}


class Databases:
    """Servers start when they are first needed; one database of each is migrated once and emptied for each test."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        self._home = home
        self._stack = stack
        self._servers: dict[str, databases.Server] = {}
        self._shared: dict[str, str] = {}
        self._files = 0

    def new(self, engine: str) -> str:
        """The URL of an empty database."""
        if engine == "sqlite":
            self._files += 1
            return f"sqlite:///{self._home}/{self._files}.sqlite3"
        if engine not in self._servers:
            try:
                self._servers[engine] = self._stack.enter_context(SERVERS[engine]())
            except databases.Missing as missing:
                pytest.skip(str(missing))
        return self._servers[engine].new_database()

    def migrated(self, engine: str) -> str:
        """The URL of a database with all tables and no rows."""
        if engine not in self._shared:
            self._shared[engine] = self.new(engine)
            store = open_store(self._shared[engine])
            store.migrate()
            store.close()
        if engine == "sqlite":
            fresh = self.new(engine)
            shutil.copy(self._shared[engine].removeprefix("sqlite:///"), fresh.removeprefix("sqlite:///"))
            return fresh
        empty(self._shared[engine])
        return self._shared[engine]


def empty(url: str) -> None:
    engines = open_engines(url, 1)
    with engines.write.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    engines.dispose()


@pytest.fixture(scope="session")
def all_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with ExitStack() as stack:
        yield Databases(tmp_path_factory.mktemp("databases"), stack)


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def new_url(all_databases: Databases, engine_name: str) -> Callable[[], str]:
    return lambda: all_databases.new(engine_name)


@pytest.fixture
def url(all_databases: Databases, engine_name: str) -> str:
    return all_databases.migrated(engine_name)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url, node="here")
    yield opened
    opened.close()


@pytest.fixture
async def writer(store: Store) -> AsyncIterator[GroupWriter]:
    opened = store.writer()
    yield opened
    await opened.close()
