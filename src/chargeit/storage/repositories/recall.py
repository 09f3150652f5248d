"""A station's memory, read from the database where the process does not have it."""

from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, literal, select

from chargeit.domain.transactions import TransactionState
from chargeit.storage import nouns
from chargeit.storage.loads import Path
from chargeit.storage.memory import StationMemory
from chargeit.storage.metering.energy import Meter, Reading
from chargeit.storage.tables import commands, connectors, load_scopes, meters, presence, transactions
from chargeit.storage.unit import Unit

user_, station_, site_ = (load_scopes.alias(name) for name in ("user", "station", "site"))
METER: Select[Any] = (
    select(
        transactions.c.number,
        transactions.c.evse,
        transactions.c.state,
        transactions.c.simulated,
        transactions.c.started_at,
        transactions.c.meter_start_wh,
        *(column for column in meters.c if column.name != "transaction"),
        site_.c.parent.label("load_all"),
        station_.c.parent.label("load_site"),
        user_.c.parent.label("load_station"),
        transactions.c.load_scope,
    )
    .join_from(transactions, meters, meters.c.transaction == transactions.c.number, isouter=True)
    .join(user_, user_.c.id == transactions.c.load_scope, isouter=True)
    .join(station_, station_.c.id == user_.c.parent, isouter=True)
    .join(site_, site_.c.id == station_.c.parent, isouter=True)
)

DIGESTS = select(presence.c.digests).where(presence.c.station == bindparam("wanted"))
EVSES = select(connectors.c.evse).where(connectors.c.station == bindparam("wanted"))
OPEN = METER.where(
    transactions.c.station == bindparam("wanted"), transactions.c.state == literal(TransactionState.OPEN.value)
)
AWAITING = select(commands).where(commands.c.start_due_at.is_not(None), commands.c.station == bindparam("wanted"))
ONE = METER.where(transactions.c.station == bindparam("wanted"), transactions.c.number == bindparam("named"))


def recall(unit: Unit, station: str) -> StationMemory:
    """What is remembered of a station; from the database the first time."""
    known = unit.memory.get(station)
    if known is None:
        known = read(unit.connection, station)
        unit.memory.put(station, known)
    return known


def read(connection: Connection, station: str) -> StationMemory:
    wanted = {"wanted": station}
    digests = connection.execute(DIGESTS, wanted).scalar()
    evses = connection.execute(EVSES, wanted).scalars()
    opened = [meter_of(row) for row in connection.execute(OPEN, wanted)]
    starts = tuple(nouns.command(row) for row in connection.execute(AWAITING, wanted))
    return StationMemory(digests or b"", frozenset(evses), {meter.number: meter for meter in opened}, starts)


def recall_meter(unit: Unit, station: str, number: int) -> Meter | None:
    """The meter of a transaction of this station; None where it has no such transaction."""
    known = recall(unit, station)
    if number in known.meters:
        return known.meters[number]
    if not 0 < number < 1 << 31:
        return None
    row = unit.connection.execute(ONE, {"wanted": station, "named": number}).first()
    return meter_of(row) if row else None


def meter_of(row: Row[Any]) -> Meter:
    """Before the first sample its register is the start's."""
    register = None
    if row.register_wh is not None:
        register = Reading(row.register_wh, row.register_at)
    elif row.meter_start_wh is not None and row.started_at is not None:
        register = Reading(row.meter_start_wh, row.started_at)
    return Meter(
        number=row.number,
        evse=row.evse,
        is_open=row.state == TransactionState.OPEN,
        is_final=row.state == TransactionState.ENDED,
        simulated=row.simulated,
        samples=row.samples or 0,
        first_at=row.first_at,
        last_at=row.last_at,
        register=register,
        rolled_wh=row.rolled_wh or 0.0,
        power=None if row.power_w is None else Reading(row.power_w, row.power_at),
        soc=None if row.soc is None else Reading(row.soc, row.soc_at),
        load=None if row.load_all is None else Path(row.load_all, row.load_site, row.load_station, row.load_scope),
    )
