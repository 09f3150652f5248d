"""History in pages by the primary key or an index: no read is long, and none holds more than a page."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Select, and_, literal, or_, select

from chargeit.domain.events import StationConnected, StationDisconnected
from chargeit.domain.stations import Station, StationId, StatusReport
from chargeit.ports.reads import TransactionRow
from chargeit.ports.series import Connection, LastHeard, StationHour
from chargeit.storage import nouns
from chargeit.storage.reads import transactions as transaction_reads
from chargeit.storage.reads.load_scopes import SITES, site_
from chargeit.storage.tables import (
    connectors,
    energy_hours,
    outbox,
    presence,
    stations,
    status_reports,
    transactions,
)

AT_ONCE = 2000
CONNECTIONS = (StationConnected.kind, StationDisconnected.kind)
HEARD = select(connectors, presence.c.connected, presence.c.changed_at, presence.c.last_seen_at).join_from(
    connectors, presence, presence.c.station == connectors.c.station, isouter=True
)


class SqlHistory:
    """`chargeit.ports.series.History`."""

    def __init__(self, engine: Engine, time_zone: str) -> None:
        self._engine, self._time_zone = engine, time_zone

    def stations(self) -> Iterator[Station]:
        for row in self._pages(select(stations), stations.c.id):
            yield nouns.station(row)

    def zones(self) -> dict[str, str]:
        rows = self._read(SITES.order_by(site_.c.simulated.desc()))  # of one name the real site counts
        return {"": self._time_zone} | {row.name: row.time_zone for row in rows}

    def transactions(self, since: datetime, until: datetime) -> Iterator[TransactionRow]:
        begun = transactions.c.begun_at
        query = transaction_reads.LISTED.where(begun >= since, begun < until)
        for row in self._pages(query, begun, transactions.c.number):
            yield transaction_reads.listed(row)

    def reports(self, since: datetime, until: datetime) -> Iterator[StatusReport]:
        received = status_reports.c.received_at
        query = select(status_reports).where(received >= since, received < until)
        for row in self._pages(query, status_reports.c.id):
            yield nouns.report(row)

    def connectors(self) -> Iterator[LastHeard]:
        own = connectors.c
        for row in self._pages(HEARD, own.station, own.evse, own.connector):
            report = nouns.report(row)
            seen_at = max(report.received_at, row.last_seen_at or report.received_at)
            yield LastHeard(report, seen_at, row.connected, row.changed_at)

    def hours(self, since: datetime, until: datetime) -> Iterator[StationHour]:
        columns = energy_hours.c
        query = select(energy_hours).where(columns.hour_at >= since, columns.hour_at < until)
        for row in self._pages(query, columns.hour_at, columns.station, columns.simulated):
            yield StationHour(row.hour_at, StationId(row.station), bool(row.simulated), float(row.energy_wh))

    def connections(self, since: datetime, until: datetime) -> Iterator[Connection]:
        columns = outbox.c
        wanted = (columns.kind.in_(CONNECTIONS), columns.recorded_at >= since, columns.recorded_at < until)
        query = select(columns.id, columns.kind, columns.station, columns.recorded_at).where(*wanted)
        for row in self._pages(query, columns.id):
            yield Connection(StationId(row.station), row.recorded_at, row.kind == StationConnected.kind)

    def _pages(self, query: Select[Any], *order: ColumnElement[Any]) -> Iterator[Row[Any]]:
        """Rows in the order of columns that are unique together, each page a read of its own."""
        names = [column.key or "" for column in order]
        page = query.order_by(*order).limit(AT_ONCE)
        rows = self._read(page)
        while rows:
            yield from rows
            if len(rows) < AT_ONCE:
                return
            last = [getattr(rows[-1], name) for name in names]
            rows = self._read(page.where(beyond(order, last)))

    def _read(self, query: Select[Any]) -> list[Row[Any]]:
        with self._engine.begin() as connection:
            return list(connection.execute(query).all())


def beyond(order: tuple[ColumnElement[Any], ...], last: list[Any]) -> ColumnElement[bool]:
    """Rows after the one with these values."""
    value = literal(last[0], order[0].type)
    further: ColumnElement[bool] = order[0] > value
    return further if len(order) == 1 else or_(further, and_(order[0] == value, beyond(order[1:], last[1:])))
