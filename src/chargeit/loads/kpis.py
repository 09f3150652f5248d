"""Key figures of hourly loads: each a pure function of the hours that a filter left.

Days are of the site's calendar. A day has data where an hour of it has; averages run over the days that have data.
Energy is in watt-hours; of an hour it is also the mean power in W.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from chargeit.ports.loads import LoadHour

EPOCH = date(1970, 1, 1)
HOUR_MIN, DAY_MIN = 60, 1440
RECENT = timedelta(days=7)
WEEKDAYS, HOURS = 7, 24
CURVE = 100


class Day(NamedTuple):
    """`active_hours` counts the hours of the wall clock in which there was energy, 0 to 24."""

    day: date
    energy_wh: int
    active_hours: int


class Recent(NamedTuple):
    average_wh: float
    first: date
    last: date


class Peak(NamedTuple):
    """The hour that begins `utc_min` minutes after 1970."""

    utc_min: int
    energy_wh: int


class WeekHour(NamedTuple):
    """`weekday` 0 is Monday; `average_wh` over the days of that weekday that have data."""

    weekday: int
    hour: int
    average_wh: float


def days(hours: Sequence[LoadHour]) -> list[Day]:
    """In order. The hour that the clock shows twice in autumn counts as one active hour."""
    energy: dict[int, int] = defaultdict(int)
    active: dict[int, set[int]] = defaultdict(set)
    for hour in hours:
        day = hour.local_min // DAY_MIN
        energy[day] += hour.energy_wh
        if hour.energy_wh > 0:
            active[day].add(hour.local_min // HOUR_MIN)
    return [Day(EPOCH + timedelta(days=day), energy[day], len(active[day])) for day in sorted(energy)]


def total_wh(found: Sequence[Day]) -> int:
    """Sum of the energy of all days."""
    return sum(day.energy_wh for day in found)


def daily_average_wh(found: Sequence[Day]) -> float:
    """Total energy / number of days that have data."""
    return total_wh(found) / len(found)


def recent_average_wh(found: Sequence[Day]) -> Recent:
    """The daily average over the seven days that end with the newest one."""
    last = found[-1].day
    first = last - RECENT + timedelta(days=1)
    return Recent(daily_average_wh([day for day in found if day.day >= first]), first, last)


def peak_day(found: Sequence[Day]) -> Day:
    """The day of the most energy; the first of several."""
    return max(found, key=lambda day: day.energy_wh)


def average_active_hours(found: Sequence[Day]) -> float:
    """Sum of active hours / number of days that have data."""
    return sum(day.active_hours for day in found) / len(found)


def by_instant(hours: Sequence[LoadHour]) -> dict[int, int]:
    """Energy by the minute of UTC: sites with different clocks share an hour.

    Where hours of some begin at half past that of others, each counts in the hour of UTC that it begins in.
    """
    energy: dict[int, int] = defaultdict(int)
    step = _step(hours)
    for hour in hours:
        energy[hour.utc_min // step * step] += hour.energy_wh
    return energy


def _step(hours: Sequence[LoadHour]) -> int:
    return 1 if len({hour.utc_min % HOUR_MIN for hour in hours}) <= 1 else HOUR_MIN


def peak_hour(hours: Sequence[LoadHour]) -> Peak:
    """The hour of the most energy over all users together; the first of several."""
    energy = by_instant(hours)
    highest = max(energy, key=energy.__getitem__)
    return Peak(highest, energy[highest])


def duration_curve(hours: Sequence[LoadHour]) -> list[int]:
    """At n of 0 to 100: the energy that is reached or exceeded in n percent of all hours, in falling order.

    All hours are those from the first that has data to the last; one without data has no energy.
    """
    energy = by_instant(hours)
    falling = sorted(energy.values(), reverse=True)
    count = (max(energy) - min(energy)) // HOUR_MIN + 1
    falling += [0] * (count - len(falling))
    return [falling[round(n * (len(falling) - 1) / CURVE)] for n in range(CURVE + 1)]


def simultaneity_factor(hours: Sequence[LoadHour], peaks_of_users_wh: int) -> float | None:
    """Peak of the sum / sum of the peaks, each user's own at each station; None where nobody charged."""
    return peak_hour(hours).energy_wh / peaks_of_users_wh if peaks_of_users_wh > 0 else None


def flexible_share(synthetic_wh: int, flexible_wh: int) -> float | None:
    """Flexible energy / what could be charged while plugged in (charged and flexible); None where that is nothing."""
    possible = synthetic_wh + flexible_wh
    return flexible_wh / possible if possible > 0 else None


def profile(hours: Sequence[LoadHour]) -> list[WeekHour]:
    """The average of each hour of each weekday, 168 in order; weekdays without data are left out."""
    energy: dict[tuple[int, int], int] = defaultdict(int)
    seen: dict[int, set[int]] = defaultdict(set)
    for hour in hours:
        day, minute = divmod(hour.local_min, DAY_MIN)
        weekday = (day + EPOCH.weekday()) % WEEKDAYS
        energy[weekday, minute // HOUR_MIN] += hour.energy_wh
        seen[weekday].add(day)
    return [
        WeekHour(weekday, hour, energy[weekday, hour] / len(seen[weekday]))
        for weekday in sorted(seen)
        for hour in range(HOURS)
    ]
