"""The stored history as arrays of transactions and of hourly energy. Hours are those of UTC."""

from datetime import datetime

import numpy as np

from chargeit.forecasting.features.transactions import Log
from chargeit.forecasting.hourly import Hourly
from chargeit.ports.reads import TransactionRow
from chargeit.ports.series import StationHour

HOUR_S = 3600


def hours_of(instant: datetime) -> float:
    """Since 1970."""
    return instant.timestamp() / HOUR_S


def logged(rows: list[TransactionRow], sites: dict[str, str]) -> tuple[Log, list[int]]:
    """Those with a start, by start, and their numbers. Open ones have no plug-out, and what they charged so far."""
    known = sorted(
        ((row.transaction.started_at, row) for row in rows if row.transaction.started_at is not None),
        key=lambda pair: pair[0],
    )
    ends = [row.transaction.stopped_at for _, row in known]
    log = Log(
        [sites.get(row.transaction.place.station, row.transaction.place.station) for _, row in known],
        [row.transaction.token for _, row in known],
        np.array([hours_of(at) for at, _ in known], dtype=np.float64),
        np.array([np.nan if end is None else hours_of(end) for end in ends], dtype=np.float64),
        np.array([max(row.energy_wh or 0.0, 0.0) / 1000 for _, row in known], dtype=np.float64),
    )
    return log, [row.transaction.number for _, row in known]


def series(rows: list[StationHour], sites: dict[str, str], until: datetime) -> list[Hourly]:
    """Of each station and each site with a name, whole days that end at the last whole hour before `until`."""
    end = int(hours_of(until))
    found: dict[str, dict[int, float]] = {}
    for row in rows:
        hour = int(hours_of(row.hour_at))
        site = sites.get(row.station, "")
        for subject in (f"station {row.station}", f"site {site}" if site else ""):
            if subject and hour < end:
                energy = found.setdefault(subject, {})
                energy[hour] = energy.get(hour, 0.0) + max(row.energy_wh, 0.0) / 1000
    return [filled(subject, energy, end) for subject, energy in found.items()]


def filled(subject: str, energy: dict[int, float], end: int) -> Hourly:
    first = min(energy)
    first -= (first - end) % 24
    kwh = np.zeros(end - first)
    for hour, value in energy.items():
        kwh[hour - first] = value
    return Hourly(subject, subject, first, kwh)
