"""Hours of a report, as the published hourly loads of Trondheim have them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chargeit.domain.loads import ChargingReport
from chargeit.loads.hours import hour_of, hourly_loads

OSLO = ZoneInfo("Europe/Oslo")


def report(begun: datetime, duration_h: float | None, energy_wh: int) -> ChargingReport:
    ended = None if duration_h is None else begun + timedelta(seconds=round(duration_h * 3600))
    return ChargingReport("trondheim", "AdO3", "AdO3-4", "AdO3-4", "3", begun, ended, energy_wh)


def figures(one: ChargingReport) -> list[tuple[int, int | None, int | None, int | None, int | None]]:
    return [
        (
            load.hour_at.astimezone(OSLO).hour,
            load.synthetic_3_6_wh,
            load.synthetic_7_2_wh,
            load.flex_3_6_wh,
            load.flex_7_2_wh,
        )
        for load in hourly_loads(one)
    ]


def test_charges_from_plug_in_until_delivered_and_could_have_waited_until_plug_out() -> None:
    """Session 3 of the published data."""
    assert figures(report(datetime(2018, 12, 21, 11, 33, tzinfo=OSLO), 8.216388889, 29_870)) == [
        (11, 1620, 3240, 0, 0),
        (12, 3600, 7200, 0, 0),
        (13, 3600, 7200, 0, 0),
        (14, 3600, 7200, 0, 0),
        (15, 3600, 5030, 0, 2170),
        (16, 3600, 0, 0, 7200),
        (17, 3600, 0, 0, 7200),
        (18, 3600, 0, 0, 7200),
        (19, 3050, 0, 0, 5518),
    ]


def test_a_vehicle_that_charged_faster_goes_on_past_its_plug_out() -> None:
    """Session 8 of the published data: 27.66 kWh in 6.2 hours."""
    found = figures(report(datetime(2018, 12, 26, 10, 41, tzinfo=OSLO), 6.188055556, 27_660))
    assert [hour for hour, low, *_ in found if low] == [*range(10, 19)]
    assert found[-1] == (18, 1320, 0, 0, 0)


def test_nothing_is_flexible_before_the_plug_in() -> None:
    found = figures(report(datetime(2018, 12, 24, 22, 3, tzinfo=OSLO), 0.970555556, 3620))
    assert found == [(22, 3420, 3620, 0, 3220), (23, 200, 0, 0, 148)]


def test_without_a_plug_out_flexible_energy_is_not_known() -> None:
    found = figures(report(datetime(2019, 12, 17, 16, 50, tzinfo=OSLO), None, 2600))
    assert found == [(16, 600, 1200, None, None), (17, 2000, 1400, None, None)]


@pytest.mark.parametrize("energy_wh", [0, 1, 59, 3601, 22_730])
@pytest.mark.parametrize("duration_h", [0, 0.0001, 0.3333, 7.77])
def test_sums_are_exact(energy_wh: int, duration_h: float) -> None:
    begun = datetime(2019, 5, 1, 10, 59, 59, 999_000, tzinfo=UTC)
    loads = list(hourly_loads(report(begun, duration_h, energy_wh)))
    assert sum(load.synthetic_3_6_wh or 0 for load in loads) == energy_wh
    assert sum(load.synthetic_7_2_wh or 0 for load in loads) == energy_wh
    could = round(7200 * round(duration_h * 3600) / 3600)
    assert sum(load.flex_7_2_wh or 0 for load in loads) == max(0, could - energy_wh)


def test_hours_are_those_of_the_clock_on_the_wall() -> None:
    kolkata = ZoneInfo("Asia/Kolkata")
    at = datetime(2024, 3, 1, 9, 10, tzinfo=kolkata)
    assert hour_of(at, kolkata) == datetime(2024, 3, 1, 9, 0, tzinfo=kolkata)
    assert hour_of(at) == datetime(2024, 3, 1, 3, 0, tzinfo=UTC)


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    begun = datetime(2019, 10, 27, 1, 30, tzinfo=OSLO)
    loads = list(hourly_loads(report(begun, 3.5, 50_000)))
    assert [load.synthetic_7_2_wh for load in loads][:4] == [3600, 7200, 7200, 7200]
    assert [load.hour_at.hour for load in loads][:4] == [23, 0, 1, 2]
