"""When a user (or a site's users) plugs out after plugging in at such an hour, and how energy follows the gaps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chargeit.learning.scores import Floats

OF_HOUR = [
    *("stay by the hour", "energy by the hour", "median stay by the hour", "high stay by the hour"),
    *("hours to the plug-out", "hours to the plug-out after a night", "share of nights by the hour"),
]
OF_GAP = [
    "energy of the gap",
    "energy of the gap lately",
    "energy after such gaps",
    "stay after such gaps",
    "most energy",
]
NAMES = [f"{whose}'s {name}" for whose in ("user", "site") for name in OF_HOUR] + OF_GAP
HOURS_APART, OTHER_DAYS, NIGHT_H = 1.5, 0.3, 6.0
FORGOTTEN_BY_HALF_D, GAPS_FORGOTTEN_BY_HALF_D, GAPS_APART = 45.0, 60.0, 0.4
LEAST_WEIGHT = 0.01


@dataclass(frozen=True, slots=True)
class Past:
    """Transactions that had ended, by beginning, and the present one's. Hours since 1970; `clock_h` on the site's."""

    begun_h: Floats
    clock_h: Floats
    left_h: Floats
    energy_kwh: Floats
    now_h: float
    now_clock_h: float

    @property
    def stay_h(self) -> Floats:
        return self.left_h - self.begun_h

    @property
    def days_ago(self) -> Floats:
        return (self.now_h - self.begun_h) / 24


def seen(user: Past, site: Past) -> list[float]:
    """One row of NAMES; nan where nothing is known."""
    own = by_hour(user, 0.5 ** (user.days_ago / FORGOTTEN_BY_HALF_D))
    return [*own, *by_hour(site, np.ones(site.begun_h.size)), *by_gap(user)]


def by_hour(past: Past, weight: Floats) -> list[float]:
    """Means and quantiles of those that began about this hour on such days, weighted by how near that is."""
    if not past.begun_h.size:
        return [np.nan] * len(OF_HOUR)
    apart = np.abs(past.clock_h % 24 - past.now_clock_h % 24)
    like = weight * np.where(is_weekend(past.clock_h) == is_weekend(past.now_clock_h), 1.0, OTHER_DAYS)
    near = like * np.exp(-0.5 * (np.minimum(apart, 24 - apart) / HOURS_APART) ** 2)
    stay, total, night = past.stay_h, float(near.sum()), past.stay_h > NIGHT_H
    until = (past.clock_h + stay - past.now_clock_h) % 24
    share = near / total if total > LEAST_WEIGHT else np.full(near.size, np.nan)
    return [
        *(float(np.expm1(share @ np.log1p(stay))), float(share @ past.energy_kwh)),
        *(quantile(stay, near, 0.5), quantile(stay, near, 0.75), quantile(until, near, 0.5)),
        *(quantile(until[night], like[night], 0.5), float(share @ night)),
    ]


def by_gap(past: Past) -> list[float]:
    """What the user charges an hour, times the hours since the last plug-in; and what followed gaps like this one."""
    if not past.begun_h.size:
        return [np.nan] * len(OF_GAP)
    since = past.now_h - past.begun_h[-1]
    rates = [
        past.energy_kwh[-few:].sum() / max(past.now_h - past.begun_h[-few:][0], 24.0) for few in (past.begun_h.size, 10)
    ]
    after = [np.nan, np.nan]
    if past.begun_h.size > 3:
        gaps = np.log1p(np.maximum(np.append(past.begun_h[1:], past.now_h) - past.left_h, 0.0))
        near = np.exp(-0.5 * ((gaps[:-1] - gaps[-1]) / GAPS_APART) ** 2)
        near = near * 0.5 ** (past.days_ago[1:] / GAPS_FORGOTTEN_BY_HALF_D) + 1e-9
        values = (past.energy_kwh[1:], np.log1p(past.stay_h[1:]))
        after = [float(near @ one / near.sum()) for one in values]
    most = float(np.quantile(past.energy_kwh, 0.95))
    return [*(float(rate * since) for rate in rates), after[0], float(np.expm1(after[1])), most]


def is_weekend(clock_h: Floats | float) -> NDArray[np.bool_]:
    return np.asarray((np.floor_divide(clock_h, 24) + 3) % 7 >= 5)


def quantile(values: Floats, weight: Floats, level: float) -> float:
    """The least value below which that part of the weight lies; nan without values."""
    if not values.size:
        return np.nan
    order = np.argsort(values)
    total = np.cumsum(weight[order])
    return float(values[order][min(int(np.searchsorted(total, level * total[-1])), values.size - 1)])
