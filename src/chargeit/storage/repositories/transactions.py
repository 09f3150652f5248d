"""Transactions; the open ones of a station are remembered, so that its meter values find theirs."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Select, bindparam, insert, literal, or_, select, update

from chargeit.domain.clock import in_utc
from chargeit.domain.errors import NotFound
from chargeit.domain.stations import Place, StationId
from chargeit.domain.tokens import token_key
from chargeit.domain.transactions import StartAsked, StopAsked, Transaction, TransactionState
from chargeit.storage import nouns
from chargeit.storage.loads import Path
from chargeit.storage.metering import energy
from chargeit.storage.metering.energy import Meter, Reading
from chargeit.storage.repositories.live_loads import LiveLoads
from chargeit.storage.repositories.recall import recall, recall_meter
from chargeit.storage.tables import stations, transactions
from chargeit.storage.types import KEY_LENGTH, clean
from chargeit.storage.unit import Unit

NEWEST = select(transactions).order_by(transactions.c.number.desc())
STARTED = NEWEST.where(transactions.c.start_key == bindparam("wanted"))
NUMBERED = NEWEST.where(transactions.c.station == bindparam("wanted"), transactions.c.number == bindparam("named"))
STOPPED = NEWEST.where(
    transactions.c.station == bindparam("wanted"),
    transactions.c.stopped_at == bindparam("at"),
    transactions.c.meter_stop_wh.is_not_distinct_from(bindparam("register")),
    or_(transactions.c.number == bindparam("named"), transactions.c.claimed_number == bindparam("named")),
)
UNSTARTED = NEWEST.where(transactions.c.station == bindparam("wanted"), transactions.c.started_at.is_(None))
IS_OPEN = transactions.c.state == literal(TransactionState.OPEN.value)
OPEN_OF_STATION = NEWEST.where(IS_OPEN, transactions.c.station == bindparam("wanted"))
OPEN_OF_TOKEN = NEWEST.where(IS_OPEN, transactions.c.token_key == bindparam("shown"))
CHANGE = update(transactions).where(transactions.c.number == bindparam("wanted"))
SIMULATED = select(stations.c.site, stations.c.simulated).where(stations.c.id == bindparam("wanted"))


class SqlTransactions:
    """`chargeit.ports.work.Transactions`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def find_started(self, asked: StartAsked) -> Transaction | None:
        key = start_key(asked.place, asked.token, asked.started_at, asked.meter_start_wh)
        found = self._found(STARTED, wanted=key)
        return found[0] if found else None

    def find(self, station: StationId, number: int) -> Transaction | None:
        if not 0 < number < 1 << 31:
            return None
        found = self._found(NUMBERED, wanted=station, named=number)
        return found[0] if found else None

    def find_stopped(self, asked: StopAsked) -> Transaction | None:
        stop = {"at": asked.stopped_at, "register": asked.meter_stop_wh, "named": asked.number}
        found = self._found(STOPPED, wanted=asked.station, **stop)
        return found[0] if found else None

    def open_of(self, *, station: StationId | None = None, token: str | None = None) -> list[Transaction]:
        if token is None and station is None:
            return self._found(NEWEST.where(IS_OPEN))
        if token is None:
            return self._found(OPEN_OF_STATION, wanted=station)
        found = self._found(OPEN_OF_TOKEN, shown=token_column(token))
        return [one for one in found if station in (None, one.place.station)]

    def unstarted(self, station: StationId) -> list[Transaction]:
        return self._found(UNSTARTED, wanted=station)

    def add(self, transaction: Transaction) -> Transaction:
        station = transaction.place.station
        known = recall(self._unit, station)
        connection = self._unit.connection
        site, simulated = self._of_station(station)
        path = LiveLoads(self._unit).path(transaction, site, simulated=simulated)
        known = recall(self._unit, station)
        row = {**_columns(transaction), "simulated": simulated, "load_scope": path and path.user}
        key = connection.execute(insert(transactions), row).inserted_primary_key
        added = replace(transaction, number=int(key[0]) if key is not None else 0)
        meter = msgspec.structs.replace(_meter(added, simulated), load=path)
        self._unit.memory.put(station, known.with_meter(meter))
        if meter.is_final:
            self._close(added, meter)
        return added

    def update(self, transaction: Transaction) -> None:
        row = {**_columns(transaction), "wanted": transaction.number}
        if (
            not self._unit.connection.execute(CHANGE, row).rowcount
            and self.find(transaction.place.station, transaction.number) is None
        ):
            raise NotFound("transaction", transaction.number)
        meter = recall_meter(self._unit, transaction.place.station, transaction.number)
        if meter is None:
            return
        # A start that came late gives the meter its first register, and maybe another EVSE.
        register, evse = meter.register or _first_register(transaction), transaction.place.evse
        is_open = transaction.state is TransactionState.OPEN
        load = meter.load or self._late_path(transaction, meter)
        meter = msgspec.structs.replace(meter, evse=evse, is_open=is_open, register=register, load=load)
        if transaction.state is TransactionState.ENDED:
            self._close(transaction, meter)
        else:
            if not is_open:
                LiveLoads(self._unit).ended(transaction, meter, again=False)
            self._remember(transaction, meter)

    def _close(self, transaction: Transaction, meter: Meter) -> None:
        stopped_at = transaction.stopped_at or transaction.received_at
        done, hours = energy.closed(meter, transaction.place.station, _total_wh(transaction, meter), in_utc(stopped_at))
        self._unit.rows.meters.append(done)
        self._unit.rows.add_hours(done, meter.rolled_wh, hours)
        LiveLoads(self._unit).ended(transaction, done, again=meter.is_final)
        self._remember(transaction, done)

    def _of_station(self, station: StationId) -> tuple[str, bool]:
        row = self._unit.connection.execute(SIMULATED, {"wanted": station}).first()
        return (row.site, bool(row.simulated)) if row else ("", False)

    def _late_path(self, transaction: Transaction, meter: Meter) -> Path | None:
        site, _ = self._of_station(transaction.place.station)
        path = LiveLoads(self._unit).path(transaction, site, simulated=meter.simulated)
        if path is not None:
            self._unit.connection.execute(CHANGE, {"wanted": transaction.number, "load_scope": path.user})
        return path

    def _remember(self, transaction: Transaction, meter: Meter) -> None:
        station = transaction.place.station
        self._unit.memory.put(station, recall(self._unit, station).with_meter(meter))

    def _found(self, query: Select[Any], **wanted: Any) -> list[Transaction]:
        return [nouns.transaction(row) for row in self._unit.connection.execute(query, wanted)]


