"""The obvious way: one battery after the other observed and predicted, with Python's own numbers."""

import math
from datetime import datetime

from benchmarks.references.cell_loop import Cell
from chargeit.domain.batteries import (
    END_OF_LIFE_SOH,
    FAILURE_HORIZON_CYCLES,
    Battery,
    BatteryId,
    BatteryPrediction,
    Estimate,
    Telemetry,
)
from chargeit.domain.forecasts import Basis
from chargeit.twin import health_filter as health
from chargeit.twin import life
from chargeit.twin import soc_filter as charge
from chargeit.twin.chemistry import GRID, ORDER, data_of

GAS, KELVIN, FARADAY = 8.314462618, 273.15, 96485.33212
HORIZON, END = FAILURE_HORIZON_CYCLES, END_OF_LIFE_SOH


class OneBattery:
    """As `chargeit.twin.predictor.Predictor` has it, for one battery whose lines say everything and come in time."""

    def __init__(self, battery: Battery) -> None:
        data = data_of(battery.chemistry)
        size = battery.capacity_ah / data.capacity_ah
        self.cell = Cell(battery.chemistry, battery.capacity_ah, size, 0.5, 25.0)
        self.series, self.nominal_ah = battery.cells_in_series, battery.capacity_ah
        self.rate = float(life.lawful_rate()[ORDER.index(battery.chemistry)])
        self.at = math.nan
        self.variance, self.noise_v2 = charge.FIRST_VARIANCE, charge.MODEL_V**2
        self.soh, self.soh_variance, self.cycles = 1.0, health.FIRST_VARIANCE, 0.0
        self.counted_ah, self.from_soc = 0.0, math.nan

    def observe(self, line: Telemetry) -> None:
        assert line.soc is not None and line.soh is not None and line.voltage_v is not None
        assert line.current_a is not None and line.temperature_c is not None and line.cycles is not None
        at = line.measured_at.timestamp()
        known = not math.isnan(self.at)
        dt = at - self.at if known else 0.0
        self.charge(line.current_a, dt, known, line.soc)
        self.voltage(line.voltage_v / self.series, line.current_a, line.temperature_c, self.repeats(dt, known))
        self.count(line.current_a * dt / 3600 if known else math.nan, line.soc)
        passed = max(line.cycles - self.cycles, 0.0)
        grown = self.soh_variance + (health.FADING_PER_CYCLE * passed) ** 2
        self.soh_variance, self.cycles = min(grown, health.FIRST_VARIANCE), line.cycles
        self.take(line.soh, health.TOLD_SOH**2)
        self.at = at

    @staticmethod
    def repeats(dt: float, known: bool) -> float:
        return max(charge.CORRELATED_S / max(dt, 1.0), 1.0) if known else 1.0

    def charge(self, current: float, dt: float, known: bool, told: float) -> None:
        """What flowed, and what the vehicle says."""
        cell = self.cell
        left_ah = self.nominal_ah * min(max(self.soh, 0.3), 1.2)
        share = current * dt / 3600 / left_ah
        soc = min(max(cell.soc + share, 0.0), 1.0)
        variance = min(self.variance + (charge.CURRENT_ERROR * share) ** 2 + 1e-9 * dt, charge.FIRST_VARIANCE)
        keep = [math.exp(-dt / tau) for tau in cell.data.tau_s]
        cell.fast_a = current + (cell.fast_a - current) * keep[0]
        cell.slow_a = current + (cell.slow_a - current) * keep[1]
        doubt = ((told - soc) / charge.OUTLIER) ** 2 - variance - charge.TOLD_SOC**2
        variance += max(doubt, 0.0) * min(dt / charge.STUBBORN_S, 1.0)
        off = told - soc
        spread = max(variance + charge.TOLD_SOC**2 * self.repeats(dt, known), (off / charge.OUTLIER) ** 2)
        gain = variance / spread
        cell.soc = min(max(soc + gain * off, 0.0), 1.0)
        self.variance = max(variance * (1 - gain), charge.LEAST_VARIANCE)

    def voltage(self, volts: float, current: float, celsius: float, repeats: float) -> None:
        cell, data, kelvin = self.cell, self.cell.data, celsius + KELVIN
        cell.celsius = celsius
        warmth = [math.exp(e / GAS * (1 / kelvin - 1 / 298.15)) for e in data.activation_j_mol]
        r0, r1, r2 = (cell.at(t, cell.soc) * w / cell.size for t, w in zip(cell.ohms, warmth[:3], strict=True))
        exchange = data.exchange_a * cell.size / warmth[3]
        over = r0 * current + 2 * GAS * kelvin / FARADAY * math.asinh(current / 2 / exchange)
        off = volts - cell.at(cell.ocv, cell.soc) - over - r1 * cell.fast_a - r2 * cell.slow_a
        place = min(max(int(cell.soc * GRID), 1), GRID - 1)
        slope = max((cell.ocv[place + 1] - cell.ocv[place - 1]) * GRID / 2, 0.0)
        spread = max(slope**2 * self.variance + self.noise_v2 * repeats, (off / charge.OUTLIER) ** 2)
        gain = self.variance * slope / spread
        cell.soc = min(max(cell.soc + gain * off, 0.0), 1.0)
        self.variance = max(self.variance * (1 - gain * slope), charge.LEAST_VARIANCE)
        self.noise_v2 += charge.MEMORY * (max(off**2, charge.MODEL_V**2) - self.noise_v2)

    def count(self, charge_ah: float, soc: float) -> None:
        if charge_ah > 0:
            if math.isnan(self.from_soc):
                self.counted_ah, self.from_soc = 0.0, soc
            else:
                self.counted_ah += charge_ah
            return
        rise = soc - self.from_soc
        if rise >= health.LEAST_RISE and 0.3 < (found := self.counted_ah / rise / self.nominal_ah) < 1.2:
            self.take(found, 2 * (health.SOC_ERROR / rise) ** 2 + 0.01**2)
        self.counted_ah, self.from_soc = 0.0, math.nan

    def take(self, soh: float, variance: float) -> None:
        gain = self.soh_variance / (self.soh_variance + variance)
        self.soh += gain * (soh - self.soh)
        self.soh_variance = max(self.soh_variance * (1 - gain), health.LEAST_VARIANCE)

    def predict(self, now: datetime, battery: BatteryId) -> BatteryPrediction:
        prior = life.PRIOR_CYCLES / (self.cycles + life.PRIOR_CYCLES)
        rate = min(max(1 - self.soh, 0.0), 1.0) / (self.cycles + life.PRIOR_CYCLES) + prior * self.rate
        remaining = max(self.soh - END, 0.0) / rate
        deviation = math.hypot(life.LAW_SPREAD * remaining * prior, math.sqrt(self.soh_variance) / rate)
        beyond = (HORIZON - (self.soh - END) / rate) / max(deviation, 1e-9)
        return BatteryPrediction(
            battery,
            now,
            Basis.BASELINE,
            interval(self.cell.soc, math.sqrt(self.variance), 1.0),
            interval(self.soh, math.sqrt(self.soh_variance), 1.2),
            self.cell.celsius,
            interval(remaining, deviation, math.inf),
            0.5 * math.erfc(-beyond / math.sqrt(2)),
        )


def interval(value: float, spread: float, high: float) -> Estimate:
    return Estimate(value, max(value - life.Z_80 * spread, 0.0), min(value + life.Z_80 * spread, high))
