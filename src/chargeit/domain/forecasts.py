"""Forecasts, what they rest on, and the measured skill of the model that made them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Basis(StrEnum):
    """Where an answer comes from, best first: the model, its baseline, the site, the fleet, or nothing."""

    MODEL = "model"
    BASELINE = "baseline"
    SITE = "site"
    FLEET = "fleet"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Score:
    """One figure on data that the model has not seen, beside the naive baseline's on the same data."""

    metric: str
    value: float
    baseline: str
    baseline_value: float


@dataclass(frozen=True, slots=True)
class Rival:
    """The model that served when another was trained, by one metric on rows that neither has seen, beside that one's.

    `digest` names the bytes of the model that served. Its value is no number where it cannot answer any more.
    """

    digest: str
    metric: str
    value: float
    challenger_value: float


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a version of a feature's model was trained on and how it does. Versions count from 1 in each feature.

    `simulated_rows` of the `rows` come from simulated stations; their skill is never shown as skill. The first of
    `scores` is the one that decides on promotion.
    """

    feature: str
    version: int
    trained_at: datetime
    data_from: datetime
    data_to: datetime
    rows: int
    simulated_rows: int = 0
    scores: tuple[Score, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A value for an instant (a duration of one hour from `at`, where the figure is hourly); None: has no interval."""

    at: datetime
    value: float
    low_80: float | None = None
    high_80: float | None = None
    low_90: float | None = None
    high_90: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: the points it can lose, those it lost, and why."""

    name: str
    weight: float
    lost: float
    reason: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """An answer about one subject (a connector, station, site or transaction).

    `version` is the model's, None where no model answered. `explanation` is for people; `missing` says in words what
    is not known yet. With basis `missing` there are no points. `parts` is what a score is the sum of.
    `baseline` is what would be answered without a model, where one answered.
    """

    feature: str
    subject: str
    made_at: datetime
    basis: Basis
    version: int | None = None
    points: tuple[Point, ...] = ()
    explanation: str = ""
    missing: str = ""
    parts: tuple[Part, ...] = ()
    baseline: tuple[Point, ...] = ()
