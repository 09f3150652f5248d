"""Maintenance: the chance that a connector that is up now will be down within 6 and within 24 hours."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from chargeit.domain.forecasts import Basis, Forecast, Point, Rival, Score
from chargeit.forecasting.features import outages
from chargeit.forecasting.features.outages import Flags, Floats, OutageHours, Whole
from chargeit.forecasting.outage_model import HORIZONS_H, SINCE, enough, fit
from chargeit.learning import boosting, catalogue, scores
from chargeit.learning.catalogue import BacktestRow, Incumbent, Trained
from chargeit.ports.series import History

NAME = "maintenance"
LEAST_KNOWN_H = 24
HELD_BACK = 0.3
PRIOR_HOURS = 72.0

WORDS = {
    "faulted": "time out of service",
    "offline": "time out of contact",
    "drops": "how often it went down",
    "outages": "outages",
    "since": "time since it was last down",
    "same": "it was down at these hours on days before",
    "site": "other connectors of its site",
    "near": "stations nearby",
    "hour": "the hour of the day",
    "kind": "the kind of plug",
    "connectors": "the size of its site",
}


@dataclass(frozen=True, slots=True)
class Maintenance:
    """`chargeit.learning.catalogue.Feature`; its data are OutageHours that end where `now` is."""

    name: str = NAME

    def gather(self, history: History, now: datetime) -> OutageHours:
        """The last 28 days of the platform's own stations."""
        from chargeit.forecasting.gathering.stations import outage_hours

        return outage_hours(history, now)

    def train(self, data: OutageHours, incumbent: Incumbent | None = None) -> Trained:
        """Two models, each scored on the newest 30 % of the hours and then fitted on all.

        Simulated stations are learned from only where there are no others.
        """
        data = data.real()
        held_from = int(data.hours * (1 - HELD_BACK))
        found: dict[str, str] = {}
        measured: list[Score] = []
        rows, rival = 0, None
        for horizon_h in HORIZONS_H:
            enough(data, *outages.labels(data, horizon_h))
            fitted = fit(data.until(held_from), horizon_h)
            measured += _scores(data, horizon_h, held_from, fitted)
            if incumbent is not None and horizon_h == HORIZONS_H[0]:
                rival = _rival(data, held_from, fitted, incumbent)
            found[str(horizon_h)] = fit(data, horizon_h).to_bytes().decode()
            rows += int(outages.labels(data, horizon_h)[1].sum())
        payload = json.dumps({"version": 1, "models": found}).encode()
        begun, ended = instant(data.first_hour), instant(data.first_hour + data.hours)
        notes = (
            f"scores on the hours from {instant(data.first_hour + held_from):%Y-%m-%d %H:%M} on, fitted without them"
        )
        simulated = rows if data.simulated is not None and data.simulated.any() else 0
        return Trained(payload, begun, ended, rows, simulated, tuple(measured), notes, rival)

    def predict(self, payload: bytes | None, data: OutageHours, now: datetime) -> list[Forecast]:
        """One forecast a connector, points at 6 and 24 h; `data` ends with the last whole hour before `now`.

        Of one that is silent nothing is forecast but said since when.
        """
        silent = [_silent("/".join(unit), since, now) for unit, since in data.silent.items()]
        if not data.units:
            return silent
        newest = _Newest.of(data)
        by_horizon = [_answers(payload, newest, horizon_h) for horizon_h in HORIZONS_H]
        rows = range(len(data.units))
        return [_forecast(newest, row, now, [answers[row] for answers in by_horizon]) for row in rows] + silent

    def backtest(self, folder: Path) -> list[BacktestRow]:
        return catalogue.backtest(NAME, folder)


def _scores(data: OutageHours, horizon_h: int, held_from: int, fitted: boosting.Boosted) -> list[Score]:
    """On origins from `held_from` on, whose labels the model has not seen."""
    known, (happened, fair) = outages.features(data, horizon_h)[1], outages.labels(data, horizon_h)
    asked = fair.copy()
    asked[:, : held_from - 1] = False
    if not happened[asked].any() or happened[asked].all():
        return []
    risk, naive = fitted.predict(known[asked]), -outages.hours_since_down(data)[asked]
    truth = happened[asked].astype(np.float64)
    pairs = {"average_precision": scores.average_precision, "auc": scores.auc}
    return [
        Score(f"{name}_{horizon_h}h", measure(truth, risk), SINCE, measure(truth, naive))
        for name, measure in pairs.items()
    ]


def _rival(data: OutageHours, held_from: int, fitted: boosting.Boosted, incumbent: Incumbent) -> Rival | None:
    """It was fitted on all that was known, so only what came after that counts; None where nothing did."""
    since = int((incumbent.data_to - instant(data.first_hour)) / timedelta(hours=1))
    begin, horizon_h = max(held_from, since + 1), HORIZONS_H[0]
    ours = _scores(data, horizon_h, begin, fitted)
    if not ours:
        return None
    first = ours[0]

    def measured(payload: bytes) -> float:
        return _scores(data, horizon_h, begin, _model(payload, horizon_h))[0].value

    return incumbent.rival(first.metric, first.value, measured)


