"""What the platform's own stations told, as hours of outages and as states of health."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain

import numpy as np

from chargeit.domain.stations import ConnectorStatus, StatusReport
from chargeit.domain.transactions import Transaction
from chargeit.forecasting.anomalies import ended_at, is_ended
from chargeit.forecasting.features.outages import Floats, OutageHours
from chargeit.forecasting.health_points import State, Watched, aged, with_link, with_status, with_transaction
from chargeit.ports.series import Connection, History

OUTAGES_OF = timedelta(days=28)
HEALTH_OF = timedelta(days=21)
HOUR_S = 3600
FAULTED, OFFLINE = 1, 2

Change = tuple[float, int]
"""Seconds since 1970 and what the connector is from then on: 0 up, FAULTED, OFFLINE."""


Happened = StatusReport | Connection | Transaction
Event = tuple[datetime, int, Happened]
"""When we heard of it, and a number that breaks ties."""


@dataclass(slots=True)
class _Told:
    """What one station told, in the order of storing: (evse, connector) -> faults begun and ended, and its links."""

    faults: dict[tuple[int, int], list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))
    links: list[tuple[float, bool]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Before:
    """What held when the window began, and how it stands now, where the window's own events do not say it."""

    reports: list[StatusReport]
    links: list[Connection]
    silent: dict[tuple[str, str], datetime]


def outage_hours(history: History, now: datetime) -> OutageHours:
    """The whole hours of the last 28 days before `now`; a connector is (station, "evse/connector").

    FAULTED is out of service, a lost connection out of contact; what an operator made unavailable is neither. A fault
    of EVSE 0 is one of all connectors. Before its first message nothing is known of a connector, nor of any in an hour
    in which none of several stations was connected: then the platform itself was away. A station without a site is one
    of its own. A connector that told nothing in this time is as it was before, where its station was heard since; else
    it is silent.
    """
    last = int(now.timestamp()) // HOUR_S
    first = last - int(OUTAGES_OF / timedelta(hours=1))
    stations = {str(station.id): station for station in history.stations()}
    units: list[tuple[str, str]] = []
    lines: list[tuple[Floats, Floats, Floats, Floats]] = []
    before = _before(history, now - OUTAGES_OF, now)
    for station, told in sorted(_told(history, before, now).items()):
        for evse, connector in sorted(key for key in told.faults if key[0] != 0):
            units.append((station, f"{evse}/{connector}"))
            lines.append(_hours_of(_changes(told, (evse, connector)), first, last))
    shape = (4, len(units), last - first)
    arrays = np.stack([np.stack(line) for line in lines], axis=1) if lines else np.zeros(shape)
    if len({station for station, _ in units}) > 1:
        arrays[:3, :, np.all(arrays[1] >= 1.0, axis=0)] = np.nan
    theirs = [stations.get(unit[0]) for unit in units]
    names = [(one.site if one else "") or unit[0] for one, unit in zip(theirs, units, strict=True)]
    site = np.unique(names, return_inverse=True)[1] if units else np.zeros(0, dtype=np.int64)
    toys = np.array([one is not None and one.simulated for one in theirs], dtype=np.bool_)
    near, kind = np.zeros((len(units), 0), dtype=np.int64), np.zeros(len(units), dtype=np.int64)
    at_end = arrays[3] > 0
    hours = OutageHours(tuple(units), site, kind, near, first, arrays[0], arrays[1], arrays[2], at_end, toys)
    return replace(hours, silent={unit: at for unit, at in before.silent.items() if unit[0] in stations})


def watched(history: History, now: datetime) -> list[Watched]:
    """Each station that ever told anything, with its state at `now` by the last 21 days; forecasts of risk come later.

    What it told last before them holds from their beginning on.
    """
    events = _events(history, now)
    found = []
    for station in sorted(history.stations(), key=lambda one: one.id):
        if station.id in events:
            told = sorted(events[station.id], key=lambda event: event[:2])
            state = State(told[0][0])
            for at, _, what in told:
                state = _after(state, what, at)
            found.append(Watched(station.id, station.site, aged(state, now), told[0][0], station.simulated))
    return found


def _after(state: State, what: Happened, at: datetime) -> State:
    if isinstance(what, Connection):
        return with_link(state, what.connected, at)
    return with_status(state, what) if isinstance(what, StatusReport) else with_transaction(state, what, at)


