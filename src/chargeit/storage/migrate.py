"""Schema upgrades in place, one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from chargeit.domain.errors import Misconfigured, Unreachable
from chargeit.storage.engine import BUSY_TIMEOUT_S, SETTING, Engines

LOCK_TIMEOUT_S = 600
LOCK = 7_237_001
# Alembic keeps the running upgrade in module variables.
ONE_IN_PROCESS = Lock()


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", "chargeit.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def head() -> str:
    """The version that this code works with."""
    return str(ScriptDirectory.from_config(configuration()).get_current_head())


def current(engines: Engines) -> str | None:
    """The version of the database; None where it is empty."""
    with engines.read.begin() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engines: Engines, revision: str = "head") -> None:
    """Every step from where the database is; running it twice, or after it was interrupted, does no harm.

    SQLite and PostgreSQL take the whole upgrade in one transaction; MariaDB commits each statement by itself, so
    every statement can be repeated.
    """
    with ONE_IN_PROCESS, engines.write.connect() as connection, _alone(connection):
        refuse_newer(MigrationContext.configure(connection).get_current_revision())
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def refuse_newer(found: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}
    if found is not None and found not in known:
        raise Misconfigured(SETTING, f"the database is of version {found}, newer than this chargeit: update chargeit")


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Holds the lock of upgrades in a transaction that is committed at the end."""
    name = connection.dialect.name
    if name == "sqlite":
        # The transaction begins with the write lock; the upgrade of another process may take its time.
        _sqlite_timeout(connection, LOCK_TIMEOUT_S)
    with connection.begin():
        if name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_S}s'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        elif name != "sqlite":
            taken = connection.execute(text(f"SELECT GET_LOCK('chargeit.migrate', {LOCK_TIMEOUT_S})")).scalar()
            if taken != 1:
                raise Unreachable("another process upgrades the database; try again when it is done")
        yield
    if name == "sqlite":
        _sqlite_timeout(connection, BUSY_TIMEOUT_S)
    elif name != "postgresql":
        connection.execute(text("SELECT RELEASE_LOCK('chargeit.migrate')"))


def _sqlite_timeout(connection: Connection, seconds: int) -> None:
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={seconds * 1000}")
    cursor.close()
