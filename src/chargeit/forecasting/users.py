"""User segments, as many as are stable; where none are, that is the answer, with the continuum."""

import json
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from chargeit.domain.errors import Invalid, Misconfigured
from chargeit.domain.forecasts import Basis, Forecast, Point, Score
from chargeit.forecasting.features import behaviour
from chargeit.forecasting.features.transactions import Log
from chargeit.forecasting.gathering import history as stored
from chargeit.learning import catalogue
from chargeit.learning.catalogue import BacktestRow, Incumbent, Trained
from chargeit.learning.scores import Floats
from chargeit.ports.series import History

AGREEMENT, COPIES, LEAST_USERS = 0.6, 20, 20
COUNTS = range(2, 7)


@dataclass(frozen=True, slots=True)
class UsersData:
    log: Log
    until: datetime
    simulated_rows: int = 0


@dataclass(frozen=True, slots=True)
class Trial:
    """What `count` segments are worth: agreement of bootstrap copies, and silhouette beside the best by chance."""

    count: int
    silhouette: float
    by_chance: float
    agreement: float
    centres: Floats

    @property
    def stable(self) -> bool:
        return self.agreement >= AGREEMENT and self.silhouette > self.by_chance


def clustering() -> tuple[Any, Any]:
    """Raises Misconfigured where scikit-learn is not installed."""
    try:
        from sklearn import cluster, metrics
    except ImportError:
        raise Misconfigured("learn", "scikit-learn is not installed: pip install chargeit[learn]") from None
    return cluster, metrics


def trial(rows: Floats, count: int, copies: int = COPIES) -> Trial:
    """`rows` are scaled. Seeded: the same users give the same answer."""
    _, metrics = clustering()
    random = np.random.default_rng(1)
    fitted = grouped(rows, count)
    silhouette = float(metrics.silhouette_score(rows, fitted.labels_))
    chance, agreement = [], []
    for _ in range(copies):
        shuffled = np.stack([random.permutation(column) for column in rows.T], axis=1)
        chance.append(float(metrics.silhouette_score(shuffled, grouped(shuffled, count).labels_)))
        again = grouped(rows[random.integers(0, len(rows), len(rows))], count)
        agreement.append(float(metrics.adjusted_rand_score(fitted.labels_, again.predict(rows))))
    return Trial(count, silhouette, max(chance), float(np.mean(agreement)), fitted.cluster_centers_)


def grouped(rows: Floats, count: int) -> Any:
    cluster, _ = clustering()
    with warnings.catch_warnings():
        # a bootstrap copy may hold fewer different users than segments
        warnings.simplefilter("ignore")
        return cluster.KMeans(count, n_init=10, random_state=1).fit(rows)


def trials(rows: Floats) -> list[Trial]:
    return [trial(rows, count) for count in COUNTS if count * 5 <= len(rows)]


def chosen(tried: list[Trial]) -> Trial | None:
    """Of the stable ones that on whose members its copies agree most."""
    return max((one for one in tried if one.stable), key=lambda one: one.agreement, default=None)


def named(centres: Floats, middle: Floats, spread: Floats) -> list[str]:
    """From the features, in words; each name once, told apart by the hour of arrival and, at last, by a number."""
    names: list[str] = []
    for centre in centres:
        hour = behaviour.arrival_hour(centre * spread + middle)
        name = f"{behaviour.words(centre)}; arrives around {hour:02.0f}:00"
        names.append(name if name not in names else f"{name} ({names.count(name) + 1})")
    return names


def _silhouette(rows: Floats, payload: bytes) -> float:
    """Of these users by the segments of another model. Raises Invalid where it parts them in none."""
    found = json.loads(payload)
    centres = np.array(found["centres"])
    if not len(centres):
        raise Invalid("payload", "has no segments")
    known = behaviour.standard(rows, np.array(found["middle"]), np.array(found["spread"]))
    labels = np.argmin(((known[:, None] - centres[None]) ** 2).sum(axis=2), axis=1)
    if len(set(labels.tolist())) < 2:
        raise Invalid("payload", "puts all users in one segment")
    # in the scale of the new model's figure
    return float(clustering()[1].silhouette_score(behaviour.standard(rows, *behaviour.scaled(rows)), labels))