def _events(history: History, now: datetime) -> dict[str, list[Event]]:
    """What happened at each station, of one kind in the order of storing: not always that of receipt."""
    since = now - HEALTH_OF
    found: dict[str, list[Event]] = defaultdict(list)
    before = _before(history, since, now)
    for link in chain(history.connections(since, now), before.links):
        found[link.station].append((link.at, 0, link))
    for report in before.reports:
        found[report.place.station].append((since, 1, report))
    for report in history.reports(since, now):
        found[report.place.station].append((report.received_at, 1, report))
    for row in history.transactions(since, now):
        if is_ended(row.transaction):
            at = row.transaction.stop_received_at or ended_at(row.transaction)
            if at < now:
                found[row.transaction.place.station].append((at, 2, row.transaction))
    return found


def _before(history: History, since: datetime, now: datetime) -> _Before:
    """Events are pruned after days, so that a station is away or connected may be known from its presence alone."""
    found, heard = _Before([], [], {}), list(history.connectors())
    seen_at: dict[str, datetime] = {}
    for one in heard:
        seen_at[one.report.place.station] = max(one.seen_at, seen_at.get(one.report.place.station, one.seen_at))
    for one in heard:
        place = one.report.place
        if one.changed_at is not None and one.changed_at < now:
            found.links.append(Connection(place.station, max(one.changed_at, since), bool(one.connected)))
        if one.report.received_at < since:
            found.reports.append(replace(one.report, reported_at=since, received_at=since))
        if seen_at[place.station] < since and place.evse != 0:
            found.silent[place.station, f"{place.evse}/{place.connector}"] = seen_at[place.station]
    return found


def _told(history: History, before: _Before, now: datetime) -> dict[str, _Told]:
    since = now - OUTAGES_OF
    found: dict[str, _Told] = defaultdict(_Told)
    for report in before.reports:
        key = (report.place.evse, report.place.connector)
        if (report.place.station, f"{key[0]}/{key[1]}") not in before.silent:
            fault = report.status is ConnectorStatus.FAULTED
            found[report.place.station].faults[key].append((since.timestamp(), fault))
    for report in history.reports(since, now):
        key = (report.place.evse, report.place.connector)
        fault = report.status is ConnectorStatus.FAULTED
        found[report.place.station].faults[key].append((report.effective_at.timestamp(), fault))
    for link in chain(history.connections(since, now), before.links):
        found[link.station].links.append((link.at.timestamp(), link.connected))
    return found


def _changes(told: _Told, key: tuple[int, int]) -> list[Change]:
    """What the connector is from each change on: away beats faulted; of one moment's, what was stored last counts."""
    whole = [line for own, line in told.faults.items() if own[0] == 0]
    events = sorted(
        [(at, "own", bad) for at, bad in told.faults[key]]
        + [(at, "whole", bad) for line in whole for at, bad in line]
        + [(at, "away", not connected) for at, connected in told.links],
        key=lambda event: event[0],
    )
    bad = dict.fromkeys(("own", "whole", "away"), False)
    changes = []
    for at, which, is_bad in events:
        bad[which] = is_bad
        changes.append((at, OFFLINE if bad["away"] else FAULTED if bad["own"] or bad["whole"] else 0))
    return changes


def _hours_of(changes: list[Change], first: int, last: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Shares faulted and offline, drops, and whether it is down at the end, of each hour from `first` up to `last`."""
    edges = np.arange(first, last + 1, dtype=np.float64) * HOUR_S
    times = np.append([at for at, _ in changes], max(edges[-1], changes[-1][0]) + 1)
    states = np.array([state for _, state in changes])
    heard = _within(edges, times, np.ones(len(states)))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = [
            np.where(heard > 0, _within(edges, times, states == which) / heard, np.nan) for which in (FAULTED, OFFLINE)
        ]
    down = states > 0
    fallen = times[:-1][down & ~np.append(True, down[:-1])]
    drops = np.where(heard > 0, np.histogram(fallen, edges)[0], np.nan)
    newest = np.searchsorted(times[:-1], edges[1:], side="right") - 1
    return shares[0], shares[1], drops, np.where(newest >= 0, down[np.maximum(newest, 0)], 0.0)


def _within(edges: Floats, times: Floats, weight: Floats) -> Floats:
    """Seconds of each hour, each weighted with what holds then."""
    total = np.append(0.0, np.cumsum(np.diff(times) * weight))
    return np.diff(np.interp(edges, times, total))
