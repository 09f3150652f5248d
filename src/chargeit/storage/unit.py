"""One transaction in the making: its connection, a savepoint on demand, bulk rows, pending memory."""

from typing import Any

from sqlalchemy import Connection

from chargeit.domain.errors import Unreachable
from chargeit.storage.bulk import Rows, Statements
from chargeit.storage.engine import Engines
from chargeit.storage.memory import Memory, Pending
from chargeit.storage.telemetry.seen import forget, remember

SAVEPOINT, RELEASE, ROLLBACK = "SAVEPOINT verb", "RELEASE SAVEPOINT verb", "ROLLBACK TO SAVEPOINT verb"


class Unit:
    """Verbs run one after the other; each is either kept or undone; then all that was kept is committed.

    `lane` tells the writers of a process apart, `verb` one verb of the unit from the next.
    """

    def __init__(self, engines: Engines, statements: Statements, memory: Memory, lane: int = 0) -> None:
        self.engines = engines
        self.rows = Rows()
        self.memory = Pending(memory)
        self.statements = statements
        self.lane = lane
        self.verb = 0
        self._connection: Connection | None = None
        self._has_savepoint = False
        self._mark: tuple[tuple[int, ...], int] = (self.rows.mark(), 0)

    @property
    def transaction(self) -> Connection:
        """The open transaction, for what belongs to no verb."""
        return self._begun()

    @property
    def connection(self) -> Connection:
        """The open transaction, with a savepoint for the verb that runs."""
        connection = self._begun()
        if not self._has_savepoint:
            self._execute(connection, SAVEPOINT)
            self._has_savepoint = True
        return connection

    @property
    def time_zone(self) -> str:
        """Of sites that say nothing else."""
        return self.statements.time_zone

    def start_verb(self) -> None:
        self.verb += 1
        self._mark = (self.rows.mark(), self.memory.mark())

    def keep_verb(self) -> None:
        if self._has_savepoint:
            self._execute(self._begun(), RELEASE)
            self._has_savepoint = False

    def undo_verb(self) -> None:
        """Nothing of the verb is left: no row, no bulk row, no memory."""
        if self._has_savepoint:
            self._execute(self._begun(), ROLLBACK)
            self.keep_verb()
        rows, memory = self._mark
        self.rows.undo(rows)
        self.memory.undo(memory)

    def commit(self) -> None:
        """Bulk rows, commit, then memory. Raises what the database raises; `abandon` is due then."""
        if self.rows:
            self.rows.write(self._begun(), self.statements, self.lane)
        if self._connection is not None:
            self._connection.commit()
            remember(self._connection, self.rows.batteries, self.rows.telemetry)
            self._connection.close()
            self._connection = None
        self.memory.apply()

    def abandon(self) -> None:
        self.memory.forget()
        if self._connection is not None:
            forget(self._connection)
            self._connection.close()
            self._connection = None

    def _begun(self) -> Connection:
        if self._connection is None:
            connection = self.engines.write.connect()
            try:
                connection.begin()
                # SQLAlchemy opens the transaction of PostgreSQL and MariaDB with the first statement.
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    @staticmethod
    def _execute(connection: Connection, sql: str) -> None:
        """Straight to the driver: SQLAlchemy's savepoints cost several times as much."""
        driver: Any = connection.connection.driver_connection
        if driver is None:
            raise Unreachable("the connection to the database is gone")
        cursor = driver.cursor()
        cursor.execute(sql)
        cursor.close()
