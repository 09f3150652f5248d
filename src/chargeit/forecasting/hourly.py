"""Energy per hour for the next 48 hours: one global model of quantiles over all series, widths fitted per series."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from chargeit.domain.errors import Invalid
from chargeit.forecasting.features import load as features
from chargeit.forecasting.features.clocks import offsets_h
from chargeit.learning import boosting
from chargeit.learning.mapping import SERIAL
from chargeit.learning.scores import Floats
from chargeit.ports.mapping import Mapper

HORIZON, CALIBRATION_DAYS, LEAST_DAYS = 48, 28, 60
QUANTILES = (0.1, 0.5, 0.9)
MOST_ROWS = 200_000
LARGEST = 50.0
QUIET = 0.02
# an hour that is always empty is covered whatever the width; without this the intervals would hold 85 % of all hours
LEVELS = {0.8: 0.755, 0.9: 0.88}


@dataclass(frozen=True, slots=True)
class Hourly:
    """Energy (kWh) of each hour, oldest first. `first_hour`: hours since 1970 on the clock of the site, in `zone`."""

    subject: str
    site: str
    first_hour: int
    energy_kwh: Floats
    zone: str = "UTC"

    @property
    def days(self) -> int:
        return self.energy_kwh.size // 24

    def leads(self, begun: int) -> NDArray[np.int64]:
        """Of each hour of the horizon from `begun` (hours of UTC since 1970): how far its clock is beyond the last.

        0 follows the last. In the nights of daylight saving an hour of the clock comes twice, or none.
        """
        hours = np.arange(begun, begun + HORIZON)
        return hours + offsets_h(begun, begun + HORIZON, self.zone) - self.first_hour - self.energy_kwh.size


@dataclass(frozen=True, slots=True)
class Examples:
    """Rows to learn from; `known_at` is the hour (since 1970) from which a row's target is known."""

    features: Floats
    target: Floats
    known_at: Floats


@dataclass(frozen=True, slots=True)
class Ahead:
    """Low, middle and high for the hours after an origin, before calibration."""

    low: Floats
    middle: Floats
    high: Floats
    scale_kwh: float

    def at(self, width: float) -> tuple[Floats, Floats]:
        """Bounds of an interval `width` times as wide."""
        rest = QUIET * self.scale_kwh
        below = self.middle - width * (self.middle - self.low + rest)
        return np.maximum(below, 0.0), self.middle + width * (self.high - self.middle + rest)

    def needed(self, actual: Floats) -> Floats:
        """The width from which on each hour would have been covered."""
        rest = QUIET * self.scale_kwh
        above = (actual - self.middle) / (self.high - self.middle + rest)
        below = (self.middle - actual) / (self.middle - self.low + rest)
        return np.where((actual <= 0) & (self.middle <= rest), 0.0, np.maximum(above, below))


@dataclass(frozen=True, slots=True)
class Model:
    """`widths`: subject to the factors of the 80 and the 90 % interval; "" holds for subjects not seen."""

    quantiles: tuple[boosting.Boosted, ...]
    widths: dict[str, tuple[float, float]] = field(default_factory=dict)

    def ahead(self, series: Hourly, origin: int, leads: NDArray[np.int64] | None = None) -> Ahead:
        """From the hours before `origin` alone (an index of the series); without `leads` of the hours that follow."""
        leads = np.arange(HORIZON) if leads is None else leads
        given = features.seen(series.energy_kwh[:origin], series.first_hour, leads)
        found = np.sort([one.predict(given.features) for one in self.quantiles], axis=0)
        low, middle, high = np.clip(found, 0.0, None) * given.scale_kwh
        quiet = QUIET * given.scale_kwh
        return Ahead(np.where(low < quiet, 0.0, low), np.where(middle < quiet, 0.0, middle), high, given.scale_kwh)

    def width(self, subject: str) -> tuple[float, float]:
        return self.widths.get(subject, self.widths.get("", (1.0, 1.5)))

    def to_json(self) -> dict[str, object]:
        texts = [one.to_bytes().decode() for one in self.quantiles]
        return {"quantiles": texts, "widths": {name: list(pair) for name, pair in self.widths.items()}}


