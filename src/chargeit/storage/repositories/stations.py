"""Stations and their credentials."""

from sqlalchemy import bindparam, delete, insert, select, update

from chargeit.domain.errors import Conflict, NotFound
from chargeit.domain.stations import Credentials, Station, StationId
from chargeit.storage import nouns
from chargeit.storage.engine import upsert
from chargeit.storage.tables import connectors, credentials, stations, variables, wanted_availability
from chargeit.storage.types import is_key
from chargeit.storage.unit import Unit

# Statements are built once: building costs several times what running them does.
FIND = select(stations).where(stations.c.id == bindparam("wanted"))
LOCK = FIND.with_for_update()
CHANGE = update(stations).where(stations.c.id == bindparam("wanted"))


class SqlStations:
    """`chargeit.ports.work.Stations`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def find(self, station: StationId, *, lock: bool = False) -> Station | None:
        if not is_key(station):
            return None
        row = self._unit.connection.execute(LOCK if lock else FIND, {"wanted": station}).first()
        return nouns.station(row) if row else None

    def add(self, station: Station) -> None:
        if self.find(station.id, lock=True):
            raise Conflict(f"station {station.id} exists already")
        self._unit.connection.execute(insert(stations), nouns.station_columns(station))

    def update(self, station: Station) -> None:
        row = {**nouns.station_columns(station), "wanted": station.id}
        if not self._unit.connection.execute(CHANGE, row).rowcount and self.find(station.id) is None:
            raise NotFound("station", station.id)

    def remove(self, station: StationId) -> None:
        connection = self._unit.connection
        for table in (credentials, connectors, variables, wanted_availability):
            connection.execute(delete(table).where(table.c.station == station))
        if not connection.execute(delete(stations).where(stations.c.id == station)).rowcount:
            raise NotFound("station", station)
        self._unit.memory.put(station, None)

    def set_credentials(self, credentials_: Credentials) -> None:
        row = {"station": credentials_.station, "current": credentials_.current, "pending": credentials_.pending}
        upsert(self._unit.connection, credentials, [row])

    def credentials(self, station: StationId) -> Credentials | None:
        if not is_key(station):
            return None
        row = self._unit.connection.execute(select(credentials).where(credentials.c.station == station)).first()
        return Credentials(station, row.current, row.pending) if row else None
