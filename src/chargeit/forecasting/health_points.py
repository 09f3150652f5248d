"""The health of a station, 0 to 100, from what it told: which part lost how many points, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import exp, log
from types import MappingProxyType

from chargeit.domain.forecasts import Part
from chargeit.domain.stations import ConnectorStatus, StatusReport
from chargeit.domain.transactions import Transaction
from chargeit.forecasting.anomalies import has_failed, is_fault

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"availability": 40.0, "faults": 15.0, "connection": 15.0, "transactions": 15.0, "risk": 15.0}
)
"""Points each part can lose; they add up to 100."""

HALF_LIFE_H = 72.0
DECAY = log(2) / HALF_LIFE_H
FAULTS_HALF = 2.0
LOSSES_HALF = 4.0
DOWN_NOW_SHARE = 0.5
PRIOR_H = 24.0
PRIOR_TRANSACTIONS = 5.0
DOWN = frozenset({ConnectorStatus.FAULTED, ConnectorStatus.UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual where the station itself has told little: of its site, or of the fleet. Shares and risk 0..1."""

    of: str = ""
    down_share: float = 0.0
    failed_share: float = 0.0
    risk: float = 0.0


@dataclass(frozen=True, slots=True)
class State:
    """What the score needs of a station's past; every figure halves in weight every 72 h. A new event costs O(1).

    `connectors` says of each (EVSE, connector) whether it is down. `risk` is the forecast chance of being down
    within 24 h. Events come in the order in which they were recorded; an earlier time than the last counts as the last.
    """

    at: datetime
    connectors: Mapping[tuple[int, int], bool] = field(default_factory=dict)
    faulted: frozenset[tuple[int, int]] = frozenset()
    connected: bool | None = None
    down_h: float = 0.0
    seen_h: float = 0.0
    faults: float = 0.0
    losses: float = 0.0
    failed: float = 0.0
    ended: float = 0.0
    risk: float | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """One station with its state; `site` is empty where it has none."""

    station: str
    site: str
    state: State
    begun_at: datetime
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class HealthScore:
    """`value` is 100 less what the parts lost. `missing` names what is not known, in words."""

    at: datetime
    value: float
    parts: tuple[Part, ...]
    missing: tuple[str, ...] = ()


def with_status(state: State, report: StatusReport) -> State:
    """A connector told its status. Each report of a fault counts, also where one stands already."""
    state = aged(state, report.received_at)
    key = (report.place.evse, report.place.connector)
    bad = is_fault(report)
    faulted = state.faulted | {key} if bad else state.faulted - {key}
    connectors = {**state.connectors, key: report.status in DOWN}
    return replace(state, connectors=connectors, faulted=faulted, faults=state.faults + bad)


def with_link(state: State, connected: bool, at: datetime) -> State:
    """The station's socket opened or closed; a close counts where it was not closed before."""
    state = aged(state, at)
    lost = not connected and state.connected is not False
    return replace(state, connected=connected, losses=state.losses + lost)


def with_transaction(state: State, transaction: Transaction, at: datetime) -> State:
    """A transaction ended."""
    state = aged(state, at)
    return replace(state, ended=state.ended + 1, failed=state.failed + has_failed(transaction))


def with_risk(state: State, risk: float, at: datetime) -> State:
    """A new forecast of being down within 24 h."""
    return replace(aged(state, at), risk=min(max(risk, 0.0), 1.0))


def aged(state: State, at: datetime) -> State:
    """The state at a later instant, if nothing happens until then; an earlier instant changes nothing."""
    hours = (at - state.at) / timedelta(hours=1)
    if hours <= 0:
        return state
    keep = exp(-DECAY * hours)
    known = state.connected is not None or bool(state.connectors)
    watched = (1 - keep) / DECAY if known else 0.0
    return replace(
        state,
        at=at,
        down_h=state.down_h * keep + down_now(state) * watched,
        seen_h=state.seen_h * keep + watched,
        faults=state.faults * keep,
        losses=state.losses * keep,
        failed=state.failed * keep,
        ended=state.ended * keep,
    )


