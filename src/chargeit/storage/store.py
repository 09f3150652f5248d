"""The store: one database, opened by its URL."""

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import Future
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Connection

from chargeit.domain.errors import Misconfigured, Unreachable
from chargeit.ports.work import Verb, Work
from chargeit.storage import migrate
from chargeit.storage.batch import Ask, Batches
from chargeit.storage.bulk import Statements
from chargeit.storage.engine import SETTING, Engines, open_engines
from chargeit.storage.journal.journal import Journal
from chargeit.storage.memory import Memory
from chargeit.storage.outbox import SqlOutbox, SqlRelay
from chargeit.storage.reads.everything import SqlReads
from chargeit.storage.telemetry.upkeep import SqlUpkeep
from chargeit.storage.work import SqlWork
from chargeit.storage.writer import GroupWriter

T = TypeVar("T")

WRITERS = 4
UTC = "UTC"


def open_store(url: str, *, node: str = "", writers: int = WRITERS, time_zone: str = UTC) -> "Store":
    """Opens nothing yet but checks the URL and its driver. `node` names this process among those that publish.

    `sqlite:///file`, `postgresql://user:password@host/name` or `mariadb://...`. `writers` counts for servers;
    SQLite has one. `time_zone` is that of sites that say nothing else. Raises Misconfigured.
    """
    return Store(open_engines(url, writers), node or socket.gethostname(), time_zone)


class Store:
    """Writer, outbox and reads of one database."""

    def __init__(self, engines: Engines, node: str, time_zone: str = UTC) -> None:
        self._engines = engines
        self._time_zone = time_zone
        self._node = node
        self._memory: Memory = {}
        self._writer: GroupWriter | None = None
        self.reads = SqlReads(engines, time_zone)
        self.outbox = SqlOutbox(engines, self._run, node)
        self.upkeep = SqlUpkeep(engines, self._run)

    def relay(self, name: str) -> SqlRelay:
        """What the broker of that name has not got yet."""
        return SqlRelay(self.outbox, self._engines, self._run, name)

    def migrate(self) -> None:
        """Upgrades the schema in place; safe to repeat, and safe from several processes at once."""
        migrate.upgrade(self._engines)

    def check_schema(self, *, upgrade: bool = False) -> None:
        """For the start of a server: SQLite upgrades itself; others do with `upgrade`, or raise Misconfigured."""
        found = migrate.current(self._engines)
        if found == migrate.head():
            return
        migrate.refuse_newer(found)
        if not upgrade and self._engines.name != "sqlite":
            reason = f"the database is of version {found or 'none'}, needed is {migrate.head()}: run `chargeit migrate`"
            raise Misconfigured(SETTING, reason)
        self.migrate()

    @property
    def schema_version(self) -> str | None:
        """None where the database is empty."""
        return migrate.current(self._engines)

    def writer(self, loop: asyncio.AbstractEventLoop | None = None) -> GroupWriter:
        """The one writer of this process, for the running loop; its threads live until it is closed."""
        if self._writer is None or self._writer.is_closed:
            shards = [self._shard(lane) for lane in range(self._engines.writers)]
            self._writer = GroupWriter(shards, loop or asyncio.get_running_loop())
        return self._writer

    def write(self, verb: Verb[T]) -> T:
        """Runs a verb at once in a commit of its own, for programs without a loop. Raises what the verb raises."""
        outcome = self._batches().run([Ask(verb, lambda _result, _error: None)])[0]
        if outcome.error is not None:
            raise outcome.error
        return outcome.result  # type: ignore[no-any-return]

    def close(self) -> None:
        """After the writer's own `close`."""
        self._engines.dispose()

    @cached_property
    def _statements(self) -> Statements:
        return Statements(self._engines, self._time_zone)

    def _batches(self) -> Batches:
        return Batches(self._engines, self._statements, self._memory)

    def _shard(self, lane: int) -> Batches:
        """Of a writer. Only SQLite has a journal: elsewhere other processes change the same stations."""
        journal = Journal() if self._engines.name == "sqlite" else None
        shard = Batches(self._engines, self._statements, self._memory, lane=lane, journal=journal)
        shard.recover()
        return shard

    def _run(self, change: Callable[[Connection], T]) -> T:
        """A change of storage's own: in the writer's next batch, or alone where there is no writer. Waits."""

        def verb(work: Work) -> T:
            assert isinstance(work, SqlWork)
            return change(work.unit.connection)

        if self._writer is None or self._writer.is_closed:
            return self.write(verb)
        answer: Future[Any] = Future()

        def done(result: Any, error: BaseException | None) -> None:
            if error is None:
                answer.set_result(result)
            else:
                answer.set_exception(error)

        try:
            self._writer.loop.call_soon_threadsafe(self._writer.submit, "outbox", verb, done)
        except RuntimeError:
            raise Unreachable("the event loop is closed") from None
        return answer.result()  # type: ignore[no-any-return]
