from datetime import UTC, datetime, timedelta

import pytest

from chargeit.domain.errors import Invalid
from chargeit.domain.forecasts import Basis
from chargeit.domain.stations import ConnectorStatus, Place, StationId, StatusReport
from chargeit.forecasting.health import FEATURE
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


def test_simulated_stations_say_nothing_of_real_ones() -> None:
    real = [watched(f"R{n}", "") for n in range(3)]
    toys = [watched(f"T{n}", "", 80, simulated=True) for n in range(9)]
    assert FEATURE.train([*real, *toys]).payload == FEATURE.train(real).payload
    assert FEATURE.train(toys).simulated_rows == 9
    with pytest.raises(Invalid, match="2 stations were watched"):
        FEATURE.train(real[:2])
