"""Stations for lists: with their connectors, presence and what runs on them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from chargeit.domain.availability import WantedAvailability
from chargeit.domain.stations import Credentials, Station, StationId, StatusReport, Stranger
from chargeit.domain.transactions import TransactionState
from chargeit.domain.variables import Variable
from chargeit.ports.pages import Page
from chargeit.ports.reads import StationRow
from chargeit.storage import nouns
from chargeit.storage.reads.pages import contains, key, page
from chargeit.storage.tables import (
    connectors,
    credentials,
    meters,
    presence,
    stations,
    strangers,
    transactions,
    variables,
    wanted_availability,
)
from chargeit.storage.types import is_key

LISTED = select(stations, presence.c.connected, presence.c.last_seen_at).join_from(
    stations, presence, presence.c.station == stations.c.id, isouter=True
)


class SqlStationReads:
    """`chargeit.ports.reads.StationReads`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, *, after: str | None, limit: int, search: str = "") -> Page[StationRow]:
        query = LISTED.order_by(stations.c.id).limit(limit + 1)
        if after is not None:
            query = query.where(stations.c.id > key(after))
        if search:
            query = query.where(contains(stations.c.search_text, search))
        with self._engine.begin() as connection:
            rows = _complete(connection, connection.execute(query).all())
        return page(rows, limit, lambda row: row.station.id)

    def one(self, station: StationId) -> StationRow | None:
        if not is_key(station):
            return None
        with self._engine.begin() as connection:
            rows = _complete(connection, connection.execute(LISTED.where(stations.c.id == station)).all())
        return rows[0] if rows else None

    def strangers(self) -> list[Stranger]:
        with self._engine.begin() as connection:
            return [nouns.stranger(row) for row in connection.execute(select(strangers).order_by(strangers.c.id))]

    def variables(self, station: StationId) -> list[Variable]:
        if not is_key(station):
            return []
        query = select(variables).where(variables.c.station == station).order_by(variables.c.name_key)
        with self._engine.begin() as connection:
            return [nouns.variable(row) for row in connection.execute(query)]

    def directory(self) -> list[tuple[Station, Credentials]]:
        query = select(stations, credentials.c.current, credentials.c.pending).order_by(stations.c.id)
        query = query.join_from(stations, credentials, credentials.c.station == stations.c.id, isouter=True)
        with self._engine.begin() as connection:
            return [
                (nouns.station(row), Credentials(StationId(row.id), row.current or (), row.pending or ()))
                for row in connection.execute(query)
            ]


def _complete(connection: Connection, rows: Sequence[Row[Any]]) -> list[StationRow]:
    ids = [row.id for row in rows]
    reports = _connectors(connection, ids)
    running = _running(connection, ids)
    wanted = _wanted(connection, ids)
    return [
        StationRow(
            station=nouns.station(row),
            connected=bool(row.connected),
            last_seen_at=row.last_seen_at,
            connectors=tuple(reports.get(row.id, ())),
            open_transactions=running.get(row.id, (0, None))[0],
            power_w=running.get(row.id, (0, None))[1],
            wanted=tuple(wanted.get(row.id, ())),
        )
        for row in rows
    ]


def _connectors(connection: Connection, ids: list[str]) -> dict[str, list[StatusReport]]:
    places = (connectors.c.station, connectors.c.evse, connectors.c.connector)
    found: dict[str, list[StatusReport]] = {}
    for row in connection.execute(select(connectors).where(connectors.c.station.in_(ids)).order_by(*places)):
        found.setdefault(row.station, []).append(nouns.report(row))
    return found


def _wanted(connection: Connection, ids: list[str]) -> dict[str, list[WantedAvailability]]:
    query = select(wanted_availability).where(wanted_availability.c.station.in_(ids))
    found: dict[str, list[WantedAvailability]] = {}
    for row in connection.execute(query.order_by(wanted_availability.c.evse)):
        found.setdefault(row.station, []).append(nouns.wanted(row))
    return found


def _running(connection: Connection, ids: list[str]) -> dict[str, tuple[int, float | None]]:
    """Station -> its open transactions and their power in W."""
    query = (
        select(transactions.c.station, func.count(), func.sum(meters.c.power_w))
        .join_from(transactions, meters, meters.c.transaction == transactions.c.number, isouter=True)
        .where(transactions.c.state == TransactionState.OPEN.value, transactions.c.station.in_(ids))
        .group_by(transactions.c.station)
    )
    return {station: (count, power) for station, count, power in connection.execute(query)}
