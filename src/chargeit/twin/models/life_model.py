"""Cycles left and the chance of an early end, learned from recorded cells, of what a live battery tells.

That is little: equivalent full cycles, health as a filter knows it, and temperature. Rows beyond what was learned from
are left to the ageing law.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from chargeit.domain.batteries import END_OF_LIFE_SOH, Chemistry
from chargeit.domain.errors import Invalid
from chargeit.learning import boosting
from chargeit.learning.boosting import Boosted, Settings
from chargeit.twin.chemistry import ORDER, Floats, Indices

FORM = 1
NAMES = ["cycles", "health", "rate", "reach", "temperature"]
LEAST_LEFT = 30.0
"""Cycles: an interval is no narrower than that of so many."""
LEAST_MARGIN, LEAST_RATE = 1e-3, 2e-5
ROUNDS, LEAVES = 200, 12
BINS = 12
MORE = {"min_data_in_leaf": 30, "feature_fraction": 0.8, "bagging_fraction": 0.7, "bagging_freq": 1}
FAILING = MORE | {"min_data_in_leaf": 100, "monotone_constraints": [0, -1, 1, -1, 0]}
"""Less health, a faster loss of it or a shorter reach never make an early end less likely."""


@dataclass(frozen=True, slots=True)
class Live:
    """Of each battery: equivalent full cycles, health in the nominal capacity, and temperature (C, nan: not told)."""

    cycles: Floats
    health: Floats
    temperature_c: Floats

    def only(self, mine: Any) -> "Live":
        return Live(self.cycles[mine], self.health[mine], self.temperature_c[mine])

    def features(self) -> Floats:
        """In the order of NAMES."""
        cycles = np.maximum(self.cycles, 1.0)
        rate = np.maximum((1 - self.health) / cycles, LEAST_RATE)
        reach = np.log(np.maximum(self.health - END_OF_LIFE_SOH, LEAST_MARGIN) / rate)
        return np.column_stack([cycles, self.health, rate, reach, self.temperature_c])


@dataclass(frozen=True, slots=True)
class Domain:
    """What was learned from: between two counts of cycles, health from `low` to `high`; and the chemistry."""

    chemistry: str
    edges: list[float]
    low: list[float]
    high: list[float]
    coldest_c: float
    hottest_c: float

    @staticmethod
    def of(seen: Live, chemistry: Chemistry) -> "Domain":
        edges = np.quantile(seen.cycles, np.linspace(0, 1, BINS + 1))
        place = _place(edges, seen.cycles)
        low, high = ([float(at(seen.health[place == n])) for n in range(BINS)] for at in (np.min, np.max))
        warm = seen.temperature_c[np.isfinite(seen.temperature_c)]
        coldest, hottest = (float(warm.min()), float(warm.max())) if len(warm) else (-np.inf, np.inf)
        return Domain(chemistry.value, edges.tolist(), low, high, coldest, hottest)

    def holds(self, chemistry: Indices, asked: Live) -> Any:
        edges = np.array(self.edges)
        place = _place(edges, asked.cycles)
        within = (asked.cycles >= edges[0]) & (asked.cycles <= edges[-1])
        like = (asked.health >= np.array(self.low)[place]) & (asked.health <= np.array(self.high)[place])
        cold, hot = asked.temperature_c < self.coldest_c, asked.temperature_c > self.hottest_c
        return within & like & ~cold & ~hot & (chemistry == ORDER.index(Chemistry(self.chemistry)))


def _place(edges: Floats, cycles: Floats) -> Indices:
    return np.clip(np.searchsorted(edges, cycles, side="right") - 1, 0, len(edges) - 2)


@dataclass(frozen=True, slots=True)
class LifeModel:
    """`share` of what is said is the half width that held four of five errors on cells that were not learned from."""

    left: Boosted
    fails: Boosted
    share: float
    domain: Domain

    def cycles_left(self, asked: Live) -> Floats:
        """Rows of value, low and high."""
        value = np.maximum(self.left.predict(asked.features()), 0.0)
        half = self.share * np.maximum(value, LEAST_LEFT)
        return np.column_stack([value, np.maximum(value - half, 0.0), value + half])

    def failure(self, asked: Live) -> Floats:
        """The probability of an end of life within FAILURE_HORIZON_CYCLES."""
        return self.fails.predict(asked.features())

    def to_bytes(self) -> bytes:
        trees = {"left": self.left.to_bytes().decode(), "fails": self.fails.to_bytes().decode()}
        domain = {name: getattr(self.domain, name) for name in Domain.__slots__}
        return json.dumps({"form": FORM, "share": self.share, "domain": domain} | trees).encode()


def from_bytes(payload: bytes) -> LifeModel:
    """Raises Invalid where the bytes are no such model."""
    try:
        told: Mapping[str, Any] = json.loads(payload)
        if told["form"] != FORM:
            raise Invalid("payload", f"is of form {told['form']}, this release reads {FORM}")
        trees = [boosting.from_bytes(told[name].encode()) for name in ("left", "fails")]
        domain, share = Domain(**told["domain"]), float(told["share"])
        sizes = {len(domain.low), len(domain.high), len(domain.edges) - 1}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("payload", f"is no model of battery life: {type(error).__name__}") from None
    if len(sizes) != 1 or any(one.feature_names != NAMES for one in trees):
        raise Invalid("payload", "is no model of battery life: its parts do not fit")
    return LifeModel(trees[0], trees[1], share, domain)


def boosted(rows: Floats, value: Floats, objective: str) -> Boosted:
    more = FAILING if objective == "binary" else MORE
    return boosting.fit(rows, value, NAMES, Settings(objective, ROUNDS, 0.05, LEAVES, more))
