"""Connectors: the latest status of each, and the history of all."""

from sqlalchemy import select

from chargeit.domain.stations import Place, StationId, StatusReport
from chargeit.storage import nouns
from chargeit.storage.engine import upsert
from chargeit.storage.repositories.recall import recall
from chargeit.storage.tables import connectors
from chargeit.storage.unit import Unit


class SqlConnectors:
    """`chargeit.ports.work.Connectors`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def latest(self, place: Place) -> StatusReport | None:
        where = [connectors.c[name] == value for name, value in nouns.place_columns(place).items()]
        row = self._unit.connection.execute(select(connectors).where(*where)).first()
        return nouns.report(row) if row else None

    def put(self, report: StatusReport) -> None:
        known = recall(self._unit, report.place.station)
        upsert(self._unit.connection, connectors, [nouns.report_columns(report)])
        if report.place.evse not in known.evses:
            self._unit.memory.put(report.place.station, known.with_evse(report.place.evse))

    def keep(self, report: StatusReport) -> None:
        self._unit.rows.statuses.append(report)

    def evses(self, station: StationId) -> frozenset[int]:
        return recall(self._unit, station).evses
