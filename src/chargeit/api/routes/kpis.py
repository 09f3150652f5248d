"""Key figures of loads; `chargeit.loads.kpis` says how each is computed."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.door import Door, TheDoor
from chargeit.api.routes.load_filter import Loads, LoadsAsked, found, hours
from chargeit.api.schemas import loads as shown
from chargeit.api.schemas.loads import instant, kwh
from chargeit.domain.errors import Invalid
from chargeit.domain.loads import Series
from chargeit.loads import kpis
from chargeit.ports.loads import ConnectedPeak

router = APIRouter(prefix="/loads/kpi", route_class=JsonRoute, tags=["loads"])
FLEXIBLE = {
    Series.SYNTHETIC_3_6: (Series.SYNTHETIC_3_6, Series.FLEX_3_6),
    Series.FLEX_3_6: (Series.SYNTHETIC_3_6, Series.FLEX_3_6),
    Series.SYNTHETIC_7_2: (Series.SYNTHETIC_7_2, Series.FLEX_7_2),
    Series.FLEX_7_2: (Series.SYNTHETIC_7_2, Series.FLEX_7_2),
}
POWERS_KW = {3.6: Series.SYNTHETIC_3_6, 7.2: Series.SYNTHETIC_7_2}


@router.get("/total-energy", response_model=shown.TotalEnergy)
async def total_energy(door: TheDoor, wanted: Loads) -> Response:
    return await door.answer(lambda: shown.TotalEnergy(kwh(kpis.total_wh(days(door, wanted)))))


@router.get("/daily-average", response_model=shown.DailyAverage)
async def daily_average(door: TheDoor, wanted: Loads) -> Response:
    """Over the days that have data."""
    return await door.answer(lambda: shown.DailyAverage(kwh(kpis.daily_average_wh(days(door, wanted)))))


@router.get("/daily-average-last-7-days", response_model=shown.RecentAverage)
async def daily_average_last_7_days(door: TheDoor, wanted: Loads) -> Response:
    """The seven days that end with the newest data."""

    def read() -> shown.RecentAverage:
        recent = kpis.recent_average_wh(days(door, wanted))
        average = kwh(recent.average_wh)
        return {"avg_daily_energy_kwh": average, "period": "last_7_days", "from": recent.first, "to": recent.last}

    return await door.answer(read)


@router.get("/peak-daily", response_model=shown.PeakDaily)
async def peak_daily(door: TheDoor, wanted: Loads) -> Response:
    def read() -> shown.PeakDaily:
        peak = kpis.peak_day(days(door, wanted))
        return shown.PeakDaily(kwh(peak.energy_wh), peak.day)

    return await door.answer(read)


@router.get("/peak-hourly", response_model=shown.PeakHourly)
async def peak_hourly(door: TheDoor, wanted: Loads) -> Response:
    """Over all users together."""

    def read() -> shown.PeakHourly:
        peak = kpis.peak_hour(hours(door, wanted))
        return shown.PeakHourly(kwh(peak.energy_wh), instant(peak.utc_min))

    return await door.answer(read)


@router.get("/daily_utilization", response_model=list[shown.DailyUtilization])
async def daily_utilization(door: TheDoor, wanted: Loads) -> Response:
    return await door.answer(lambda: [shown.DailyUtilization(day.day, day.active_hours) for day in days(door, wanted)])


@router.get("/avg-active-hours-per-day", response_model=shown.AverageActiveHours)
async def avg_active_hours_per_day(door: TheDoor, wanted: Loads) -> Response:
    return await door.answer(lambda: shown.AverageActiveHours(kpis.average_active_hours(days(door, wanted))))


@router.get("/duration-curve", response_model=shown.DurationCurve)
async def duration_curve(door: TheDoor, wanted: Loads) -> Response:
    """Over all hours from the first that has data to the last."""
    return await door.answer(
        lambda: shown.DurationCurve([kwh(energy) for energy in kpis.duration_curve(hours(door, wanted))])
    )


@router.get("/simultaneity-factor", response_model=shown.SimultaneityFactor)
async def simultaneity_factor(door: TheDoor, wanted: Loads) -> Response:
    def read() -> shown.SimultaneityFactor:
        of_all = hours(door, wanted)
        own = door.reads.loads.peaks_of_users(wanted.filter())
        factor = kpis.simultaneity_factor(of_all, own)
        return shown.SimultaneityFactor(factor, kwh(kpis.peak_hour(of_all).energy_wh), kwh(own))

    return await door.answer(read)


@router.get("/peak-by-connected-power", response_model=list[shown.PeakOfPower])
async def peak_by_connected_power(door: TheDoor, wanted: Loads) -> Response:
    """For 3.6 and 7.2 kW; the series asked for does not count."""

    def read() -> list[shown.PeakOfPower]:
        peaks = found(door.reads.loads.peaks_of_connected(wanted.filter(), tuple(POWERS_KW.values())))
        return [peak_of(power, peak) for power, peak in zip(POWERS_KW, peaks, strict=True)]

    return await door.answer(read)


@router.get("/flexible-share", response_model=shown.FlexibleShare)
async def flexible_share(door: TheDoor, wanted: Loads) -> Response:
    """Of the power of the series asked for, 7.2 kW where none is."""

    def read() -> shown.FlexibleShare:
        if wanted.series not in FLEXIBLE:
            raise Invalid("series", "must be a synthetic or a flexible one: what was measured knows no flexibility")
        both = [door.reads.loads.hours(replace(wanted.filter(), series=one)) for one in FLEXIBLE[wanted.series]]
        found([*both[0], *both[1]])
        synthetic, flexible = (kpis.total_wh(kpis.days(one)) for one in both)
        return shown.FlexibleShare(kpis.flexible_share(synthetic, flexible), kwh(synthetic), kwh(flexible))

    return await door.answer(read)


@router.get("/profile", response_model=list[shown.HourOfWeek])
async def load_profile(door: TheDoor, wanted: Loads) -> Response:
    """Each hour of each weekday."""
    return await door.answer(lambda: [shown.HourOfWeek.of(one) for one in kpis.profile(hours(door, wanted))])


def days(door: Door, wanted: LoadsAsked) -> list[kpis.Day]:
    return kpis.days(hours(door, wanted))


def peak_of(power_kw: float, peak: ConnectedPeak) -> shown.PeakOfPower:
    power = peak.connected * power_kw
    return shown.PeakOfPower(
        power_kw=power_kw,
        peak_hourly_load_kwh=kwh(peak.energy_wh),
        hour_at=instant(peak.utc_min),
        connected=peak.connected,
        connected_power_kw=round(power, 3),
        share_of_connected_power=kwh(peak.energy_wh) / power if power else None,
        most_connected_power_kw=round(peak.most_connected * power_kw, 3),
    )
