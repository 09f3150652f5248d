"""Transactions and samples for lists, and their totals."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Text, and_, case, func, or_, select, type_coerce

from chargeit.domain.transactions import Finding, TransactionState
from chargeit.ports.pages import Page
from chargeit.ports.reads import Overview, SampleFilter, StoredSample, TransactionFilter, TransactionRow
from chargeit.storage import nouns
from chargeit.storage.reads import overview, samples
from chargeit.storage.reads.pages import at_and, before, number, page, parsed
from chargeit.storage.repositories.transactions import token_column
from chargeit.storage.tables import meters, transactions
from chargeit.storage.types import clean

OPEN_ENERGY = meters.c.register_wh - transactions.c.meter_start_wh
# Where a register was never told its samples say how much flowed at least.
MEASURED_ONLY = and_(
    transactions.c.started_at.is_not(None),
    or_(
        transactions.c.meter_start_wh.is_(None),
        and_(transactions.c.meter_stop_wh.is_(None), transactions.c.state == TransactionState.ENDED.value),
    ),
)
ENERGY = case(
    (MEASURED_ONLY, case((meters.c.samples > 0, meters.c.rolled_wh))),
    (transactions.c.state == TransactionState.OPEN.value, OPEN_ENERGY),
    else_=transactions.c.energy_wh,
)
JOINED = (meters, meters.c.transaction == transactions.c.number)
METER = [*(meters.c[name] for name in ("power_w", "soc", "samples")), ENERGY.label("shown_wh")]
LISTED = select(transactions, *METER).join_from(transactions, *JOINED, isouter=True)


class SqlTransactionReads:
    """`chargeit.ports.reads.TransactionReads`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, wanted: TransactionFilter, *, after: str | None, limit: int) -> Page[TransactionRow]:
        order = (transactions.c.begun_at.desc(), transactions.c.number.desc())
        query = LISTED.where(*_wanted(wanted)).order_by(*order).limit(limit + 1)
        if after is not None:
            at, last = parsed(after)
            query = query.where(before(transactions.c.begun_at, transactions.c.number, (at, number(last))))
        with self._engine.begin() as connection:
            rows = [listed(row) for row in connection.execute(query)]
        return page(rows, limit, lambda row: at_and(_begun_at(row), row.transaction.number))

    def one(self, number: int) -> TransactionRow | None:
        if not 0 < number < 1 << 31:
            return None
        with self._engine.begin() as connection:
            row = connection.execute(LISTED.where(transactions.c.number == number)).first()
        return listed(row) if row else None

    def samples(self, wanted: SampleFilter, *, after: str | None, limit: int) -> Page[StoredSample]:
        with self._engine.begin() as connection:
            return samples.read(connection, wanted, after, limit)

    def totals(self, wanted: TransactionFilter) -> tuple[int, float]:
        query = select(func.count(), func.coalesce(func.sum(ENERGY), 0)).select_from(transactions)
        query = query.join(*JOINED, isouter=True).where(*_wanted(wanted))
        with self._engine.begin() as connection:
            count, energy = connection.execute(query).one()
        return int(count), float(energy)

    def overview(self, now: datetime) -> Overview:
        with self._engine.begin() as connection:
            return overview.read(connection, now)


def _wanted(wanted: TransactionFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.station is not None:
        found.append(transactions.c.station == clean(wanted.station)[:255])
    if wanted.evse is not None:
        found.append(transactions.c.evse == wanted.evse)
    if wanted.token is not None:
        found.append(transactions.c.token_key == token_column(wanted.token))
    if wanted.state is not None:
        found.append(transactions.c.state == wanted.state)
    if wanted.since is not None:
        found.append(transactions.c.begun_at >= wanted.since)
    if wanted.until is not None:
        found.append(transactions.c.begun_at <= wanted.until)
    if wanted.finding is not None:
        known = wanted.finding in frozenset(Finding)
        found.append(type_coerce(transactions.c.findings, Text).like(f"%,{wanted.finding if known else '?'},%"))
    return found


def listed(row: Row[Any]) -> TransactionRow:
    transaction = nouns.transaction(row)
    is_open = transaction.state is TransactionState.OPEN
    energy = None if row.shown_wh is None else float(row.shown_wh)
    power = row.power_w if is_open else None
    return TransactionRow(transaction, row.simulated, energy, power, row.soc, row.samples or 0)


def _begun_at(row: TransactionRow) -> datetime:
    return row.transaction.started_at or row.transaction.received_at
