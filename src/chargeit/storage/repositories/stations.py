"""Stations and their credentials."""

from sqlalchemy import delete, insert, select, update

from chargeit.domain.errors import Conflict, NotFound
from chargeit.domain.stations import Credentials, Station, StationId
from chargeit.storage import nouns
from chargeit.storage.engine import upsert
from chargeit.storage.tables import connectors, credentials, stations, variables
from chargeit.storage.types import is_key
from chargeit.storage.unit import Unit


class SqlStations:
    """`chargeit.ports.work.Stations`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def find(self, station: StationId, *, lock: bool = False) -> Station | None:
        if not is_key(station):
            return None
        query = select(stations).where(stations.c.id == station)
        row = self._unit.connection.execute(query.with_for_update() if lock else query).first()
        return nouns.station(row) if row else None

    def add(self, station: Station) -> None:
        if self.find(station.id, lock=True):
            raise Conflict(f"station {station.id} exists already")
        self._unit.connection.execute(insert(stations).values(nouns.station_columns(station)))

    def update(self, station: Station) -> None:
        changed = update(stations).where(stations.c.id == station.id).values(nouns.station_columns(station))
        if not self._unit.connection.execute(changed).rowcount and self.find(station.id) is None:
            raise NotFound("station", station.id)

    def remove(self, station: StationId) -> None:
        connection = self._unit.connection
        for table in (credentials, connectors, variables):
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