def from_json(given: dict[str, object]) -> Model:
    """Raises Invalid where it is no model."""
    texts, widths = given.get("quantiles"), given.get("widths")
    if not isinstance(texts, list) or len(texts) != len(QUANTILES) or not isinstance(widths, dict):
        raise Invalid("payload", f"wanted are {len(QUANTILES)} models and their widths")
    pairs = {str(name): (float(pair[0]), float(pair[1])) for name, pair in widths.items()}
    return Model(tuple(boosting.from_bytes(str(text).encode()) for text in texts), pairs)


def read(payload: bytes) -> dict[str, object]:
    """Raises Invalid where the bytes are no JSON object."""
    try:
        found = json.loads(payload)
    except ValueError as error:
        raise Invalid("payload", f"is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise Invalid("payload", "is no JSON object")
    return found


def examples(series: Hourly, step_h: int = 53) -> Examples:
    """Every third hour ahead of an origin every `step_h` hours, which passes through all hours of the day."""
    parts = []
    for origin in range(features.LEAST_DAYS * 24, series.energy_kwh.size - HORIZON, step_h):
        leads = np.arange(origin % 3, HORIZON, 3)
        given = features.seen(series.energy_kwh[:origin], series.first_hour, leads)
        target = np.minimum(series.energy_kwh[origin + leads] / given.scale_kwh, LARGEST)
        parts.append((given.features, target, (series.first_hour + origin + leads + 1).astype(np.float64)))
    if not parts:
        return Examples(np.empty((0, len(features.NAMES))), np.empty(0), np.empty(0))
    return Examples(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def fit(found: Iterable[Examples], until: int | None = None, mapper: Mapper = SERIAL) -> Model:
    """On what was known `until` that hour (since 1970), all series together. Raises Invalid with nothing to learn."""
    rows = list(found)
    known = np.concatenate([one.known_at for one in rows]) if rows else np.empty(0)
    chosen = np.flatnonzero(known <= (np.inf if until is None else until))
    if not chosen.size:
        raise Invalid("series", f"none has {features.LEAST_DAYS + 2} days of hours to learn from")
    chosen = chosen[:: -(-chosen.size // MOST_ROWS)]
    given = np.concatenate([one.features for one in rows])[chosen]
    target = np.concatenate([one.target for one in rows])[chosen]
    return Model(tuple(mapper.map(learned, (given, target), QUANTILES)))


def learned(rows: tuple[Floats, Floats], quantile: float) -> boosting.Boosted:
    more = {"min_data_in_leaf": 100, "feature_fraction": 0.7, "bagging_fraction": 0.7, "bagging_freq": 1, "max_bin": 63}
    settings = boosting.Settings("quantile", 200, 0.08, 31, more | {"alpha": quantile})
    return boosting.fit(*rows, features.NAMES, settings)


@dataclass(frozen=True, slots=True)
class Replayed:
    """Of each hour ahead of daily origins: the width that covers it, what happened, and what was forecast."""

    needed: Floats
    actual: Floats
    middle: Floats


def replayed(model: Model, one: Hourly, end: int) -> Replayed | None:
    """The days before `end` (an index), which `fit` must not have seen; None where the series is too short."""
    parts = []
    for origin in range(max(features.LEAST_DAYS * 24, end - CALIBRATION_DAYS * 24), end, 24):
        actual = one.energy_kwh[origin : min(origin + HORIZON, end)]
        ahead = model.ahead(one, origin, np.arange(actual.size))
        parts.append((ahead.needed(actual), actual, ahead.middle))
    return Replayed(*(np.concatenate(column) for column in zip(*parts, strict=True))) if parts else None


def widths(model: Model, series: Iterable[tuple[Hourly, int]]) -> dict[str, tuple[float, float]]:
    """Split conformal per series: the factors that hold the days before `end` (an index), which `fit` did not see."""
    found = {one.subject: replayed(model, one, end) for one, end in series}
    return widths_of({name: one.needed for name, one in found.items() if one is not None})


def widths_of(needed: dict[str, Floats]) -> dict[str, tuple[float, float]]:
    """By subject, and of all together as ""."""
    if not needed:
        return {}
    every = {"": np.concatenate(list(needed.values())), **needed}
    return {
        name: (float(np.quantile(sizes, LEVELS[0.8])), float(np.quantile(sizes, LEVELS[0.9])))
        for name, sizes in every.items()
    }
