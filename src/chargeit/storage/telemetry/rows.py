"""Batteries: rows <-> nouns, and how moments become numbers."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, select

from chargeit.domain.batteries import (
    QUANTITIES,
    AlertKind,
    Battery,
    BatteryAlert,
    BatteryId,
    BatteryPrediction,
    Chemistry,
    Estimate,
    Telemetry,
)
from chargeit.domain.forecasts import Basis
from chargeit.storage.tables import batteries, battery_alerts, odd_telemetry, telemetry
from chargeit.storage.types import EPOCH, microseconds

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MEASURED = [telemetry.c[name] for name in QUANTITIES]


def milliseconds(instant: datetime) -> int:
    """Since 1970."""
    return microseconds(instant) // 1000


def instant(at_ms: int) -> datetime:
    return EPOCH + timedelta(milliseconds=at_ms)


def battery(row: Row[Any]) -> Battery:
    return Battery(
        id=BatteryId(row.id),
        created_at=row.created_at,
        chemistry=Chemistry(row.chemistry),
        capacity_ah=row.capacity_ah,
        cells_in_series=row.cells_in_series,
        vehicle=row.vehicle,
        simulated=row.simulated,
    )


def lines() -> Select[Any]:
    """Telemetry with the battery's id, and with what was wrong of it."""
    odd = (odd_telemetry.c.battery == telemetry.c.battery) & (odd_telemetry.c.at_ms == telemetry.c.at_ms)
    joined = telemetry.join(batteries, batteries.c.number == telemetry.c.battery).outerjoin(odd_telemetry, odd)
    return select(telemetry, batteries.c.id, odd_telemetry.c.flags, odd_telemetry.c.raw).select_from(joined)


def line(row: Row[Any]) -> Telemetry:
    values = [getattr(row, name) for name in QUANTITIES]
    flags = tuple(one for one in (row.flags or "").split(",") if one)
    at, received = instant(row.at_ms), instant(row.received_ms)
    return Telemetry._make((BatteryId(row.id), at, received, *values, flags, row.raw or ""))


def prediction_row(number: int, made: BatteryPrediction) -> dict[str, Any]:
    soc, soh, rul = (one or (None, None, None) for one in (made.soc, made.soh, made.rul_cycles))
    return {
        "battery": number,
        "made_ms": milliseconds(made.made_at),
        "basis": made.basis.value,
        **dict(zip(("soc", "soc_low", "soc_high"), soc, strict=True)),
        **dict(zip(("soh", "soh_low", "soh_high"), soh, strict=True)),
        "temperature_c": made.temperature_c,
        **dict(zip(("rul_cycles", "rul_low", "rul_high"), rul, strict=True)),
        "failure_probability": made.failure_probability,
        "anomaly": made.anomaly,
        "version": made.version,
        "explanation": made.explanation,
    }


def prediction(row: Row[Any], battery: BatteryId) -> BatteryPrediction:
    return BatteryPrediction(
        battery,
        instant(row.made_ms),
        Basis(row.basis),
        soc=estimate(row.soc, row.soc_low, row.soc_high),
        soh=estimate(row.soh, row.soh_low, row.soh_high),
        temperature_c=row.temperature_c,
        rul_cycles=estimate(row.rul_cycles, row.rul_low, row.rul_high),
        failure_probability=row.failure_probability,
        anomaly=row.anomaly,
        version=row.version,
        explanation=row.explanation,
    )


def estimate(value: float | None, low: float | None, high: float | None) -> Estimate | None:
    return None if value is None else Estimate(value, low, high)


ALERTS = select(battery_alerts, batteries.c.id.label("battery_id")).join_from(
    battery_alerts, batteries, batteries.c.number == battery_alerts.c.battery
)


def alert(row: Row[Any]) -> BatteryAlert:
    return BatteryAlert(
        row.id,
        BatteryId(row.battery_id),
        AlertKind(row.kind),
        row.raised_at,
        row.value,
        row.threshold,
        row.cleared_at,
        row.acknowledged_at,
        row.acknowledged_by,
    )
