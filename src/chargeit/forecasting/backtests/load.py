"""Load on recorded data: the last 28 days of each site, daily origins, models that know nothing after their month."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from chargeit.forecasting import hourly, stays
from chargeit.forecasting.data import charging
from chargeit.forecasting.features import transactions
from chargeit.learning import baselines, scores
from chargeit.learning.catalogue import BacktestRow
from chargeit.learning.scores import Floats

SETS = ("perth", "boulder", "acn", "norway12")
TEST_H = 28 * 24
TRONDHEIM_SHARE = 0.6
NAIVE: dict[str, Callable[[Floats, int], Floats]] = {
    "last value": baselines.last_value,
    "seasonal naive 24 h": lambda past, hours: baselines.seasonal_naive(past, hours, 24),
    "seasonal naive 168 h": lambda past, hours: baselines.seasonal_naive(past, hours, 168),
    "hour-of-day mean, 28 days": baselines.hour_of_day_mean,
    "ARIMA(1,0,0)": baselines.arima_100,
    "always nothing": lambda past, hours: np.zeros(hours),
}
OURS = "quantile boosting"


@dataclass(slots=True)
class Result:
    """What happened in a series' last 28 days, what was forecast, and which hours their intervals held."""

    history: Floats
    actual: list[Floats] = field(default_factory=list)
    forecast: dict[str, list[Floats]] = field(default_factory=dict)
    held: dict[str, list[Floats]] = field(default_factory=dict)

    def joined(self, name: str) -> tuple[Floats, Floats]:
        return np.concatenate(self.actual), np.concatenate(self.forecast[name])


def series(folder: Path) -> list[hourly.Hourly]:
    """Each site with 60 days or more, by the hours since its first transaction, to the day of its last."""
    found = []
    for name in SETS:
        for site, charges in charging.by_site(charging.charges(folder, name)).items():
            first, energy = charging.hourly(charges)
            found.append(hourly.Hourly(f"{name}: {site}", name, first, energy))
    return [one for one in found if one.days >= hourly.LEAST_DAYS]


def sites(folder: Path) -> Iterator[BacktestRow]:
    begun, found = time.perf_counter(), series(folder)
    if not found:
        yield BacktestRow("load", ", ".join(SETS), OURS, "nmae", float("nan"), note="the data sets are not there")
        return
    results = walk(found)
    seconds = time.perf_counter() - begun
    for where in ("all", *SETS):
        some = [result for one, result in results.items() if where in ("all", one.split(":")[0])]
        if some:
            yield from table(f"{where}, {len(some)} sites", some, seconds if where == "all" else None)


def walk(found: list[hourly.Hourly]) -> dict[str, Result]:
    """A model for each month in which calibration begins, from all that was known at that month's first hour."""
    examples = [hourly.examples(one) for one in found]
    months: dict[int, list[hourly.Hourly]] = {}
    for one in found:
        start = one.first_hour + one.energy_kwh.size - 2 * TEST_H
        month = np.datetime64(start, "h").astype("datetime64[M]").astype("datetime64[h]").astype(np.int64)
        months.setdefault(int(month), []).append(one)
    results = {}
    for month, some in sorted(months.items()):
        model = hourly.fit(examples, month)
        widths = hourly.widths(model, [(one, one.energy_kwh.size - TEST_H) for one in some])
        served = hourly.Model(model.quantiles, widths)
        results.update({one.subject: replay(served, one) for one in some})
    return results


def replay(model: hourly.Model, one: hourly.Hourly) -> Result:
    end = one.energy_kwh.size
    result = Result(one.energy_kwh[: end - TEST_H])
    for origin in range(end - TEST_H, end, 24):
        past, hours = one.energy_kwh[:origin], min(hourly.HORIZON, end - origin)
        actual, ahead = one.energy_kwh[origin : origin + hours], model.ahead(one, origin, np.arange(hours))
        result.actual.append(actual)
        result.forecast.setdefault(OURS, []).append(ahead.middle)
        for name, naive in NAIVE.items():
            result.forecast.setdefault(name, []).append(naive(past, hours))
        for level, width in zip(("80", "90"), model.width(one.subject), strict=True):
            low, high = ahead.at(width)
            result.held.setdefault(level, []).append(((low <= actual) & (actual <= high)).astype(np.float64))
    return result


