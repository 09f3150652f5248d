"""What is known of batteries that come to charge is kept, and changes with each transaction that says something."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from chargeit.domain.charged import ChargedBattery, ChargeEstimate
from chargeit.domain.events import ChargedChanged
from chargeit.domain.metering import SOC, Sample
from chargeit.domain.stations import StationId
from chargeit.domain.tokens import token_key
from chargeit.domain.transactions import Transaction
from chargeit.ports.work import Work
from chargeit.twin.charged.battery import weighed
from chargeit.twin.charged.estimate import estimate

NO_STATION = StationId("")


def of_transaction(transaction: Transaction, samples: Sequence[Sample], *, simulated: bool) -> ChargeEstimate | None:
    """None where it says nothing of any battery: it has no token, or told no SoC."""
    if not transaction.token or all(one.measurand != SOC for one in samples):
        return None
    ended_at = transaction.stopped_at or transaction.received_at
    return ChargeEstimate(transaction.number, transaction.token, ended_at, simulated, *estimate(samples))


def learn(estimates: Iterable[ChargeEstimate], at: datetime, work: Work) -> None:
    """Keeps them, and weighs their batteries anew. The same again changes nothing but when it was told."""
    found = list(estimates)
    work.charged.keep(found)
    newest = {token_key(one.token): one for one in sorted(found, key=lambda one: one.ended_at)}
    for key in sorted(newest):
        known = work.charged.take(newest[key].token)
        _put(replace(known, simulated=newest[key].simulated), at, work)


def set_nominal(token: str, nominal_wh: float | None, at: datetime, work: Work) -> ChargedBattery:
    """What operators say that the battery held when it was new; None: they no longer know."""
    return _put(replace(work.charged.take(token), nominal_wh=nominal_wh), at, work)


def _put(known: ChargedBattery, at: datetime, work: Work) -> ChargedBattery:
    battery = weighed(known, work.charged.of(known.token))
    work.charged.put(battery)
    work.record(ChargedChanged(NO_STATION, at, battery.token))
    return battery
