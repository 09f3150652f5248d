from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
import pytest

from chargeit.forecasting import availability, health, maintenance
from chargeit.forecasting.gathering.stations import outage_hours, watched
from chargeit.ports.series import Connection
from tests.support.kept_history import FAULTED, NOW, UP, Kept, before, link, month_of_outages, report


def test_a_fault_of_a_quarter_hour_is_a_quarter_of_its_hour() -> None:
    hours = outage_hours(Kept([report(9, UP), report(4.5, FAULTED), report(4.25, UP)]), NOW)
    assert hours.units == (("S1", "1/1"),)
    assert hours.hours == 28 * 24
    np.testing.assert_allclose(hours.faulted[0, -9:], [0, 0, 0, 0, 0.25, 0, 0, 0, 0])
    assert hours.drops[0, -9:].tolist() == [0, 0, 0, 0, 1, 0, 0, 0, 0]
    assert np.isnan(hours.faulted[0, :-9]).all()


def test_a_lost_connection_is_out_of_contact_until_it_is_back() -> None:
    hours = outage_hours(Kept([report(9, UP)], [link(9, True), link(6.5, False), link(3, True)]), NOW)
    np.testing.assert_allclose(hours.offline[0, -8:], [0, 0.5, 1, 1, 1, 0, 0, 0], atol=1e-9)
    assert hours.down_at_end[0, -7:].tolist() == [True, True, True, False, False, False, False]


def test_a_fault_of_the_whole_station_is_one_of_all_its_connectors() -> None:
    told = [report(9, UP), report(9, UP, 2), report(2, FAULTED, 0)]
    hours = outage_hours(Kept(told), NOW)
    assert hours.units == (("S1", "1/1"), ("S1", "2/1"))
    assert hours.down_at_end[:, -1].all()
    assert hours.faulted[:, -2:].min() == pytest.approx(1.0)


def test_what_is_told_later_changes_nothing() -> None:
    told = [report(9, UP), report(4.5, FAULTED)]
    later = [report(-2, UP), report(-3, FAULTED)]
    np.testing.assert_array_equal(outage_hours(Kept(told), NOW).faulted, outage_hours(Kept(told + later), NOW).faulted)
    assert watched(Kept(told), NOW) == watched(Kept(told + later), NOW)


def test_nothing_told_is_no_connector_and_no_forecast() -> None:
    hours = maintenance.FEATURE.gather(Kept(), NOW)
    assert (hours.units, maintenance.FEATURE.predict(None, hours, NOW)) == ((), [])
    assert health.FEATURE.gather(Kept(), NOW) == []


def test_simulated_stations_are_left_out_beside_real_ones() -> None:
    told = [report(9, UP), report(9, FAULTED, station="TOY")]
    hours = outage_hours(Kept(told, toys=("TOY",)), NOW)
    assert [unit[0] for unit in hours.real().units] == ["S1"]
    toys = outage_hours(Kept(told[1:], toys=("TOY",)), NOW)
    assert toys.real() is toys


def test_a_month_of_stored_outages_trains_and_answers() -> None:
    kept = month_of_outages()
    data = maintenance.FEATURE.gather(kept, NOW)
    forecasts = maintenance.FEATURE.predict(maintenance.FEATURE.train(data).payload, data, NOW)
    risk = {one.subject: one.points[1].value for one in forecasts}
    assert min(risk["S0/1/1"], risk["S9/1/1"]) > max(risk["S1/1/1"], risk["S2/1/1"])


def test_health_is_gathered_with_what_each_station_told() -> None:
    kept = Kept([report(9, UP), report(9, UP, station="S2"), report(3, FAULTED)], [link(9, True), link(1, False)])
    one, two = watched(kept, NOW)
    assert (one.station, one.state.connected, one.begun_at) == ("S1", False, before(9))
    first, second = health.FEATURE.predict(None, [one, two], NOW)
    assert first.points == () and "watched for" in first.missing
    assert two.state.faults == 0 < one.state.faults
    assert second.subject == "S2"


def test_connectors_of_one_site_are_neighbours_and_a_station_without_one_is_its_own() -> None:
    told = [report(9, UP, station=name) for name in ("S1", "S2", "S3", "S4")]
    kept = Kept(told, sites={"S1": "quay", "S3": "quay"})
    one, two, three, four = outage_hours(kept, NOW).site.tolist()
    assert one == three
    assert len({one, two, four}) == 3
    assert [each.site for each in watched(kept, NOW)] == ["quay", "", "quay", ""]


def test_usual_health_of_a_site_is_learned_from_the_stored_stations_of_it() -> None:
    bad, good = [f"B{n}" for n in range(3)], [f"G{n}" for n in range(3)]
    told = [report(400, FAULTED, station=name) for name in bad] + [report(400, UP, station=name) for name in good]
    told += [report(1, UP, station="NEW")]
    kept = Kept(told, sites=dict.fromkeys([*bad, "NEW"], "bad") | dict.fromkeys(good, "good"))
    data = health.FEATURE.gather(kept, NOW)
    answers = health.FEATURE.predict(health.FEATURE.train(data).payload, data, NOW)
    new = next(one for one in answers if one.subject == "NEW")
    assert new.basis == "site"
    assert new.points[0].value < 95


