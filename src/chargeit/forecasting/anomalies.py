"""Anomalies of one station, each with its reason in words; rules over what it told, without a model."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import comb, exp
from typing import TypeVar

from chargeit.domain.stations import ConnectorStatus, StatusReport
from chargeit.domain.transactions import Transaction, TransactionState

_Row = TypeVar("_Row")
_Key = TypeVar("_Key")
DAY = timedelta(days=1)
STANDING = timedelta(hours=1)
REPEATS_A_DAY = 3
SWINGS_AN_HOUR = 6
SILENT_INTERVALS = 3
LOSSES_A_DAY = 3
RARE = 0.001
STUCK_FOR = timedelta(minutes=15)
STUCK_POWER_W = 500.0
DRIFT_SHARE = 0.02
DRIFT_WH = 1000.0
TINY_WH = 100
SHORT = timedelta(minutes=2)
RECENT_TRANSACTIONS = 20
FAILED_FLEET_SHARE = 0.05
# OCPP 1.6 7.36 and OCPP 2.0.1 ReasonEnumType: reasons that no driver or operator chose
FAILED_REASONS = frozenset({"EmergencyStop", "PowerLoss", "PowerQuality", "GroundFault", "OvercurrentFault"})


class AnomalyKind(StrEnum):
    STANDING_FAULT = "standing_fault"
    REPEATED_ERROR = "repeated_error"
    FLAPPING = "flapping"
    SILENT = "silent"
    CONNECTION_LOSSES = "connection_losses"
    STUCK_METER = "stuck_meter"
    METER_RESET = "meter_reset"
    METER_DRIFT = "meter_drift"
    NO_ENERGY = "no_energy"
    FAILED_TRANSACTIONS = "failed_transactions"


@dataclass(frozen=True, slots=True)
class Anomaly:
    """`evse` 0 is the whole station. `at` is when it last showed; `reason` is for people."""

    kind: AnomalyKind
    evse: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Link:
    """The station's socket opened or closed."""

    at: datetime
    connected: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Energy register and power of one EVSE at one instant; None where it was not told."""

    evse: int
    at: datetime
    register_wh: float | None = None
    power_w: float | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What one station told, in any order. `heartbeat_s` is the interval it was given, 0 where it needs none."""

    reports: Sequence[StatusReport] = ()
    links: Sequence[Link] = ()
    readings: Sequence[Reading] = ()
    transactions: Sequence[Transaction] = ()
    last_seen_at: datetime | None = None
    heartbeat_s: int = 0


