"""The features by name. Imports none of the learning libraries; a feature's module comes when it is asked for."""

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from chargeit.domain.errors import NotFound
from chargeit.domain.forecasts import Forecast, Score
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
class Trained:
    """What training gives back: bytes in a safe format (LightGBM's text, JSON, skops), and the card's fields."""

    payload: bytes
    data_from: datetime
    data_to: datetime
    rows: int
    simulated_rows: int = 0
    scores: tuple[Score, ...] = ()
    notes: str = ""


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

    def train(self, data: Any) -> Trained:
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


def train(name: str, data: Any, mapper: Mapper) -> Trained:
    """Over the mapper, where the feature's training comes in parts (`train_over`). Raises Invalid."""
    one = feature(name)
    over: Callable[[Any, Mapper], Trained] | None = getattr(one, "train_over", None)
    return over(data, mapper) if over is not None else one.train(data)


def backtest(name: str, folder: Path) -> list[BacktestRow]:
    """For features whose backtest is a module of its own, which imports the feature: by name, so no circle begins."""
    run: Callable[[Path], list[BacktestRow]] = importlib.import_module(f"{BACKTESTS}.{name}").backtest
    return run(folder)
