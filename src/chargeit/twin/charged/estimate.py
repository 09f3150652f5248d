"""The energy of a battery from one transaction: a line of its SoC over the energy that the meter counted.

SoC is told in whole per cent: where it steps, it is known best. The line is weighted by what is known at each step.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import log, sqrt
from statistics import median
from typing import NamedTuple

from chargeit.domain.charged import Current
from chargeit.domain.metering import Sample
from chargeit.twin.charged.readings import LEAST_STEP_WH, MOST_STEP_WH, Reading, current, longest

LEAST_RISE, LEAST_STEPS = 20.0, 4
UNCHECKED, LEAST_UNCHECKED = 0.04, 30.0
"""Fewer steps, often those at begin and end alone, cannot be checked to lie on a line: they need a greater rise (per
cent), and have a greater error (as a share)."""
LOWEST, HIGHEST = 4.0, 95.0
"""Per cent. Above, batteries are balanced and SoC is mended; below, vehicles show less than there is."""
SOC_ERROR = 0.5
"""Per cent, of a vehicle's own estimate at each end of a charge; fuel gauges are off by 1 to 3 % in all, most of which
is the same at both ends. An assumption; NASA's cells and the simulated ones are in docs/twin.md."""
MOST_MISS = 1.5  # per cent by which steps may miss their line
EFFICIENCY = {Current.AC: 0.88, Current.DC: 0.94, Current.UNKNOWN: 0.91}
EFFICIENCY_ERROR = {Current.AC: 0.03, Current.DC: 0.03, Current.UNKNOWN: 0.045}
"""What of the metered energy a battery takes, and how far vehicles differ in that. AC: 77.7 of 87.9 kWh of a Tesla
Model Y certified by the EPA (0.88), 105.2 of 125.2 kWh of a BMW iX measured by ADAC (0.84), 0.88 to 0.94 by operators.
DC: the cable, the battery's own resistance and cooling, and the rectifier where the meter stands before it; an
assumption, as the meter's place is not told."""
LEAN_ERROR = 0.5
"""Of the share by which a vehicle's SoC counts charge (1) and not energy (0), 0.5 being taken."""
# Energy below a SoC, as a share of all, where SoC counts charge: the mean of the twin's NMC and LFP cells at tenths.
ENERGY_BELOW = (0.0, 0.0831, 0.1774, 0.2747, 0.374, 0.4748, 0.577, 0.6804, 0.7856, 0.8922, 1.0)


class Found(NamedTuple):
    """As in `chargeit.domain.charged.ChargeEstimate`."""

    current: Current = Current.UNKNOWN
    capacity_wh: float | None = None
    variance: float = 0.0
    lean: float = 0.0
    soc_from: float | None = None
    soc_to: float | None = None
    explanation: str = ""


class Step(NamedTuple):
    """A SoC (per cent) that was there at a register (Wh), with the variance of both together in per cent."""

    soc: float
    register_wh: float
    variance: float


class Line(NamedTuple):
    """Per cent of the battery's energy for each Wh, the variance of its logarithm, and what the steps miss it by."""

    slope: float
    variance: float
    miss: float


def estimate(samples: Sequence[Sample]) -> Found:
    """Of one transaction; the samples in any order."""
    readings = [one for one in longest(samples) if LOWEST <= one.soc <= HIGHEST]
    if not readings:
        return Found(explanation="no state of charge beside the register")
    low, high = min(one.soc for one in readings), max(one.soc for one in readings)
    of = Found(current(samples, readings), soc_from=low / 100, soc_to=high / 100)
    if high - low < LEAST_RISE:
        return of._replace(explanation=f"too small a step: {int(high - low)} % of at least {LEAST_RISE:.0f} %")
    rise_wh = (readings[-1].register_wh - readings[0].register_wh) / (high - low)
    if not LEAST_STEP_WH <= rise_wh <= MOST_STEP_WH:
        return of._replace(explanation=f"{rise_wh / 10:,.2f} kWh for all of it is no vehicle's battery")
    steps = known(readings, rise_wh)
    is_checked = len(steps) >= LEAST_STEPS
    if not is_checked and high - low < LEAST_UNCHECKED:
        few = f"too few steps for a rise of {int(high - low)} %: {len(steps)} of at least {LEAST_STEPS}"
        return of._replace(explanation=few)
    line = fitted(steps)
    if line is None or line.miss > MOST_MISS:
        return of._replace(explanation="its state of charge and its register do not rise together")
    capacity_wh = 100 / line.slope * EFFICIENCY[of.current]
    variance = line.variance if is_checked else line.variance + UNCHECKED**2
    return of._replace(capacity_wh=capacity_wh, variance=variance, lean=leaning(low, high))


