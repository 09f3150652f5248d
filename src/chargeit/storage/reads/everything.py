"""All reads of one store."""

from typing import Any

from sqlalchemy import text

from chargeit.storage import migrate
from chargeit.storage.engine import Engines
from chargeit.storage.reads.accounts import SqlAccountReads
from chargeit.storage.reads.batteries import SqlBatteryReads
from chargeit.storage.reads.charged import SqlChargedReads
from chargeit.storage.reads.commands import SqlCommandReads
from chargeit.storage.reads.history import SqlHistory
from chargeit.storage.reads.loads import SqlLoadReads
from chargeit.storage.reads.models import SqlModelReads
from chargeit.storage.reads.published import SqlEventReads
from chargeit.storage.reads.stations import SqlStationReads
from chargeit.storage.reads.tokens import SqlTokenReads
from chargeit.storage.reads.transactions import SqlTransactionReads
from chargeit.storage.reads.twin import SqlTwinReads

SIZE = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
    "mariadb": "SELECT COALESCE(SUM(data_length + index_length), 0) FROM information_schema.tables"
    " WHERE table_schema = DATABASE()",
}


class SqlReads:
    """`chargeit.ports.reads.Reads`."""

    def __init__(self, engines: Engines, time_zone: str) -> None:
        self._engines = engines
        self.stations = SqlStationReads(engines.read)
        self.transactions = SqlTransactionReads(engines.read)
        self.commands = SqlCommandReads(engines.read)
        self.tokens = SqlTokenReads(engines.read)
        self.events = SqlEventReads(engines.read)
        self.accounts = SqlAccountReads(engines.read)
        self.models = SqlModelReads(engines.read)
        self.history = SqlHistory(engines.read, time_zone)
        self.loads = SqlLoadReads(engines.read)
        self.batteries = SqlBatteryReads(engines.read)
        self.charged = SqlChargedReads(engines.read)
        self.twin = SqlTwinReads(engines.read)

    def health(self) -> dict[str, Any]:
        """`{engine, schema, size_bytes}`."""
        schema = migrate.current(self._engines)
        with self._engines.read.begin() as connection:
            size = int(connection.execute(text(SIZE[self._engines.name])).scalar_one())
        return {"engine": self._engines.name, "schema": schema, "size_bytes": size}
