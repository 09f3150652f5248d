from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chargeit.domain.errors import Invalid
from chargeit.domain.forecasts import Basis, Forecast, Point
from chargeit.domain.stations import ConnectorStatus, Place, StationId, StatusReport
from chargeit.forecasting.health import FEATURE, warned
from chargeit.forecasting.health_points import State, Watched, aged, with_link, with_status

BEGUN = datetime(2026, 3, 1, tzinfo=UTC)
NOW = BEGUN + timedelta(days=5)


def watched(name: str, site: str, down_h: float = 0, simulated: bool = False) -> Watched:
    state = with_link(State(BEGUN), True, BEGUN)
    for hours, what in ((0, ConnectorStatus.FAULTED), (down_h, ConnectorStatus.AVAILABLE)):
        at = BEGUN + timedelta(hours=hours)
        if down_h:
            state = with_status(state, StatusReport(Place(StationId(name), 1), what, at, at))
    return Watched(name, site, aged(state, NOW), BEGUN, simulated)


def test_a_new_station_is_judged_by_its_site_then_by_the_fleet() -> None:
    bad = [watched(f"B{n}", "bad", 80) for n in range(3)]
    good = [watched(f"G{n}", "good") for n in range(3)]
    payload = FEATURE.train([*bad, *good]).payload
    new = [Watched(name, name, State(NOW), NOW) for name in ("bad", "good", "elsewhere")]
    at_bad, at_good, elsewhere = FEATURE.predict(payload, new, NOW)
    assert [one.basis for one in (at_bad, at_good, elsewhere)] == [Basis.SITE, Basis.SITE, Basis.FLEET]
    assert at_bad.points[0].value < elsewhere.points[0].value < at_good.points[0].value == 100
    assert "usual for the site" in at_bad.missing


def test_nothing_known_and_nothing_usual_is_no_score() -> None:
    (one,) = FEATURE.predict(None, [Watched("S1", "", State(NOW), NOW)], NOW)
    assert (one.basis, one.points) == (Basis.MISSING, ())
    assert "watched for 0 h only" in one.missing


def test_the_explanation_names_the_costly_parts_the_worst_first() -> None:
    (one,) = FEATURE.predict(None, [watched("S1", "", 110)], NOW)
    text = one.explanation
    assert text.startswith(f"{one.points[0].value:.0f} of 100: availability -")
    assert text.index("availability") < text.index("faults")


def chance(subject: str, value: float, version: int | None = 1) -> Forecast:
    basis = Basis.BASELINE if version is None else Basis.MODEL
    points = (Point(NOW + timedelta(hours=6), value / 2), Point(NOW + timedelta(hours=24), value))
    return Forecast("maintenance", subject, NOW, basis, version, points)


def risk_part(watched: Watched, payload: bytes | None = None) -> tuple[float, str]:
    (one,) = FEATURE.predict(payload, [watched], NOW)
    return next((part.lost, part.reason) for part in one.parts if part.name == "risk")


def test_the_served_chance_of_being_down_costs_points_and_one_by_the_baseline_none() -> None:
    station = watched("a/b", "quay")
    (seen,) = warned([station], [chance("a/b/1/1", 0.2), chance("a/b/2/1", 0.6), chance("a/b", 0.9)])
    assert risk_part(seen) == (pytest.approx(6.0), "40% chance of being down within 24 h")
    (down,) = warned([station], [chance("a/b/1/1", 0.2), chance("a/b/2/1", 1.0, version=None)])
    assert risk_part(down)[0] == pytest.approx(9.0)
    assert warned([station], [chance("a/b/1/1", 0.6, version=None)]) == [station]
    assert risk_part(station) == (0.0, "no forecast")
    assert "no maintenance forecast" in FEATURE.predict(None, [station], NOW)[0].missing
    assert "no maintenance forecast" not in FEATURE.predict(None, [seen], NOW)[0].missing


def test_risk_is_held_against_what_is_usual_for_stations_of_the_fleet_that_are_up() -> None:
    names = [f"S{n}" for n in range(6)]
    risks = [chance(f"{name}/1/1", 0.5 if name < "S3" else 0.1) for name in names]
    stations = warned([watched(name, "bad" if name < "S3" else "good") for name in names], risks)
    one = watched("S9", "bad", 110)
    fault = StatusReport(Place(StationId("S9"), 1), ConnectorStatus.FAULTED, NOW, NOW)
    down = warned([replace(one, state=with_status(one.state, fault))], [chance("S9/1/1", 1.0)])
    payload = FEATURE.train([*stations, *down]).payload
    assert risk_part(stations[0], payload) == (
        pytest.approx(15 * 0.2 / 0.7),
        "50% chance of being down within 24 h, 30% is usual",
    )
    assert risk_part(stations[5], payload)[0] == 0


def test_simulated_stations_say_nothing_of_real_ones() -> None:
    real = [watched(f"R{n}", "") for n in range(3)]
    toys = [watched(f"T{n}", "", 80, simulated=True) for n in range(9)]
    assert FEATURE.train([*real, *toys]).payload == FEATURE.train(real).payload
    assert FEATURE.train(toys).simulated_rows == 9
    with pytest.raises(Invalid, match="2 stations were watched"):
        FEATURE.train(real[:2])
