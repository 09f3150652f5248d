"""State of health: from what vehicles tell, and from charge counted between two states of charge that they tell.

A scalar Kalman filter a battery. Capacity from charge counted over a change of SoC: Y. Zou et al., J. Power Sources
273 (2015), as every fuel gauge does it.
"""

from dataclasses import dataclass

import numpy as np

from chargeit.twin.chemistry import Floats, Indices

TOLD_SOH = 0.02
LEAST_RISE = 0.2
"""Of SoC, before a count says something of the capacity."""
SOC_ERROR = 0.01  # of each of the two told states
FADING_PER_CYCLE = 2e-4  # how much the health may change unseen
FIRST_VARIANCE = 0.15**2
LEAST_VARIANCE = 0.01**2


@dataclass(slots=True)
class Health:
    """Arrays of one entry a battery; `counted_ah` and `from_soc` belong to the charge that runs."""

    soh: Floats
    variance: Floats
    cycles: Floats
    counted_ah: Floats
    from_soc: Floats
    seen: Floats


def new_health(count: int) -> Health:
    nothing = np.full(count, np.nan)
    return Health(
        np.ones(count), np.full(count, FIRST_VARIANCE), np.zeros(count), np.zeros(count), nothing, np.zeros(count)
    )


def grown(was: Health, count: int) -> Health:
    new, kept = new_health(count), len(was.soh)
    for name in Health.__slots__:
        getattr(new, name)[:kept] = getattr(was, name)
    return new


def resume(at: Health, place: int, soh: float, variance: float, cycles: float) -> None:
    """What was known of one battery before a restart."""
    at.soh[place], at.variance[place], at.cycles[place] = soh, variance, cycles
    at.seen[place] = variance < FIRST_VARIANCE


def told(at: Health, mine: Indices, soh: Floats, cycles: Floats) -> None:
    """What the vehicles say themselves."""
    counted = np.isfinite(cycles)
    passed = np.where(counted, np.maximum(cycles - at.cycles[mine], 0.0), 0.0)
    at.variance[mine] = np.minimum(at.variance[mine] + (FADING_PER_CYCLE * passed) ** 2, FIRST_VARIANCE)
    at.cycles[mine] = np.where(counted, cycles, at.cycles[mine])
    _take(at, mine, soh, np.full(len(mine), TOLD_SOH**2))


def charged(at: Health, mine: Indices, charge_ah: Floats, soc: Floats, nominal_ah: Floats) -> None:
    """`charge_ah` since the line before (nan where it is not known), and the SoC that is told now.

    A charge is counted while it lasts; at its end, or at a gap, what it rose by says what the battery holds.
    """
    at.cycles[mine] += np.abs(np.nan_to_num(charge_ah)) / 2 / nominal_ah * np.where(np.isnan(charge_ah), 0, 1)
    runs = np.isfinite(charge_ah) & (charge_ah > 0) & np.isfinite(soc)
    begun = runs & np.isnan(at.from_soc[mine])
    ended = ~runs & np.isfinite(at.from_soc[mine])
    rise = np.where(np.isfinite(soc), soc, np.nan) - at.from_soc[mine]
    useful = ended & (rise >= LEAST_RISE)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(useful, at.counted_ah[mine] / rise / nominal_ah, np.nan)
        variance = 2 * (SOC_ERROR / rise) ** 2 + 0.01**2
    _take(at, mine, np.where((found > 0.3) & (found < 1.2), found, np.nan), variance)
    at.counted_ah[mine] = np.where(runs & ~begun, at.counted_ah[mine] + np.nan_to_num(charge_ah), 0.0)
    at.from_soc[mine] = np.where(begun, soc, np.where(ended, np.nan, at.from_soc[mine]))


def _take(at: Health, mine: Indices, soh: Floats, variance: Floats) -> None:
    there = np.isfinite(soh) & np.isfinite(variance)
    off = np.where(there, soh - at.soh[mine], 0.0)
    before = at.variance[mine]
    gain = np.where(there, before / (before + np.where(there, variance, 1.0)), 0.0)
    at.soh[mine] += gain * off
    # a vehicle that says the same a thousand times is not a thousand times as right
    at.variance[mine] = np.where(there, np.maximum(before * (1 - gain), LEAST_VARIANCE), before)
    at.seen[mine] += there
