"""What transactions say of batteries, in a unit of work."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from chargeit.domain.charged import ChargedBattery, ChargeEstimate, Current, Interval, Reference
from chargeit.domain.tokens import token_key
from chargeit.storage import nouns
from chargeit.storage.engine import add_missing, upsert
from chargeit.storage.repositories.transactions import token_column
from chargeit.storage.tables import charge_estimates, charge_history, charged_batteries, transactions
from chargeit.storage.unit import Unit

FIRST, NEWEST = 20, 80
"""Estimates of a token that are weighed: a health against its first transactions needs these."""
OF_TOKEN = select(charge_estimates)
AT = (charge_estimates.c.ended_at, charge_estimates.c.transaction)


class SqlCharged:
    """`chargeit.ports.charged.Charged`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def keep(self, estimates: Sequence[ChargeEstimate]) -> None:
        rows = [{**one._asdict(), "token_key": token_column(one.token)} for one in estimates]
        upsert(self._unit.connection, charge_estimates, sorted(rows, key=lambda row: row["transaction"]))

    def of(self, token: str) -> list[ChargeEstimate]:
        mine = OF_TOKEN.where(charge_estimates.c.token_key == token_column(token))
        usable = mine.where(charge_estimates.c.capacity_wh.is_not(None)).order_by(*AT).limit(FIRST)
        newest = mine.order_by(*(column.desc() for column in AT)).limit(NEWEST)
        found = {row.transaction: estimate(row) for part in (usable, newest) for row in self._read(part)}
        return sorted(found.values(), key=attrgetter("ended_at", "transaction"))

    def take(self, token: str) -> ChargedBattery:
        add_missing(self._unit.connection, charged_batteries, [_columns(ChargedBattery(token))])
        mine = charged_batteries.c.token_key == token_column(token)
        return battery(self._read(select(charged_batteries).where(mine).with_for_update())[0])

    def put(self, battery: ChargedBattery) -> None:
        upsert(self._unit.connection, charged_batteries, [_columns(battery)])

    def looked_back(self, reached: int | None = None) -> None:
        connection = self._unit.connection
        if reached is not None:
            connection.execute(update(charge_history).values(reached=reached))
        elif not self._read(select(charge_history)):
            last = connection.execute(select(func.max(transactions.c.number))).scalar() or 0
            connection.execute(insert(charge_history).values(id=1, reached=0, last=last))

    def _read(self, query: Any) -> list[Row[Any]]:
        return list(self._unit.connection.execute(query))


def estimate(row: Row[Any]) -> ChargeEstimate:
    found = ChargeEstimate(*(getattr(row, name) for name in ChargeEstimate._fields))
    return found._replace(current=Current(found.current), simulated=bool(found.simulated))


def battery(row: Row[Any]) -> ChargedBattery:
    return ChargedBattery(
        row.token,
        row.nominal_wh,
        bool(row.simulated),
        _interval(row.capacity_wh, row.capacity_low, row.capacity_high),
        _interval(row.health, row.health_low, row.health_high),
        Reference(row.relative_to) if row.relative_to else None,
        row.relative_at,
        row.counted,
        row.set_aside,
        row.first_at,
        row.last_at,
        row.explanation,
    )


def _interval(value: float | None, low: float | None, high: float | None) -> Interval | None:
    return None if value is None or low is None or high is None else Interval(value, low, high)


def _columns(battery: ChargedBattery) -> dict[str, Any]:
    nothing = (None, None, None)
    capacity, health = battery.capacity_wh or nothing, battery.health or nothing
    return {
        "token_key": token_column(battery.token),
        "token": battery.token,
        "nominal_wh": battery.nominal_wh,
        "simulated": battery.simulated,
        **dict(zip(("capacity_wh", "capacity_low", "capacity_high"), capacity, strict=True)),
        **dict(zip(("health", "health_low", "health_high"), health, strict=True)),
        "relative_to": battery.relative_to,
        "relative_at": battery.relative_at,
        "counted": battery.counted,
        "set_aside": battery.set_aside,
        "first_at": battery.first_at,
        "last_at": battery.last_at,
        "explanation": battery.explanation,
        "search_text": nouns.search_text(token_key(battery.token)),
    }
