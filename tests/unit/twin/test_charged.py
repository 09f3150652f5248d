"""What transactions say of a battery and what its telemetry says agree, for the same simulated vehicles."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from chargeit.domain.batteries import Battery, BatteryId, Telemetry
from chargeit.domain.charged import ChargedBattery, ChargeEstimate, Current
from chargeit.domain.metering import ENERGY_REGISTER, SOC, Sample
from chargeit.twin.charged.battery import weighed
from chargeit.twin.charged.estimate import estimate
from chargeit.twin.chemistry import ORDER, tables
from chargeit.twin.predictor import Predictor
from chargeit.twin.simulator import Simulation, SimulationPlan, lines

BEGIN = datetime(2026, 3, 1, 6, tzinfo=UTC)
COUNT, STEP_S, DAYS = 30, 120.0, 3
IDLE = timedelta(minutes=5)
CHARGERS = {Current.AC: 0.92, Current.DC: 0.98}  # what of the energy gets through; the battery's loss is simulated


def nominal_wh(battery: Battery) -> float:
    """Of a new battery, slowly discharged."""
    integral = tables().over_soc[:, 1].reshape(len(ORDER), -1)[ORDER.index(battery.chemistry), -1]
    return float(battery.capacity_ah * battery.cells_in_series * integral)


def transactions(told: list[Telemetry]) -> list[list[Sample]]:
    """The charges among the lines of one battery, as stations would tell them, of direct current for fast ones."""
    charges: list[list[Sample]] = []
    register_wh, last, given = 1000.0, told[0], Current.AC
    for before, line in pairwise(told):
        power_w, soc = line.power_w or 0.0, line.soc or 0.0
        if power_w <= 1000:
            continue
        if not charges or before.measured_at - last.measured_at > IDLE:
            charges.append([])
            given = Current.DC if power_w > 24_000 else Current.AC
        register_wh += power_w * STEP_S / 3600 / CHARGERS[given]
        at, last = line.measured_at, line
        charges[-1].append(Sample(at, SOC, float(int(soc * 100)), "Percent", ""))
        charges[-1].append(Sample(at, ENERGY_REGISTER, float(int(register_wh)), "Wh", ""))
        charges[-1].append(Sample(at, "Voltage", 230.0 if given is Current.AC else line.voltage_v, "V", ""))
    return charges


@pytest.fixture(scope="module")
def simulated() -> tuple[Simulation, Predictor, dict[BatteryId, list[Telemetry]]]:
    """Vehicles that do not tell their health: it is learned from their charges, by telemetry too."""
    simulation = Simulation(SimulationPlan(COUNT, BEGIN, faulty=0))
    predictor, told = Predictor(), defaultdict(list)
    predictor.know(simulation.batteries())
    for _ in range(int(DAYS * 86400 / STEP_S)):
        some = [line._replace(soh=None) for line in lines(simulation.ids, simulation.step(STEP_S))]
        predictor.observe(some)
        for line in some:
            told[line.battery].append(line)
    return simulation, predictor, told


def test_healths_from_transactions_and_from_telemetry_agree_within_their_intervals(
    simulated: tuple[Simulation, Predictor, dict[BatteryId, list[Telemetry]]],
) -> None:
    simulation, predictor, told = simulated
    learned = {one.battery: one for one in predictor.predict(simulation.now)}
    truth = dict(zip(simulation.ids, simulation.wear.soh(), strict=True))
    agree, inside = [], []
    for battery in simulation.batteries():
        charges = transactions(told[battery.id])
        estimates = [
            ChargeEstimate(number, battery.id, samples[-1].sampled_at, True, *estimate(samples))
            for number, samples in enumerate(charges)
        ]
        seen = weighed(ChargedBattery(battery.id, nominal_wh(battery)), estimates)
        other = learned[battery.id].soh
        if seen.health is None or other is None or other.low is None or other.high is None:
            continue
        agree.append(seen.health.low <= other.high and other.low <= seen.health.high)
        inside.append(seen.health.low <= truth[battery.id] <= seen.health.high)
    assert len(agree) >= COUNT / 2
    assert np.mean(agree) >= 0.9
    assert np.mean(inside) >= 0.8
