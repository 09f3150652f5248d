"""Simulated batteries: vehicles that drive, stand, charge and age, stepped together as arrays.

The same plan tells the same telemetry, however it is run. It reads no clock: its time is where its steps brought it.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from chargeit.domain.batteries import Battery, BatteryId, Telemetry
from chargeit.domain.errors import Invalid
from chargeit.twin import pack
from chargeit.twin.ageing import Age
from chargeit.twin.cell import CellState, at_rest, circuit
from chargeit.twin.charging import greatest_a
from chargeit.twin.chemistry import Floats
from chargeit.twin.simulated import vehicles
from chargeit.twin.simulated.faults import Faults
from chargeit.twin.simulated.garage import Garage, furnished
from chargeit.twin.simulated.vehicles import KINDS
from chargeit.twin.simulated.wear import Wear
from chargeit.twin.simulated.weather import Climate, ambient_c, phases

STEP_S = 2.0
WEAR_EVERY_S = 600.0
EMPTY = 0.04  # a vehicle stops driving


@dataclass(frozen=True, slots=True)
class SimulationPlan:
    """`faulty` is the share of batteries that a fault comes over within `faults_within`."""

    batteries: int
    begins_at: datetime
    seed: int = 1
    faulty: float = 0.05
    faults_within: timedelta = timedelta(days=2)
    climate: Climate = field(default_factory=Climate)
    prefix: str = "SIM-BAT"

    def __post_init__(self) -> None:
        if not 1 <= self.batteries <= 1_000_000:
            raise Invalid("batteries", "1 to 1,000,000")
        if not 0 <= self.faulty <= 1:
            raise Invalid("faulty", "a share, 0 to 1")


class Readings(NamedTuple):
    """What the batteries' sensors say at one moment; nan where one says nothing. Units as in `domain.Telemetry`."""

    at: datetime
    soc: Floats
    soh: Floats
    voltage_v: Floats
    current_a: Floats
    temperature_c: Floats
    cycles: Floats
    power_w: Floats
    spread_v: Floats


class Simulation:
    """`step` moves all batteries on; `packs`, `state` and `wear` are their truth, which `Readings` tell."""

    def __init__(self, plan: SimulationPlan) -> None:
        self.plan = plan
        self.now = plan.begins_at
        self.garage: Garage = furnished(plan.seed, plan.batteries)
        self.wear = Wear(self.garage)
        self.faults = Faults(plan.seed, plan.batteries, plan.faulty, plan.faults_within.total_seconds())
        self.packs = self.wear.packs(self.faults.resistance(0.0))
        self._places = phases(plan.seed, plan.batteries)
        air = ambient_c(plan.begins_at, self._places, plan.climate)[:, None]
        soc = np.clip(self.garage.first_soc[:, None] + self.garage.soc_apart, 0, 1)
        self.state: CellState = at_rest(soc, np.broadcast_to(air, soc.shape).copy())
        self._charging = np.zeros(plan.batteries, dtype=np.bool_)
        self._driven_s = self.garage.phase_s.copy()
        self._day, self._drives = -1, (np.zeros((0, 0)), np.zeros((0, 0)))

    @property
    def ids(self) -> list[BatteryId]:
        return [BatteryId(f"{self.plan.prefix}-{number:05d}") for number in range(1, self.plan.batteries + 1)]

    def batteries(self) -> list[Battery]:
        """As a platform is told of them."""
        made = []
        for battery, kind, model in zip(self.ids, self.garage.kinds, self.garage.models, strict=True):
            known = Battery(battery, self.plan.begins_at, model.chemistry, model.capacity_ah, model.cells_in_series)
            made.append(replace(known, vehicle=KINDS[kind].value, simulated=True))
        return made

    @property
    def age(self) -> Age:
        return self.wear.age

    def step(self, dt_s: float = STEP_S) -> Readings:
        """All batteries after `dt_s` (whole seconds); what they say then."""
        second = (self.now - self.plan.begins_at).total_seconds()
        air = ambient_c(self.now, self._places, self.plan.climate) + self.faults.warming_c(second)
        current = self._current_a(dt_s)
        self.state, flow = pack.step(self.packs, self.state, current, air, dt_s)
        leaked = self.state.soc.copy()
        leaked[:, 1] = np.maximum(leaked[:, 1] - self.faults.leak(second, dt_s), 0.0)
        self.state = self.state._replace(soc=leaked)
        self.now += timedelta(seconds=dt_s)
        soc = pack.soc(self.packs, self.state)
        self.wear.watch(soc, flow.current_a, self.state.temperature_c.max(axis=-1), dt_s)
        if self.wear.waited_s >= WEAR_EVERY_S:
            self.wear.settle()
            self.packs = self.wear.packs(self.faults.resistance(second))
        volts, celsius = self.faults.misread(second, flow.voltage_v, self.state.temperature_c.max(axis=-1))
        return Readings(
            self.now,
            soc,
            self.wear.soh(),
            volts,
            flow.current_a,
            celsius,
            self.wear.cycles,
            flow.terminal_j / dt_s,
            flow.spread_v,
        )

    def _current_a(self, dt_s: float) -> Floats:
        """What driving takes and charging gives; recuperation only as far as charging would be allowed."""
        garage, begun = self.garage, self.now.timestamp()
        day, second = int(begun // 86400), begun % 86400
        if day != self._day:
            self._day, self._drives = day, vehicles.drives(self.plan.seed, day, garage.kinds)
        begins, ends = self._drives
        drives = ((begins <= second) & (second < ends)).any(axis=-1)
        soc = pack.soc(self.packs, self.state)
        plugged = vehicles.plugged(garage.kinds, second) & ~drives
        self._charging = plugged & (soc < garage.target) & (self._charging | (soc < garage.begins_below))
        power = np.where(self._charging, garage.charger_w, 0.0)
        going = drives & (soc > EMPTY)
        power = np.where(going, vehicles.driving_w(garage.kinds, self._driven_s, dt_s), power)
        self._driven_s = np.where(going, self._driven_s + dt_s, self._driven_s)
        now = circuit(self.packs.cells, self.state)
        wanted = pack.current_for(self.packs, self.state, power, now)
        allowed = greatest_a(self.packs, self.state, now)
        self._charging &= allowed > 0
        return np.minimum(wanted, allowed)


def lines(ids: list[BatteryId], readings: Readings) -> list[Telemetry]:
    """Telemetry with the digits that vehicles tell."""
    digits = (4, 4, 2, 2, 1, 3, 0, 4)
    columns = [np.round(values, places).tolist() for values, places in zip(readings[1:], digits, strict=True)]
    told = []
    for battery, *values in zip(ids, *columns, strict=True):
        soc, soh, volts, amps, celsius, cycles, watts, spread = (None if v != v else v for v in values)
        told.append(Telemetry(battery, readings.at, readings.at, soc, soh, volts, amps, celsius, cycles, watts, spread))
    return told
