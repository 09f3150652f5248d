"""Hours of a fleet's connectors and what of them tells that one will be down; only hours up to the instant count."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chargeit.domain.errors import Invalid

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]

DOWN_SHARE = 0.5
WINDOWS_H = (1, 6, 24, 72, 240)
NEVER_H = 240.0
NEIGHBOURS = 10


@dataclass(frozen=True, slots=True)
class OutageHours:
    """Shares of each hour, arrays of (connectors, hours); nan where nothing was heard in that hour.

    `faulted` says it was out of service, `offline` out of contact; `drops` counts how often it went down in the hour.
    Hour 0 begins `first_hour` hours after 1970 UTC; no hour is left out. `site` and `kind` number each connector's
    site and plug from 0. `down_at_end` is what was last heard in the hour.
    `near` holds the rows of nearby connectors, or has no columns. `simulated` says it of each
    connector, None of none.
    """

    units: tuple[tuple[str, str], ...]
    site: Whole
    kind: Whole
    near: Whole
    first_hour: int
    faulted: Floats
    offline: Floats
    drops: Floats
    down_at_end: Flags
    simulated: Flags | None = None
    silent: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    """Units without any hours, since nothing was heard of them or their station since then."""

    def __post_init__(self) -> None:
        shape = (len(self.units), self.faulted.shape[-1])
        for name in ("faulted", "offline", "drops", "down_at_end"):
            if getattr(self, name).shape != shape:
                raise Invalid(name, f"has shape {getattr(self, name).shape}, wanted is (connectors, hours) = {shape}")

    @property
    def hours(self) -> int:
        return int(self.faulted.shape[1])

    @property
    def known(self) -> Flags:
        return ~np.isnan(self.faulted)

    @property
    def down(self) -> Flags:
        """Down for at least half of what was heard in the hour; False where nothing was."""
        return np.nan_to_num(self.faulted + self.offline) >= DOWN_SHARE

    def real(self) -> "OutageHours":
        """Without the simulated connectors; all of them where there are no others."""
        if self.simulated is None or self.simulated.all():
            return self
        rows = ~self.simulated
        units = tuple(unit for unit, kept in zip(self.units, rows, strict=True) if kept)
        names = ("site", "kind", "faulted", "offline", "drops", "down_at_end", "simulated")
        kept: dict[str, Any] = {name: getattr(self, name)[rows] for name in names}
        kept["site"] = np.unique(kept["site"], return_inverse=True)[1]
        return replace(self, units=units, near=np.zeros((len(units), 0), dtype=np.int64), **kept)

    def until(self, hour: int) -> "OutageHours":
        """Only the first `hour` hours."""
        cut: dict[str, Any] = {
            name: getattr(self, name)[:, :hour] for name in ("faulted", "offline", "drops", "down_at_end")
        }
        return replace(self, **cut)


def features(hours: OutageHours, horizon_h: int) -> tuple[list[str], Floats]:
    """Names and an array (connectors, hours, features): what is known at the end of each hour; nan: not known.

    Each grows with what has been down, or falls (`since_*`), for the newest hours at least: see `directions`.
    """
    found = _own(hours) | _same_hours(hours, horizon_h) | _others(hours)
    shape = hours.faulted.shape
    found["hour_of_day"] = np.broadcast_to((hours.first_hour + np.arange(shape[1])) % 24, shape)
    found["kind"] = np.broadcast_to(hours.kind[:, None], shape)
    found["connectors_of_site"] = np.broadcast_to(np.bincount(hours.site)[hours.site][:, None], shape)
    return list(found), np.stack([np.asarray(one, dtype=np.float64) for one in found.values()], axis=-1)


def directions(names: list[str]) -> list[int]:
    """1 where more means more risk, -1 where less does, 0 where neither is held."""
    free = ("hour_of_day", "kind", "connectors_of_site")
    return [0 if name in free else -1 if name.startswith("since_") else 1 for name in names]


def labels(hours: OutageHours, horizon_h: int) -> tuple[Flags, Flags]:
    """Whether each connector is down in any of the next `horizon_h` hours, and where that is a fair question.

    It is, where the connector is heard and up at the end of the hour, all those hours lie in the data, and it was
    heard in at least half of them or is known to have been down. Data that ends says nothing about later.
    """
    down, known = hours.down, hours.known
    ahead = _ahead(down, horizon_h)
    heard = _ahead(known, horizon_h)
    up_now = known & ~down & ~hours.down_at_end
    inside = np.arange(hours.hours) + horizon_h < hours.hours
    fair = up_now & inside[None, :] & ((heard * 2 >= horizon_h) | (ahead > 0))
    return ahead > 0, fair


def share_down(hours: OutageHours, window_h: int = 72) -> Floats:
    """Share of the heard time in the last hours that the connector was down: the first baseline."""
    return np.nan_to_num(rolling(hours.faulted + hours.offline, window_h))


def hours_since_down(hours: OutageHours) -> Floats:
    """Hours since the connector was last down, at most 240: the second baseline."""
    return since(hours.down)


def rolling(values: Floats, window: int) -> Floats:
    """Mean of what is known in the last `window` hours; nan where nothing is."""
    total, count = _last(np.nan_to_num(values), window), _last((~np.isnan(values)).astype(np.float64), window)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0, np.maximum(total, 0.0) / count, np.nan)


def since(events: Flags) -> Floats:
    """Hours since the last event, 0 in its hour, at most 240, which also stands for never."""
    place = np.where(events, np.arange(events.shape[1]), -NEVER_H)
    newest = np.maximum.accumulate(place, axis=1)
    return np.minimum(np.arange(events.shape[1]) - newest, NEVER_H)


def _own(hours: OutageHours) -> dict[str, Floats]:
    parts = {"faulted": hours.faulted, "offline": hours.offline, "drops": hours.drops}
    found = {f"{name}_{window}h": rolling(part, window) for name, part in parts.items() for window in WINDOWS_H}
    found["since_down"] = since(hours.down)
    found["since_faulted"] = since(np.nan_to_num(hours.faulted) > 0)
    found["since_offline"] = since(np.nan_to_num(hours.offline) > 0)
    found["outages_72h"] = rolling(_beginnings(hours), 72)
    found["outages_240h"] = rolling(_beginnings(hours), 240)
    return found


def _same_hours(hours: OutageHours, horizon_h: int) -> dict[str, Floats]:
    """Share down in the hours that the question is about, a day before and over seven days before."""
    down = np.where(hours.known, hours.down.astype(np.float64), np.nan)
    ahead = rolling(down, horizon_h)
    days = [_shifted(ahead, 24 * day - horizon_h) for day in range(1, 8) if 24 * day >= horizon_h]
    stacked = np.stack(days)
    count = (~np.isnan(stacked)).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(count > 0, np.nansum(stacked, axis=0) / count, np.nan)
    return {"same_hours_yesterday": days[0], "same_hours_week": mean}


def _others(hours: OutageHours) -> dict[str, Floats]:
    """The same site's other connectors, and the nearest of other sites: a shared modem, a regional network."""
    begun = np.nan_to_num(_beginnings(hours))
    site = {"site_faulted_24h": np.nan_to_num(rolling(hours.faulted, 24))}
    site |= {"site_offline_1h": np.nan_to_num(hours.offline)}
    site |= {"site_offline_24h": np.nan_to_num(rolling(hours.offline, 24))}
    site |= {"site_outages_72h": np.nan_to_num(rolling(begun, 72))}
    found = {name: _mean_of_site_others(values, hours.site) for name, values in site.items()}
    near = {"near_offline_1h": np.nan_to_num(hours.offline)}
    near |= {"near_outages_3h": rolling(begun, 3), "near_outages_24h": rolling(begun, 24)}
    if not hours.near.shape[1]:
        return found | {name: np.full(hours.faulted.shape, np.nan) for name in near}
    return found | {name: values[hours.near].mean(axis=1) for name, values in near.items()}


