"""Faults that a simulation injects: what breaks, from when, how fast it gets worse."""

from enum import IntEnum

import numpy as np

from chargeit.twin.chemistry import Floats, Indices

RESISTANCE_PER_DAY, MOST_RESISTANCE = 0.25, 3.0  # growth of the resistance, and where it ends
LEAK_PER_HOUR = 0.004  # SoC that the weakest cell loses by itself
WARMING_C_PER_HOUR, MOST_WARMING_C = 6.0, 45.0  # around cells whose cooling failed
LOST = 0.2  # of the temperatures of a broken sensor
IN_MILLIVOLTS = 0.02  # of its voltages


class Fault(IntEnum):
    NONE = 0
    RESISTANCE = 1
    IMBALANCE = 2
    THERMAL = 3
    SENSOR = 4


class Faults:
    """`kind` and `begins_s` (since the simulation began) of each battery; a share of all has one."""

    def __init__(self, seed: int, count: int, share: float, within_s: float) -> None:
        thrown = np.random.default_rng([seed, 11]).random((count, 3))
        kinds = 1 + np.minimum((thrown[:, 1] * 4).astype(np.intp), 3)
        self.kind: Indices = np.where(thrown[:, 0] < share, kinds, int(Fault.NONE))
        self.begins_s: Floats = thrown[:, 2] * within_s

    def hours(self, fault: Fault, second: float) -> Floats:
        """How long each battery has had this fault; 0 where it has not."""
        return np.where(self.kind == fault, np.maximum(second - self.begins_s, 0.0) / 3600, 0.0)

    def resistance(self, second: float) -> Floats:
        grown = 1 + RESISTANCE_PER_DAY * self.hours(Fault.RESISTANCE, second) / 24
        return np.minimum(grown, MOST_RESISTANCE)

    def warming_c(self, second: float) -> Floats:
        return np.minimum(WARMING_C_PER_HOUR * self.hours(Fault.THERMAL, second), MOST_WARMING_C)

    def leak(self, second: float, dt_s: float) -> Floats:
        """SoC that the weakest cell loses in a step."""
        return np.where(self.hours(Fault.IMBALANCE, second) > 0, LEAK_PER_HOUR * dt_s / 3600, 0.0)

    def misread(self, second: float, voltage_v: Floats, temperature_c: Floats) -> tuple[Floats, Floats]:
        """What sensors say: nan where they say nothing, millivolts now and then."""
        broken = self.hours(Fault.SENSOR, second) > 0
        if not broken.any():
            return voltage_v, temperature_c
        thrown = np.random.default_rng([int(second), 13]).random((2, len(broken)))
        volts = np.where(broken & (thrown[0] < IN_MILLIVOLTS), voltage_v * 1000, voltage_v)
        return volts, np.where(broken & (thrown[1] < LOST), np.nan, temperature_c)
