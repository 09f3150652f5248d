"""Loads and their key figures. Energy is in kWh, that of an hour with three decimals."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from typing_extensions import TypedDict

from chargeit.api.schemas.fields import Asked, Name
from chargeit.domain.loads import Series
from chargeit.loads import kpis
from chargeit.loads.optimise import Plan
from chargeit.ports.loads import LoadHour, ZonedLoad
from chargeit.ports.pages import Page

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def kwh(energy_wh: float) -> float:
    return energy_wh / 1000


def instant(utc_min: int) -> datetime:
    return EPOCH + timedelta(minutes=utc_min)


@dataclass(frozen=True, slots=True)
class HourlyLoad:
    """One hour of one transaction; `local_hour` is `hour_at` on the site's clock. Null is not known."""

    hour_at: datetime
    local_hour: datetime
    user: str
    site: str
    station: str
    source: str
    transaction: str
    synthetic_3_6_kwh: float | None
    synthetic_7_2_kwh: float | None
    flex_3_6_kwh: float | None
    flex_7_2_kwh: float | None
    measured_kwh: float | None

    @staticmethod
    def of(zoned: ZonedLoad) -> "HourlyLoad":
        load = zoned.load
        values = (load.synthetic_3_6_wh, load.synthetic_7_2_wh, load.flex_3_6_wh, load.flex_7_2_wh, load.measured_wh)
        return HourlyLoad(
            load.hour_at,
            load.hour_at.astimezone(ZoneInfo(zoned.time_zone)),
            load.user,
            load.site,
            load.station,
            load.source,
            load.transaction,
            *(None if value is None else kwh(value) for value in values),
        )


@dataclass(frozen=True, slots=True)
class HourlyLoadPage:
    rows: list[HourlyLoad]
    next: str | None

    @staticmethod
    def of(page: Page[ZonedLoad]) -> "HourlyLoadPage":
        return HourlyLoadPage([HourlyLoad.of(row) for row in page.rows], page.next)


@dataclass(frozen=True, slots=True)
class OptimizedHour:
    hour_at: datetime
    load_kwh: float
    optimized_kwh: float


@dataclass(frozen=True, slots=True)
class OptimizedLoad:
    """The highest hour as it was and as low as it could be. `movable` of the transactions could charge at other hours.

    The hours lie between `since` and `until`. `reduction` is a share of the peak, 0..1. `moved_kwh` is the least that
    any schedule with the lowest peak charges at other hours than before.
    """

    series: Series
    since: datetime
    until: datetime
    peak_kwh: float
    peak_at: datetime
    optimized_peak_kwh: float
    optimized_peak_at: datetime
    reduction_kwh: float
    reduction: float | None
    moved_kwh: float
    transactions: int
    movable: int
    hours: list[OptimizedHour]

    @staticmethod
    def of(series: Series, plan: Plan) -> "OptimizedLoad":
        (peak_at, peak), (lower_at, lower) = (
            max(loads.items(), key=lambda of_hour: of_hour[1]) for loads in (plan.before, plan.after)
        )
        return OptimizedLoad(
            series=series,
            since=min(plan.before),
            until=max(plan.before) + timedelta(hours=1),
            peak_kwh=kwh(peak),
            peak_at=peak_at,
            optimized_peak_kwh=kwh(lower),
            optimized_peak_at=lower_at,
            reduction_kwh=kwh(peak - lower),
            reduction=(peak - lower) / peak if peak else None,
            moved_kwh=kwh(plan.moved_wh),
            transactions=plan.transactions,
            movable=plan.movable,
            hours=[OptimizedHour(at, kwh(load), kwh(plan.after[at])) for at, load in plan.before.items()],
        )


@dataclass(frozen=True, slots=True)
class HourOfUser:
    """`hour` is the site's clock, without its zone."""

    hour_at: datetime
    hour: datetime
    hourly_energy_kwh: float

    @staticmethod
    def of(found: LoadHour) -> "HourOfUser":
        return HourOfUser(instant(found.utc_min), instant(found.local_min).replace(tzinfo=None), kwh(found.energy_wh))


@dataclass(frozen=True, slots=True)
class DailyLoad:
    day: date
    daily_energy_kwh: float


@dataclass(frozen=True, slots=True)
class TotalEnergy:
    total_energy_kwh: float


@dataclass(frozen=True, slots=True)
class DailyAverage:
    avg_daily_energy_kwh: float


RecentAverage = TypedDict(
    "RecentAverage",
    {"avg_daily_energy_kwh": float, "period": Literal["last_7_days"], "from": date, "to": date},
)


@dataclass(frozen=True, slots=True)
class PeakDaily:
    peak_daily_energy_kwh: float
    day: date


@dataclass(frozen=True, slots=True)
class PeakHourly:
    peak_hourly_load_kwh: float
    hour_at: datetime


@dataclass(frozen=True, slots=True)
class DailyUtilization:
    """Hours of the day in which there was energy, 0 to 24."""

    day: date
    active_hours: int


@dataclass(frozen=True, slots=True)
class AverageActiveHours:
    avg_active_charging_hours_per_day: float


@dataclass(frozen=True, slots=True)
class DurationCurve:
    """`load_kwh[n]` is reached or exceeded in n percent of the hours, n from 0 to 100."""

    load_kwh: list[float]


@dataclass(frozen=True, slots=True)
class SimultaneityFactor:
    """Peak of the sum / sum of the users' own peaks, 0..1; null where nobody charged."""

    simultaneity_factor: float | None
    peak_hourly_load_kwh: float
    sum_of_users_peaks_kwh: float


@dataclass(frozen=True, slots=True)
class PeakOfPower:
    """The peak if every vehicle charged at `power_kw`, beside the power of all that were plugged in at that hour.

    `most_connected_power_kw` is the highest of all hours: what would be drawn if all of them charged at once.
    """

    power_kw: float
    peak_hourly_load_kwh: float
    hour_at: datetime
    connected: int
    connected_power_kw: float
    share_of_connected_power: float | None
    most_connected_power_kw: float


@dataclass(frozen=True, slots=True)
class FlexibleShare:
    """Flexible energy / what could be charged while plugged in, 0..1; null where that is nothing."""

    flexible_share: float | None
    synthetic_energy_kwh: float
    flexible_energy_kwh: float


@dataclass(frozen=True, slots=True)
class HourOfWeek:
    """`weekday` 0 is Monday; the average is over the days of that weekday that have data."""

    weekday: int
    hour: int
    avg_hourly_energy_kwh: float

    @staticmethod
    def of(found: kpis.WeekHour) -> "HourOfWeek":
        return HourOfWeek(found.weekday, found.hour, kwh(found.average_wh))


@dataclass(frozen=True, slots=True)
class Site:
    """Where loads are; its days are those of `time_zone` (IANA)."""

    site: str
    time_zone: str


class SiteAsked(Asked):
    time_zone: Name
