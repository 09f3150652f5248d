"""The air around vehicles over the year and the day; simulated, the same for the same seed."""

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from chargeit.twin.chemistry import Floats

WEATHER_DAYS = (4.3, 7.9, 13.7)  # periods that do not fit into each other make weather that does not repeat


@dataclass(frozen=True, slots=True)
class Climate:
    """Means and half swings in C; those of a temperate city in Europe, an assumption."""

    mean_c: float = 10.0
    year_c: float = 9.0
    day_c: float = 4.0
    weather_c: float = 2.0


def phases(seed: int, count: int) -> Floats:
    """Where each place is in its weather; shape (count, periods)."""
    return np.random.default_rng([seed, 7]).uniform(0, 2 * math.pi, (count, len(WEATHER_DAYS)))


def ambient_c(at: datetime, places: Floats, climate: Climate) -> Floats:
    """Coldest in late January and before sunrise (UTC)."""
    days = at.timestamp() / 86400
    year = -math.cos(2 * math.pi * (at.timetuple().tm_yday - 25) / 365.25)
    day = -math.cos(2 * math.pi * (days % 1 - 4 / 24))
    periods = np.array(WEATHER_DAYS)
    weather: Floats = np.sin(2 * math.pi * days / periods + places).sum(axis=-1)
    return climate.mean_c + climate.year_c * year + climate.day_c * day + climate.weather_c * weather
