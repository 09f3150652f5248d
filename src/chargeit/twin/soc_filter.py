"""State of charge by an extended Kalman filter over the equivalent circuit; all batteries at once, as arrays.

The state is the SoC alone; the currents of the RC pairs follow from what was measured. After G. L. Plett, "Extended
Kalman filtering for battery management systems", J. Power Sources 134 (2004); the noise of the voltage adapts to its
innovations (R. K. Mehra, IEEE Trans. Automatic Control 17, 1972).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from chargeit.twin.cell import Cells, CellState, circuit, instant_v
from chargeit.twin.chemistry import GRID, Floats, Indices, tables

LONGEST_STEP_S = 600.0
"""Over a longer silence nobody knows the current."""
CURRENT_ERROR = 0.01  # of the current, as a share; its bias is in it
SILENT_PER_HOUR = 0.2  # standard deviation of SoC that an hour without telemetry adds
MODEL_V = 0.015  # least standard deviation of the circuit's voltage
TOLD_SOC = 0.03  # of what a vehicle tells, whose own estimate it is
CORRELATED_S = 3600.0
"""Errors of the circuit and of a vehicle's own estimate last: lines of so long count as one measurement."""
FIRST_VARIANCE = 0.3**2
LEAST_VARIANCE = 1e-6
STUBBORN_S = 600.0
"""What is told against the estimate for so long is believed: it was wrong, or another battery answers."""
OUTLIER = 4.0  # standard deviations beyond which a measurement is believed less, the more it is off
MEMORY = 0.02  # of the innovations' mean


@dataclass(slots=True)
class Filter:
    """Arrays of one entry a battery. `innovation_v` is what the voltage was off the circuit's, smoothed."""

    soc: Floats
    variance: Floats
    fast_a: Floats
    slow_a: Floats
    noise_v2: Floats
    innovation_v: Floats


class Measured(NamedTuple):
    """One line of some batteries, by cell. nan where a line does not say. `dt_s` is nan where there was none before."""

    dt_s: Floats
    current_a: Floats
    voltage_v: Floats
    temperature_c: Floats
    told_soc: Floats


def new_filter(count: int) -> Filter:
    half, zero = np.full(count, 0.5), np.zeros(count)
    noise = np.full(count, MODEL_V**2)
    return Filter(half, np.full(count, FIRST_VARIANCE), zero.copy(), zero.copy(), noise, zero.copy())


def grown(was: Filter, count: int) -> Filter:
    """With room for `count` batteries; the first are as they were."""
    new, kept = new_filter(count), len(was.soc)
    for name in Filter.__slots__:
        getattr(new, name)[:kept] = getattr(was, name)
    return new


def update(at: Filter, cells: Cells, mine: Indices, told: Measured) -> None:
    """Moves the batteries `mine` on by one line each; `cells` are theirs. Each battery is there once."""
    current = np.nan_to_num(told.current_a)
    dt = np.nan_to_num(told.dt_s)
    known = np.isfinite(told.current_a) & (dt <= LONGEST_STEP_S)
    charge = np.where(known, current * dt / 3600 / cells.capacity_ah, 0.0)
    soc = np.clip(at.soc[mine] + charge, 0.0, 1.0)
    grown_ = np.where(known, (CURRENT_ERROR * charge) ** 2 + 1e-9 * dt, (SILENT_PER_HOUR**2) * dt / 3600)
    variance = np.minimum(at.variance[mine] + grown_, FIRST_VARIANCE)
    keep = np.exp(-dt[:, None] / tables().tau_s[cells.chemistry])
    fast = current + (at.fast_a[mine] - current) * keep[:, 0]
    slow = current + (at.slow_a[mine] - current) * keep[:, 1]
    repeats = np.where(np.isfinite(told.dt_s), np.clip(CORRELATED_S / np.maximum(dt, 1.0), 1.0, None), 1.0)
    doubt = np.nan_to_num(((told.told_soc - soc) / OUTLIER) ** 2) - variance - TOLD_SOC**2
    variance = variance + np.maximum(doubt, 0.0) * np.minimum(dt / STUBBORN_S, 1.0)
    soc, variance = _by_told(soc, variance, told.told_soc, repeats)
    state = CellState(soc, fast, slow, np.where(np.isfinite(told.temperature_c), told.temperature_c, 25.0), dt)
    has_voltage = np.isfinite(told.voltage_v) & np.isfinite(told.current_a)
    voltage = np.where(has_voltage, told.voltage_v, np.nan)
    soc, variance, off = _by_voltage(state, cells, variance, (current, voltage, at.noise_v2[mine] * repeats))
    at.soc[mine], at.variance[mine], at.fast_a[mine], at.slow_a[mine] = soc, variance, fast, slow
    remembered = np.where(has_voltage, MEMORY, 0.0)
    at.innovation_v[mine] += remembered * (off - at.innovation_v[mine])
    at.noise_v2[mine] += remembered * (np.maximum(off**2, MODEL_V**2) - at.noise_v2[mine])


def _by_told(soc: Floats, variance: Floats, told: Floats, repeats: Floats) -> tuple[Floats, Floats]:
    there = np.isfinite(told)
    off = np.where(there, told - soc, 0.0)
    spread = variance + TOLD_SOC**2 * repeats
    spread = np.maximum(spread, (off / OUTLIER) ** 2)
    gain = np.where(there, variance / spread, 0.0)
    return np.clip(soc + gain * off, 0.0, 1.0), np.maximum(variance * (1 - gain), LEAST_VARIANCE)


def _by_voltage(
    state: CellState, cells: Cells, variance: Floats, seen: tuple[Floats, Floats, Floats]
) -> tuple[Floats, Floats, Floats]:
    """`seen` are current, voltage (nan where there is none) and the variance of its noise."""
    current, voltage, noise_v2 = seen
    there = np.isfinite(voltage)
    now = circuit(cells, state)
    expected = now.ocv_v + instant_v(now, current) + now.r1_ohm * state.fast_a + now.r2_ohm * state.slow_a
    off = np.where(there, voltage - expected, 0.0)
    slope = _slope(cells, state.soc)
    spread = slope**2 * variance + noise_v2
    spread = np.maximum(spread, (off / OUTLIER) ** 2)
    gain = np.where(there, variance * slope / spread, 0.0)
    soc = np.clip(state.soc + gain * off, 0.0, 1.0)
    return soc, np.maximum(variance * (1 - gain * slope), LEAST_VARIANCE), off


def _slope(cells: Cells, soc: Floats) -> Floats:
    """Of the open-circuit voltage over SoC, across two steps of the table."""
    rows = tables().over_soc
    cell = np.clip((soc * GRID).astype(np.intp), 1, GRID - 1)
    index = cells.chemistry * (GRID + 1) + cell
    slope: Floats = np.maximum((rows[index + 1, 0] - rows[index - 1, 0]) * GRID / 2, 0.0)
    return slope
