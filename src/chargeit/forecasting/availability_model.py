"""The model of availability: boosted trees over rows of many origins, with the present state in the first hours."""

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from chargeit.domain.errors import Invalid
from chargeit.forecasting.features.occupancy import HOUR, HOURS, IN_USE, NAMES, Occupancy, rows_at
from chargeit.learning import boosting, scores
from chargeit.learning.scores import Floats

NAME = "availability"
DAY_S = 24 * HOUR
LEAST_DAYS = 7
"""Of a connector's history, before the model speaks of it."""
TRAIN_DAYS = 400
PAST_DAYS = 92
"""As far back as the features of one origin look."""
HELD_BACK_DAYS = 28
ROWS = 250_000
STEP_S = 45 * 60
BLENDED = 2
TREES = {"min_data_in_leaf": 150, "feature_fraction": 0.6, "lambda_l2": 5.0}
SETTINGS = boosting.Settings("cross_entropy", 120, 0.08, 31, TREES)


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of many origins: features, truth, hour mean and present state, flat, with each one's hour ahead 1..24."""

    features: NDArray[np.float64]
    truth: Floats
    share: Floats
    hour_mean: Floats
    now: Floats
    ahead: NDArray[np.int64]
    is_site: NDArray[np.bool_]
    simulated: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Model:
    """Boosted trees, and how much of the present state is mixed in for each of the first hours."""

    trees: boosting.Boosted
    weights: tuple[float, ...]

    def in_use(self, features: NDArray[np.float64], now: Floats, ahead: NDArray[np.int64]) -> Floats:
        return mixed(self.trees.predict(features), now, ahead, self.weights)

    def to_bytes(self) -> bytes:
        return json.dumps({"weights": self.weights, "trees": self.trees.to_bytes().decode()}).encode()


@lru_cache(maxsize=2)
def from_bytes(payload: bytes) -> Model:
    """Raises Invalid where the bytes are no model of this feature's columns."""
    try:
        told = json.loads(payload)
        model = Model(boosting.from_bytes(told["trees"].encode()), tuple(float(w) for w in told["weights"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("payload", f"is no model of availability: {error}") from None
    if model.trees.feature_names != NAMES:
        raise Invalid("payload", "was trained on other columns; train anew")
    return model


def mixed(model: Floats, now: Floats, ahead: NDArray[np.int64], weights: tuple[float, ...]) -> Floats:
    """The model, and in the first hours that part of the present state."""
    part = np.zeros(HOURS + 1)
    part[1 : len(weights) + 1] = weights
    return model + part[ahead] * (now - model)


def sample(known: Occupancy, first: int, last: int, step_s: int) -> Sample:
    """Of every origin from `first` to `last` (seconds) whose 24 hours are over by `known.until`."""
    end = min(last, known.until - (HOURS + 1) * HOUR)
    origins = np.arange(first, max(end, first), step_s, dtype=np.int64)
    if not origins.size:
        raise Invalid("usage", "is shorter than the hours asked for")
    states = known.state(origins)
    parts = [_part(known, int(origin), states[:, :, i]) for i, origin in enumerate(origins)]
    return Sample(*(np.concatenate([getattr(p, field) for p in parts]) for field in Sample.__slots__))


def _part(known: Occupancy, origin: int, state: Floats) -> Sample:
    rows = rows_at(known, origin, state)
    use = rows.days >= LEAST_DAYS
    share = known.share[:, rows.hours - known.first_hour][use]
    ahead = np.tile(np.arange(1, HOURS + 1), int(use.sum()))
    site = np.repeat([one.is_site for one in known.subjects], HOURS).reshape(-1, HOURS)[use]
    simulated = np.repeat([one.simulated for one in known.subjects], HOURS).reshape(-1, HOURS)[use]
    flat = rows.features[use].reshape(-1, len(NAMES))
    means = np.nan_to_num(rows.hour_mean[use]).ravel()
    truth = (share >= IN_USE).astype(np.float64).ravel()
    return Sample(flat, truth, share.ravel(), means, rows.now[use].ravel(), ahead, site.ravel(), simulated.ravel())


def fit(known: Occupancy, cut: int) -> tuple[Model, Sample]:
    """Trees on what was known by `cut` less the days held back, weights on those; gives the held-back rows too."""
    begin = known.first_hour * HOUR + (LEAST_DAYS + 1) * DAY_S
    held = cut - HELD_BACK_DAYS * DAY_S
    begin = max(begin, held - TRAIN_DAYS * DAY_S)
    if held - begin < HELD_BACK_DAYS * DAY_S:
        days = (cut - known.first_hour * HOUR) // DAY_S
        raise Invalid("usage", f"has {days} days, at least {2 * HELD_BACK_DAYS + LEAST_DAYS + 1} are needed to train")
    train = sample(known, begin, held - DAY_S - HOUR, _step_s(len(known.subjects), held - begin))
    trees = boosting.fit(train.features, train.share, NAMES, SETTINGS)
    later = sample(known, held, cut - DAY_S - HOUR, _step_s(len(known.subjects), HELD_BACK_DAYS * DAY_S, ROWS // 3))
    return Model(trees, _weights(later, trees.predict(later.features))), later


def _step_s(subjects: int, span_s: int, rows: int = ROWS) -> int:
    """An odd multiple of 45 minutes, so that the origins visit every quarter of every hour of the day."""
    steps = span_s * subjects * HOURS // (rows * STEP_S) + 1
    return int(steps + 1 - steps % 2) * STEP_S


def _weights(rows: Sample, model: Floats) -> tuple[float, ...]:
    """Least squares, for each of the first hours."""
    found = []
    for hour in range(1, BLENDED + 1):
        here = rows.ahead == hour
        apart = rows.now[here] - model[here]
        gain = float(np.dot(apart, rows.truth[here] - model[here])) / max(float(np.dot(apart, apart)), 1e-9)
        found.append(min(max(gain, 0.0), 1.0))
    return tuple(found)


def better_baseline(rows: Sample) -> tuple[str, float]:
    """The one with the smaller Brier score over all 24 hours."""
    told = {"hour-of-day mean of 28 days": rows.hour_mean, "persistence": rows.now}
    return min(((name, scores.brier(rows.truth, one)) for name, one in told.items()), key=lambda pair: pair[1])
