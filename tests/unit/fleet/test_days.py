from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest

from chargeit.domain.charged import ChargedBattery, ChargeEstimate
from chargeit.domain.metering import ENERGY_REGISTER, SOC, Sample
from chargeit.edge.simulated import OutletState, SimulatedOutlet
from chargeit.fleet.days import HABITS, Outlet, Site, health_of, model_of, outlets, tokens, visits
from chargeit.twin.charged.battery import weighed
from chargeit.twin.charged.estimate import estimate

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DRIVERS = tokens(1, 50)
OSLO = ZoneInfo("Europe/Oslo")


def outlet(site: Site, connector: int = 1) -> Outlet:
    return Outlet(1, 0, connector, site, HABITS[site].offers_w[0], tuple(DRIVERS), OSLO)


@pytest.mark.parametrize("site", Site)
def test_visits_come_in_order_and_never_overlap(site: Site) -> None:
    coming = list(islice(visits(outlet(site), MONDAY), 300))
    for earlier, later in pairwise(coming):
        assert earlier.arrives_at < earlier.leaves_at
        assert earlier.leaves_at + timedelta(seconds=earlier.acts_s) < later.arrives_at


@pytest.mark.parametrize("site", Site)
def test_the_same_seed_gives_the_same_days_wherever_one_begins_to_look(site: Site) -> None:
    coming = list(islice(visits(outlet(site), MONDAY), 60))
    for place in (5, 23, 41):
        assert next(visits(outlet(site), coming[place].arrives_at)) == coming[place + 1]


def test_two_connectors_have_different_days() -> None:
    one, other = (list(islice(visits(outlet(Site.PUBLIC, n), MONDAY), 20)) for n in (1, 2))
    assert [v.arrives_at for v in one] != [v.arrives_at for v in other]


def test_people_work_on_weekdays_and_come_home_in_the_evening() -> None:
    work = [v.arrives_at.astimezone(OSLO) for v in islice(visits(outlet(Site.WORK), MONDAY), 300)]
    home = [v.arrives_at.astimezone(OSLO) for v in islice(visits(outlet(Site.HOME), MONDAY), 300)]
    assert sum(at.weekday() < 5 for at in work) > 280
    assert sum(6 <= at.hour < 10 for at in work) > 200
    assert sum(at.hour >= 15 for at in home) > 200


def test_tokens_are_the_seeds_and_fit_the_protocol() -> None:
    assert tokens(1, 50) == DRIVERS != tokens(2, 50)
    assert tokens(1, 20) == DRIVERS[:20] and len(set(DRIVERS)) == 50
    assert all(len(token) <= 20 for token in DRIVERS)


def test_the_tokens_of_a_stations_drivers_are_known() -> None:
    for station in range(30):
        for made in outlets(1, station, DRIVERS, OSLO):
            assert set(made.tokens) <= set(DRIVERS)


def test_a_driver_has_one_vehicle_wherever_it_charges() -> None:
    for site in Site:
        for visit in islice(visits(outlet(site), MONDAY), 50):
            if visit.token in DRIVERS:
                assert visit.vehicle.capacity_wh == model_of(visit.token)[0]
    healths = [health_of(token) for token in DRIVERS]
    assert min(healths) < 0.85 and max(healths) > 0.95 and all(0.78 <= one <= 1 for one in healths)


def charged(place: Outlet, count: int) -> dict[str, list[ChargeEstimate]]:
    """What the first visits say, by token, as the simulated station would tell every minute."""
    found: dict[str, list[ChargeEstimate]] = {}
    for number, visit in enumerate(islice(visits(place, MONDAY), count)):
        device = SimulatedOutlet(OutletState(visit.arrives_at), place.offer_w)
        device.tells_soc = True
        device.plug(visit.vehicle, visit.arrives_at)
        device.switch(True, visit.arrives_at)
        samples, at = list[Sample](), visit.arrives_at
        while at < visit.leaves_at:
            read = device.read(at)
            samples.append(Sample(at, SOC, float(round((read.soc or 0) * 100)), "Percent", ""))
            samples.append(Sample(at, ENERGY_REGISTER, float(read.register_wh), "Wh", ""))
            at += timedelta(minutes=1)
        made = ChargeEstimate(number, visit.token, visit.leaves_at, True, *estimate(samples))
        found.setdefault(visit.token, []).append(made)
    return found


@pytest.mark.parametrize("site", [Site.FAST, Site.PUBLIC])
def test_what_transactions_say_is_what_the_simulated_batteries_hold(site: Site) -> None:
    inside = []
    for token, estimates in charged(outlet(site), 120).items():
        nominal_wh = model_of(token)[0]
        battery = weighed(ChargedBattery(token, nominal_wh), estimates)
        if battery.health is not None and token in DRIVERS:
            inside.append(battery.health.low <= health_of(token) <= battery.health.high)
    assert len(inside) >= 20
    assert sum(inside) >= 0.8 * len(inside)
