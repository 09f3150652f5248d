"""The platform's own transactions as loads: whose they are, and what they would have been at a fixed power."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, select

from chargeit.domain.clock import EARLIEST, in_utc
from chargeit.domain.loads import ChargingReport
from chargeit.domain.tokens import token_key
from chargeit.domain.transactions import Transaction
from chargeit.loads.hours import hourly_loads as hours_of
from chargeit.storage import tables
from chargeit.storage.engine import add_missing
from chargeit.storage.live_loads import months_of
from chargeit.storage.loads import (
    MEASURED,
    NOTHING,
    PLATFORM,
    Change,
    Line,
    Path,
    Values,
    hour_of,
    minute_of,
    values_of,
)
from chargeit.storage.memory import Payer
from chargeit.storage.metering.energy import Meter
from chargeit.storage.repositories.load_scopes import LoadScopes
from chargeit.storage.repositories.recall import recall
from chargeit.storage.types import KEY_LENGTH, clean
from chargeit.storage.unit import Unit

# A longer stay is a clock that was wrong, or a vehicle that never left.
LONGEST = timedelta(days=31)
LATEST = datetime(6000, 1, 1, tzinfo=UTC)
MOST_WH = 1_000_000
lines = tables.hourly_loads.c
NUMBER = select(tables.load_tokens.c.id).where(tables.load_tokens.c.token_key == bindparam("shown"))
OWN = select(tables.hourly_loads).where(
    lines.scope == bindparam("of"),
    lines.transaction == bindparam("own"),
    lines.hour.between(bindparam("first"), bindparam("last")),
)


class LiveLoads:
    """Part of a verb about one transaction."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def path(self, transaction: Transaction, site: str, *, simulated: bool) -> Path | None:
        """Made where it is not there. None before the start is known: whose load it is comes with it."""
        if transaction.started_at is None:
            return None
        station = transaction.place.station
        who = Payer(site, simulated, clean(token_key(transaction.token))[:KEY_LENGTH])
        known = recall(self._unit, station)
        path = known.payers.get(who)
        if path is None:
            names = (site, station, self._user(who.token_key))
            path = LoadScopes(self._unit, simulated=simulated).paths([names])[names]
            self._unit.memory.put(station, known.with_payer(who, path))
        return path

    def ended(self, transaction: Transaction, meter: Meter, *, again: bool) -> None:
        """Its months are complete; synthetic and flexible loads take the place of those that were derived before."""
        path = meter.load
        if path is None:
            return
        begun = transaction.started_at
        ended = transaction.stopped_at or (meter.register.at if meter.register else None)
        if begun is not None and ended is not None:
            self._unit.rows.live.months.extend(months_of(path.user, minute_of(begun), minute_of(ended)))
        after = derived(transaction, path)
        before = self._derived_before(transaction, path) if again else {}
        self._unit.rows.live.derived.extend(
            Change(path, line, before.get(line, NOTHING), after.get(line, NOTHING))
            for line in before.keys() | after.keys()
        )

    def _derived_before(self, transaction: Transaction, path: Path) -> dict[Line, Values]:
        begun = minute_of(transaction.started_at or transaction.received_at)
        month_min = LONGEST // timedelta(minutes=1)
        own = {"of": path.user, "own": -transaction.number, "first": begun - 60, "last": begun + 2 * month_min}
        found = self._unit.connection.execute(OWN, own)
        return {Line(*row[:3]): (*row[3 : 3 + MEASURED], None) for row in found}

    def _user(self, token: str) -> str:
        """A number in place of the token: whoever knows its value can charge with it."""
        if not token:
            return ""
        connection = self._unit.connection
        number = connection.execute(NUMBER, {"shown": token}).scalar()
        if number is None:
            add_missing(connection, tables.load_tokens, [{"token_key": token}])
            number = connection.execute(NUMBER, {"shown": token}).scalar_one()
        return f"token {number}"


def derived(transaction: Transaction, path: Path) -> dict[Line, Values]:
    """Nothing where start, stop or energy cannot be true."""
    started_at, stopped_at, energy_wh = transaction.started_at, transaction.stopped_at, transaction.energy_wh
    if started_at is None or stopped_at is None or energy_wh is None:
        return {}
    begun, ended = in_utc(started_at), in_utc(stopped_at)
    if not EARLIEST <= begun <= LATEST or not timedelta() <= ended - begun <= LONGEST or not 0 <= energy_wh <= MOST_WH:
        return {}
    report = ChargingReport(PLATFORM, "", "", "", str(transaction.number), begun, ended, energy_wh)
    return {Line(path.user, hour_of(load.hour_at), -transaction.number): values_of(load) for load in hours_of(report)}