def _model(payload: bytes, horizon_h: int) -> boosting.Boosted:
    return boosting.from_bytes(json.loads(payload)["models"][str(horizon_h)].encode())


@dataclass(frozen=True, slots=True)
class _Newest:
    """What is known at the end of the data."""

    data: OutageHours
    heard_h: Whole
    down: Flags

    @staticmethod
    def of(data: OutageHours) -> "_Newest":
        return _Newest(data, data.known.sum(axis=1), data.down_at_end[:, -1])


@dataclass(frozen=True, slots=True)
class _Answer:
    chance: float
    basis: Basis
    why: str


def _answers(payload: bytes | None, newest: _Newest, horizon_h: int) -> list[_Answer]:
    usual = _rates(newest.data, horizon_h, newest.heard_h)
    if payload is None:
        return usual
    model = _model(payload, horizon_h)
    names, known = outages.features(newest.data, horizon_h)
    latest = known[:, -1]
    chances, reasons = model.predict(latest), model.reasons(latest)[:, :-1]
    answers = []
    for row, chance in enumerate(chances):
        own = newest.heard_h[row] >= LEAST_KNOWN_H
        why = _main_reason(names, reasons[row])
        answers.append(_Answer(float(chance), Basis.MODEL, why) if own else usual[row])
    return answers


def _main_reason(names: list[str], contributions: Floats) -> str:
    worst = [names[i] for i in np.argsort(-contributions)[:3] if contributions[i] > 0.05]
    told = list(dict.fromkeys(WORDS[name.split("_")[0]] for name in worst))
    return f"raised by: {', '.join(told)}" if told else "nothing in its past raises it"


def _rates(data: OutageHours, horizon_h: int, heard_h: Whole) -> list[_Answer]:
    """How often an outage followed within the horizon: of the connector, drawn to its site's, drawn to the fleet's."""
    happened, fair = outages.labels(data, horizon_h)
    asked, hits = fair.sum(axis=1).astype(float), (happened & fair).sum(axis=1).astype(float)
    if not asked.sum():
        return [_Answer(np.nan, Basis.MISSING, "")] * len(data.units)
    fleet = hits.sum() / asked.sum()
    site_asked, site_hits = (np.bincount(data.site, weights=one) for one in (asked, hits))
    site = ((site_hits + PRIOR_HOURS * fleet) / (site_asked + PRIOR_HOURS))[data.site]
    own = (hits + PRIOR_HOURS * site) / (asked + PRIOR_HOURS)
    answers = []
    for row in range(len(data.units)):
        if heard_h[row] >= LEAST_KNOWN_H:
            answers.append(_Answer(float(own[row]), Basis.BASELINE, "how often it went down before"))
        elif site_asked[data.site[row]] >= PRIOR_HOURS:
            answers.append(_Answer(float(site[row]), Basis.SITE, "how often its site's connectors went down"))
        else:
            answers.append(_Answer(float(fleet), Basis.FLEET, "how often the fleet's connectors went down"))
    return answers


def _forecast(newest: _Newest, row: int, now: datetime, answers: list[_Answer]) -> Forecast:
    subject = "/".join(newest.data.units[row])
    if newest.down[row]:
        points = tuple(Point(now + timedelta(hours=h), 1.0) for h in HORIZONS_H)
        return Forecast(NAME, subject, now, Basis.BASELINE, points=points, explanation="it is down now")
    longest = answers[-1]
    if any(one.basis is Basis.MISSING for one in answers):
        missing = "no connector of the fleet was heard for long enough to say how often one goes down"
        return Forecast(NAME, subject, now, Basis.MISSING, missing=missing)
    # what comes within 6 h comes within 24 h too; two models may disagree by a little
    chances = np.maximum.accumulate([one.chance for one in answers])
    points = tuple(
        Point(now + timedelta(hours=h), float(chance)) for h, chance in zip(HORIZONS_H, chances, strict=True)
    )
    heard = int(newest.heard_h[row])
    missing = (
        "" if heard >= LEAST_KNOWN_H else f"heard for {heard} h only; its own past counts from {LEAST_KNOWN_H} h on"
    )
    text = f"{chances[-1]:.0%} chance of being down within 24 h; {longest.why}"
    return Forecast(NAME, subject, now, longest.basis, points=points, explanation=text, missing=missing)


def _silent(subject: str, since: datetime, now: datetime) -> Forecast:
    days = (now - since) // timedelta(days=1)
    missing = f"no sign of life for {days} days: neither the connector nor its station told anything"
    return Forecast(NAME, subject, now, Basis.MISSING, missing=missing)


def instant(hour: int) -> datetime:
    """The beginning of an hour counted from 1970 UTC."""
    return datetime.fromtimestamp(hour * 3600, UTC)


FEATURE = Maintenance()