def known(readings: Sequence[Reading], step_wh: float) -> list[Step]:
    """Where the SoC is known: between two readings that it stepped between, or at each where it steps by more than 1.

    `step_wh` is about the energy of a per cent.
    """
    steps = [(before, after) for before, after in pairwise(readings) if after.soc > before.soc]
    told = resolution([one.register_wh for one in readings]) / step_wh
    if median(after.soc - before.soc for before, after in steps) > 1:
        variance = (1 + told**2) / 12
        return [Step(one.soc, one.register_wh, variance) for one in readings]
    return [_between(before, after, step_wh, told) for before, after in steps]


def _between(before: Reading, after: Reading, step_wh: float, told: float) -> Step:
    wide = (after.register_wh - before.register_wh) / step_wh
    more = after.soc - before.soc - 1
    middle_wh = (before.register_wh + after.register_wh) / 2
    return Step((before.soc + after.soc) / 2, middle_wh, (wide**2 + more**2 + told**2) / 12 + 1e-4)


def resolution(registers_wh: Sequence[float]) -> float:
    """The step in which a register is told: 1 Wh to 1 kWh."""
    return next((step for step in (1000.0, 100.0, 10.0) if all(wh % step == 0 for wh in registers_wh)), 1.0)


def fitted(steps: Sequence[Step]) -> Line | None:
    """By weighted least squares; None where there is no rise. Steps that are off more than the rest count less."""
    weights = [1 / one.variance for one in steps]
    points = [(one.register_wh, energy_at(one.soc)) for one in steps]
    line = _line(points, weights)
    for _ in range(3):
        if line is None:
            return None
        offs = [abs(soc - line[0] - line[1] * wh) for wh, soc in points]
        usual = max(1.5 * median(offs), 0.2)
        line = _line(points, [w * min(1.0, 2 * usual / (off + 1e-9)) for w, off in zip(weights, offs, strict=True)])
    if line is None or line[1] <= 0:
        return None
    begin, slope, precision = line
    misses = [(soc - begin - slope * wh, w) for (wh, soc), w in zip(points, weights, strict=True)]
    excess = sum(w * off**2 for off, w in misses) / max(len(points) - 2, 1)
    span = max(one.soc for one in steps) - min(one.soc for one in steps)
    variance = max(1.0, excess) / precision / slope**2 + 2 * (SOC_ERROR / span) ** 2
    return Line(slope, variance, sqrt(sum(off**2 for off, _ in misses) / len(misses)))


def _line(points: Sequence[tuple[float, float]], weights: Sequence[float]) -> tuple[float, float, float] | None:
    """Where it begins, its slope, and one over the slope's variance."""
    total = sum(weights)
    mean_x = sum(w * x for (x, _), w in zip(points, weights, strict=True)) / total
    mean_y = sum(w * y for (_, y), w in zip(points, weights, strict=True)) / total
    spread = sum(w * (x - mean_x) ** 2 for (x, _), w in zip(points, weights, strict=True))
    if spread <= 0:
        return None
    slope = sum(w * (x - mean_x) * (y - mean_y) for (x, y), w in zip(points, weights, strict=True)) / spread
    return mean_y - slope * mean_x, slope, spread


def energy_at(soc: float) -> float:
    """Per cent of the energy that is in a battery at a SoC (per cent) of which nobody knows what it counts."""
    place = min(int(soc / 10), 9)
    share = soc / 10 - place
    by_charge = 100 * (ENERGY_BELOW[place] + share * (ENERGY_BELOW[place + 1] - ENERGY_BELOW[place]))
    return (soc + by_charge) / 2


def leaning(low: float, high: float) -> float:
    """How much the logarithm of the capacity grows from a SoC that counts energy to one that counts charge."""
    half = energy_at(high) - energy_at(low)
    by_charge = 2 * half - (high - low)
    return -log(by_charge / (high - low))
