"""What raises an alert, what clears it, and that it does not flicker in between."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chargeit.domain.batteries import AlertKind, BatteryAlert, BatteryId, BatteryPrediction, Estimate, Telemetry
from chargeit.domain.forecasts import Basis
from chargeit.twin.alerts import Seen, Thresholds, changes

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
B = BatteryId("B1")
GOOD = Telemetry(B, NOW, NOW, soc=0.5, temperature_c=25.0, spread_v=0.01)
MADE = BatteryPrediction(B, NOW, Basis.MODEL, rul_cycles=Estimate(900.0), failure_probability=0.01)
LIMITS = Thresholds()


def raised(seen: Seen, now: datetime = NOW) -> set[AlertKind]:
    return {alert.kind for alert in changes(B, seen, {}, LIMITS, now)}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ({"soc": 0.149}, AlertKind.LOW_CHARGE),
        ({"temperature_c": 60.1}, AlertKind.HOT),
        ({"spread_v": 0.11}, AlertKind.IMBALANCE),
    ],
)
def test_a_line_raises_what_it_shows(line: dict[str, float], kind: AlertKind) -> None:
    assert raised(Seen(GOOD._replace(**line))) == {kind}


def test_nothing_is_raised_of_a_good_battery_and_of_one_that_nothing_is_known_of() -> None:
    assert raised(Seen(GOOD, GOOD, MADE)) == set()
    assert raised(Seen(None)) == set()


def test_what_is_expected_raises_too() -> None:
    assert raised(Seen(GOOD, None, replace(MADE, failure_probability=0.71))) == {AlertKind.FAILURE}
    assert raised(Seen(GOOD, None, replace(MADE, rul_cycles=Estimate(99.0)))) == {AlertKind.END_OF_LIFE}


def test_silence_and_a_rise_of_temperature_are_of_time() -> None:
    assert raised(Seen(GOOD), NOW + timedelta(minutes=15, seconds=1)) == {AlertKind.SILENT}
    cool = GOOD._replace(measured_at=NOW - timedelta(minutes=2))
    assert raised(Seen(GOOD._replace(temperature_c=31.5), cool)) == {AlertKind.HEATING}
    assert raised(Seen(GOOD._replace(temperature_c=30.5), cool)) == set()
    # two lines of the same second say nothing about a minute
    assert raised(Seen(GOOD._replace(temperature_c=31.5), GOOD)) == set()


def test_it_clears_where_the_value_is_well_back() -> None:
    alert = BatteryAlert("1", B, AlertKind.HOT, NOW, 61.0, 60.0)
    open_ones = {alert.kind: alert}
    for temperature_c, cleared in ((61.0, False), (59.0, False), (57.0, True)):
        found = changes(B, Seen(GOOD._replace(temperature_c=temperature_c)), open_ones, LIMITS, NOW)
        assert [one.cleared_at for one in found] == ([NOW] if cleared else [])
    assert changes(B, Seen(GOOD._replace(temperature_c=None)), open_ones, LIMITS, NOW) == []
