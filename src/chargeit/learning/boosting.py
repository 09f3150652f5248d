"""Gradient boosting by LightGBM: one thread, a fixed seed, and its text format as bytes (never pickle)."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chargeit.domain.errors import Invalid, Misconfigured
from chargeit.learning.scores import Floats

ALWAYS = {"num_threads": 1, "deterministic": True, "force_row_wise": True, "verbosity": -1, "seed": 1}


@dataclass(frozen=True, slots=True)
class Settings:
    """`objective` is LightGBM's: binary, regression_l1, quantile (with `alpha`) and so on. `more` goes to it as is."""

    objective: str
    rounds: int = 200
    learning_rate: float = 0.05
    num_leaves: int = 31
    more: dict[str, Any] = field(default_factory=dict)


class Boosted:
    """A trained model. Features are float64 `(rows, features)`; nan means not known."""

    def __init__(self, booster: Any) -> None:
        self._booster = booster

    @property
    def feature_names(self) -> list[str]:
        return list(self._booster.feature_name())

    def columns(self, names: list[str]) -> list[int]:
        """Where its features are among `names`: a model answers after others were added.

        Raises Invalid for one that is not there.
        """
        # LightGBM writes blanks as underscores
        places = {name.replace(" ", "_"): place for place, name in enumerate(names)}
        if unknown := [name for name in self.feature_names if name.replace(" ", "_") not in places]:
            raise Invalid("payload", f"knows {unknown[0]}, which is no feature any more; train anew")
        return [places[name.replace(" ", "_")] for name in self.feature_names]

    def predict(self, features: NDArray[np.float64]) -> Floats:
        """Probabilities for `binary`, values otherwise, one a row."""
        wanted = self._booster.num_feature()
        if features.ndim != 2 or features.shape[1] != wanted:
            raise Invalid("features", f"has shape {features.shape}, the model was trained with {wanted} columns")
        return np.asarray(self._booster.predict(features, num_threads=1), dtype=np.float64)

    def reasons(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Each feature's contribution to each row (the last column is the start), in the model's raw scale."""
        return np.asarray(self._booster.predict(features, pred_contrib=True, num_threads=1), dtype=np.float64)

    def importance(self) -> dict[str, float]:
        """Share of the gain by feature, largest first."""
        gains = self._booster.feature_importance("gain")
        total = float(gains.sum()) or 1.0
        pairs = zip(self.feature_names, gains, strict=True)
        return dict(sorted(((name, float(gain) / total) for name, gain in pairs), key=lambda one: -one[1]))

    def to_bytes(self) -> bytes:
        return str(self._booster.model_to_string()).encode()


def fit(
    features: NDArray[np.float64],
    target: Floats,
    names: list[str],
    settings: Settings,
    weight: Floats | None = None,
) -> Boosted:
    """The same rows give the same bytes on the same machine. Raises Invalid for shapes that do not fit."""
    if features.shape != (target.size, len(names)) or not target.size:
        raise Invalid("features", f"has shape {features.shape}, wanted is {(target.size, len(names))}")
    lightgbm = library()
    given = {"objective": settings.objective, "learning_rate": settings.learning_rate}
    chosen = ALWAYS | given | {"num_leaves": settings.num_leaves} | settings.more
    rows = lightgbm.Dataset(features, label=target, weight=weight, feature_name=names, params=dict(chosen))
    return Boosted(lightgbm.train(chosen, rows, num_boost_round=settings.rounds))


def from_bytes(payload: bytes) -> Boosted:
    """Raises Invalid where the bytes are no model."""
    lightgbm = library()
    if not payload.startswith(b"tree\n"):
        raise Invalid("payload", "is no LightGBM text model")
    try:
        return Boosted(lightgbm.Booster(model_str=payload.decode()))
    except (lightgbm.basic.LightGBMError, UnicodeDecodeError) as error:
        raise Invalid("payload", f"is no LightGBM text model: {error}") from None


def library() -> Any:
    """Raises Misconfigured where LightGBM or the system's libgomp is not installed."""
    try:
        import lightgbm
    except ImportError:
        raise Misconfigured("learn", "LightGBM is not installed: pip install chargeit[learn]") from None
    except OSError as error:
        raise Misconfigured("learn", f"LightGBM cannot be loaded ({error}): install libgomp1") from None
    return lightgbm
