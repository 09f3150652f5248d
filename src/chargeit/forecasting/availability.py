"""Availability: the probability that a connector, or any connector of a site, is free in each of the next 24 hours."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chargeit.domain.forecasts import Basis, Forecast, Point, Score
from chargeit.forecasting.availability_model import (
    HELD_BACK_DAYS,
    LEAST_DAYS,
    NAME,
    PAST_DAYS,
    TRAIN_DAYS,
    Model,
    Sample,
    better_baseline,
    fit,
    from_bytes,
)
from chargeit.forecasting.backtests.availability import backtest
from chargeit.forecasting.features.occupancy import HOUR, HOURS, NAMES, Occupancy, Rows, occupancy, rows_at
from chargeit.forecasting.features.usage import Usage, from_transactions
from chargeit.learning import scores
from chargeit.learning.catalogue import BacktestRow, Incumbent, Trained
from chargeit.learning.scores import Floats
from chargeit.ports.series import History


@dataclass(frozen=True, slots=True)
class Availability:
    """The feature of the catalogue. Its data are a Usage."""

    name: str = NAME

    def gather(self, history: History, now: datetime) -> Usage:
        """The transactions that training looks at; what began earlier is not known."""
        begun = now - timedelta(days=TRAIN_DAYS + HELD_BACK_DAYS + PAST_DAYS)
        rows = history.transactions(begun, now)
        sites = {str(station.id): station.site for station in history.stations() if station.site}
        zones = history.zones()
        found = from_transactions(((row.transaction, row.simulated) for row in rows), sites, now, zones[""])
        return replace(found, zones=zones)

    def train(self, data: Usage, incumbent: Incumbent | None = None) -> Trained:
        """Scored on the last 28 days. Simulated stations are learned from only where there are no others."""
        data = data.real()
        known = occupancy(data, 24 * (TRAIN_DAYS + HELD_BACK_DAYS + PAST_DAYS))
        model, later = fit(known, data.until)
        stated = model.in_use(later.features, later.now, later.ahead)
        base = better_baseline(later)
        figures = (
            Score("brier", scores.brier(later.truth, stated), *base),
            Score("calibration_error", scores.calibration_error(later.truth, stated), "perfect", 0.0),
        )
        begun = datetime.fromtimestamp(known.first_hour * HOUR, UTC)
        simulated = sum(len(data.begins[data.which == i]) for i, c in enumerate(data.connectors) if c.simulated)
        until = datetime.fromtimestamp(data.until, UTC)
        notes = f"scored on its last {HELD_BACK_DAYS} days"
        # its trees have not seen the days held back either: it was not trained later, and held back as many
        rival = None if incumbent is None else incumbent.rival("brier", figures[0].value, partial(_brier, later))
        return Trained(model.to_bytes(), begun, until, len(data.begins), simulated, figures, notes, rival)

    def predict(self, payload: bytes | None, data: Usage, now: datetime) -> list[Forecast]:
        """One for each connector and each site of several; a point's value is the probability that it is free."""
        instant = int(now.timestamp())
        if not data.connectors:
            return []
        known = occupancy(data.known_at(instant), 24 * PAST_DAYS)
        state = known.state(np.array([instant], dtype=np.int64))[:, :, 0]
        rows = rows_at(known, instant, state)
        chance, basis = _answers(from_bytes(payload) if payload else None, known, rows)
        return [_forecast(known, rows, now, i, (chance[i], basis[i])) for i in range(len(known.subjects))]

    def backtest(self, folder: Path) -> list[BacktestRow]:
        return backtest(folder)


def _brier(rows: Sample, payload: bytes) -> float:
    return scores.brier(rows.truth, from_bytes(payload).in_use(rows.features, rows.now, rows.ahead))


def _answers(model: Model | None, known: Occupancy, rows: Rows) -> tuple[Floats, list[Basis]]:
    """In use: by the model, else its own hours' means, else those of its site, else of the fleet."""
    known_days = rows.days >= LEAST_DAYS
    chance = np.where(np.isnan(rows.hour_mean), 0.0, rows.hour_mean)
    basis = [Basis.BASELINE if own else Basis.MISSING for own in known_days]
    if model is not None and len(known.subjects):
        ahead = np.tile(np.arange(1, HOURS + 1), len(known.subjects))
        flat = model.in_use(rows.features.reshape(-1, len(NAMES)), rows.now.ravel(), ahead).reshape(-1, HOURS)
        chance = np.where(known_days[:, None], np.clip(flat, 0.0, 1.0), chance)
        basis = [Basis.MODEL if own else Basis.MISSING for own in known_days]
    for i in np.flatnonzero(~known_days):
        chance[i], basis[i] = _cold(known, rows, known_days, int(i))
    return chance, basis


def _cold(known: Occupancy, rows: Rows, known_days: NDArray[np.bool_], i: int) -> tuple[Floats, Basis]:
    me = known.subjects[i]
    like = np.array([known_days[j] and one.is_site == me.is_site for j, one in enumerate(known.subjects)], dtype=bool)
    near = like & np.array([bool(me.site) and one.site == me.site for one in known.subjects], dtype=bool)
    for group, basis in ((near, Basis.SITE), (like, Basis.FLEET)):
        if group.any():
            return np.nan_to_num(rows.hour_mean[group]).mean(axis=0), basis
    return np.zeros(HOURS), Basis.MISSING


def _forecast(known: Occupancy, rows: Rows, now: datetime, i: int, answer: tuple[Floats, Basis]) -> Forecast:
    in_use, basis = answer
    subject, missing = known.subjects[i], ""
    if basis not in (Basis.MODEL, Basis.BASELINE):
        source = {Basis.SITE: "its site's", Basis.FLEET: "the fleet's"}.get(basis)
        missing = f"{rows.days[i]:.0f} of the {LEAST_DAYS} days of its own history that are needed; "
        missing += f"these are {source} hours" if source else "and no other connector has them"
    elif basis is Basis.BASELINE:
        missing = "no trained model; these are the means of the same hours of the last 28 days"
    start = datetime.fromtimestamp(int(rows.hours[0]) * HOUR, UTC)
    free = np.round(1 - in_use, 4).tolist()
    points = tuple(Point(start + timedelta(hours=h), value) for h, value in enumerate(free))
    explanation = _explained(known, rows, i, in_use)
    kept = points if basis is not Basis.MISSING else ()
    return Forecast(NAME, subject.name, now, basis, None, kept, explanation, missing)


def _explained(known: Occupancy, rows: Rows, i: int, in_use: Floats) -> str:
    features = dict(zip(NAMES, rows.features[i].T, strict=True))
    state, hours, stay = (float(features[name][0]) for name in ("in_use", "state_h", "stay_h"))
    what = "All connectors are in use" if known.subjects[i].is_site else "It is in use"
    told = what if state else ("A connector is free" if known.subjects[i].is_site else "It is free")
    if not np.isnan(hours):
        told += f" for {_duration(hours)}"
    if not np.isnan(stay):
        told += f"; such use lately lasted {_duration(stay)} on average"
    worst = int(np.argmax(in_use))
    often = float(rows.hour_mean[i, worst])
    hour = datetime.fromtimestamp(int(rows.hours[worst]) * HOUR, UTC).astimezone(known.clock(i))
    told += f". It is least likely to be free at {hour:%H:%M} local time"
    return told + ("." if np.isnan(often) else f", when it was in use on {often:.0%} of the last 28 days.")


def _duration(hours: float) -> str:
    if hours < 2:
        return f"{hours * 60:.0f} minutes"
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"


FEATURE = Availability()
