"""Alerts: what raises them, what clears them, and who has seen them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from chargeit.domain.batteries import AlertKind, BatteryAlert, BatteryId, BatteryPrediction, Telemetry
from chargeit.domain.errors import NotFound
from chargeit.domain.events import AlertChanged
from chargeit.domain.stations import StationId
from chargeit.ports.work import Work

NOBODY = StationId("")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What raises an alert. It clears where the value is back by `hysteresis` of the threshold."""

    low_charge_soc: float = 0.15
    hot_c: float = 60.0
    heating_c_per_min: float = 3.0
    failure_probability: float = 0.7
    end_of_life_cycles: float = 100.0
    imbalance_v: float = 0.1
    silent: timedelta = timedelta(minutes=15)
    hysteresis: float = 0.05


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one battery now: its latest line, the one before it, and what is predicted."""

    latest: Telemetry | None
    before: Telemetry | None = None
    prediction: BatteryPrediction | None = None


Condition = tuple[AlertKind, float | None, float, bool]
"""Kind, value (None: not known), threshold, and whether a value above it is the bad side."""


def conditions(seen: Seen, limits: Thresholds, now: datetime) -> list[Condition]:
    """Every kind once. What is not known neither raises nor clears."""
    latest, made = seen.latest, seen.prediction
    soc = made.soc.value if made and made.soc else latest.soc if latest else None
    rul = made.rul_cycles.value if made and made.rul_cycles else None
    silent_s = (now - latest.received_at).total_seconds() if latest else None
    return [
        (AlertKind.LOW_CHARGE, soc, limits.low_charge_soc, False),
        (AlertKind.HOT, latest.temperature_c if latest else None, limits.hot_c, True),
        (AlertKind.HEATING, heating(seen), limits.heating_c_per_min, True),
        (AlertKind.FAILURE, made.failure_probability if made else None, limits.failure_probability, True),
        (AlertKind.END_OF_LIFE, rul, limits.end_of_life_cycles, False),
        (AlertKind.IMBALANCE, latest.spread_v if latest else None, limits.imbalance_v, True),
        (AlertKind.SILENT, silent_s, limits.silent.total_seconds(), True),
    ]


def heating(seen: Seen) -> float | None:
    """Degrees a minute between the two newest lines; None where they are too near, too far apart, or tell nothing."""
    latest, before = seen.latest, seen.before
    if latest is None or before is None or latest.temperature_c is None or before.temperature_c is None:
        return None
    minutes = (latest.measured_at - before.measured_at).total_seconds() / 60
    return (latest.temperature_c - before.temperature_c) / minutes if 0.1 <= minutes <= 60 else None


def changes(
    battery: BatteryId, seen: Seen, raised: dict[AlertKind, BatteryAlert], limits: Thresholds, now: datetime
) -> list[BatteryAlert]:
    """Alerts to raise and to clear; `raised` are the battery's open ones."""
    found: list[BatteryAlert] = []
    for kind, value, threshold, above in conditions(seen, limits, now):
        if value is None:
            continue
        alert, margin = raised.get(kind), threshold * limits.hysteresis
        is_bad = value > threshold if above else value < threshold
        is_good = value <= threshold - margin if above else value >= threshold + margin
        if alert is None and is_bad:
            found.append(BatteryAlert(str(uuid4()), battery, kind, now, value, threshold))
        elif alert is not None and is_good:
            found.append(replace(alert, cleared_at=now))
    return found


def put(alerts: list[BatteryAlert], now: datetime, work: Work) -> list[BatteryAlert]:
    """Stores and tells them; one of a kind and battery is open at a time."""
    there = {(alert.battery, alert.kind) for alert in work.batteries.open_alerts()}
    stored: list[BatteryAlert] = []
    for alert in alerts:
        if alert.cleared_at is None and (alert.battery, alert.kind) in there:
            continue
        known = work.batteries.alert(alert.id)
        if known is not None:
            alert = replace(known, cleared_at=alert.cleared_at)
        work.batteries.put_alert(alert)
        work.record(AlertChanged(NOBODY, now, alert))
        stored.append(alert)
    return stored


def acknowledge(alert: str, by: str, now: datetime, work: Work) -> BatteryAlert:
    """The first who saw it stays. Raises NotFound."""
    found = work.batteries.alert(alert)
    if found is None:
        raise NotFound("alert", alert)
    if found.acknowledged_at is not None:
        return found
    seen = replace(found, acknowledged_at=now, acknowledged_by=by)
    work.batteries.put_alert(seen)
    work.record(AlertChanged(NOBODY, now, seen))
    return seen