def down_now(state: State) -> float:
    """The share of the connectors that cannot be used; all of them while the station is away."""
    if state.connected is False:
        return 1.0
    # 0 is the station itself: where it is down, all its connectors are (OCPP 1.6 4.9)
    if any(down for (evse, _), down in state.connectors.items() if evse == 0):
        return 1.0
    own = [down for (evse, _), down in state.connectors.items() if evse != 0]
    return sum(own) / len(own) if own else 0.0


def score(state: State, now: datetime, usual: Usual | None = None) -> HealthScore:
    """The score at `now`. With the same later events, an added fault never gives a higher one."""
    state, usual_now = aged(state, now), usual or Usual()
    losses = {
        "availability": _availability(state, usual_now),
        "faults": _faults(state),
        "connection": _connection(state),
        "transactions": _transactions(state, usual_now),
        "risk": _risk(state, usual_now),
    }
    parts = tuple(Part(name, WEIGHTS[name], WEIGHTS[name] * share, why) for name, (share, why) in losses.items())
    value = max(0.0, 100.0 - sum(part.lost for part in parts))
    return HealthScore(state.at, value, parts, tuple(_missing(state, usual)))


def _availability(state: State, usual: Usual) -> tuple[float, str]:
    share = (state.down_h + usual.down_share * PRIOR_H) / (state.seen_h + PRIOR_H)
    present = down_now(state)
    badness = DOWN_NOW_SHARE * present + (1 - DOWN_NOW_SHARE) * min(share, 1.0)
    now = f"{present:.0%} of its connectors are down now" if present else "all its connectors can be used now"
    return badness, f"{now}; down {share:.0%} of the last days"


def _faults(state: State) -> tuple[float, str]:
    # a fault that stands is as bad as one that was told this moment
    count = state.faults + len(state.faulted)
    standing = f"{len(state.faulted)} standing now, " if state.faulted else ""
    return _saturating(count, FAULTS_HALF), f"{standing}{state.faults:.1f} reports of faults, recent ones counting most"


def _connection(state: State) -> tuple[float, str]:
    away = state.connected is False
    text = f"{state.losses:.1f} connection losses, recent ones counting most"
    return max(_saturating(state.losses, LOSSES_HALF), float(away)), f"away now; {text}" if away else text


def _transactions(state: State, usual: Usual) -> tuple[float, str]:
    share = (state.failed + usual.failed_share * PRIOR_TRANSACTIONS) / (state.ended + PRIOR_TRANSACTIONS)
    return min(share, 1.0), f"{state.failed:.1f} of {state.ended:.1f} recent transactions failed"


def _risk(state: State, usual: Usual) -> tuple[float, str]:
    """Only what goes beyond the usual risk costs points: a station like the others loses none."""
    present = down_now(state)
    if state.risk is None:
        return present, "down already" if present else "no forecast"
    beyond = max(0.0, state.risk - usual.risk) / (1 - usual.risk) if usual.risk < 1 else 0.0
    if present >= beyond and present:
        return present, "down already"
    known = f", {usual.risk:.0%} is usual" if usual.risk else ""
    return beyond, f"{state.risk:.0%} chance of being down within 24 h{known}"


def _saturating(count: float, half: float) -> float:
    """0 for none, one half at `half`, towards 1."""
    return count / (count + half)


def _missing(state: State, usual: Usual | None) -> list[str]:
    source = f"what is usual for the {usual.of} stands in" if usual else "it counts as if nothing were wrong"
    missing = []
    if state.seen_h < PRIOR_H:
        missing.append(f"watched for {state.seen_h:.0f} h only: {source} for its availability")
    if state.ended < PRIOR_TRANSACTIONS:
        missing.append(f"{state.ended:.1f} recent transactions only: {source} for failed ones")
    if state.risk is None:
        missing.append("no maintenance forecast: it counts as if the risk were the usual one")
    return missing
