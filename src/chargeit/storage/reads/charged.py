"""Batteries that come to charge, for lists; and the transactions that ended before they were looked at."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, or_, select

from chargeit.domain.charged import ChargeEstimate
from chargeit.domain.errors import NotFound
from chargeit.domain.transactions import TransactionState
from chargeit.ports.charged import ChargedRow, Portion
from chargeit.ports.pages import Page
from chargeit.storage.reads.pages import at_and, before, contains, key, number, page, parsed
from chargeit.storage.repositories.charged import battery, estimate
from chargeit.storage.repositories.transactions import token_column
from chargeit.storage.tables import charge_estimates, charge_history, charged_batteries, meters, tokens, transactions

NUMBERS_AT_ONCE = 20_000
"""Of transactions that a portion looks through: no read is long."""
LISTED = select(charged_batteries, tokens.c.label).join_from(
    charged_batteries, tokens, tokens.c.value_key == charged_batteries.c.token_key, isouter=True
)
ENDED = (
    select(transactions.c.number)
    .join_from(transactions, meters, meters.c.transaction == transactions.c.number)
    .where(transactions.c.state == TransactionState.ENDED.value, meters.c.soc.is_not(None))
    .order_by(transactions.c.number)
)


class SqlChargedReads:
    """`chargeit.ports.charged.ChargedReads`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, *, after: str | None, limit: int, search: str = "") -> Page[ChargedRow]:
        conditions: list[ColumnElement[bool]] = [charged_batteries.c.last_at.is_not(None)]
        if after is not None:
            conditions.append(charged_batteries.c.token_key > key(after))
        if search:
            columns = (charged_batteries.c.search_text, tokens.c.search_text)
            conditions.append(or_(*(contains(column, search) for column in columns)))
        query = LISTED.where(*conditions).order_by(charged_batteries.c.token_key).limit(limit + 1)
        return page([_row(row) for row in self._read(query)], limit, lambda row: token_column(row.battery.token))

    def one(self, token: str) -> ChargedRow | None:
        found = self._read(LISTED.where(charged_batteries.c.token_key == token_column(token)))
        return _row(found[0]) if found else None

    def estimates(self, token: str, *, after: str | None, limit: int) -> Page[ChargeEstimate]:
        own = charge_estimates.c
        query = select(charge_estimates).where(own.token_key == token_column(token))
        if after is not None:
            at, last = parsed(after)
            query = query.where(before(own.ended_at, own.transaction, (at, number(last))))
        rows = self._read(query.order_by(own.ended_at.desc(), own.transaction.desc()).limit(limit + 1))
        return page([estimate(row) for row in rows], limit, lambda row: at_and(row.ended_at, row.transaction))

    def telling(self, numbers: Sequence[int]) -> list[int]:
        return [row.number for row in self._read(ENDED.where(transactions.c.number.in_(numbers)))]

    def before(self, limit: int) -> Portion | None:
        known = self._read(select(charge_history))
        if not known:
            raise NotFound("history of charges", "")
        reached, last = known[0].reached, known[0].last
        if reached >= last:
            return None
        until = min(reached + NUMBERS_AT_ONCE, last)
        of = transactions.c.number
        found = [row.number for row in self._read(ENDED.where(of > reached, of <= until).limit(limit))]
        return Portion(tuple(found), found[-1] if len(found) == limit else until)

    def _read(self, query: Any) -> list[Row[Any]]:
        with self._engine.begin() as connection:
            return list(connection.execute(query))


def _row(row: Row[Any]) -> ChargedRow:
    return ChargedRow(battery(row), row.label or "")