def test_hours_in_which_nobody_was_connected_say_nothing_of_the_stations() -> None:
    told = [report(9, UP), report(9, UP, station="S2")]
    links = [link(hours, up, name) for name in ("S1", "S2") for hours, up in ((9, True), (5, False), (3, True))]
    both = outage_hours(Kept(told, [*links, link(2, False), link(1, True)]), NOW)
    assert np.isnan(both.offline[:, -5:-3]).all()
    np.testing.assert_allclose(both.offline[:, -3:], [[0, 1, 0], [0, 0, 0]], atol=1e-9)
    assert not both.known[:, -5:-3].any() and both.known[:, -3:].all()
    alone = outage_hours(Kept(told[:1], links[:3]), NOW)
    assert alone.offline[0, -5:-3].tolist() == [1, 1]


def test_the_order_of_storing_changes_nothing_but_within_a_moment() -> None:
    told = [report(9, UP), report(6, FAULTED), report(4, UP), report(2, FAULTED), report(1, UP)]
    links = [link(9, True), link(5, False), link(3, True)]
    kept, mixed = Kept(told, links), Kept(told[::-1], links[::-1])
    assert watched(mixed, NOW) == watched(kept, NOW)
    for part in ("faulted", "offline", "drops", "down_at_end"):
        hours, others = (getattr(outage_hours(one, NOW), part) for one in (kept, mixed))
        np.testing.assert_array_equal(others, hours)
    moment = Kept([report(9, UP), report(6, FAULTED), report(6, UP)], [link(9, True), link(5, False), link(5, True)])
    assert not outage_hours(moment, NOW).down_at_end[0, -6:].any()
    (one,) = watched(moment, NOW)
    assert (one.state.connected, one.state.faulted) == (True, frozenset())


def test_a_connector_that_came_later_is_not_known_before() -> None:
    hours = outage_hours(Kept([report(4, UP), report(2, UP, station="S2")]), NOW)
    assert hours.known[:, -4:].tolist() == [[True] * 4, [False, False, True, True]]


def test_availability_is_gathered_with_the_clock_of_each_site() -> None:
    usage = availability.FEATURE.gather(Kept(), NOW)
    assert (usage.zone, usage.zones["quay"]) == ("Europe/Oslo", "Asia/Kathmandu")


def test_a_connector_that_is_silent_for_weeks_is_listed_with_what_is_missing() -> None:
    told = [report(9, UP), report(50 * 24, UP, station="S2"), report(40 * 24, FAULTED, 2, "S2")]
    forecasts = maintenance.FEATURE.predict(None, maintenance.FEATURE.gather(Kept(told), NOW), NOW)
    silent = {one.subject: one for one in forecasts if one.subject.startswith("S2")}
    assert list(silent) == ["S2/1/1", "S2/2/1"]
    for one in silent.values():
        assert (one.basis, one.points) == ("missing", ())
        assert one.missing.startswith("no sign of life for 40 days")
    alone = maintenance.FEATURE.gather(Kept(told[1:], seen={"S2": before(33 * 24)}), NOW)
    assert [one.missing[:27] for one in maintenance.FEATURE.predict(None, alone, NOW)] == [
        "no sign of life for 33 days"
    ] * 2


def test_a_connector_of_which_nothing_changed_for_weeks_is_as_it_was() -> None:
    told = [report(40 * 24, UP), report(40 * 24, FAULTED, 2), report(9, UP, station="S2")]
    kept = Kept(told, seen={"S1": before(0.1)})
    hours = outage_hours(kept, NOW)
    assert hours.units[:2] == (("S1", "1/1"), ("S1", "2/1"))
    assert hours.known[:2].all()
    assert (hours.faulted[0].max(), hours.faulted[1].min()) == (0, 1)
    healthy, *_ = watched(kept, NOW)
    assert (healthy.station, healthy.state.faulted) == ("S1", {(2, 1)})
    assert healthy.begun_at == NOW - timedelta(days=21)


class Pruned(Kept):
    """Whose events of connections are no longer kept."""

    def connections(self, since: datetime, until: datetime) -> Iterator[Connection]:
        return iter(())


@pytest.mark.parametrize("lost_h", [10 * 24, 26 * 24, 30 * 24])
def test_a_station_that_is_away_for_longer_than_events_are_kept_is_away(lost_h: int) -> None:
    told = [report(lost_h + 1, UP), report(9, UP, station="S2")]
    kept = Pruned(told, [link(lost_h + 1, True), link(lost_h, False)])
    hours = outage_hours(kept, NOW)
    assert hours.silent == ({("S1", "1/1"): before(lost_h + 1)} if lost_h > 28 * 24 else {})
    assert lost_h > 28 * 24 or hours.down_at_end[0, -lost_h:].all()
    away = watched(kept, NOW)[0]
    assert away.state.connected is False
    assert health.FEATURE.predict(None, [away], NOW)[0].points[0].value < 50
