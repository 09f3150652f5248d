"""Connectors: the latest status of each, and the history of all."""

from datetime import datetime

from sqlalchemy import select

from chargeit.domain.stations import Place, StationId, StatusReport
from chargeit.storage import nouns
from chargeit.storage.engine import upsert
from chargeit.storage.repositories.recall import recall
from chargeit.storage.tables import connectors, transactions
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

    def last_register_wh(self, place: Place, before: datetime) -> int | None:
        ended = (
            transactions.c.station == place.station,
            transactions.c.evse == place.evse,
            transactions.c.stopped_at <= before,
        )
        newest = (transactions.c.stopped_at.desc(), transactions.c.number.desc())
        query = select(transactions.c.meter_stop_wh).where(*ended).order_by(*newest).limit(1)
        register: int | None = self._unit.connection.execute(query).scalar()
        return register
