"""Transactions: store what a station reports, then judge it. Energy is never lost for a wrong message."""

from dataclasses import dataclass, replace

from chargeit.central import authorization, remote_starts
from chargeit.central.matching import began_at, missed_stop, stopped_by
from chargeit.domain.clock import EARLIEST, TOLERANCE, trusted
from chargeit.domain.events import TransactionEnded, TransactionOrphaned, TransactionStarted
from chargeit.domain.metering import MeterReport
from chargeit.domain.stations import Place, StationId
from chargeit.domain.tokens import AuthorizationStatus, Verdict
from chargeit.domain.transactions import Finding, StartAsked, StopAsked, Transaction, TransactionState
from chargeit.ports.work import Work


@dataclass(frozen=True, slots=True)
class Started:
    """The answer to a start: `number` is what the station calls the transaction from now on."""

    number: int
    verdict: Verdict


def start(asked: StartAsked, work: Work) -> Started:
    """Stores and judges a start; the same start again gets the same answer and changes nothing (OCPP 1.6 3.7.1).

    A token that is refused has its transaction too (OCPP 1.6 4.8): the energy that flows counts.
    """
    known = work.transactions.find_started(asked)
    if known is not None and is_repeated(asked, known):
        now = authorization.authorize(asked.token, asked.received_at, work)
        return Started(known.number, replace(now, status=known.authorization))
    findings = asked.findings | start_clock(asked) | place_findings(asked, work)
    superseded = orphan_older(asked, work)
    verdict = authorization.authorize_start(asked.token, asked.received_at, work)
    if not verdict.accepted:
        findings |= {Finding.REFUSED_TOKEN}
    begun = transaction_of(asked, verdict, findings)
    stopped = missed_stop(asked, work.transactions.unstarted(asked.place.station))
    if stopped is not None:
        return Started(join(begun, stopped, work), verdict)
    stored = work.transactions.add(begun.orphaned() if superseded else begun)
    work.record(TransactionStarted(asked.place.station, asked.received_at, stored))
    remote_starts.began(stored, work)
    return Started(stored.number, verdict)


def stop(asked: StopAsked, work: Work) -> Verdict | None:
    """Stores a stop, whatever it says; the same stop again changes nothing. None where no token was shown.

    A station cannot be kept from stopping, and unknown numbers are answered like known ones (OCPP 1.6 4.10).
    """
    verdict = authorization.authorize(asked.token, asked.received_at, work) if asked.token else None
    if work.transactions.find_stopped(asked) is not None:
        return verdict
    asked = replace(asked, findings=asked.findings | stop_clock(asked))
    known = stopped_by(asked, work)
    if known is None:
        ended = work.transactions.add(unstarted(asked, verdict))
    else:
        ended = known.ended(asked)
        if ended.number != asked.number:
            ended = replace(ended, claimed_number=asked.number, findings=ended.findings | {Finding.NUMBER_UNKNOWN})
        work.transactions.update(ended)
    keep_samples(asked, ended, work)
    work.record(TransactionEnded(ended.place.station, asked.received_at, ended))
    return verdict


def is_repeated(asked: StartAsked, known: Transaction) -> bool:
    """One that tells neither register nor time looks like every other one: it is the same until that was stopped."""
    tells = asked.meter_start_wh is not None or asked.started_at >= EARLIEST
    return tells or known.state is TransactionState.OPEN


def transaction_of(asked: StartAsked, verdict: Verdict, findings: frozenset[Finding]) -> Transaction:
    return Transaction(
        number=0,
        place=asked.place,
        token=asked.token,
        authorization=verdict.status,
        received_at=asked.received_at,
        started_at=asked.started_at,
        meter_start_wh=asked.meter_start_wh,
        reservation=asked.reservation,
        findings=findings,
    )


