"""What the load model sees of a series: its past by hour of day and of week, its level, and the calendar."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chargeit.learning.scores import Floats

DAYS, WEEKS, LEAST_DAYS = 56, 8, 14
NAMES = [
    *("hour", "weekday", "weekend", "lead", "day before", "two days before", "week before", "two weeks before"),
    *("mean of 4 weeks", "median of 8 weeks", "mean of 8 weeks", "mean of 7 days", "mean of 28 days"),
    *("mean of 56 days", "median of 28 days", "high of 28 days", "share of days in use", "share of weeks in use"),
    *("neighbouring hours", "last hour", "last 6 hours", "last 24 hours", "level of 7 days", "level of 28 days"),
    *("share of hours in use", "size"),
]


@dataclass(frozen=True, slots=True)
class Seen:
    """Features `(hours ahead, NAMES)` in parts of `scale_kwh`, the mean hour of the last 56 days."""

    features: Floats
    scale_kwh: float


def seen(history: Floats, first_hour: int, leads: NDArray[np.int64]) -> Seen:
    """From `history` alone: kWh of each hour up to the origin, at least a day. `leads` are hours ahead, from 0.

    `first_hour` is the first of them, in hours since 1970 on the site's clock.
    """
    origin = history.size
    days = min(DAYS, origin // 24)
    grid = history[origin - 24 * days :].reshape(days, 24)
    scale = float(grid.mean()) + 1e-6
    weeks = same_hour_of_week(history, leads)
    daily = np.stack(by_hour_of_day(grid))[:, leads % 24]
    recent = np.array([history[-1], history[-6:].mean(), history[-24:].mean(), grid[-7:].mean(), grid[-28:].mean()])
    used = np.full(leads.size, np.mean(grid > 0))
    columns = [
        *calendar(first_hour + origin + leads, leads),
        *(daily[:2] / scale),
        *(weekly(weeks) / scale),
        *(daily[2:7] / scale),
        *(daily[7], np.mean(weeks > 0, axis=0)),
        daily[8] / scale,
        *np.repeat(recent[:, None] / scale, leads.size, axis=1),
        *(used, np.full(leads.size, scale)),
    ]
    return Seen(np.stack(columns, axis=1), scale)


def calendar(hours: NDArray[np.int64], leads: NDArray[np.int64]) -> list[Floats]:
    weekday = (hours // 24 + 3) % 7
    return [column.astype(np.float64) for column in (hours % 24, weekday, weekday >= 5, leads)]


def same_hour_of_week(history: Floats, leads: NDArray[np.int64]) -> Floats:
    """The same hour of each of the last 8 weeks, newest first; nan before the series begins."""
    at = history.size + leads - 168 * np.arange(1, WEEKS + 1)[:, None]
    return np.where(at >= 0, history[np.maximum(at, 0) % history.size], np.nan)


def weekly(weeks: Floats) -> Floats:
    """The last two, the mean of four, median and mean of eight; nan where none is known."""
    out = np.full((5, weeks.shape[1]), np.nan)
    out[:2] = weeks[:2]
    known = np.isfinite(weeks[0])
    if known.any():
        of = weeks[:, known]
        out[2:, known] = np.stack([np.nanmean(of[:4], axis=0), np.nanmedian(of, axis=0), np.nanmean(of, axis=0)])
    return out


def by_hour_of_day(grid: Floats) -> list[Floats]:
    """Figures of each of the 24 hours that follow; `grid` has one row for each 24 hours before the origin."""
    mean, month = grid.mean(axis=0), grid[-28:]
    before = grid[-2] if len(grid) > 1 else grid[-1]
    high = np.quantile(month, 0.9, axis=0)
    around = (np.roll(mean, 1) + mean + np.roll(mean, -1)) / 3
    means = (grid[-7:].mean(axis=0), month.mean(axis=0), mean)
    return [grid[-1], before, *means, np.median(month, axis=0), high, np.mean(grid > 0, axis=0), around]