def table(data: str, results: list[Result], seconds: float | None) -> Iterator[BacktestRow]:
    for metric, figure in METRICS.items():
        figures = {name: figure(results, name) for name in (OURS, *NAIVE)}
        best = min((name for name in NAIVE if name != "always nothing"), key=lambda name: figures[name])
        for name, value in figures.items():
            if name == OURS:
                yield BacktestRow(
                    "load", data, name, metric, value, best, figures[best], gain(value, figures[best]), seconds
                )
            else:
                yield BacktestRow("load", data, name, metric, value)
    for level in ("80", "90"):
        shares = [float(np.concatenate(one.held[level]).mean()) for one in results]
        worst = float(np.quantile(shares, 0.05))
        pooled = float(np.concatenate([part for one in results for part in one.held[level]]).mean())
        yield BacktestRow("load", data, OURS, f"coverage of {level} %, pooled", pooled)
        yield BacktestRow("load", data, OURS, f"coverage of {level} %, worst 5 % of series", worst)


def gain(value: float, baseline: float) -> str:
    return f"{(1 - value / baseline) * 100:+.1f} % below the best naive"


def mean_nmae(results: list[Result], name: str) -> float:
    """The mean over the series in which anything was charged."""
    return float(np.nanmean([scores.nmae(*one.joined(name)) for one in results]))


def pooled_nmae(results: list[Result], name: str) -> float:
    pairs = [one.joined(name) for one in results]
    return scores.nmae(np.concatenate([pair[0] for pair in pairs]), np.concatenate([pair[1] for pair in pairs]))


def mean_mase(results: list[Result], name: str) -> float:
    """Scaled by the error of yesterday's hour within the history."""
    return float(np.nanmean([scores.mase(*one.joined(name), one.history, 24) for one in results]))


METRICS = {"nmae, mean over series": mean_nmae, "nmae, pooled": pooled_nmae, "mase": mean_mase}


def log(folder: Path) -> transactions.Log:
    found = charging.charges(folder, "trondheim")
    return transactions.Log(
        [one.site for one in found],
        [one.user for one in found],
        np.array([one.begun_h for one in found]),
        np.array([np.nan if one.left_h is None else one.left_h for one in found]),
        np.array([one.energy_kwh for one in found]),
    )


def stay(folder: Path) -> Iterator[BacktestRow]:
    """Trondheim: the first 60 % of the transactions by time teach, the rest test."""
    begun, found = time.perf_counter(), log(folder)
    if not found.users:
        yield BacktestRow("load", "trondheim", "boosting", "mae", float("nan"), note="the data set is not there")
        return
    seen = transactions.seen(found)
    cut = float(np.quantile(found.begun_h, TRONDHEIM_SHARE))
    model = stays.fit(found, seen, cut)
    for name in stays.TARGETS:
        actual = getattr(found, name)
        test = np.flatnonzero((found.begun_h >= cut) & np.isfinite(actual))
        value = model.predict(seen[test], name)
        error = scores.mean_absolute_error(actual[test], value)
        naive = scores.mean_absolute_error(actual[test], stays.baseline(seen[test], name))
        held = scores.coverage(actual[test], *model.interval(value, name, 0.8))
        spent = time.perf_counter() - begun
        data, note = f"trondheim, {test.size} transactions", gain(error, naive)
        yield BacktestRow("load", data, "boosting", f"mae {name}", error, "user's median", naive, note, spent)
        yield BacktestRow("load", data, "boosting", f"coverage of 80 %, {name}", held)