def nearest(longitude: Floats, latitude: Floats, site: Whole) -> Whole:
    """The rows of the ten nearest connectors of other sites, by degrees on a plane; fewer where there are fewer."""
    width = np.cos(np.radians(np.nanmean(latitude)))
    apart = ((longitude[:, None] - longitude) * width) ** 2 + (latitude[:, None] - latitude) ** 2
    apart[site[:, None] == site] = np.inf
    others = int(np.isfinite(apart).sum(axis=1).min())
    return np.argsort(apart, axis=1, kind="stable")[:, : min(NEIGHBOURS, others)]


def _beginnings(hours: OutageHours) -> Floats:
    """1 where an outage begins, nan where nothing was heard. The first hour begins none."""
    before = np.pad(hours.down[:, :-1], ((0, 0), (1, 0)), constant_values=True)
    return np.where(hours.known, (hours.down & ~before).astype(np.float64), np.nan)


def _mean_of_site_others(values: Floats, site: Whole) -> Floats:
    total = np.zeros((int(site.max()) + 1, values.shape[1]))
    np.add.at(total, site, values)
    others = np.bincount(site)[site][:, None] - 1
    return np.where(others > 0, (total[site] - values) / np.maximum(others, 1), 0.0)


def _ahead(flags: Flags, horizon_h: int) -> Whole:
    """How many of the next `horizon_h` hours are true; hours beyond the end count as false."""
    padded = np.pad(np.cumsum(flags, axis=1, dtype=np.int64), ((0, 0), (0, horizon_h)), mode="edge")
    return padded[:, horizon_h:] - padded[:, : flags.shape[1]]


def _last(values: Floats, window: int) -> Floats:
    total = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    end = np.arange(1, values.shape[1] + 1)
    return total[:, end] - total[:, np.maximum(end - window, 0)]


def _shifted(values: Floats, hours: int) -> Floats:
    """What the value was that many hours ago; nan before the first."""
    out = np.full(values.shape, np.nan)
    if hours < values.shape[1]:
        out[:, hours:] = values[:, : values.shape[1] - hours]
    return out
