"""Health: what is usual for a site and the fleet is learned, each station's score is computed from its own events."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from chargeit.domain.errors import Invalid
from chargeit.domain.forecasts import Basis, Forecast, Point
from chargeit.forecasting.health_points import (
    PRIOR_H,
    HealthScore,
    State,
    Usual,
    Watched,
    aged,
    down_now,
    score,
    with_risk,
)
from chargeit.learning.catalogue import BacktestRow, Incumbent, Trained
from chargeit.ports.series import History

NAME = "health"
RISK_FROM = "maintenance"
LEAST_STATIONS = 3


@dataclass(frozen=True, slots=True)
class Health:
    """`chargeit.learning.catalogue.Feature`; its data are Watched stations. The payload is JSON: what is usual."""

    name: str = NAME

    def gather(self, history: History, now: datetime) -> list[Watched]:
        """The last 21 days of the platform's own stations, which `warned` adds their risk to."""
        from chargeit.forecasting.gathering.stations import watched

        return watched(history, now)

    def train(self, data: Sequence[Watched], incumbent: Incumbent | None = None) -> Trained:
        """What is usual: means of the fleet and of each site with three stations; of real ones, where there are any."""
        real = [one for one in data if not one.simulated] or list(data)
        real = [one for one in real if one.state.seen_h >= PRIOR_H]
        if len(real) < LEAST_STATIONS:
            raise Invalid("data", f"{len(real)} stations were watched for {PRIOR_H:.0f} h; needs {LEAST_STATIONS}")
        sites: dict[str, list[State]] = defaultdict(list)
        for one in real:
            sites[one.site].append(one.state)
        known = {site: states for site, states in sites.items() if site and len(states) >= LEAST_STATIONS}
        fleet = _usual("fleet", [one.state for one in real])
        # what is usual at a site that fails often is no excuse: risk is held against the fleet's
        usual_sites = {site: asdict(replace(_usual("site", states), risk=fleet.risk)) for site, states in known.items()}
        payload = json.dumps({"version": 1, "fleet": asdict(fleet), "sites": usual_sites}).encode()
        begun, ended = min(one.begun_at for one in real), max(one.state.at for one in real)
        simulated = sum(one.simulated for one in real)
        return Trained(payload, begun, ended, len(real), simulated, notes="means, no model: what stands in for the new")

    def predict(self, payload: bytes | None, data: Sequence[Watched], now: datetime) -> list[Forecast]:
        """One forecast a station, whose single point is the score at `now`."""
        usual = json.loads(payload) if payload else {}
        return [_forecast(one, now, _usual_of(one.site, usual)) for one in data]

    def backtest(self, folder: Path) -> list[BacktestRow]:
        from chargeit.forecasting.backtests.health import backtest

        return backtest(folder)


def warned(data: Sequence[Watched], forecasts: Sequence[Forecast]) -> list[Watched]:
    """With the mean chance of each station's connectors to be down within 24 h, where a model of maintenance serves.

    One that is down counts as certain. Where only the baseline answers nothing is forecast: how often a station went
    down before is in its other parts already.
    """
    if all(one.version is None for one in forecasts):
        return list(data)
    chances: dict[str, list[float]] = defaultdict(list)
    for one in forecasts:
        if one.points:
            chances[one.subject.rsplit("/", 2)[0]].append(one.points[-1].value)
    return [replace(one, state=_with_mean(one.state, chances.get(one.station, []))) for one in data]


def _with_mean(state: State, chances: Sequence[float]) -> State:
    return with_risk(state, sum(chances) / len(chances), state.at) if chances else state


def _usual(of: str, states: Sequence[State]) -> Usual:
    down, seen = sum(one.down_h for one in states), sum(one.seen_h for one in states)
    failed, ended = sum(one.failed for one in states), sum(one.ended for one in states)
    risks = [one.risk for one in states if one.risk is not None and not down_now(one)]
    return Usual(of, down / seen, failed / ended if ended else 0.0, sum(risks) / len(risks) if risks else 0.0)


def _usual_of(site: str, usual: Mapping[str, dict[str, object]]) -> Usual | None:
    if not usual:
        return None
    found: object = usual["sites"].get(site) or usual["fleet"]
    return Usual(**found)  # type: ignore[arg-type]


def _forecast(one: Watched, now: datetime, usual: Usual | None) -> Forecast:
    health = score(one.state, now, usual)
    own = aged(one.state, now).seen_h >= PRIOR_H
    basis = Basis.BASELINE if own else Basis.MISSING if usual is None else Basis(usual.of)
    points = (Point(health.at, health.value),) if basis is not Basis.MISSING else ()
    missing = "; ".join(health.missing)
    parts = health.parts if points else ()
    return Forecast(
        NAME, one.station, now, basis, points=points, explanation=explained(health), missing=missing, parts=parts
    )


def explained(health: HealthScore) -> str:
    """The score and its costly parts, the worst first."""
    worst = sorted((part for part in health.parts if part.lost >= 0.5), key=lambda part: -part.lost)
    losses = "; ".join(f"{part.name} -{part.lost:.0f} of {part.weight:.0f} ({part.reason})" for part in worst)
    return f"{health.value:.0f} of 100: {losses or 'nothing is wrong'}"


FEATURE = Health()
