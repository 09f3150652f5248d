"""Which transaction a message means when its number does not say: 0, -1, unknown, or the start that came late."""

from datetime import datetime

from chargeit.domain.clock import EARLIEST, trusted
from chargeit.domain.stations import StationId
from chargeit.domain.tokens import token_key
from chargeit.domain.transactions import StartAsked, StopAsked, Transaction, TransactionState
from chargeit.ports.work import Work


def stopped_by(asked: StopAsked, work: Work) -> Transaction | None:
    """The transaction that a stop ends: by its number, else by station, token, time and register.

    One that its station ended already is never overwritten: None, and the stop is kept on its own.
    """
    station = StationId(asked.station)
    if asked.number > 0:
        named = work.transactions.find(station, asked.number)
        if named is not None:
            return None if ended_by_station(named) else named
    # OCPP 1.6 errata 3.18, 3.54: a station that never got a number sends -1, others 0 or one of their own
    fitting = [one for one in work.transactions.open_of(station=station) if ends(asked, one)]
    if not asked.token:
        return fitting[0] if len(fitting) == 1 else None
    same = [one for one in fitting if token_key(one.token) == token_key(asked.token)]
    return newest(same or [one for one in fitting if same_group(one.token, asked.token, work)])


def missed_stop(asked: StartAsked, unstarted: list[Transaction]) -> Transaction | None:
    """The stop without a start that this start belongs to: the earliest that fits."""
    if asked.started_at < EARLIEST:
        return None
    fitting = [
        one
        for one in unstarted
        if one.stopped_at is not None
        and asked.started_at <= one.stopped_at
        and not below(one.meter_stop_wh, asked.meter_start_wh)
        and (not one.stop_token or token_key(one.stop_token) == token_key(asked.token))
    ]
    return min(fitting, key=lambda one: one.stopped_at or one.received_at, default=None)


def ended_by_station(transaction: Transaction) -> bool:
    return transaction.state is TransactionState.ENDED and transaction.stop_received_at is not None


def ends(asked: StopAsked, transaction: Transaction) -> bool:
    """Whether a stop can be that of a transaction: not before its start, its register not below."""
    if below(asked.meter_stop_wh, transaction.meter_start_wh):
        return False
    return began_at(transaction) <= trusted(asked.stopped_at, asked.received_at)


def below(stop_wh: int | None, start_wh: int | None) -> bool:
    """Whether a register ran backwards. One that was not told says nothing."""
    return stop_wh is not None and start_wh is not None and stop_wh < start_wh


def began_at(transaction: Transaction) -> datetime:
    return trusted(transaction.started_at or transaction.received_at, transaction.received_at)


def newest(transactions: list[Transaction]) -> Transaction | None:
    return max(transactions, key=began_at, default=None)


def same_group(one: str, other: str, work: Work) -> bool:
    """Two tokens of one group may stop for each other; only groups are compared (OCPP 1.6 3.10)."""
    first, second = work.tokens.find(one), work.tokens.find(other)
    return bool(first and second and first.group and token_key(first.group) == token_key(second.group))
