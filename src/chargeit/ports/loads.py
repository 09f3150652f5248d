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


class ZonedLoad(NamedTuple):
    """An hourly load and the time zone of its site."""

    load: HourlyLoad
    time_zone: str


class Site(NamedTuple):
    site: str
    time_zone: str
