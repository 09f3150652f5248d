"""What loads are read by, and what their sums are; `chargeit.ports.reads` reads them."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from chargeit.domain.loads import HourlyLoad, Series


@dataclass(frozen=True, slots=True)
class LoadFilter:
    """All of what is set must hold. Dates are of the site's calendar, both inclusive. Simulated loads are apart."""

    site: str | None = None
    station: str | None = None
    user: str | None = None
    series: Series = Series.SYNTHETIC_7_2
    start_date: date | None = None
    end_date: date | None = None
    simulated: bool = False


class LoadHour(NamedTuple):
    """The sum of one series in one hour. Minutes since 1970: of UTC, and of the site's wall clock.

    `loads` counts the transactions that have a value.
    """

    utc_min: int
    local_min: int
    energy_wh: int
    loads: int = 0


class ConnectedPeak(NamedTuple):
    """The hour of the most energy, the first of several; how many transactions were plugged in then, and at most.

    Sites share an hour of UTC; where hours of some begin at half past, each counts in the hour that it begins in.
    """

    utc_min: int
    energy_wh: int
    connected: int
    most_connected: int


class ZonedLoad(NamedTuple):
    """An hourly load and the time zone of its site."""

    load: HourlyLoad
    time_zone: str


class Site(NamedTuple):
    site: str
    time_zone: str
