"""The stored history as arrays of transactions and of hourly energy, with the clock of each site."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from chargeit.forecasting.features.clocks import ahead_h, offsets_h
from chargeit.forecasting.features.transactions import Log
from chargeit.forecasting.hourly import Hourly
from chargeit.learning.scores import Floats
from chargeit.ports.reads import TransactionRow
from chargeit.ports.series import History, StationHour

HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Sites:
    """The site of each station that has one, and the time zone of each site; that of "" is every other's."""

    of: Mapping[str, str]
    zones: Mapping[str, str]

    def zone(self, station: str) -> str:
        return self.zones.get(self.of.get(station, ""), self.zones[""])


def sites_of(history: History) -> Sites:
    return Sites({station.id: station.site for station in history.stations() if station.site}, history.zones())


def hours_of(instant: datetime) -> float:
    """Since 1970."""
    return instant.timestamp() / HOUR_S


def logged(rows: list[TransactionRow], sites: Sites) -> tuple[Log, list[int]]:
    """Those with a start, by start, and their numbers. Open ones have no plug-out, and what they charged so far."""
    known = sorted(
        ((row.transaction.started_at, row) for row in rows if row.transaction.started_at is not None),
        key=lambda pair: pair[0],
    )
    stations = [row.transaction.place.station for _, row in known]
    ends = [row.transaction.stopped_at for _, row in known]
    log = Log(
        [sites.of.get(station, station) for station in stations],
        [row.transaction.token for _, row in known],
        np.array([hours_of(at) for at, _ in known], dtype=np.float64),
        np.array([np.nan if end is None else hours_of(end) for end in ends], dtype=np.float64),
        np.array([max(row.energy_wh or 0.0, 0.0) / 1000 for _, row in known], dtype=np.float64),
        np.array(
            [ahead_h(at, sites.zone(station)) for (at, _), station in zip(known, stations, strict=True)],
            dtype=np.float64,
        ),
    )
    return log, [row.transaction.number for _, row in known]


def series(rows: list[StationHour], sites: Sites, until: datetime) -> list[Hourly]:
    """Of each station and each site with a name, whole days that end at the last whole hour before `until`."""
    end = int(hours_of(until))
    found: dict[str, dict[int, float]] = {}
    zones: dict[str, str] = {}
    for row in rows:
        hour = int(hours_of(row.hour_at))
        site = sites.of.get(row.station, "")
        for subject in (f"station {row.station}", f"site {site}" if site else ""):
            if subject and hour < end:
                zones[subject] = sites.zone(row.station)
                energy = found.setdefault(subject, {})
                energy[hour] = energy.get(hour, 0.0) + max(row.energy_wh, 0.0) / 1000
    first = min((min(energy) for energy in found.values()), default=end)
    return [filled(subject, energy, (first, end), zones[subject]) for subject, energy in found.items()]


def filled(subject: str, energy: dict[int, float], span: tuple[int, int], zone: str) -> Hourly:
    """On the clock of `zone`; `energy` by hours of UTC within the span.

    The hour that the clock shows twice is the mean of both, so that it is an hour's energy, and the one that it leaves
    out is like the hour before.
    """
    first = min(energy)
    kwh = np.zeros(span[1] - first)
    for hour, value in energy.items():
        kwh[hour - first] = value
    shown = np.arange(first, span[1]) + offsets_h(*span, zone)[first - span[0] :]
    clock = by_clock(kwh, shown - shown[0])
    clock = np.append(np.zeros(-clock.size % 24), clock)
    return Hourly(subject, subject, int(shown[-1]) + 1 - clock.size, clock, zone)


def by_clock(kwh: Floats, shown: NDArray[np.int64]) -> Floats:
    """One value for each hour from 0 to the last that `shown` says the clock showed, which never goes back."""
    counts = np.bincount(shown)
    mean: Floats = np.bincount(shown, weights=kwh) / np.maximum(counts, 1)
    return mean[np.maximum.accumulate(np.where(counts, np.arange(counts.size), 0))]
