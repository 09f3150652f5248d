from datetime import UTC, datetime, timedelta

import pytest

from chargeit.edge.signals import PilotState
from chargeit.edge.simulated import OutletState, SimulatedOutlet, Vehicle

T0 = datetime(2026, 3, 1, tzinfo=UTC)
CAR = Vehicle(capacity_wh=50_000, soc=0.2, power_w=11_000, knee_soc=0.8, target_soc=0.98, efficiency=0.9)


def minutes(count: float) -> datetime:
    return T0 + timedelta(minutes=count)


def charging(offer_w: float = 22_000) -> SimulatedOutlet:
    outlet = SimulatedOutlet(OutletState(T0, 1000.0), offer_w, tells_soc=True)
    outlet.plug(CAR, T0)
    outlet.switch(closed=True, at=T0)
    return outlet


def test_power_is_constant_to_the_knee_and_falls_after_it() -> None:
    powers = [charging().read(minutes(m)).power_w for m in range(0, 360, 10)]
    assert powers[0] == 11_000 and powers == sorted(powers, reverse=True)
    assert powers.count(11_000) == 19  # 30 kWh into the battery at 9.9 kW: three hours and two minutes
    assert powers[-1] == 0


@pytest.mark.parametrize("offer_w", [3_000, 11_000, 50_000])
def test_the_energy_is_what_the_power_adds_up_to(offer_w: float) -> None:
    outlet = charging(offer_w)
    integral = sum(outlet.read(T0 + timedelta(seconds=s)).power_w for s in range(0, 7 * 3600, 10)) * 10 / 3600
    assert outlet.read(minutes(420)).register_wh - 1000 == pytest.approx(integral, rel=2e-3)


def test_a_reading_does_not_depend_on_earlier_readings() -> None:
    read_once, read_often = charging(), charging()
    for second in range(0, 7000, 7):
        read_often.read(T0 + timedelta(seconds=second))
    assert read_often.read(minutes(117)) == read_once.read(minutes(117))


def test_the_vehicle_stops_asking_when_it_said_it_would() -> None:
    outlet = charging()
    full_at = outlet.full_at()
    assert full_at is not None
    assert outlet.state(full_at - timedelta(seconds=2)) is PilotState.C
    assert outlet.state(full_at) is PilotState.B
    assert outlet.read(full_at).soc == pytest.approx(0.98)


def test_nothing_flows_while_the_relay_is_open_or_nobody_is_there() -> None:
    outlet = charging()
    outlet.switch(closed=False, at=minutes(10))
    stands_at = outlet.read(minutes(10)).register_wh
    assert outlet.read(minutes(60)).register_wh == stands_at and outlet.read(minutes(60)).power_w == 0
    outlet.switch(closed=True, at=minutes(60))
    outlet.unplug(minutes(70))
    gone_at = outlet.read(minutes(70)).register_wh
    assert gone_at > stands_at
    assert outlet.read(minutes(200)).register_wh == gone_at and outlet.state(minutes(200)) is PilotState.A
