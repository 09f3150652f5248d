"""Batteries as screens see them, and as they are put and told of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from annotated_types import Ge, Gt, Le

from chargeit.api.schemas.fields import Asked, Text
from chargeit.domain import batteries as domain
from chargeit.ports import batteries as ports
from chargeit.ports.pages import Page
from chargeit.twin.telemetry import Taken


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What was told last. Positive current and power charge the battery; `flags` say what was wrong or mended."""

    measured_at: datetime
    received_at: datetime
    soc: float | None
    soh: float | None
    voltage_v: float | None
    current_a: float | None
    temperature_c: float | None
    cycles: float | None
    power_w: float | None
    spread_v: float | None
    flags: list[str]

    @staticmethod
    def of(line: domain.Telemetry) -> "Telemetry":
        return Telemetry(*line[1:11], flags=list(line.flags))


@dataclass(frozen=True, slots=True)
class Estimate:
    """`low` and `high` hold the value four times of five."""

    value: float
    low: float | None
    high: float | None

    @staticmethod
    def of(found: domain.Estimate | None) -> "Estimate | None":
        return None if found is None else Estimate(*found)


@dataclass(frozen=True, slots=True)
class Prediction:
    """`failure_probability` is of an end of life within 100 cycles; `anomaly` the rank in its fleet, 0 to 1."""

    made_at: datetime
    basis: str
    version: int | None
    soc: Estimate | None
    soh: Estimate | None
    temperature_c: float | None
    rul_cycles: Estimate | None
    failure_probability: float | None
    anomaly: float | None
    explanation: str

    @staticmethod
    def of(made: domain.BatteryPrediction) -> "Prediction":
        return Prediction(
            made_at=made.made_at,
            basis=made.basis.value,
            version=made.version,
            soc=Estimate.of(made.soc),
            soh=Estimate.of(made.soh),
            temperature_c=made.temperature_c,
            rul_cycles=Estimate.of(made.rul_cycles),
            failure_probability=made.failure_probability,
            anomaly=made.anomaly,
            explanation=made.explanation,
        )


@dataclass(frozen=True, slots=True)
class Alert:
    id: str
    battery: str
    kind: str
    raised_at: datetime
    value: float
    threshold: float
    cleared_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str

    @staticmethod
    def of(alert: domain.BatteryAlert) -> "Alert":
        times = (alert.cleared_at, alert.acknowledged_at, alert.acknowledged_by)
        about = (alert.id, alert.battery, alert.kind.value, alert.raised_at, alert.value, alert.threshold)
        return Alert(*about, *times)


@dataclass(frozen=True, slots=True)
class AlertPage:
    rows: list[Alert]
    next: str | None

    @staticmethod
    def of(page: Page[domain.BatteryAlert]) -> "AlertPage":
        return AlertPage([Alert.of(row) for row in page.rows], page.next)


@dataclass(frozen=True, slots=True)
class Battery:
    id: str
    vehicle: str
    chemistry: str
    capacity_ah: float
    cells_in_series: int
    simulated: bool
    created_at: datetime
    latest: Telemetry | None
    prediction: Prediction | None
    alerts: list[Alert]

    @staticmethod
    def of(row: ports.BatteryRow) -> "Battery":
        battery = row.battery
        return Battery(
            id=battery.id,
            vehicle=battery.vehicle,
            chemistry=battery.chemistry.value,
            capacity_ah=battery.capacity_ah,
            cells_in_series=battery.cells_in_series,
            simulated=battery.simulated,
            created_at=battery.created_at,
            latest=None if row.latest is None else Telemetry.of(row.latest),
            prediction=None if row.prediction is None else Prediction.of(row.prediction),
            alerts=[Alert.of(alert) for alert in row.alerts],
        )


@dataclass(frozen=True, slots=True)
class BatteryPage:
    rows: list[Battery]
    next: str | None

    @staticmethod
    def of(page: Page[ports.BatteryRow]) -> "BatteryPage":
        return BatteryPage([Battery.of(row) for row in page.rows], page.next)


@dataclass(frozen=True, slots=True)
class BatteryStats:
    """`lines` of telemetry are kept raw since `oldest_at`; sums of hours are kept for ever."""

    batteries: int
    simulated: int
    lines: int
    oldest_at: datetime | None
    open_alerts: dict[str, int]

    @staticmethod
    def of(stats: ports.BatteryStats) -> "BatteryStats":
        counts = (stats.batteries, stats.simulated, stats.lines)
        return BatteryStats(*counts, stats.oldest_at, dict(stats.open_alerts))


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """Least, mean and greatest of the lines in a span that begins at `at`."""

    at: datetime
    low: float
    mean: float
    high: float


@dataclass(frozen=True, slots=True)
class History:
    battery: str
    quantity: str
    points: list[HistoryPoint]

    @staticmethod
    def of(asked: ports.HistoryAsked, points: list[ports.HistoryPoint]) -> "History":
        return History(asked.battery, asked.quantity, [HistoryPoint(*point) for point in points])


class BatteryAsked(Asked):
    """Only what is given changes; a new battery takes the defaults."""

    vehicle: Text | None = None
    chemistry: domain.Chemistry | None = None
    capacity_ah: Annotated[float, Gt(0), Le(100_000)] | None = None
    cells_in_series: Annotated[int, Ge(1), Le(10_000)] | None = None
    simulated: bool | None = None


class TelemetryAsked(Asked):
    """Each line is an object: `battery`, `measured_at`, and what of the quantities is known. 5000 at most."""

    lines: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class TelemetryTaken:
    """All of it is stored: `same` were there before, `flagged` are kept with what was wrong."""

    new: int
    same: int
    flagged: int

    @staticmethod
    def of(taken: Taken) -> "TelemetryTaken":
        return TelemetryTaken(*taken)
