"""The health score on recorded polls: does a low score come before more down-time?"""

import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chargeit.domain.errors import Invalid, Misconfigured
from chargeit.domain.stations import ConnectorStatus, Place, StationId, StatusReport
from chargeit.forecasting import outage_model
from chargeit.forecasting.data import irish_ecars
from chargeit.forecasting.data.irish_ecars import STATUSES, Polls
from chargeit.forecasting.features import outages
from chargeit.forecasting.features.outages import Flags, Floats, OutageHours
from chargeit.forecasting.health_points import State, Usual, down_now, score, with_link, with_risk, with_status
from chargeit.learning import scores
from chargeit.learning.catalogue import BacktestRow

DATA = "irish_ecars"
# the score's instant (days from the first of November) and the days after it that are counted
QUESTIONS = ((4, 7), (7, 3), (8, 1))
BEGUN = datetime(2018, 11, 1, tzinfo=UTC)
OUT, AWAY = STATUSES.index("OOS"), STATUSES.index("OOC")
BASELINE = "share down in 72 h"


def backtest(folder: Path) -> list[BacktestRow]:
    """Rank correlation of the points lost with the following down-time; a row that says so where data is missing."""
    if not (folder / DATA).exists():
        return [BacktestRow("health", DATA, "", "not measured", float("nan"), note="the data set is not there")]
    try:
        polled = irish_ecars.polls(folder / DATA)
    except (Invalid, Misconfigured) as error:
        return [BacktestRow("health", DATA, "", "not measured", float("nan"), note=str(error))]
    hours = irish_ecars.outage_hours(polled)
    found = [row for day, ahead in QUESTIONS for row in _rows(polled, hours, BEGUN + timedelta(days=day), ahead)]
    return [*found, update_row()]


def _rows(polled: Polls, hours: OutageHours, at: datetime, ahead_days: int) -> Iterator[BacktestRow]:
    cut = int(at.timestamp()) // 3600 - hours.first_hour
    stations, own = np.unique([unit[0] for unit in polled.units], return_inverse=True)
    later = np.nan_to_num(hours.faulted + hours.offline)[:, cut : cut + 24 * ahead_days]
    after = _by_station(later.mean(axis=1), own)
    before = _by_station(outages.share_down(hours)[:, cut - 1], own)
    begun = time.perf_counter()
    states = states_at(polled, at)
    seconds = (time.perf_counter() - begun) / len(stations)
    risks = dict(zip(stations, _by_station(_risks(hours.until(cut)), own), strict=True))
    plain = np.array([100 - score(states[site], at).value for site in stations])
    warned = {site: with_risk(states[site], float(risks[site]), at) for site in stations}
    usual = Usual("fleet", risk=float(np.mean(list(risks.values()))))
    whole = np.array([100 - score(warned[site], at, usual).value for site in stations])
    up = np.array([down_now(states[site]) == 0 for site in stations])
    days = (polled.at[-1] - at.timestamp()) / 86400
    note = f"scored {at:%d %B}, down-time of the next {min(ahead_days, days):.1f} days, {{}} stations; "
    note += f"{seconds * 1e3:.1f} ms for the whole past of one"
    for who, rows in (("all", np.ones(len(up), dtype=np.bool_)), ("up at that instant", up)):
        for name, lost in (("score", whole), ("score without forecast", plain)):
            yield _row(name, f"rank correlation, {who}", (lost, before, after), rows, note)


def _row(name: str, metric: str, arrays: tuple[Floats, Floats, Floats], rows: Flags, note: str) -> BacktestRow:
    lost, before, after = (one[rows] for one in arrays)
    value, baseline = scores.rank_correlation(lost, after), scores.rank_correlation(before, after)
    return BacktestRow("health", DATA, name, metric, value, BASELINE, baseline, note.format(int(rows.sum())))


def states_at(polled: Polls, at: datetime) -> dict[str, State]:
    """Each station's state from its polls before `at`: out of service is a fault, out of contact a lost connection."""
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, (site, _) in enumerate(polled.units):
        rows_of[site].append(row)
    seen = polled.at < at.timestamp()
    times, status = polled.at[seen], polled.status[:, seen]
    return {site: _lived(site, rows, times, status) for site, rows in rows_of.items()}


def update_row() -> BacktestRow:
    """How long one report, a new forecast of risk and the new score take: the slowest of a hundred of 20,000."""
    state, took = State(BEGUN), []
    for n in range(20_000):
        at = BEGUN + timedelta(minutes=n)
        what = ConnectorStatus.AVAILABLE if n % 7 else ConnectorStatus.FAULTED
        report = StatusReport(Place(StationId("S1"), 1 + n % 20), what, at, at)
        begun = time.perf_counter()
        state = with_risk(with_status(state, report), n % 10 / 10, at)
        score(state, at)
        took.append(time.perf_counter() - begun)
    slow_ms = float(np.quantile(took, 0.99)) * 1e3
    return BacktestRow(
        "health",
        "one station",
        "score",
        "update, p99, ms",
        slow_ms,
        note="a report, a risk and the new score; 20 connectors",
    )


def _lived(site: str, rows: list[int], times: NDArray[np.int64], status: NDArray[np.int8]) -> State:
    state = State(datetime.fromtimestamp(int(times[0]), UTC))
    told = status[rows]
    changed = np.flatnonzero(np.any(told != np.roll(told, 1, axis=1), axis=0) | (np.arange(len(times)) == 0))
    for column in changed:
        at = datetime.fromtimestamp(int(times[column]), UTC)
        connected = not np.all(told[:, column] == AWAY)
        if connected != state.connected:
            state = with_link(state, connected, at)
        for evse, now in enumerate(told[:, column], start=1):
            out = bool(now == OUT)
            if state.connectors.get((evse, 1)) != (out or now == AWAY):
                what = ConnectorStatus.UNAVAILABLE if now == AWAY else ConnectorStatus.AVAILABLE
                what = ConnectorStatus.FAULTED if out else what
                state = with_status(state, StatusReport(Place(StationId(site), evse), what, at, at))
    return state


def _risks(past: OutageHours) -> Floats:
    """The chance of each connector at the end of `past`, by a model that has seen `past` only."""
    model = outage_model.fit(past, 24)
    return model.predict(outages.features(past, 24)[1][:, -1])


def _by_station(values: Floats, own: NDArray[np.int64]) -> Floats:
    return np.asarray(np.bincount(own, weights=values) / np.bincount(own), dtype=np.float64)
