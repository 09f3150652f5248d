"""What a model must beat. Histories are hourly, oldest first, float64; what is forecast begins right after them."""

import numpy as np
from numpy.typing import ArrayLike

from chargeit.domain.errors import Invalid
from chargeit.learning.scores import Floats

DAY = 24


def checked(history: ArrayLike, least: int = 1) -> Floats:
    past = np.asarray(history, dtype=np.float64)
    if past.ndim != 1 or past.size < least:
        raise Invalid("history", f"has shape {past.shape}, needed are {least} values or more")
    return past


def last_value(history: ArrayLike, horizon: int) -> Floats:
    """Persistence."""
    return np.full(horizon, checked(history)[-1])


def seasonal_naive(history: ArrayLike, horizon: int, period: int) -> Floats:
    """The last whole season again and again. Raises Invalid where there is none."""
    season = checked(history, period)[-period:]
    return np.resize(season, horizon)


def hour_of_day_mean(history: ArrayLike, horizon: int, days: int = 28) -> Floats:
    """Mean of the same hour of the last `days` days, or of as many as there are. Raises Invalid under one day."""
    past = checked(history, DAY)
    whole = min(days, past.size // DAY)
    return np.resize(past[-whole * DAY :].reshape(whole, DAY).mean(axis=0), horizon)


def arima_100(history: ArrayLike, horizon: int) -> Floats:
    """ARIMA(1,0,0) with a mean, by conditional least squares in closed form; a constant history stays constant."""
    past = checked(history, 3)
    before, after = past[:-1], past[1:]
    spread = float(np.sum((before - before.mean()) ** 2))
    phi = float(np.sum((before - before.mean()) * (after - after.mean()))) / spread if spread else 0.0
    phi = min(max(phi, -0.999), 0.999)
    mean = float(after.mean() - phi * before.mean()) / (1 - phi)
    path: Floats = mean + (past[-1] - mean) * phi ** np.arange(1, horizon + 1, dtype=np.float64)
    return path


def user_median(users: ArrayLike, values: ArrayLike, asked: ArrayLike) -> Floats:
    """The median of each asked user's own values; users without any get the median of all."""
    known, figures = np.asarray(users), checked(values)
    if known.shape != figures.shape:
        raise Invalid("users", f"has shape {known.shape}, wanted is one for each of the values {figures.shape}")
    medians = {user: float(np.median(figures[known == user])) for user in np.unique(known)}
    overall = float(np.median(figures))
    return np.array([medians.get(user, overall) for user in np.asarray(asked)], dtype=np.float64)
