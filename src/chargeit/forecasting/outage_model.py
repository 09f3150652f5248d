"""The model of outages: what is fitted, on how much at least, and held in which direction."""

import numpy as np

from chargeit.domain.errors import Invalid
from chargeit.forecasting.features import outages
from chargeit.forecasting.features.outages import Flags, OutageHours
from chargeit.learning import boosting

HORIZONS_H = (6, 24)
LEAST_HOURS = 48
LEAST_OUTAGES = 20
SINCE = "hours since last down"
"""The name of the baseline."""


def fit(data: OutageHours, horizon_h: int) -> boosting.Boosted:
    """Only labels that lie wholly within `data` are learned. Raises Invalid where there is too little."""
    names, known = outages.features(data, horizon_h)
    happened, fair = outages.labels(data, horizon_h)
    enough(data, happened, fair)
    return boosting.fit(known[fair], happened[fair].astype(np.float64), names, _settings(names, int(fair.sum())))


def enough(data: OutageHours, happened: Flags, fair: Flags) -> None:
    """Raises Invalid where there is too little to learn from."""
    begun = int((happened & fair).sum())
    if data.hours < LEAST_HOURS or begun < LEAST_OUTAGES:
        reason = f"{data.hours} hours with {begun} hours before an outage; needs {LEAST_HOURS} and {LEAST_OUTAGES}"
        raise Invalid("data", reason)


def _settings(names: list[str], rows: int) -> boosting.Settings:
    # more trouble never lowers the risk: what is down more, or was lately, is at least as likely to be down again
    more = {
        "monotone_constraints": outages.directions(names),
        "min_data_in_leaf": max(20, min(300, rows // 50)),
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "feature_fraction": 0.5,
        "lambda_l2": 10.0,
    }
    return boosting.Settings("binary", rounds=200, learning_rate=0.03, num_leaves=7, more=more)
