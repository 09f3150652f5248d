"""Load: energy per hour of stations and sites for 48 hours, and of a transaction from its first minute."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from chargeit.domain.errors import Invalid
from chargeit.domain.forecasts import Basis, Forecast, Point, Score
from chargeit.forecasting import hourly, stays
from chargeit.forecasting.features import transactions
from chargeit.forecasting.gathering import history as stored
from chargeit.learning import baselines, scores
from chargeit.learning.catalogue import BacktestRow, Incumbent, Trained
from chargeit.learning.mapping import SERIAL
from chargeit.learning.scores import Floats
from chargeit.ports.mapping import Mapper
from chargeit.ports.series import History

SPAN = timedelta(days=400)
LEAST_HISTORY_H = 24 * 14
NAIVE = "hour-of-day mean, 28 days"


@dataclass(frozen=True, slots=True)
class LoadData:
    """Series that end at `until`, and transactions by start with their numbers; those without plug-out are open."""

    series: list[hourly.Hourly]
    log: transactions.Log
    numbers: list[int]
    until: datetime
    simulated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Load:
    """The feature for the catalogue."""

    name: str = "load"

    def gather(self, history: History, until: datetime) -> LoadData:
        stations = list(history.stations())
        sites = stored.sites_of(history)
        since = until - SPAN
        series = stored.series(list(history.hours(since, until)), sites, until)
        log, numbers = stored.logged(list(history.transactions(since, until)), sites)
        simulated = frozenset(f"station {station.id}" for station in stations if station.simulated)
        return LoadData(series, log, numbers, until, simulated)

    def train(self, data: LoadData, incumbent: Incumbent | None = None) -> Trained:
        """Raises Invalid where no series has 60 days."""
        return self.train_over(data, SERIAL, incumbent)

    def train_over(self, data: LoadData, mapper: Mapper, incumbent: Incumbent | None = None) -> Trained:
        """As `train`, series by series over the mapper: of many, what each costs is nearly all."""
        long = [one for one in data.series if one.days >= hourly.LEAST_DAYS]
        if not long:
            days = max((one.days for one in data.series), default=0)
            raise Invalid("series", f"the longest has {days} days of hours, needed are {hourly.LEAST_DAYS}")
        held_h = hourly.CALIBRATION_DAYS * 24
        step_h = max(53, sum(one.energy_kwh.size for one in long) * 16 // hourly.MOST_ROWS)
        # all end at one moment, the clocks of some at an earlier hour: no series learns from its own days held back
        cut = min(one.first_hour + one.energy_kwh.size for one in long) - held_h
        model = hourly.fit(mapper.map(examples, step_h, long), cut, mapper)
        held = dict(zip((one.subject for one in long), mapper.map(held_back, model, long), strict=True))
        widths = hourly.widths_of({name: one.needed for name, (one, _) in held.items()})
        served = hourly.Model(model.quantiles, widths)
        found: dict[str, object] = {"version": 1, "hourly": served.to_json(), "stays": None}
        if np.isfinite(data.log.left_h).sum() >= stays.LEAST:
            found["stays"] = stays.newest(data.log, stored.hours_of(data.until)).to_json()
        begun = data.until - timedelta(hours=max(one.energy_kwh.size for one in long))
        rows = sum(one.energy_kwh.size for one in long)
        simulated = sum(one.energy_kwh.size for one in long if one.subject in data.simulated)
        notes = "scores on the last 28 days, which the model has not seen"
        payload = json.dumps(found).encode()
        scored = score(held.values())
        # it held as many days back, and was not trained later
        rival = None if incumbent is None else incumbent.rival("nmae", scored.value, partial(rival_nmae, long, mapper))
        return Trained(payload, begun, data.until, rows, simulated, (scored,), notes, rival)

    def predict(self, payload: bytes | None, data: LoadData, now: datetime) -> list[Forecast]:
        """One a series, 48 points from the hour of `until` on, and two for each open transaction."""
        found = hourly.read(payload) if payload else {}
        model = hourly.from_json(mapping(found["hourly"])) if found else None
        stay = stays.from_json(mapping(found["stays"])) if found.get("stays") else None
        ahead = [of_series(one, model, data, now) for one in data.series]
        return ahead + of_transactions(stay, data, now)

    def backtest(self, folder: Path) -> list[BacktestRow]:
        from chargeit.forecasting.backtests import load

        return [*load.sites(folder), *load.stay(folder)]


def mapping(given: Any) -> dict[str, object]:
    if not isinstance(given, dict):
        raise Invalid("payload", "has no model where one should be")
    return given


def examples(step_h: int, one: hourly.Hourly) -> hourly.Examples:
    return hourly.examples(one, step_h)


def held_back(model: hourly.Model, one: hourly.Hourly) -> tuple[hourly.Replayed, Floats]:
    """The last 28 days by the model, which has not seen them, and by the best naive that a planner would draw."""
    end = one.energy_kwh.size
    found = hourly.replayed(model, one, end)
    if found is None:
        raise Invalid("series", f"{one.subject} has {one.days} days of hours, needed are {hourly.LEAST_DAYS}")
    naive = [
        baselines.hour_of_day_mean(one.energy_kwh[:origin], min(hourly.HORIZON, end - origin))
        for origin in range(end - hourly.CALIBRATION_DAYS * 24, end, 24)
    ]
    return found, np.concatenate(naive)


def score(held: Iterable[tuple[hourly.Replayed, Floats]]) -> Score:
    """nMAE of all series together over the days held back, beside the naive's."""
    ours, naive = zip(*held, strict=True)
    truth = np.concatenate([one.actual for one in ours])
    measured = scores.nmae(truth, np.concatenate([one.middle for one in ours]))
    return Score("nmae", measured, NAIVE, scores.nmae(truth, np.concatenate(naive)))