@dataclass(frozen=True, slots=True)
class Users:
    """The feature for the catalogue."""

    name: str = "users"

    def gather(self, history: History, until: datetime) -> UsersData:
        rows = list(history.transactions(until - timedelta(days=400), until))
        log, _ = stored.logged(rows, stored.sites_of(history))
        return UsersData(log, until, sum(row.simulated for row in rows))

    def train(self, data: UsersData, incumbent: Incumbent | None = None) -> Trained:
        """Raises Invalid under 20 users with 15 transactions each."""
        users, rows = behaviour.seen(data.log, stored.hours_of(data.until))
        if len(users) < LEAST_USERS:
            reason = f"{len(users)} have {behaviour.LEAST} ended transactions, needed are {LEAST_USERS}"
            raise Invalid("users", reason)
        middle, spread = behaviour.scaled(rows)
        tried = trials(behaviour.standard(rows, middle, spread))
        best = chosen(tried)
        shown = best or max(tried, key=lambda one: one.silhouette)
        found = {
            "version": 1,
            "middle": middle.tolist(),
            "spread": spread.tolist(),
            "centres": best.centres.tolist() if best else [],
            "names": named(best.centres, middle, spread) if best else [],
        }
        score = Score("silhouette", shown.silhouette, "best of column-permuted copies", shown.by_chance)
        more = Score("agreement", shown.agreement, "needed", AGREEMENT)
        begun = datetime.fromtimestamp(float(data.log.begun_h[0]) * 3600, UTC)
        notes = f"{best.count} segments" if best else "no stable segments"
        payload = json.dumps(found).encode()
        rival = (
            None if incumbent is None else incumbent.rival("silhouette", shown.silhouette, partial(_silhouette, rows))
        )
        found_by = (score, more)
        return Trained(payload, begun, data.until, len(data.log.users), data.simulated_rows, found_by, notes, rival)

    def predict(self, payload: bytes | None, data: UsersData, now: datetime) -> list[Forecast]:
        """One a user: the segment's number from 1, or the place from 0 to 1 by frequency where none is stable."""
        users, rows = behaviour.seen(data.log, stored.hours_of(data.until), 1)
        found = json.loads(payload) if payload else {}
        return [self._one((user, row), rows, found, (data, now)) for user, row in zip(users, rows, strict=True)]

    def _one(
        self, who: tuple[str, Floats], rows: Floats, found: dict[str, Any], when: tuple[UsersData, datetime]
    ) -> Forecast:
        (user, row), (data, now) = who, when
        known = data.log.users.count(user)
        if known < behaviour.LEAST:
            missing = f"{known} of {behaviour.LEAST} transactions that a segment needs"
            return Forecast(self.name, user, now, Basis.MISSING, missing=missing)
        if found.get("centres"):
            place = behaviour.standard(row, np.array(found["middle"]), np.array(found["spread"]))
            which = int(np.argmin(((np.array(found["centres"]) - place) ** 2).sum(axis=1)))
            points = (Point(now, float(which + 1)),)
            return Forecast(self.name, user, now, Basis.MODEL, points=points, explanation=found["names"][which])
        share = float(np.mean(rows[:, 1] <= row[1]))
        why = f"no stable segments; charges at least as often as {share:.0%} of all users"
        missing = "" if found else "no model was trained yet"
        return Forecast(
            self.name, user, now, Basis.BASELINE, points=(Point(now, share),), explanation=why, missing=missing
        )

    def backtest(self, folder: Path) -> list[BacktestRow]:
        return catalogue.backtest(self.name, folder)


FEATURE = Users()
