"""From what the platform stored to what each feature learns from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from chargeit.domain.errors import Invalid
from chargeit.domain.stations import ConnectorStatus, StatusReport
from chargeit.domain.transactions import Transaction
from chargeit.forecasting import health_points
from chargeit.forecasting.features.outages import Flags, Floats, OutageHours
from chargeit.forecasting.features.usage import Usage, from_transactions
from chargeit.forecasting.health_points import State, Watched
from chargeit.ports.series import Connection, History

HOUR_S = 3600
USE, OUTAGES, HEALTH = timedelta(days=400), timedelta(days=60), timedelta(days=21)
Span = tuple[float, float]
Unit = tuple[str, str]


def outage_hours(history: History, until: datetime) -> OutageHours:
    """The last 60 days up to the last whole hour. Connections are known for as long as their events are kept.

    A connector is out of service while its newest status is Faulted, out of contact while its station is not
    connected. Hours in which no station was connected are not known: then the platform itself was away.
    Raises Invalid where no connector has told its status.
    """
    told: dict[Unit, list[StatusReport]] = defaultdict(list)
    for report in history.reports(until - OUTAGES, until):
        if report.place.evse > 0:
            told[report.place.station, f"{report.place.evse}/{report.place.connector}"].append(report)
    if not told:
        raise Invalid("history", "no connector has told its status yet")
    units = tuple(sorted(told))
    begun = min(report.effective_at for reports in told.values() for report in reports)
    first, last = int(begun.timestamp()) // HOUR_S, int(until.timestamp()) // HOUR_S
    if last <= first:
        raise Invalid("history", "covers no whole hour yet")
    edges = np.arange(first, last + 1, dtype=np.float64) * HOUR_S
    away = absences(history.connections(until - OUTAGES, until), until)
    sites = {str(station.id): station.site or str(station.id) for station in history.stations()}
    toys = {str(station.id) for station in history.stations() if station.simulated}
    lines = [_line(told[unit], away.get(unit[0], []), edges) for unit in units]
    faulted, offline, drops = (np.stack([getattr(one, part) for one in lines]) for part in ("faulted", "away", "drops"))
    dark = np.all(offline >= 1.0, axis=0)
    unknown = np.stack([edges[1:] <= reports[0].effective_at.timestamp() for reports in (told[u] for u in units)])
    for part in (faulted, offline, drops):
        part[unknown | dark] = np.nan
    site = np.unique([sites.get(station, station) for station, _ in units], return_inverse=True)[1]
    return OutageHours(
        units, site, np.zeros(len(units), np.int64), np.zeros((len(units), 0), np.int64), first,
        faulted, offline, drops, np.stack([one.at_end for one in lines]),
        np.array([station in toys for station, _ in units], dtype=np.bool_),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Line:
    """One connector's hours."""

    faulted: Floats
    away: Floats
    drops: Floats
    at_end: Flags


def _line(reports: list[StatusReport], away: list[Span], edges: Floats) -> _Line:
    reports.sort(key=lambda report: report.effective_at)
    faults = list(fault_spans(reports, float(edges[-1])))
    spans = [*faults, *away]
    begins, ends = (np.array([span[side] for span in spans], dtype=np.float64) for side in (0, 1))
    lost = shares(away, edges)
    at_end: Flags = np.any((begins[:, None] < edges[1:]) & (ends[:, None] >= edges[1:]), axis=0)
    drops = np.histogram(begins, edges)[0].astype(np.float64)
    # both at once is out of contact: what its status would be is not known
    return _Line(np.minimum(shares(faults, edges), 1 - lost), lost, drops, at_end)


def fault_spans(reports: list[StatusReport], until: float) -> Iterator[Span]:
    """From the first report of a fault to the next of something else. Reports in order of time."""
    begun: float | None = None
    for report in reports:
        at, faulted = report.effective_at.timestamp(), report.status is ConnectorStatus.FAULTED
        if faulted and begun is None:
            begun = at
        elif not faulted and begun is not None:
            yield begun, at
            begun = None
    if begun is not None:
        yield begun, until


def absences(connections: Iterable[Connection], until: datetime) -> dict[str, list[Span]]:
    """When each station was not connected, between its first known connection and `until`."""
    told: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for one in connections:
        told[one.station].append((one.at.timestamp(), one.connected))
    found: dict[str, list[Span]] = {}
    for station, changes in told.items():
        ordered = [*sorted(changes), (until.timestamp(), True)]
        found[station] = [(a, b) for (a, connected), (b, _) in pairwise(ordered) if not connected and b > a]
    return found


def shares(spans: list[Span], edges: Floats) -> Floats:
    """The share of each hour that lies within the spans, which do not overlap."""
    total = np.zeros_like(edges)
    for begin, end in spans:
        total += np.clip(edges - begin, 0.0, end - begin)
    return np.clip(np.diff(total) / HOUR_S, 0.0, 1.0)


def watched(history: History, until: datetime) -> list[Watched]:
    """Every station's state after the events of the last 21 days, told again in their order."""
    since = until - HEALTH
    events: dict[str, list[tuple[datetime, Any]]] = defaultdict(list)
    for report in history.reports(since, until):
        events[report.place.station].append((report.received_at, report))
    for link in history.connections(since, until):
        events[link.station].append((link.at, link))
    for row in history.transactions(since, until):
        if (ended_at := row.transaction.stop_received_at) is not None:
            events[row.transaction.place.station].append((ended_at, row.transaction))
    found = []
    for station in history.stations():
        if told := sorted(events.get(station.id, []), key=lambda event: event[0]):
            state = State(told[0][0])
            for at, event in told:
                state = _after(state, event, at)
            aged = health_points.aged(state, until)
            found.append(Watched(station.id, station.site, aged, told[0][0], station.simulated))
    return found


def _after(state: State, event: Any, at: datetime) -> State:
    if isinstance(event, StatusReport):
        return health_points.with_status(state, event)
    if isinstance(event, Transaction):
        return health_points.with_transaction(state, event, at)
    return health_points.with_link(state, event.connected, at)


def used(history: History, until: datetime) -> Usage:
    """When connectors were in use in the last 400 days; hours and weekdays are those of UTC."""
    sites = {str(station.id): station.site for station in history.stations()}
    rows = history.transactions(until - USE, until)
    return from_transactions(((row.transaction, row.simulated) for row in rows), sites, until)


GATHERERS: dict[str, Callable[[History, datetime], Any]] = {
    "availability": used,
    "maintenance": outage_hours,
    "health": watched,
}
