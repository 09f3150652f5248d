"""How a user charges, in seven figures."""

import numpy as np

from chargeit.forecasting.features.transactions import Log
from chargeit.learning.scores import Floats

NAMES = ["recency", "frequency", "energy", "arrival east", "arrival north", "stay", "flexibility"]
LEAST, POWER_KW = 15, 7.2


def seen(log: Log, until_h: float, least: int = LEAST) -> tuple[list[str], Floats]:
    """Users with `least` ended transactions by `until_h`, and their figures `(users, NAMES)`.

    Logarithms of days since the last plug-in, transactions a week, mean energy and median stay; the mean arrival as
    a point on the clock's circle; the part of the stay that charging at 7.2 kW leaves free.
    """
    ended, names = log.left_h <= until_h, np.array(log.users)
    chosen = [user for user in sorted(set(log.users)) if int((ended & (names == user)).sum()) >= least]
    rows = [figures(log, np.flatnonzero(ended & (names == user)), until_h) for user in chosen]
    return chosen, np.array(rows, dtype=np.float64).reshape(len(rows), len(NAMES))


def figures(log: Log, own: np.ndarray[tuple[int], np.dtype[np.int64]], until_h: float) -> list[float]:
    begun, energy = log.begun_h[own], log.energy_kwh[own]
    stay = np.maximum(log.stay_h[own], 0.1)
    angle = log.clock_h[own] % 24 / 24 * 2 * np.pi
    weeks = max(until_h - begun[0], 168.0) / 168
    free = np.maximum(0.0, 1 - energy / POWER_KW / stay)
    return [
        float(np.log1p((until_h - begun[-1]) / 24)),
        float(np.log1p(own.size / weeks)),
        float(np.log1p(energy.mean())),
        float(np.sin(angle).mean()),
        float(np.cos(angle).mean()),
        float(np.log1p(np.median(stay))),
        float(free.mean()),
    ]


def scaled(rows: Floats) -> tuple[Floats, Floats]:
    """Middle and spread (from the quartiles) of each figure."""
    low, middle, high = np.quantile(rows, (0.25, 0.5, 0.75), axis=0)
    return middle, (high - low) / 1.35 + 1e-9


def standard(rows: Floats, middle: Floats, spread: Floats) -> Floats:
    """Within three spreads, so that one odd user is no segment."""
    return np.clip((rows - middle) / spread, -3.0, 3.0)


def arrival_hour(row: Floats) -> float:
    return float(np.arctan2(row[3], row[4]) / (2 * np.pi) * 24 % 24)


def words(row: Floats) -> str:
    """A scaled centre in words: what sets it apart from the middle user, or that nothing does."""
    told = {0: ("recent", "long away"), 1: ("rare", "frequent"), 2: ("small charges", "large charges")}
    told |= {5: ("short stays", "long stays"), 6: ("little flexibility", "much flexibility")}
    order = sorted(told, key=lambda index: -abs(row[index]))
    chosen = [told[index][int(row[index] > 0)] for index in order if abs(row[index]) >= 0.4][:3]
    return ", ".join(chosen) or "like most users"
