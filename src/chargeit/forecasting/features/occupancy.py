"""What the availability model is given: how subjects (connectors, whole sites) were used up to an instant."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from chargeit.forecasting.features.clocks import offsets_h
from chargeit.forecasting.features.usage import OPEN, Instants, Spans, Usage, all_in_use, merged
from chargeit.learning.scores import Floats

HOUR = 3600
HOURS = 24
IN_USE = 0.5
"""An hour counts as in use where the subject was in use for at least this part of it."""
STAYS = 20
OF_TIME = ["lead_h", "hour", "weekday", "weekend", "hour_now"]
OF_SUBJECT = ["site_full", "connectors", "in_use", "state_h", "stay_h", "usual_now"]
OF_HOUR = ["hour_28d", "hour_7d", "week_4", "week_12", "share_28d", "before_28d", "after_28d", "yesterday", "last_week"]
RECENT = ["last_3h", "last_day", "last_7d", "last_28d"]
OTHERS = ["site_now", "fleet_now", "site_hour", "fleet_hour"]
NAMES = [*OF_TIME, *OF_SUBJECT, *OF_HOUR, *RECENT, *OTHERS]


@dataclass(frozen=True, slots=True)
class Subject:
    """A connector, or a site as a whole, which is in use when all of its connectors are."""

    name: str
    site: str
    connectors: int = 1
    is_site: bool = False
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Occupancy:
    """Hours count from 1970, UTC. `share` is the part of each hour in use, `(subjects, hours)`.

    `zone` numbers each subject's clock of `zones`; `offset_h`, `(zones, hours)`, is how far it is ahead. Hours before a
    subject's `known_hour` are not known. The last hour is the last whole one before `until`.
    """

    subjects: tuple[Subject, ...]
    spans: tuple[Spans, ...]
    known_hour: Instants
    first_hour: int
    share: Floats
    zones: tuple[str, ...]
    zone: Instants
    offset_h: Instants
    until: int

    @property
    def in_use(self) -> Floats:
        return (self.share >= IN_USE).astype(np.float64)

    def clock(self, subject: int) -> ZoneInfo:
        return ZoneInfo(self.zones[self.zone[subject]])

    def state(self, origins: Instants) -> Floats:
        """In use (0 or 1), hours in that state, mean hours of the last stays: `(3, subjects, origins)`."""
        return np.stack([_state(spans, origins) for spans in self.spans], axis=1)


@dataclass(frozen=True, slots=True)
class Rows:
    """Of one origin, each `(subjects, 24)`: features `(…, len(NAMES))`, what the baselines say, days of history."""

    features: NDArray[np.float64]
    hour_mean: Floats
    now: Floats
    days: Floats
    hours: Instants


def occupancy(usage: Usage, past_hours: int = 24 * 500) -> Occupancy:
    """Of the last `past_hours` before `usage.until`."""
    order = np.argsort(usage.which, kind="stable")
    borders = np.searchsorted(usage.which[order], np.arange(1, len(usage.connectors)))
    own = zip(np.split(usage.begins[order], borders), np.split(usage.ends[order], borders), strict=True)
    spans = [merged(begins, ends) for begins, ends in own] if usage.connectors else []
    last = usage.until // HOUR
    firsts = [min(usage.first.get(c, OPEN), int(b[0]) if b.size else OPEN) for c, (b, _) in enumerate(spans)]
    subjects = [Subject(c.subject, c.site, simulated=c.simulated) for c in usage.connectors]
    for site in sorted({c.site for c in usage.connectors if c.site}):
        mine = [i for i, c in enumerate(usage.connectors) if c.site == site and firsts[i] < OPEN]
        if len(mine) > 1:
            simulated = all(usage.connectors[i].simulated for i in mine)
            subjects.append(Subject(site, site, len(mine), True, simulated))
            spans.append(all_in_use([spans[i] for i in mine], [firsts[i] for i in mine]))
            firsts.append(min(firsts[i] for i in mine))
    begin = max(min([f // HOUR for f in firsts if f < OPEN], default=last), last - past_hours)
    hours = np.arange(begin, last + 1) * HOUR
    share = np.array([np.diff(_seconds(s, hours)) / HOUR for s in spans]).reshape(len(subjects), last - begin)
    known = np.array([max(-(-f // HOUR), begin) if f < OPEN else last + HOURS for f in firsts], dtype=np.int64)
    clocks = [usage.zones.get(one.site, usage.zone) for one in subjects]
    zones, zone = np.unique(clocks or [usage.zone], return_inverse=True)
    offset = np.stack([offsets_h(begin, last + HOURS + 2, str(one)) for one in zones])
    names = tuple(map(str, zones))
    return Occupancy(
        tuple(subjects), tuple(spans), known, begin, share, names, zone[: len(clocks)], offset, usage.until
    )


def rows_at(known: Occupancy, origin: int, state: Floats) -> Rows:
    """Of the 24 clock hours from `origin` (seconds) on; `state` is `known.state` of it, `(3, subjects)`.

    Reads only hours that were over at `origin`, and spans that had begun.
    """
    done = origin // HOUR - known.first_hour
    first = -(-origin // HOUR) - known.first_hour
    use, share = (known.share[:, :done] >= IN_USE).astype(np.float64), known.share[:, :done]
    gather = _Lags(known, done, first)
    wide = gather.mean(use, 24, 28)
    hour_mean, target = wide[:, 1:-1], np.arange(first, first + HOURS)
    clock = (target + known.first_hour + known.offset_h[:, target]).astype(np.float64)[known.zone]
    weekday = (clock // 24 + 3) % 7
    own = [*_of_subject(known, state), wide[:, 0], *_recent(share)]
    column = [np.repeat(one[:, None], HOURS, axis=1) for one in own]
    lead = np.asarray(target + known.first_hour - origin / HOUR, dtype=np.float64)
    leads = np.tile(lead, (len(use), 1))
    of_time = [leads, clock % 24, weekday, weekday >= 5, (clock - lead) % 24]
    site, fleet = _together(known)
    history = [hour_mean, gather.mean(use, 24, 7)[:, 1:-1], gather.mean(use, 168, 4)[:, 1:-1]]
    history += [gather.mean(use, 168, 12)[:, 1:-1], gather.mean(share, 24, 28)[:, 1:-1], wide[:, :-2], wide[:, 2:]]
    history += [gather.mean(share, 24, 1)[:, 1:-1], gather.mean(share, 168, 1)[:, 1:-1]]
    others = [site @ state[0], fleet @ state[0]]
    around = [np.repeat(one[:, None], HOURS, axis=1) for one in others]
    around += [group @ np.nan_to_num(hour_mean) for group in (site, fleet)]
    features = np.stack([*of_time, *column[: len(OF_SUBJECT)], *history, *column[len(OF_SUBJECT) :], *around], axis=2)
    days = np.maximum(done + known.first_hour - known.known_hour, 0) / 24
    return Rows(features, hour_mean, np.repeat(state[0][:, None], HOURS, axis=1), days, target + known.first_hour)


def _of_subject(known: Occupancy, state: Floats) -> list[Floats]:
    sites = np.array([one.is_site for one in known.subjects], dtype=np.float64)
    size = np.array([one.connectors for one in known.subjects], dtype=np.float64)
    return [sites, size, state[0], np.minimum(state[1], 720), state[2]]


def _recent(share: Floats) -> list[Floats]:
    return [share[:, max(share.shape[1] - hours, 0) :].sum(axis=1) / hours for hours in (3, 24, 168, 672)]


class _Lags:
    """Means over the same hour of the clock some days or weeks earlier, of what is known; nan where nothing is."""

    def __init__(self, known: Occupancy, done: int, first: int) -> None:
        self._target = np.arange(first - 1, first + HOURS + 1)
        self._offset, self._zone = known.offset_h, known.zone
        self._done = done
        self._from = (known.known_hour - known.first_hour)[:, None, None]

    def mean(self, values: Floats, step: int, count: int) -> Floats:
        """Of the last `count` whole ones: where the latest is not over yet, one earlier is taken."""
        target = self._target[:, None]
        back = target - step * (np.arange(1, count + 1) + (target - step >= self._done))
        there = np.clip(back, 0, self._done - 1)
        # the same hour of the clock, also across the day on which it is put forward or back
        shifted = back + self._offset[:, np.clip(target, 0, None)] - self._offset[:, there]
        index, back = np.clip(shifted, 0, max(self._done - 1, 0)), shifted[self._zone]
        valid = (back >= self._from) & (back >= 0) & (back < self._done)
        found = np.where(valid, self._taken(values, index), 0.0) if self._done else np.zeros(valid.shape)
        counts = valid.sum(axis=2)
        return np.where(counts, found.sum(axis=2) / np.maximum(counts, 1), np.nan)

    def _taken(self, values: Floats, index: Instants) -> Floats:
        """Of each subject at the hours of its zone; where all have one, the same of all."""
        if len(index) == 1:
            return values[:, index[0]]
        return np.stack([row[index[zone]] for row, zone in zip(values, self._zone, strict=True)])


def _together(known: Occupancy) -> tuple[Floats, Floats]:
    """Two matrices that take the mean over the other connectors of the site, and over all connectors."""
    single = np.array([not one.is_site for one in known.subjects], dtype=np.float64)
    sites = np.array([one.site or one.name for one in known.subjects])
    same = (sites[:, None] == sites[None, :]) * single[None, :] * (1 - np.eye(len(sites)))
    everyone = np.tile(single, (len(sites), 1))
    return same / np.maximum(same.sum(axis=1), 1)[:, None], everyone / np.maximum(single.sum(), 1)


def _seconds(spans: Spans, at: Instants) -> Floats:
    """Seconds in use before each instant."""
    begin, end = spans
    if not begin.size:
        return np.zeros(at.size)
    total = np.append(0, np.cumsum(np.minimum(end, int(at[-1]) + 1) - np.minimum(begin, int(at[-1]) + 1)))
    place = np.searchsorted(begin, at, side="right") - 1
    inside = np.where(place >= 0, np.minimum(at, end[place]) - begin[place], 0)
    return np.where(place >= 0, total[np.maximum(place, 0)] + inside, 0).astype(np.float64)


def _state(spans: Spans, origins: Instants) -> Floats:
    begin, end = spans
    if not begin.size:
        return np.stack([np.zeros(origins.size), np.full(origins.size, np.nan), np.full(origins.size, np.nan)])
    place = np.searchsorted(begin, origins, side="right") - 1
    busy = (place >= 0) & (end[place] > origins)
    since = np.where(busy, begin[place], end[place])
    hours = np.where(place >= 0, (origins - since) / HOUR, np.nan)
    ended = np.searchsorted(end, origins, side="right")
    total = np.append(0.0, np.cumsum((np.minimum(end, OPEN // 4) - begin) / HOUR))
    few = np.minimum(ended, STAYS)
    stay = np.where(few, (total[ended] - total[ended - few]) / np.maximum(few, 1), np.nan)
    return np.stack([busy.astype(np.float64), hours, stay])
