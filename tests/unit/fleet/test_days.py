from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest

from chargeit.fleet.days import HABITS, Outlet, Site, outlets, tokens, visits

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
