"""The dashboard's figures, from tables that are kept up to date with each batch; samples are not read."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, func, select

from chargeit.domain.clock import in_utc
from chargeit.domain.transactions import TransactionState
from chargeit.ports.reads import HourEnergy, Overview
from chargeit.storage.tables import connectors, energy_hours, meters, presence, stations, strangers, transactions

HOURS = 24


def read(connection: Connection, now: datetime) -> Overview:
    """The last 24 clock hours, the present one last; "today" is the day in UTC."""
    now = in_utc(now)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    hours = _hours(connection, now)
    known, simulated = connection.execute(
        select(func.count(), func.count(case((stations.c.simulated, 1)))).select_from(stations)
    ).one()
    opened, power = connection.execute(
        select(func.count(), func.coalesce(func.sum(meters.c.power_w), 0.0))
        .join_from(transactions, meters, meters.c.transaction == transactions.c.number, isouter=True)
        .where(transactions.c.state == TransactionState.OPEN.value)
    ).one()
    return Overview(
        stations=known,
        simulated_stations=simulated,
        connected=_connected(connection),
        connectors=_connectors(connection),
        open_transactions=opened,
        power_w=float(power),
        energy_today_wh=sum(hour.energy_wh + hour.simulated_wh for hour in hours if hour.hour_at >= midnight),
        transactions_today=_begun_since(connection, midnight),
        strangers=int(connection.execute(select(func.count()).select_from(strangers)).scalar_one()),
        hours=hours,
    )


def _hours(connection: Connection, now: datetime) -> tuple[HourEnergy, ...]:
    last = now.replace(minute=0, second=0, microsecond=0)
    first = last - timedelta(hours=HOURS - 1)
    hour, simulated = energy_hours.c.hour_at, energy_hours.c.simulated
    query = select(hour, simulated, func.sum(energy_hours.c.energy_wh)).where(hour >= first, hour <= last)
    found: dict[tuple[Any, bool], float] = {
        (at, bool(sim)): float(energy) for at, sim, energy in connection.execute(query.group_by(hour, simulated))
    }
    every = [first + timedelta(hours=n) for n in range(HOURS)]
    return tuple(HourEnergy(at, found.get((at, False), 0.0), found.get((at, True), 0.0)) for at in every)


def _connected(connection: Connection) -> int:
    query = select(func.count()).select_from(stations).join(presence, presence.c.station == stations.c.id)
    return int(connection.execute(query.where(presence.c.connected)).scalar_one())


def _connectors(connection: Connection) -> dict[str, int]:
    """EVSE 0 is the whole station, not a connector."""
    query = select(connectors.c.status, func.count()).where(connectors.c.evse > 0).group_by(connectors.c.status)
    return {row.status: row[1] for row in connection.execute(query)}


def _begun_since(connection: Connection, instant: datetime) -> int:
    query = select(func.count()).select_from(transactions).where(transactions.c.begun_at >= instant)
    return int(connection.execute(query).scalar_one())
