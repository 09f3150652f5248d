"""Batteries of vehicles: what they are, what they tell, what is known and expected of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, NewType

from chargeit.domain.forecasts import Basis

BatteryId = NewType("BatteryId", str)
"""1 to 48 characters of those a token or URL has; the vehicle's or the battery's own number."""


class Chemistry(StrEnum):
    NMC = "nmc"
    LFP = "lfp"


@dataclass(frozen=True, slots=True)
class Battery:
    """A pack of equal cells. `capacity_ah` is the nominal capacity of the pack (that of one cell times `parallel`)."""

    id: BatteryId
    created_at: datetime
    chemistry: Chemistry = Chemistry.NMC
    capacity_ah: float = 150.0
    cells_in_series: int = 96
    vehicle: str = ""
    simulated: bool = False


class Telemetry(NamedTuple):
    """One line of telemetry. A field is None where nothing usable was told; `flags` say what was wrong or mended.

    `current_a` and `power_w` are positive where the battery is charged. `voltage_v` is the pack's, `spread_v` the
    highest less the lowest voltage of its cells, `cycles` equivalent full cycles. `soc` and `soh` are 0..1 as the
    vehicle tells them. `raw` is the line as it came (JSON) where flags are set, else empty.
    """

    battery: BatteryId
    measured_at: datetime
    received_at: datetime
    soc: float | None = None
    soh: float | None = None
    voltage_v: float | None = None
    current_a: float | None = None
    temperature_c: float | None = None
    cycles: float | None = None
    power_w: float | None = None
    spread_v: float | None = None
    flags: tuple[str, ...] = ()
    raw: str = ""


QUANTITIES = ("soc", "soh", "voltage_v", "current_a", "temperature_c", "cycles", "power_w", "spread_v")
"""The fields of telemetry that are measured, in their order."""


class Estimate(NamedTuple):
    """A value and the interval that holds it four times of five. `low` and `high` are None where none is known."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class BatteryPrediction:
    """What the twin says of one battery at one moment; None: not known yet, and `explanation` says what is missing.

    `rul_cycles` are equivalent full cycles until 80 % of the nominal capacity. `failure_probability` is of an end of
    life within `FAILURE_HORIZON_CYCLES`. `anomaly` is 0..1: its rank among the fleet of its chemistry.
    """

    battery: BatteryId
    made_at: datetime
    basis: Basis
    soc: Estimate | None = None
    soh: Estimate | None = None
    temperature_c: float | None = None
    rul_cycles: Estimate | None = None
    failure_probability: float | None = None
    anomaly: float | None = None
    version: int | None = None
    explanation: str = ""


class BatteryHealth(NamedTuple):
    """What was learned of a battery until now: its health, the variance of that, and equivalent full cycles."""

    battery: BatteryId
    soh: float
    variance: float
    cycles: float


FAILURE_HORIZON_CYCLES = 100
END_OF_LIFE_SOH = 0.8


class AlertKind(StrEnum):
    LOW_CHARGE = "low_charge"
    HOT = "hot"
    HEATING = "heating"
    FAILURE = "failure"
    END_OF_LIFE = "end_of_life"
    IMBALANCE = "imbalance"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class BatteryAlert:
    """A condition that holds from `raised_at` until `cleared_at`. One of a kind and battery is open at a time."""

    id: str
    battery: BatteryId
    kind: AlertKind
    raised_at: datetime
    value: float
    threshold: float
    cleared_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
