"""What became of a request_start: the transaction that began with it, or none in time."""

from datetime import datetime

from chargeit.central.commands import changed, found
from chargeit.domain.clock import trusted
from chargeit.domain.commands import FINAL, Command
from chargeit.domain.transactions import Transaction
from chargeit.ports.work import Work


def began(transaction: Transaction, work: Work) -> None:
    """Accepted only means "will try": the start that follows tells (OCPP 1.6 5.11, errata 3.32).

    Touches no SQL where no start is awaited.
    """
    waiting = work.commands.awaiting_start(transaction.place.station)
    if not waiting:
        return
    received_at = transaction.received_at
    began_at = trusted(transaction.started_at or received_at, received_at)
    fitting = [one for one in waiting if one.awaits(transaction.place, transaction.token, began_at)]
    if fitting:
        oldest = min(fitting, key=lambda one: (one.requested_at, one.id))
        changed(found(oldest.id, work).began(transaction.number), received_at, work)


def missed(command: str, at: datetime, work: Work) -> Command:
    """No transaction began in time; nothing changes where one did meanwhile, or the answer is still out."""
    known = found(command, work)
    if known.start_due_at is None or known.start_due_at > at or known.state not in FINAL:
        return known
    return changed(known.missed(), at, work)
