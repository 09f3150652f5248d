"""The features by name. Imports none of the learning libraries; a feature's module comes when it is asked for."""

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import nan
from pathlib import Path
from typing import Any, Protocol

from chargeit.domain.errors import Invalid, NotFound
from chargeit.domain.forecasts import Forecast, Rival, Score
from chargeit.ports.mapping import Mapper
from chargeit.ports.series import History

# name -> the module whose FEATURE it is; strings, since features stand on a higher floor
FEATURES = {name: f"chargeit.forecasting.{name}" for name in ("availability", "maintenance", "users", "load", "health")}
RULES = frozenset({"health"})
"""Those whose training only averages: they bear no skill that could be compared."""
BATTERY_LIFE = "battery_life"
"""A model in the same store that is no feature: it learns from recorded cells, and the twin answers with it."""
MODELS = (*FEATURES, BATTERY_LIFE)
BACKTESTS = "chargeit.forecasting.backtests"


@dataclass(frozen=True, slots=True)
class Incumbent:
    """The model that serves, which learned from what was known by `data_to`."""

    digest: str
    payload: bytes
    data_to: datetime

    def rival(self, metric: str, challenger_value: float, measured: Callable[[bytes], float]) -> Rival:
        """By what `measured` makes of its bytes. One of an older form that cannot answer is no obstacle."""
        try:
            value = measured(self.payload)
        except (Invalid, ValueError, LookupError, TypeError):
            value = nan
        return Rival(self.digest, metric, value, challenger_value)


@dataclass(frozen=True, slots=True)
class Trained:
    """What training gives back: bytes in a safe format (LightGBM's text, JSON, skops), and the card's fields.

    `rival` is the incumbent on rows that neither has seen, None where there are none.
    """

    payload: bytes
    data_from: datetime
    data_to: datetime
    rows: int
    simulated_rows: int = 0
    scores: tuple[Score, ...] = ()
    notes: str = ""
    rival: Rival | None = None


@dataclass(frozen=True, slots=True)
class BacktestRow:
    """One line of the table: a model or a baseline on held-back data, by one metric."""

    feature: str
    data: str
    model: str
    metric: str
    value: float
    baseline: str = ""
    baseline_value: float | None = None
    note: str = ""
    seconds: float | None = None
    peak_mb: float | None = None


class Feature(Protocol):
    """One of the five. `data` is what its `gather` gives."""

    @property
    def name(self) -> str: ...

    def gather(self, history: History, until: datetime) -> Any:
        """The feature's own view of what was stored before `until`."""

    def train(self, data: Any, incumbent: Incumbent | None = None) -> Trained:
        """Raises Invalid, saying what is missing, where there is too little to learn from."""

    def predict(self, payload: bytes | None, data: Any, now: datetime) -> list[Forecast]:
        """With `payload` None (no model serves) the answers come from the baseline, the site or the fleet."""

    def backtest(self, folder: Path) -> list[BacktestRow]:
        """On the recorded data sets in `folder`; those that are not there are left out, with a row that says so."""


def names() -> Iterator[str]:
    """Those that this installation has."""
    yield from (name for name, module in FEATURES.items() if importlib.util.find_spec(module))


def feature(name: str) -> Feature:
    """Raises NotFound for a name that is none."""
    if name not in FEATURES or not importlib.util.find_spec(FEATURES[name]):
        raise NotFound("feature", name)
    found: Feature = importlib.import_module(FEATURES[name]).FEATURE
    return found


def train(name: str, data: Any, mapper: Mapper, incumbent: Incumbent | None = None) -> Trained:
    """Over the mapper, where the feature's training comes in parts (`train_over`). Raises Invalid."""
    one = feature(name)
    over: Callable[[Any, Mapper, Incumbent | None], Trained] | None = getattr(one, "train_over", None)
    return over(data, mapper, incumbent) if over is not None else one.train(data, incumbent)


def backtest(name: str, folder: Path) -> list[BacktestRow]:
    """For features whose backtest is a module of its own, which imports the feature: by name, so no circle begins."""
    run: Callable[[Path], list[BacktestRow]] = importlib.import_module(f"{BACKTESTS}.{name}").backtest
    return run(folder)
