"""What is tried on recorded cells. All that is fitted, fillings and scales too, is of training rows."""

from functools import partial
from typing import Any

import numpy as np

from chargeit.learning import boosting
from chargeit.learning.boosting import Settings
from chargeit.twin.backtests.scores import Fit, Predict, Task

TREES = 60
ROUNDS = 200
LIKELY = 1e-3


def trees(task: Task) -> Predict:
    """Extremely randomised trees (P. Geurts et al., Machine Learning 63, 2006)."""
    from sklearn.ensemble import ExtraTreesRegressor

    return piped(task, ExtraTreesRegressor(TREES, min_samples_leaf=2, max_features=0.5, random_state=0, n_jobs=1))


def ridge(task: Task) -> Predict:
    from sklearn.linear_model import RidgeCV

    return piped(task, RidgeCV(np.logspace(-2, 4, 13)))


def vectors(task: Task) -> Predict:
    """Support vectors with a radial kernel, for values that lie between 0 and 1."""
    from sklearn.svm import SVR

    return piped(task, SVR(C=0.3, gamma=0.03, epsilon=0.003))


def boosted(task: Task, objective: str = "regression") -> Predict:
    names = [f"f{n}" for n in range(task.rows.shape[1])]
    more = {"min_data_in_leaf": 15, "feature_fraction": 0.7, "bagging_fraction": 0.7, "bagging_freq": 1}
    settings = Settings(objective, ROUNDS, 0.05, 12, more)
    return boosting.fit(task.rows, task.value, names, settings).predict


def chances(task: Task) -> Predict:
    from sklearn.ensemble import ExtraTreesClassifier

    model = ExtraTreesClassifier(TREES, min_samples_leaf=5, random_state=0, n_jobs=1)
    made = whole(model).fit(task.rows, task.value > 0)
    return lambda asked: np.asarray(made.predict_proba(asked)[:, -1])


def mean_of_fits(*fits: Fit) -> Fit:
    def fit(task: Task) -> Predict:
        made = [one(task) for one in fits]
        return lambda asked: np.mean([predict(asked) for predict in made], axis=0)

    return fit


def of_columns(fit: Fit, columns: slice | list[int]) -> Fit:
    def narrow(task: Task) -> Predict:
        made = fit(task.with_rows(task.rows[:, columns]))
        return lambda asked: made(asked[:, columns])

    return narrow


def clipped(fit: Fit, low: float, high: float) -> Fit:
    def bound(task: Task) -> Predict:
        made = fit(task)
        return lambda asked: np.clip(made(asked), low, high)

    return bound


def piped(task: Task, model: Any) -> Predict:
    made = whole(model).fit(task.rows, task.value)
    return lambda asked: np.asarray(made.predict(asked))


def whole(model: Any) -> Any:
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler(), model)


likely = clipped(mean_of_fits(chances, partial(boosted, objective="binary")), LIKELY, 1 - LIKELY)
