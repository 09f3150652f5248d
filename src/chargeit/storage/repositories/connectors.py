"""Connectors: the latest status of each, and the history of all."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from chargeit.domain.availability import WantedAvailability
from chargeit.domain.stations import Place, StationId, StatusReport
from chargeit.storage import nouns
from chargeit.storage.engine import upsert
from chargeit.storage.repositories.recall import recall
from chargeit.storage.tables import connectors, transactions, wanted_availability
from chargeit.storage.unit import Unit

LATEST = select(connectors).where(
    connectors.c.station == bindparam("at_station"),
    connectors.c.evse == bindparam("at_evse"),
    connectors.c.connector == bindparam("at_connector"),
)
WANTED = select(wanted_availability).where(wanted_availability.c.station == bindparam("at_station"))
LAST_REGISTER = (
    select(transactions.c.meter_stop_wh)
    .where(
        transactions.c.station == bindparam("at_station"),
        transactions.c.evse == bindparam("at_evse"),
        transactions.c.stopped_at <= bindparam("before"),
    )
    .order_by(transactions.c.stopped_at.desc(), transactions.c.number.desc())
    .limit(1)
)


class SqlConnectors:
    """`chargeit.ports.work.Connectors`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def latest(self, place: Place) -> StatusReport | None:
        at = {"at_station": place.station, "at_evse": place.evse, "at_connector": place.connector}
        row = self._unit.connection.execute(LATEST, at).first()
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

    def want(self, wanted: WantedAvailability) -> None:
        connection = self._unit.connection
        if wanted.evse == 0:
            connection.execute(delete(wanted_availability).where(wanted_availability.c.station == wanted.station))
        row = {name: getattr(wanted, name) for name in WantedAvailability.__slots__}
        upsert(connection, wanted_availability, [row])

    def wanted(self, station: StationId) -> list[WantedAvailability]:
        return [nouns.wanted(row) for row in self._unit.connection.execute(WANTED, {"at_station": station})]

    def last_register_wh(self, place: Place, before: datetime) -> int | None:
        wanted = {"at_station": place.station, "at_evse": place.evse, "before": before}
        register: int | None = self._unit.connection.execute(LAST_REGISTER, wanted).scalar()
        return register