def anomalies(history: History, now: datetime) -> list[Anomaly]:
    """All that is odd, the newest first. What is later than `now` is not looked at."""
    reports = sorted((r for r in history.reports if r.effective_at <= now), key=lambda r: r.effective_at)
    links = sorted((x for x in history.links if x.at <= now), key=lambda x: x.at)
    readings = sorted((r for r in history.readings if r.at <= now), key=lambda r: r.at)
    ended = sorted(filter(is_ended, history.transactions), key=ended_at)
    ended = [one for one in ended if ended_at(one) <= now]
    found = [*standing_faults(reports, now), *repeated_errors(reports, now), *flapping(reports, now)]
    found += [*silence(history, links, now), *connection_losses(links, now)]
    found += [*stuck_meters(readings), *meter_resets(readings), *meter_drift(readings, history.transactions)]
    found += [*transactions_without_energy(ended, now), *failed_transactions(ended)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def standing_faults(reports: Sequence[StatusReport], now: datetime) -> Iterator[Anomaly]:
    """A connector whose newest status is a fault for an hour or longer. Reports in order of time."""
    for (evse, connector), told in _by_connector(reports).items():
        faults: list[StatusReport] = []
        for report in told:
            faults = [*faults, report] if report.status is ConnectorStatus.FAULTED else []
        if faults and now - faults[0].effective_at >= STANDING:
            hours = (now - faults[0].effective_at) / timedelta(hours=1)
            text = f"connector {connector} has been faulted for {hours:.0f} h ({_code(faults[-1])})"
            yield Anomaly(AnomalyKind.STANDING_FAULT, evse, faults[-1].effective_at, text)


def repeated_errors(reports: Sequence[StatusReport], now: datetime) -> Iterator[Anomaly]:
    """The same error code of one connector three times or more within the last day."""
    for (evse, connector), told in _by_connector(reports).items():
        recent = [r for r in told if now - r.effective_at < DAY and is_fault(r)]
        for code, times in Counter(map(_code, recent)).items():
            if times >= REPEATS_A_DAY:
                at = max(r.effective_at for r in recent if _code(r) == code)
                text = f"connector {connector} reported {code} {times} times in 24 h"
                yield Anomaly(AnomalyKind.REPEATED_ERROR, evse, at, text)


def flapping(reports: Sequence[StatusReport], now: datetime) -> Iterator[Anomaly]:
    """A connector that went into or out of a fault six times or more within an hour of the last day."""
    for (evse, connector), told in _by_connector(reports).items():
        pairs = pairwise(told)
        swings = [b.effective_at for a, b in pairs if is_fault(a) != is_fault(b) and now - b.effective_at < DAY]
        busy = [(a, b) for a, b in zip(swings, swings[SWINGS_AN_HOUR - 1 :], strict=False) if b - a <= STANDING]
        if busy:
            text = f"connector {connector} went into and out of a fault {SWINGS_AN_HOUR} times or more within an hour"
            yield Anomaly(AnomalyKind.FLAPPING, evse, busy[-1][1], text)


def silence(history: History, links: Sequence[Link], now: datetime) -> Iterator[Anomaly]:
    """Connected, and nothing heard for three heartbeat intervals (OCPP 1.6 4.6, OCPP 2.0.1 G02)."""
    seen, limit_s = history.last_seen_at, history.heartbeat_s * SILENT_INTERVALS
    if seen is None or not limit_s or not links or not links[-1].connected:
        return
    quiet_s = (now - seen).total_seconds()
    if quiet_s > limit_s:
        text = f"connected, but silent for {quiet_s / 60:.0f} min; it should be heard every {history.heartbeat_s} s"
        yield Anomaly(AnomalyKind.SILENT, 0, seen, text)


def connection_losses(links: Sequence[Link], now: datetime) -> Iterator[Anomaly]:
    """More losses in the last day than the station's own days before explain (Poisson, one in a thousand)."""
    losses = [x.at for x in links if not x.connected]
    recent = [at for at in losses if now - at < DAY]
    before_days = (now - links[0].at) / DAY - 1 if links else 0.0
    if len(recent) < LOSSES_A_DAY:
        return
    # half a loss and half a day of doubt, so that a short quiet history accuses nobody
    usual = (len(losses) - len(recent) + 0.5) / (max(before_days, 0.0) + 0.5)
    if poisson_tail(len(recent), usual) < RARE:
        text = f"lost its connection {len(recent)} times in 24 h; {usual:.1f} a day is usual for it"
        yield Anomaly(AnomalyKind.CONNECTION_LOSSES, 0, recent[-1], text)


def stuck_meters(readings: Sequence[Reading]) -> Iterator[Anomaly]:
    """A register that stands still for 15 minutes while the EVSE tells power above 500 W."""
    for evse, told in _by_evse(readings).items():
        begun: Reading | None = None
        worst: tuple[Reading, Reading] | None = None
        for now in told:
            flowing = now.register_wh is not None and (now.power_w or 0.0) > STUCK_POWER_W
            if not flowing or (begun is not None and begun.register_wh != now.register_wh):
                begun = None
            begun = begun or (now if flowing else None)
            if begun is not None and now.at - begun.at >= STUCK_FOR:
                worst = (begun, now)
        if worst:
            minutes = (worst[1].at - worst[0].at) / timedelta(minutes=1)
            text = f"energy register stood at {worst[1].register_wh:.0f} Wh for {minutes:.0f} min under power"
            yield Anomaly(AnomalyKind.STUCK_METER, evse, worst[1].at, text)


def meter_resets(readings: Sequence[Reading]) -> Iterator[Anomaly]:
    """A register that went back. Meters only count up (OCPP 1.6 7.31, OCPP 2.0.1 MeasurandEnumType)."""
    for evse, told in _by_evse(readings).items():
        for before, after in _steps(told):
            if (after.register_wh or 0.0) < (before.register_wh or 0.0):
                text = f"energy register went back from {before.register_wh:.0f} to {after.register_wh:.0f} Wh"
                yield Anomaly(AnomalyKind.METER_RESET, evse, after.at, text)


def meter_drift(readings: Sequence[Reading], transactions: Sequence[Transaction]) -> Iterator[Anomaly]:
    """The register advanced by more than 2 % and 1 kWh other than the transactions between its readings add up to.

    Only transactions that lie wholly between the first and the last reading count, and none may reach over an edge.
    """
    for evse, told in _by_evse(readings).items():
        known = [r for r in told if r.register_wh is not None]
        if len(known) < 2 or any((b.register_wh or 0.0) < (a.register_wh or 0.0) for a, b in _steps(known)):
            continue
        first, last = known[0], known[-1]
        inside, crossing = _between([t for t in transactions if t.place.evse == evse], first.at, last.at)
        advance = (last.register_wh or 0.0) - (first.register_wh or 0.0)
        charged = sum(t.energy_wh or 0 for t in inside)
        if inside and not crossing and abs(advance - charged) > max(DRIFT_WH, DRIFT_SHARE * max(advance, charged)):
            text = (
                f"register advanced {advance / 1000:.1f} kWh, its {len(inside)} transactions {charged / 1000:.1f} kWh"
            )
            yield Anomaly(AnomalyKind.METER_DRIFT, evse, last.at, text)


def transactions_without_energy(ended: Sequence[Transaction], now: datetime) -> Iterator[Anomaly]:
    """Two or more transactions in a row on one EVSE, the newest within a day, that delivered nothing."""
    by_evse: dict[int, list[Transaction]] = defaultdict(list)
    for one in ended:
        empty = one.energy_wh is not None and one.energy_wh <= 0
        by_evse[one.place.evse] = [*by_evse[one.place.evse], one] if empty else []
    for evse, empty_ones in by_evse.items():
        if len(empty_ones) >= 2 and now - ended_at(empty_ones[-1]) < DAY:
            text = f"the last {len(empty_ones)} transactions delivered no energy"
            yield Anomaly(AnomalyKind.NO_ENERGY, evse, ended_at(empty_ones[-1]), text)


def failed_transactions(ended: Sequence[Transaction], usual_share: float = FAILED_FLEET_SHARE) -> Iterator[Anomaly]:
    """More failures among the last 20 transactions than `usual_share` explains (binomial, one in a thousand)."""
    recent = ended[-RECENT_TRANSACTIONS:]
    failed = [one for one in recent if has_failed(one)]
    if failed and binomial_tail(len(failed), len(recent), usual_share) < RARE:
        text = f"{len(failed)} of the last {len(recent)} transactions failed; {usual_share:.0%} is usual"
        yield Anomaly(AnomalyKind.FAILED_TRANSACTIONS, 0, ended_at(failed[-1]), text)


def is_fault(report: StatusReport) -> bool:
    """A fault, or an error code beside a status that still works (OCPP 1.6 4.9)."""
    return report.status is ConnectorStatus.FAULTED or bool(report.error_code and report.error_code != "NoError")


def has_failed(transaction: Transaction) -> bool:
    """It ended by a fault, or was over within two minutes with less than 100 Wh."""
    if transaction.stop_reason in FAILED_REASONS:
        return True
    if transaction.started_at is None or transaction.stopped_at is None or transaction.energy_wh is None:
        return False
    length = transaction.stopped_at - transaction.started_at
    return transaction.energy_wh <= 0 or (length < SHORT and transaction.energy_wh < TINY_WH)


def is_ended(transaction: Transaction) -> bool:
    return transaction.state is TransactionState.ENDED and transaction.stopped_at is not None


def ended_at(transaction: Transaction) -> datetime:
    return transaction.stopped_at or transaction.received_at


def poisson_tail(count: int, mean: float) -> float:
    """The chance of `count` or more where `mean` is expected."""
    term, below = exp(-mean), 0.0
    for n in range(count):
        below += term
        term *= mean / (n + 1)
    return max(0.0, 1.0 - below)


def binomial_tail(count: int, trials: int, share: float) -> float:
    """The chance of `count` or more hits in `trials`."""
    return sum(comb(trials, n) * share**n * (1 - share) ** (trials - n) for n in range(count, trials + 1))


def _code(report: StatusReport) -> str:
    code = report.error_code if report.error_code != "OtherError" else ""
    return code or report.vendor_error_code or report.error_code or "no error code"


def _by_connector(reports: Iterable[StatusReport]) -> dict[tuple[int, int], list[StatusReport]]:
    return _grouped(reports, lambda r: (r.place.evse, r.place.connector))


def _by_evse(readings: Iterable[Reading]) -> dict[int, list[Reading]]:
    return _grouped(readings, lambda r: r.evse)


def _grouped(rows: Iterable[_Row], key: Callable[[_Row], _Key]) -> dict[_Key, list[_Row]]:
    groups: dict[_Key, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _steps(told: Sequence[Reading]) -> Iterator[tuple[Reading, Reading]]:
    known = [r for r in told if r.register_wh is not None]
    return pairwise(known)


def _between(
    transactions: Sequence[Transaction], first_at: datetime, last_at: datetime
) -> tuple[list[Transaction], list[Transaction]]:
    """Those wholly inside, and those that reach over an edge, are open, or whose energy is not known."""
    begun = [t for t in transactions if (t.started_at or t.received_at) < last_at]
    touching = [t for t in begun if not is_ended(t) or ended_at(t) > first_at]
    whole = [t for t in touching if is_ended(t) and t.started_at and t.energy_wh is not None]
    inside = [t for t in whole if t.started_at and t.started_at >= first_at and ended_at(t) <= last_at]
    return inside, [t for t in touching if t not in inside]
