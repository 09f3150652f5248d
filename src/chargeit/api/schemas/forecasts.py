"""Forecasts and the versions of the models that make them."""

from dataclasses import dataclass
from datetime import datetime

from chargeit.api.schemas.fields import Asked, Number
from chargeit.domain import forecasts as domain
from chargeit.ports.models import StoredModel

NO_SKILL = "learned and scored on simulated stations too, whose figures are no skill"


@dataclass(frozen=True, slots=True)
class Point:
    """Hourly figures are those of the hour from `at` on. Bounds of the 80 and 90 % intervals; null: it has none."""

    at: datetime
    value: float
    low_80: float | None
    high_80: float | None
    low_90: float | None
    high_90: float | None

    @staticmethod
    def of(point: domain.Point) -> "Point":
        return Point(point.at, point.value, point.low_80, point.high_80, point.low_90, point.high_90)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: the points it can lose, those it lost, and why."""

    name: str
    weight: float
    lost: float
    reason: str

    @staticmethod
    def of(part: domain.Part) -> "Part":
        return Part(part.name, part.weight, part.lost, part.reason)


@dataclass(frozen=True, slots=True)
class Forecast:
    """`basis` is where the answer comes from; `version` the model's, null where none answered.

    `missing` says in words what is not known yet. With the basis `missing` there are no points.
    `parts` is what a score (health) is the sum of.
    `baseline` is what would be answered without a model, from the same data; empty where no model answered.
    """

    feature: str
    subject: str
    made_at: datetime
    basis: domain.Basis
    version: int | None
    points: list[Point]
    explanation: str
    missing: str
    parts: list[Part]
    baseline: list[Point]

    @staticmethod
    def of(found: domain.Forecast) -> "Forecast":
        return Forecast(
            found.feature,
            found.subject,
            found.made_at,
            found.basis,
            found.version,
            [Point.of(point) for point in found.points],
            found.explanation,
            found.missing,
            [Part.of(part) for part in found.parts],
            [Point.of(point) for point in found.baseline],
        )


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """`missing` says why there is no forecast at all."""

    feature: str
    made_at: datetime
    missing: str
    rows: list[Forecast]
    next: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom a feature has something to say, and where that comes from."""

    subject: str
    basis: domain.Basis


@dataclass(frozen=True, slots=True)
class SubjectPage:
    rows: list[Subject]
    next: str | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stable segment of users, named from its features."""

    name: str
    users: int


@dataclass(frozen=True, slots=True)
class Segments:
    """`rows` is empty where none are stable; then each user has a place on a continuum.

    `waiting` users have too few transactions for either.
    """

    rows: list[Segment]
    placed: int
    waiting: int
    missing: str


@dataclass(frozen=True, slots=True)
class Score:
    """On data that the model has not seen, beside its naive baseline on the same data; null could not be computed."""

    metric: str
    value: float | None
    baseline: str
    baseline_value: float | None


@dataclass(frozen=True, slots=True)
class Model:
    """One version; `decision` says why it serves or does not.

    `skill` is empty where any of its `rows` came from simulated stations; `skill_missing` says so.
    """

    feature: str
    version: int
    serving: bool
    decision: str
    trained_at: datetime
    data_from: datetime
    data_to: datetime
    rows: int
    simulated_rows: int
    skill: list[Score]
    skill_missing: str
    notes: str

    @staticmethod
    def of(stored: StoredModel) -> "Model":
        card = stored.card
        scores = [] if card.simulated_rows else card.scores
        return Model(
            feature=card.feature,
            version=card.version,
            serving=stored.serving,
            decision=decision_of(stored),
            trained_at=card.trained_at,
            data_from=card.data_from,
            data_to=card.data_to,
            rows=card.rows,
            simulated_rows=card.simulated_rows,
            skill=[Score(one.metric, one.value, one.baseline, one.baseline_value) for one in scores],
            skill_missing=NO_SKILL if card.simulated_rows else "" if scores else "it was not scored",
            notes=card.notes,
        )


def decision_of(stored: StoredModel) -> str:
    """Its reason names figures; those of simulated stations are not repeated."""
    return NO_SKILL if stored.card.simulated_rows else stored.decision


class RollbackAsked(Asked):
    version: Number