def start_key(place: Place, token: str, started_at: datetime, meter_start_wh: int | None) -> bytes:
    """The same for every repetition of a start, of a fixed length however long the token."""
    key = (place.station, place.evse, token_key(token), in_utc(started_at).isoformat(), meter_start_wh)
    return sha256(repr(key).encode("utf-8", "backslashreplace")).digest()


def token_column(token: str) -> str:
    return clean(token_key(token))[:KEY_LENGTH]


def _columns(transaction: Transaction) -> dict[str, Any]:
    """With what is derived from the transaction for the indexes."""
    key = None
    if transaction.started_at is not None:
        key = start_key(transaction.place, transaction.token, transaction.started_at, transaction.meter_start_wh)
    return {
        **nouns.place_columns(transaction.place),
        **{name: getattr(transaction, name) for name in nouns.TRANSACTION},
        "token_key": token_column(transaction.token),
        "begun_at": transaction.started_at or transaction.received_at,
        "energy_wh": transaction.energy_wh,
        "start_key": key,
    }


def _total_wh(transaction: Transaction, meter: Meter) -> float | None:
    """The energy of a transaction that ends. Without its start's register: from its first sample to its stop."""
    stop_wh, register = transaction.meter_stop_wh, meter.register
    if transaction.energy_wh is not None or meter.is_final or stop_wh is None or register is None:
        return transaction.energy_wh
    return meter.rolled_wh + max(0.0, stop_wh - register.value)


def _first_register(transaction: Transaction) -> Reading | None:
    if transaction.meter_start_wh is None or transaction.started_at is None:
        return None
    return Reading(transaction.meter_start_wh, in_utc(transaction.started_at))


def _meter(transaction: Transaction, simulated: bool) -> Meter:
    return Meter(
        number=transaction.number,
        evse=transaction.place.evse,
        is_open=transaction.state is TransactionState.OPEN,
        is_final=transaction.state is TransactionState.ENDED,
        simulated=simulated,
        samples=0,
        first_at=None,
        last_at=None,
        register=_first_register(transaction),
        rolled_wh=0.0,
        power=None,
        soc=None,
    )
