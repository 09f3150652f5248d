"""The maintenance model on recorded polls: trained on the first days, scored on the later ones."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chargeit.domain.errors import Invalid, Misconfigured
from chargeit.forecasting import outage_model
from chargeit.forecasting.data import irish_ecars
from chargeit.forecasting.features import outages
from chargeit.forecasting.features.outages import Flags, Floats, OutageHours
from chargeit.learning import scores
from chargeit.learning.catalogue import BacktestRow

DATA = "irish_ecars"
TRAIN_UNTIL = int(np.datetime64("2018-11-08T00", "h").astype(np.int64))
BUDGETS = (1.0, 4.0)
MONTH_H = 720
SINCE = outage_model.SINCE
SHARE = "share down in 72 h"


def backtest(folder: Path) -> list[BacktestRow]:
    """Both horizons; a row that says so where the data is not there or cannot be read."""
    if not (folder / DATA).exists():
        return [_missing("the data set is not there")]
    try:
        hours = irish_ecars.outage_hours(irish_ecars.polls(folder / DATA))
    except (Invalid, Misconfigured) as error:
        return [_missing(str(error))]
    return [row for horizon_h in outage_model.HORIZONS_H for row in horizon_rows(hours, horizon_h)]


@dataclass(frozen=True, slots=True)
class Held:
    """What the models are asked: arrays (connectors, hours) from the first held-back hour on."""

    happened: Flags
    fair: Flags
    share_down: Floats
    horizon_h: int


def horizon_rows(hours: OutageHours, horizon_h: int) -> Iterator[BacktestRow]:
    """The model beside both baselines, the rule and both detectors, by rank and at a budget of alarms."""
    cut = TRAIN_UNTIL - hours.first_hour
    begun = time.perf_counter()
    model = outage_model.fit(hours.until(cut), horizon_h)
    seconds = time.perf_counter() - begun
    names, known = outages.features(hours, horizon_h)
    happened, fair = outages.labels(hours, horizon_h)
    share = outages.share_down(hours)[:, cut - 1 :]
    held = Held(happened[:, cut - 1 :], fair[:, cut - 1 :], share, horizon_h)
    train = known[:, : cut - horizon_h][fair[:, : cut - horizon_h]]
    rivals = _rivals(names, train, known[:, cut - 1 :]) | {
        SINCE: -outages.hours_since_down(hours)[:, cut - 1 :],
        SHARE: share,
    }
    asked = known[:, cut - 1 :]
    risk = model.predict(asked.reshape(-1, asked.shape[-1])).reshape(asked.shape[:2])
    note = f"{horizon_h} h, base rate {held.happened[held.fair].mean():.1%}, {int(held.fair.sum())} rows"
    for name, values in ({"gradient boosting": risk} | rivals).items():
        cost = seconds if values is risk else None
        for metric, measure in _measures(held).items():
            baseline = measure(rivals[SINCE])
            yield BacktestRow("maintenance", DATA, name, metric, measure(values), SINCE, baseline, note, cost)
    error = scores.calibration_error(held.happened[held.fair], risk[held.fair])
    yield BacktestRow("maintenance", DATA, "gradient boosting", f"calibration error {horizon_h}h", error, note=note)


def _measures(held: Held) -> dict[str, Callable[[Floats], float]]:
    truth = held.happened[held.fair].astype(np.float64)
    found: dict[str, Callable[[Floats], float]] = {
        f"AUC {held.horizon_h}h": lambda values: scores.auc(truth, values[held.fair]),
        f"average precision {held.horizon_h}h": lambda values: scores.average_precision(truth, values[held.fair]),
    }
    for budget in BUDGETS:
        name = f"precision {held.horizon_h}h at {budget:.0f} alarm(s) per connector and month"
        found[name] = lambda values, budget=budget: precision_at(values, held, budget)  # type: ignore[misc]
    return found


def precision_at(values: Floats, held: Held, per_month: float) -> float:
    """The part of alarms followed by an outage, at the threshold that spends the budget without going over it.

    After an alarm a connector raises none for the horizon. The budget counts connectors and hours that could raise
    one. Of equal values the one with the larger share down in 72 h comes first, then any, so that coarse rules spend
    their budget too. nan where the budget is less than one alarm.
    """
    allowed = held.fair.sum() * per_month / MONTH_H
    place = np.empty(values.shape, dtype=np.int64)
    place.flat[np.lexsort((held.share_down.ravel(), values.ravel()))] = np.arange(values.size)
    low, high = 0, values.size
    while low < high:
        middle = (low + high) // 2
        if alarms(place >= middle, held).sum() > allowed:
            low = middle + 1
        else:
            high = middle
    raised = alarms(place >= low, held)
    return float(held.happened[raised].mean()) if raised.any() else float("nan")


def alarms(over: Flags, held: Held) -> Flags:
    """Where an alarm is raised: over the threshold, fair to ask, and none in the horizon before."""
    raised = np.zeros(over.shape, dtype=np.bool_)
    quiet_until = np.zeros(over.shape[0], dtype=np.int64)
    for hour in range(over.shape[1]):
        now = over[:, hour] & held.fair[:, hour] & (quiet_until <= hour)
        raised[:, hour] = now
        quiet_until[now] = hour + held.horizon_h
    return raised


def _rivals(names: list[str], train: Floats, asked: Floats) -> dict[str, Floats]:
    """The rule counts drops of a day; the detectors see what the model sees."""
    rule = asked[..., names.index("drops_24h")]
    flat = np.nan_to_num(asked.reshape(-1, asked.shape[-1]))
    shape = asked.shape[:2]
    found = {"threshold rule: drops in 24 h": np.nan_to_num(rule)}
    found["Isolation Forest"] = isolation_forest(np.nan_to_num(train), flat).reshape(shape)
    found["ECOD, directed"] = ecod(names, np.nan_to_num(train), flat).reshape(shape)
    return found


def isolation_forest(train: Floats, asked: Floats) -> Floats:
    """Oddness by scikit-learn's forest of 100 trees."""
    from sklearn.ensemble import IsolationForest

    forest = IsolationForest(n_estimators=100, random_state=1, n_jobs=1).fit(train)
    return np.asarray(-forest.score_samples(asked), dtype=np.float64)


def ecod(names: list[str], train: Floats, asked: Floats) -> Floats:
    """Sum of the negative logarithms of each feature's tail on its bad side (Li et al., ECOD, IEEE TKDE 2022)."""
    total = np.zeros(len(asked))
    for column, side in enumerate(outages.directions(names)):
        if side:
            known = np.sort(side * train[:, column])
            above = len(known) - np.searchsorted(known, side * asked[:, column], side="left")
            total -= np.log((above + 1) / (len(known) + 1))
    return total


def _missing(why: str) -> BacktestRow:
    return BacktestRow("maintenance", DATA, "", "not measured", float("nan"), note=why)
