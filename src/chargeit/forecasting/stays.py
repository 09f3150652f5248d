"""Energy and stay of a transaction from its first minute; the user's own median, drawn to site and fleet, otherwise."""

from dataclasses import dataclass

import numpy as np

from chargeit.domain.errors import Invalid
from chargeit.forecasting.features import transactions as features
from chargeit.learning import boosting
from chargeit.learning.scores import Floats

TARGETS = {"energy_kwh": "user's energy", "stay_h": "user's stay"}
LEAST = 200
CALIBRATION_SHARE = 0.15
MOST = 15_000
"""Transactions to learn from, the newest; what they are told of their users goes back further."""


@dataclass(frozen=True, slots=True)
class Model:
    """By target: the model of its median, and the errors (in logarithms) that 80 and 90 % stay below.

    Those of an earlier form are models of the logarithm.
    """

    boosted: dict[str, boosting.Boosted]
    errors: dict[str, tuple[float, float]]
    of_logarithm: bool = False

    def predict(self, seen: Floats, target: str) -> Floats:
        """kWh or hours, one for each row of features. Raises Invalid where it knows a feature that is no more."""
        one = self.boosted[target]
        found = one.predict(seen[:, one.columns(features.NAMES)])
        return np.maximum(np.expm1(found) if self.of_logarithm else found, 0.0)

    def interval(self, values: Floats, target: str, level: float) -> tuple[Floats, Floats]:
        error = self.errors[target][0 if level == 0.8 else 1]
        low, high = np.expm1(np.log1p(values) - error), np.expm1(np.log1p(values) + error)
        return np.maximum(low, 0.0), high

    def to_json(self) -> dict[str, object]:
        return {
            name: {"model": one.to_bytes().decode(), "errors": list(self.errors[name]), "of_logarithm": False}
            for name, one in self.boosted.items()
        }


def from_json(given: dict[str, object]) -> Model:
    """Raises Invalid where it is no model."""
    boosted, errors, of_logarithm = {}, {}, True
    for name in TARGETS:
        one = given.get(name)
        if not isinstance(one, dict) or not isinstance(one.get("errors"), list):
            raise Invalid("payload", f"has no model of {name}")
        boosted[name] = boosting.from_bytes(str(one.get("model")).encode())
        errors[name] = (float(one["errors"][0]), float(one["errors"][1]))
        of_logarithm = bool(one.get("of_logarithm", True))
    return Model(boosted, errors, of_logarithm)


def baseline(seen: Floats, target: str) -> Floats:
    """The user's own median so far, drawn to the site's and the fleet's while there are few."""
    return seen[:, features.NAMES.index(TARGETS[target])]


def newest(log: features.Log, until_h: float) -> Model:
    """`fit` on the newest transactions of the log."""
    asked = np.arange(max(0, len(log.users) - MOST), len(log.users))
    return fit(log.since(int(asked[0])), features.seen(log, asked), until_h)


def fit(log: features.Log, seen: Floats, until_h: float) -> Model:
    """On transactions that had ended at `until_h`; the last of them say how wide the intervals are."""
    ended = np.flatnonzero(log.left_h <= until_h)
    if ended.size < LEAST:
        raise Invalid("transactions", f"{ended.size} have ended, needed are {LEAST} to learn from")
    hold = ended[int(ended.size * (1 - CALIBRATION_SHARE)) :]
    earlier = ended[log.left_h[ended] <= log.begun_h[hold[0]]]
    boosted, errors = {}, {}
    for name in TARGETS:
        values = np.maximum(getattr(log, name), 0.0)
        trial = np.maximum(learn(seen[earlier], values[earlier]).predict(seen[hold]), 0.0)
        sizes = np.abs(np.log1p(trial) - np.log1p(values[hold]))
        boosted[name] = learn(seen[ended], values[ended])
        errors[name] = (float(np.quantile(sizes, 0.8)), float(np.quantile(sizes, 0.9)))
    return Model(boosted, errors)


def learn(seen: Floats, values: Floats) -> boosting.Boosted:
    more = {"alpha": 0.5, "min_data_in_leaf": 25, "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1}
    settings = boosting.Settings("quantile", 400, 0.03, 12, more | {"lambda_l2": 5.0})
    return boosting.fit(seen, values, features.NAMES, settings)


def reason(seen: Floats) -> str:
    """What one answer rests on, for people; `seen` is one row of features."""
    known = int(seen[features.NAMES.index("transactions of the user")])
    energy, stay = (seen[features.NAMES.index(name)] for name in ("energy at this hour", "stay at this hour"))
    hour = int(seen[0])
    if not known:
        return f"a first transaction of this user; at this site {energy:.1f} kWh and {stay:.1f} h are usual"
    return f"{known} earlier transactions of this user; around {hour}:00 {energy:.1f} kWh and {stay:.1f} h are usual"