def rival_nmae(series: list[hourly.Hourly], mapper: Mapper, payload: bytes) -> float:
    """Of another model, on the same days. Raises Invalid where the bytes are none."""
    model = hourly.from_json(mapping(hourly.read(payload).get("hourly")))
    return score(mapper.map(held_back, model, series)).value


def of_series(one: hourly.Hourly, model: hourly.Model | None, data: LoadData, now: datetime) -> Forecast:
    """The model with two weeks of history; then hour-of-day means of its own, of the fleet scaled to it, or nothing."""
    begun = data.until.replace(minute=0, second=0, microsecond=0)
    at = [begun + timedelta(hours=hour) for hour in range(hourly.HORIZON)]
    leads, days = one.leads(int(stored.hours_of(begun))), one.days
    if model and one.energy_kwh.size >= LEAST_HISTORY_H:
        ahead = model.ahead(one, one.energy_kwh.size, leads)
        columns = [ahead.middle, *ahead.at(model.width(one.subject)[0]), *ahead.at(model.width(one.subject)[1])]
        points = tuple(Point(when, *map(float, row)) for when, *row in zip(at, *columns, strict=True))
        return Forecast("load", one.subject, now, Basis.MODEL, points=points, explanation=told(one))
    if days >= 7:
        values, basis = baselines.hour_of_day_mean(one.energy_kwh, 24)[leads % 24], Basis.BASELINE
        why, missing = "the mean of the same hour of its last days", "" if days >= 14 else f"it has {days} of 14 days"
    else:
        others = [
            other for other in data.series if other.days >= 7 and other.subject.split()[0] == one.subject.split()[0]
        ]
        if not others:
            return Forecast("load", one.subject, now, Basis.MISSING, missing=f"{days} days of hours; 7 are needed")
        # at the same hour of each one's own clock
        ends = one.first_hour + one.energy_kwh.size
        means = [
            baselines.hour_of_day_mean(other.energy_kwh, 24)[
                (ends - other.first_hour - other.energy_kwh.size + leads) % 24
            ]
            for other in others
        ]
        values, basis = np.median(means, axis=0), Basis.FLEET
        why, missing = f"the usual hour of {len(others)} others", f"it has {days} of 7 days of its own"
    points = tuple(Point(when, float(value)) for when, value in zip(at, values, strict=True))
    return Forecast("load", one.subject, now, basis, points=points, explanation=why, missing=missing)


def told(one: hourly.Hourly) -> str:
    week, month = one.energy_kwh[-168:].sum() / 7, one.energy_kwh[-672:].sum() / min(28, one.days)
    grid = one.energy_kwh[-(min(28, one.days) * 24) :].reshape(-1, 24).mean(axis=0)
    peak = (one.first_hour + one.energy_kwh.size + int(np.argmax(grid))) % 24
    return f"{week:.1f} kWh a day in the last week, {month:.1f} in the last four; busiest around {peak}:00 local time"


def of_transactions(model: stays.Model | None, data: LoadData, now: datetime) -> list[Forecast]:
    """Energy (kWh) and stay (h) of each open transaction, at its start; from its user's median where no model is."""
    still = np.flatnonzero(np.isnan(data.log.left_h))
    if not still.size:
        return []
    seen = transactions.seen(data.log, still)
    found = []
    for row, index in zip(seen, still, strict=True):
        begun = datetime.fromtimestamp(data.log.begun_h[index] * 3600, UTC)
        for target in stays.TARGETS:
            subject = f"transaction {data.numbers[index]} {target}"
            point, basis = one_stay(model, row[None, :], target), standing(model, row)
            why = stays.reason(row)
            found.append(Forecast("load", subject, now, basis, points=(Point(begun, *point),), explanation=why))
    return found


def one_stay(model: stays.Model | None, row: Floats, target: str) -> list[float]:
    if model is None:
        return [float(stays.baseline(row, target)[0])]
    value = model.predict(row, target)
    bounds = [float(bound[0]) for level in (0.8, 0.9) for bound in model.interval(value, target, level)]
    return [float(value[0]), *bounds]


def standing(model: stays.Model | None, row: Floats) -> Basis:
    if model is not None:
        return Basis.MODEL
    return Basis.BASELINE if row[transactions.NAMES.index("transactions of the user")] else Basis.SITE


FEATURE = Load()
