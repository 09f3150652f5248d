"""A fleet whose days are regular, so that what a model must find in them is known. Nothing in it is random."""

from dataclasses import replace

import numpy as np

from chargeit.forecasting.features.usage import Connector, Usage, from_spans

HOUR, DAY = 3600, 86400
FIRST = 20454 * DAY  # a Thursday, 2026-01-01


def commuters(days: int = 120, stations: int = 4, first_day: int = 0, zone: str = "UTC") -> Usage:
    """Two connectors a station: one in use from 8 to about 17 on weekdays, one for an hour every few days at noon."""
    spans = []
    for station in range(stations):
        site = f"site {station // 2}"
        day_long, lunch = (Connector(f"S{station}", n, site=site) for n in (1, 2))
        for day in range(first_day, days):
            begin = FIRST + day * DAY + 8 * HOUR + (day * 37 + station * 11) % 40 * 60
            if (day + 3) % 7 < 5 and (day * 5 + station) % 9:
                spans.append((day_long, begin, begin + 8 * HOUR + (day * 13 + station) % 50 * 60))
            if (day + station) % 3 == 0:
                spans.append((lunch, FIRST + day * DAY + 12 * HOUR, FIRST + day * DAY + 13 * HOUR))
    return from_spans(spans, FIRST + days * DAY, zone)


def with_another_future(usage: Usage, instant: int) -> Usage:
    """The same until then; what began later is moved about, and what was going on ends at another time."""
    later = usage.begins > instant
    on = ~later & (usage.ends > instant)
    begins = np.where(later, usage.begins + 5 * HOUR, usage.begins)
    ends = np.where(later, usage.ends + 7 * HOUR, np.where(on, instant + 11 * HOUR, usage.ends))
    which = np.where(later, usage.which[::-1], usage.which)
    return replace(usage, which=which, begins=begins, ends=ends)