def orphan_older(asked: StartAsked, work: Work) -> bool:
    """One transaction at a time charges on an EVSE: the older one lost its stop. True where that is the new one."""
    superseded = False
    for other in work.transactions.open_of(station=asked.place.station):
        if other.place != asked.place:
            continue
        if began_at(other) > trusted(asked.started_at, asked.received_at):
            superseded = True
            continue
        orphan = other.orphaned()
        work.transactions.update(orphan)
        work.record(TransactionOrphaned(orphan.place.station, asked.received_at, orphan))
    return superseded


def join(begun: Transaction, stopped: Transaction, work: Work) -> int:
    """A stop that was kept alone gets its start; its record keeps its number."""
    joined = replace(
        begun,
        number=stopped.number,
        claimed_number=stopped.claimed_number,
        findings=begun.findings | stopped.findings - {Finding.START_MISSING},
    ).ended(stop_of(stopped))
    work.transactions.update(joined)
    work.record(TransactionStarted(joined.place.station, begun.received_at, joined))
    work.record(TransactionEnded(joined.place.station, begun.received_at, joined))
    return joined.number


def stop_of(stopped: Transaction) -> StopAsked:
    """The stop as it was asked, from the record that it left."""
    return StopAsked(
        station=stopped.place.station,
        number=stopped.number,
        meter_stop_wh=stopped.meter_stop_wh,
        stopped_at=stopped.stopped_at or stopped.received_at,
        received_at=stopped.stop_received_at or stopped.received_at,
        token=stopped.stop_token,
        reason=stopped.stop_reason,
    )


def unstarted(asked: StopAsked, verdict: Verdict | None) -> Transaction:
    """A stop alone. It names no connector in 1.6, so its place is the whole station."""
    return Transaction(
        number=0,
        place=Place(StationId(asked.station), 0),
        token=asked.token,
        authorization=verdict.status if verdict else AuthorizationStatus.UNKNOWN,
        received_at=asked.received_at,
        state=TransactionState.ENDED,
        stopped_at=asked.stopped_at,
        meter_stop_wh=asked.meter_stop_wh,
        stop_reason=asked.reason,
        stop_token=asked.token,
        stop_received_at=asked.received_at,
        claimed_number=asked.number,
        findings=asked.findings | {Finding.START_MISSING, Finding.NUMBER_UNKNOWN},
    )


def keep_samples(asked: StopAsked, transaction: Transaction, work: Work) -> None:
    """transactionData holds what MeterValues told before, and more: one reading is stored once (OCPP 1.6 4.10)."""
    if not asked.samples:
        return
    seen = {sample.key for sample in work.samples.of(transaction.number)}
    fresh = {sample.key: sample for sample in asked.samples if sample.key not in seen}
    if fresh:
        samples = tuple(fresh.values())
        work.samples.add(MeterReport(transaction.place, transaction.number, samples, asked.received_at, asked.digest))


def start_clock(asked: StartAsked) -> frozenset[Finding]:
    if asked.started_at < EARLIEST:
        return frozenset({Finding.CLOCK_UNSET})
    return frozenset({Finding.FUTURE_TIME}) if asked.started_at > asked.received_at + TOLERANCE else frozenset()


def stop_clock(asked: StopAsked) -> frozenset[Finding]:
    if asked.stopped_at < EARLIEST:
        return frozenset({Finding.CLOCK_UNSET})
    return frozenset({Finding.FUTURE_TIME}) if asked.stopped_at > asked.received_at + TOLERANCE else frozenset()


def place_findings(asked: StartAsked, work: Work) -> frozenset[Finding]:
    """An EVSE that the station never reported, or a register that does not go on where the last stop left it."""
    reported = work.connectors.evses(asked.place.station) - {0}
    if asked.place.evse < 1 or (reported and asked.place.evse > max(reported)):
        return frozenset({Finding.UNKNOWN_EVSE})
    if asked.meter_start_wh is None:
        return frozenset()
    last_wh = work.connectors.last_register_wh(asked.place, trusted(asked.started_at, asked.received_at))
    missing = last_wh is not None and last_wh != asked.meter_start_wh
    return frozenset({Finding.MISSING_ENERGY}) if missing else frozenset()
