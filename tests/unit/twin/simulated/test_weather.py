"""Weather over the year and the day."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from chargeit.twin.simulated.weather import Climate, ambient_c, phases

MILD = Climate(mean_c=10.0, year_c=9.0, day_c=4.0, weather_c=2.0)


def test_the_year_and_the_day_have_their_swings_and_places_their_own_weather() -> None:
    places = phases(1, 50)
    hours = [ambient_c(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=h), places, MILD) for h in range(365 * 24)]
    air = np.array(hours)
    assert air.mean() == pytest.approx(10, abs=0.3)
    by_month = air[: 24 * 360].reshape(12, -1).mean(axis=1)
    assert by_month.argmin() == 0 and by_month.argmax() in (6, 7)
    assert np.ptp(by_month) == pytest.approx(2 * 9 * 0.95, abs=1.5)
    by_hour = air.reshape(365, 24, -1).mean(axis=(0, 2))
    assert by_hour.argmin() in (3, 4, 5) and np.ptp(by_hour) == pytest.approx(8, abs=0.5)
    assert air.std(axis=1).mean() > 1 and np.abs(air - 10).max() <= 9 + 4 + 3 * 2
