"""The live predictor: lines in, one prediction for every battery out, all of them as arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np

from chargeit.domain.batteries import (
    Battery,
    BatteryHealth,
    BatteryId,
    BatteryPrediction,
    Chemistry,
    Estimate,
    Telemetry,
)
from chargeit.domain.forecasts import Basis
from chargeit.twin import health_filter, soc_filter
from chargeit.twin.cell import Cells
from chargeit.twin.chemistry import ORDER, Floats, Indices, tables
from chargeit.twin.life import Life, expected_life
from chargeit.twin.models.life_model import Live
from chargeit.twin.models.serving import LifeModels
from chargeit.twin.soc_filter import LONGEST_STEP_S, Measured

Z_80 = 1.2816
LEAST_FLEET = 10
"""Batteries of one chemistry, before one can be odd among them."""
EXPLANATION = (
    "Charge from current and voltage (Kalman filter over the {chemistry} cell); health from {health}; life from {life}."
)
CHEMISTRY = "{chemistry}"
LAW = f"the ageing law of {CHEMISTRY}, corrected by what this battery lost"
LEARNED = "what recorded cells showed (version {version})"
BEYOND = "; version {version} has seen no cell like it"
FAILED = "; version {version} of the model failed and does not answer"
HEALTH = {True: "what the vehicle tells and what its charges took", False: "nothing told yet: taken as new"}


@lru_cache(maxsize=64)
def explanation(chemistry: Chemistry, is_told: bool, life: str) -> str:
    named = chemistry.upper()
    return EXPLANATION.format(chemistry=named, health=HEALTH[is_told], life=life.replace(CHEMISTRY, named))


@dataclass(frozen=True, slots=True)
class _Answer:
    """Life of each battery, whether a model tells it, which version, and why not where it does not."""

    life: Life
    learned: Any
    why_not: str
    version: int | None = None


class Predictor:
    """Lives in one thread. After a restart, charge comes from the newest lines and health from what was `learned`.

    Without `lives`, or where no version of them serves, life is told by the ageing laws alone.
    """

    def __init__(self, lives: LifeModels | None = None) -> None:
        self._lives = lives
        self._places: dict[BatteryId, int] = {}
        self._batteries: list[Battery] = []
        self._cells = Cells(np.zeros(0, dtype=np.intp), *np.zeros((5, 0)))
        self._series = np.zeros(0)
        self._soc = soc_filter.new_filter(0)
        self._health = health_filter.new_health(0)
        self._at = np.zeros(0)
        self._temperature = np.zeros(0)

    @property
    def failures(self) -> int:
        return self._lives.failures if self._lives else 0

    def know(self, batteries: Sequence[Battery]) -> None:
        """New ones, and those of which something changed."""
        for battery in batteries:
            place = self._places.setdefault(battery.id, len(self._batteries))
            if place == len(self._batteries):
                self._batteries.append(battery)
            self._batteries[place] = battery
        count, before = len(self._batteries), len(self._at)
        chemistry = np.array([ORDER.index(battery.chemistry) for battery in self._batteries], dtype=np.intp)
        capacity = np.array([battery.capacity_ah for battery in self._batteries])
        reference = tables().capacity_ah[chemistry]
        one = np.ones(count)
        self._cells = Cells(chemistry, capacity / reference, capacity, one, one, one)
        self._series = np.array([float(battery.cells_in_series) for battery in self._batteries])
        self._soc, self._health = soc_filter.grown(self._soc, count), health_filter.grown(self._health, count)
        self._at = np.concatenate([self._at, np.full(count - before, np.nan)])
        self._temperature = np.concatenate([self._temperature, np.full(count - before, np.nan)])

    def learned(self, batteries: Iterable[BatteryId]) -> list[BatteryHealth]:
        """Of those that are known: for `resume` after a restart. A charge that runs is not in it."""
        mine = [(battery, self._places[battery]) for battery in batteries if battery in self._places]
        at = self._health
        return [
            BatteryHealth(battery, float(at.soh[place]), float(at.variance[place]), float(at.cycles[place]))
            for battery, place in mine
        ]

    def resume(self, learned: Iterable[BatteryHealth]) -> None:
        """Of batteries that are known, before anything is observed of them."""
        for battery, *health in learned:
            if battery in self._places:
                health_filter.resume(self._health, self._places[battery], *health)

    def observe(self, lines: Sequence[Telemetry]) -> None:
        """Lines of batteries that are known, in order. One that is not after the newest of its battery is passed over.

        What a line does not say, or what was out of range, is nan and changes nothing.
        """
        rounds: list[dict[int, Telemetry]] = []
        turn: dict[int, int] = {}
        for line in lines:
            place = self._places.get(line.battery)
            if place is None:
                continue
            n = turn.get(place, 0)
            turn[place] = n + 1
            if n == len(rounds):
                rounds.append({})
            rounds[n][place] = line
        for one in rounds:
            self._turn(one)

    def _turn(self, lines: dict[int, Telemetry]) -> None:
        mine = np.fromiter(lines, dtype=np.intp, count=len(lines))
        at = np.array([line.measured_at.timestamp() for line in lines.values()])
        values = np.array([line[3:11] for line in lines.values()], dtype=np.float64)
        fresh = ~(at <= self._at[mine])
        if not fresh.all():
            mine, at, values = mine[fresh], at[fresh], values[fresh]
        soc, soh, voltage, current, temperature, cycles, _, _ = values.T
        dt = at - self._at[mine]
        cells = self._cells_of(mine)
        told = Measured(dt, current, voltage / self._series[mine], temperature, soc)
        soc_filter.update(self._soc, cells, mine, told)
        charge = np.where((dt <= LONGEST_STEP_S) & np.isfinite(current), current * dt / 3600, np.nan)
        health_filter.charged(self._health, mine, charge, soc, self._cells.capacity_ah[mine])
        health_filter.told(self._health, mine, soh, cycles)
        self._temperature[mine] = np.where(np.isfinite(temperature), temperature, self._temperature[mine])
        self._at[mine] = at

    def _cells_of(self, mine: Indices) -> Cells:
        """As they are today: with the capacity that is left."""
        cells = self._cells
        left = cells.capacity_ah[mine] * np.clip(self._health.soh[mine], 0.3, 1.2)
        one = np.ones(len(mine))
        return Cells(cells.chemistry[mine], cells.size[mine], left, one, one, one)

    def predict(self, now: datetime) -> list[BatteryPrediction]:
        """One for each battery that has told something."""
        known = np.flatnonzero(np.isfinite(self._at))
        soc = _interval(self._soc.soc[known], np.sqrt(self._soc.variance[known]), 0.0, 1.0)
        spread = np.sqrt(self._health.variance[known])
        soh = _interval(self._health.soh[known], spread, 0.0, 1.2)
        answer = self._life(known, spread)
        return list(self._made(now, known, (soc, soh, answer.life.cycles), answer))

    def _life(self, known: Indices, spread: Floats) -> "_Answer":
        """By the model that serves where it has seen cells like it, by the law elsewhere."""
        chemistry, soh, cycles = self._cells.chemistry[known], self._health.soh[known], self._health.cycles[known]
        law = expected_life(chemistry, soh, spread, cycles)
        serving = self._lives.serving() if self._lives else None
        nobody = np.zeros(len(known), dtype=bool)
        if self._lives is None or serving is None or serving.model is None:
            return _Answer(law, nobody, FAILED.format(version=serving.failed) if serving and serving.failed else "")
        try:
            live = Live(cycles, soh, self._temperature[known])
            learned = serving.model.domain.holds(chemistry, live)
            if learned.any():
                mine = live.only(learned)
                law.cycles[learned] = serving.model.cycles_left(mine)
                law.failure[learned] = serving.model.failure(mine)
        except Exception as error:  # noqa: BLE001 whatever a model does, the law answers
            failed = self._lives.fail(error).failed
            return _Answer(expected_life(chemistry, soh, spread, cycles), nobody, FAILED.format(version=failed))
        return _Answer(law, learned, BEYOND.format(version=serving.version), serving.version)

    def _made(
        self, now: datetime, known: Indices, intervals: tuple[Floats, Floats, Floats], answer: "_Answer"
    ) -> "map[BatteryPrediction]":
        batteries = [self._batteries[place] for place in known]
        soc, soh, rul = (map(Estimate._make, rows.tolist()) for rows in intervals)
        learned, words = answer.learned.tolist(), self._words(known, answer)
        ranks, celsius = self._ranks(known), self._temperature[known]

        def one(n: int) -> BatteryPrediction:
            rank, warm = ranks[n], celsius[n]
            return BatteryPrediction(
                batteries[n].id,
                now,
                Basis.MODEL if learned[n] else Basis.BASELINE,
                next(soc),
                next(soh),
                None if np.isnan(warm) else float(warm),
                next(rul),
                float(answer.life.failure[n]),
                None if np.isnan(rank) else float(rank),
                answer.version if learned[n] else None,
                words[n],
            )

        return map(one, range(len(batteries)))

    def _words(self, known: Indices, answer: "_Answer") -> list[str]:
        seen = (self._health.seen[known] > 0).tolist()
        lives = {True: LEARNED.format(version=answer.version), False: LAW + answer.why_not}
        rows = zip(known.tolist(), seen, answer.learned.tolist(), strict=True)
        return [explanation(self._batteries[place].chemistry, told, lives[learned]) for place, told, learned in rows]

    def _ranks(self, known: Indices) -> Floats:
        """The share of the fleet of its chemistry whose voltage fits its circuit better; nan in a small fleet."""
        off = np.abs(self._soc.innovation_v[known])
        ranks = np.full(len(known), np.nan)
        for chemistry in range(len(ORDER)):
            fleet = np.flatnonzero(self._cells.chemistry[known] == chemistry)
            if len(fleet) >= LEAST_FLEET:
                ranks[fleet] = np.searchsorted(np.sort(off[fleet]), off[fleet]) / (len(fleet) - 1)
        return ranks


def _interval(value: Floats, spread: Floats, low: float, high: float) -> Floats:
    """Rows of value, low and high: 80 % of a normal distribution, held to what can be."""
    return np.column_stack(
        [value, np.clip(value - Z_80 * spread, low, high), np.clip(value + Z_80 * spread, low, high)]
    )
