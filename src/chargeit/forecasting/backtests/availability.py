"""The measured skill of the availability forecast on recorded transactions, beside its baselines."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chargeit.forecasting import availability_model
from chargeit.forecasting.availability_model import DAY_S, NAME, PAST_DAYS, Sample
from chargeit.forecasting.data import perth
from chargeit.forecasting.features.occupancy import HOUR, Occupancy, occupancy
from chargeit.forecasting.features.usage import Usage
from chargeit.learning import scores
from chargeit.learning.catalogue import BacktestRow
from chargeit.learning.scores import Floats

UNSEEN_DAYS = 150
STEP_S = 13 * HOUR
AIM = 0.25
SIDE_DAYS, OTHER_DAYS, MEAN_DAYS = 56, 0.3, 28
GROUPS = (("hour 1", 1, 1), ("hour 2", 2, 2), ("hours 1 to 6", 1, 6), ("hours 7 to 24", 7, 24), ("24 hours", 1, 24))


def backtest(folder: Path) -> list[BacktestRow]:
    """Perth & Kinross: trained on what was known 150 days before the end, scored at full hours in those."""
    path = folder / perth.FILE
    if not path.is_file():
        return [BacktestRow(NAME, "perth", "", "", float("nan"), note=f"left out: there is no {perth.FILE}")]
    return measured(perth.read(path), "perth")


def measured(usage: Usage, data: str, unseen_days: int = UNSEEN_DAYS) -> list[BacktestRow]:
    """By one cut in time. Seconds are those of the training."""
    cut = (usage.until // HOUR) * HOUR - unseen_days * DAY_S
    began = time.perf_counter()
    model, _ = availability_model.fit(occupancy(usage.known_at(cut)), cut)
    seconds = time.perf_counter() - began
    known = occupancy(usage, (unseen_days + PAST_DAYS) * 24)
    rows = availability_model.sample(known, cut, usage.until, STEP_S)
    stated = model.in_use(rows.features, rows.now, rows.ahead)
    table = []
    for these, what in ((~rows.is_site, "connectors"), (rows.is_site, "sites")):
        if these.any():
            part = Compared(rows, stated, these, what, data)
            table += [line for group in GROUPS for line in part.brier(*group, seconds)] + part.quality()
    return [*table, *limit(known, cut // HOUR, data)]


def limit(known: Occupancy, first_hour: int, data: str) -> list[BacktestRow]:
    """What the rate of use at an hour of the day tells at most: seen from the days before and after, it is no forecast.

    Of connectors from `first_hour` on, beside the mean of the same hour of 28 days before.
    """
    own = np.array([not one.is_site for one in known.subjects])
    hours = known.first_hour + np.arange(known.share.shape[1])
    heard = (hours >= known.known_hour[own, None]).astype(np.float64)
    likeness = {day: 1.0 if day % 7 == 0 else OTHER_DAYS for day in range(-SIDE_DAYS, SIDE_DAYS + 1) if day}
    asked = (hours >= first_hour) & (hours >= known.known_hour[own, None] + MEAN_DAYS * 24)
    if not asked.any():
        return []
    use = known.in_use[own]
    rate, mean = (
        same_hour(use, heard, days)[asked] for days in (likeness, dict.fromkeys(range(1, MEAN_DAYS + 1), 1.0))
    )
    value, base = scores.brier(use[asked], rate), scores.brier(use[asked], mean)
    note = f"connectors, all hours: skill {scores.skill(value, base):.3f}; knows the future, so it is no forecast"
    return [BacktestRow(NAME, data, "rate of use from both sides", "brier", value, "hour-of-day mean", base, note)]


def same_hour(use: Floats, heard: Floats, likeness: Mapping[int, float]) -> Floats:
    """Of each hour the mean of the same hour on other days, so many before (or ahead, where negative), by weight."""
    total, weight = np.zeros_like(use), np.zeros_like(use)
    for day, each in likeness.items():
        by = abs(day) * 24
        here, there = slice(by, None), slice(None, -by)
        if day < 0:
            here, there = there, here
        total[:, here] += each * (use * heard)[:, there]
        weight[:, here] += each * heard[:, there]
    return total / np.where(weight > 0, weight, 1.0)


@dataclass(frozen=True, slots=True)
class Compared:
    """One kind of subject: the model's probabilities of being in use beside both baselines, on the same rows."""

    rows: Sample
    stated: Floats
    these: NDArray[np.bool_]
    what: str
    data: str

    def brier(self, words: str, low: int, high: int, seconds: float) -> list[BacktestRow]:
        """Over hours `low` to `high`: the model beside the better baseline, then the other baseline."""
        here = self.these & (self.rows.ahead >= low) & (self.rows.ahead <= high)
        truth, note = self.rows.truth[here], f"{self.what}, {words}"
        told = {"hour-of-day mean": self.rows.hour_mean[here], "persistence": self.rows.now[here]}
        (best, least), (other, more) = sorted(
            ((name, scores.brier(truth, one)) for name, one in told.items()), key=lambda pair: pair[1]
        )
        mine = scores.brier(truth, self.stated[here])
        skill = scores.skill(mine, least)
        short = f"; {AIM - skill:.3f} short of the aim {AIM}" if (low, high) == (1, 24) and skill < AIM else ""
        full = f"{note}: skill {skill:.3f}, in use {truth.mean():.1%}{short}"
        return [
            BacktestRow(NAME, self.data, "boosting", "brier", mine, best, least, full, seconds),
            BacktestRow(NAME, self.data, other, "brier", more, note=note),
        ]

    def quality(self) -> list[BacktestRow]:
        """Over all hours: does it rank right, and does what it says come true as often as it says."""
        truth, mean = self.rows.truth[self.these], self.rows.hour_mean[self.these]
        return [
            BacktestRow(
                NAME,
                self.data,
                "boosting",
                metric,
                measure(truth, self.stated[self.these]),
                "hour-of-day mean",
                measure(truth, mean),
                f"{self.what}, 24 hours",
            )
            for metric, measure in (("auc", scores.auc), ("calibration_error", scores.calibration_error))
        ]
