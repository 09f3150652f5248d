"""What is left of a battery by the ageing law of its chemistry, corrected by what this one has lost: the baseline."""

import math
from functools import cache
from typing import NamedTuple

import numpy as np

from chargeit.domain.batteries import END_OF_LIFE_SOH, FAILURE_HORIZON_CYCLES
from chargeit.twin.ageing import Use, unaged, used
from chargeit.twin.chemistry import ORDER, Floats, Indices

Z_80 = 1.2816
USUAL_DEPTH, USUAL_SOC, USUAL_C, USUAL_TEMPERATURE_C = 0.6, 0.55, 0.3, 25.0
PRIOR_CYCLES = 300.0
"""So many cycles of this battery weigh as much as the law."""
LAW_SPREAD = 0.4
"""Of a cell's life about the law's, as a share: cells of one type that are used alike differ by 20 to 40 % (P. M. Attia
et al., "Review: knees in lithium-ion battery ageing trajectories", J. Electrochem. Soc. 169, 2022)."""


class Life(NamedTuple):
    """Rows of remaining cycles, low and high; and the probability of an end of life within FAILURE_HORIZON_CYCLES."""

    cycles: Floats
    failure: Floats


@cache
def lawful_rate() -> Floats:
    """Loss of health a cycle, by the law of each chemistry in usual use, as a mean until the end of life."""
    rates = []
    for chemistry in range(len(ORDER)):
        count = np.geomspace(10, 50_000, 400)
        same = np.full(len(count), 1.0)
        use = Use(count, USUAL_DEPTH * same, USUAL_SOC * same, USUAL_C * same, USUAL_TEMPERATURE_C * same)
        health = used(np.full(len(count), chemistry, dtype=np.intp), unaged(len(count)), use).soh
        over = np.flatnonzero(health <= END_OF_LIFE_SOH)
        last = over[0] if len(over) else len(count) - 1
        rates.append((1 - health[last]) / count[last])
    return np.array(rates)


def expected_life(chemistry: Indices, soh: Floats, spread: Floats, cycles: Floats) -> Life:
    """`spread` is the standard deviation of `soh`. Beyond the end of life nothing is left."""
    rate = lawful_rate()[chemistry]
    lost = np.clip(1 - soh, 0.0, 1.0)
    mean_rate = (lost + PRIOR_CYCLES * rate) / (cycles + PRIOR_CYCLES)
    left = np.maximum(soh - END_OF_LIFE_SOH, 0.0)
    remaining = left / mean_rate
    by_law = LAW_SPREAD * remaining * PRIOR_CYCLES / (cycles + PRIOR_CYCLES)
    deviation = np.sqrt(by_law**2 + (spread / mean_rate) ** 2)
    low, high = np.maximum(remaining - Z_80 * deviation, 0.0), remaining + Z_80 * deviation
    beyond = (FAILURE_HORIZON_CYCLES - (soh - END_OF_LIFE_SOH) / mean_rate) / np.maximum(deviation, 1e-9)
    return Life(np.column_stack([remaining, low, high]), _normal(beyond))


def _normal(z: Floats) -> Floats:
    return np.array([0.5 * math.erfc(-one / math.sqrt(2)) for one in z.tolist()])
