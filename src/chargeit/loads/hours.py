"""Hourly loads of a charging report: what charging at a fixed power would have been, and what could have waited."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from operator import sub

from chargeit.domain.loads import ChargingReport, HourlyLoad

HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)
MICROSECONDS_AN_HOUR = 3_600_000_000
POWERS_W = (3600, 7200)


def hourly_loads(report: ChargingReport) -> Iterator[HourlyLoad]:
    """One load an hour of UTC, in order of time; none where nothing happened.

    Synthetic energy is charged at full power from plug-in until all is delivered, past the plug-out where the vehicle
    charged faster than that. Flexible energy is what could be charged at that power from then until plug-out.
    Sørensen et al., Data in Brief 2021, which counts the hour of plug-in as whole where charging ends in it; here
    nothing is flexible before the plug-in. Sums over the hours are exact to the watt-hour.
    """
    begun, known = report.plugged_in_at, report.plugged_out_at is not None
    connected = ((report.plugged_out_at or begun) - begun) // MICROSECOND
    needed = report.energy_wh * MICROSECONDS_AN_HOUR // POWERS_W[0]
    hour = hour_of(begun)
    elapsed, before = (hour - begun) // MICROSECOND, (0, 0, 0, 0)
    while elapsed < max(connected, needed, 1):
        elapsed += MICROSECONDS_AN_HOUR
        reached = _reached(report.energy_wh, elapsed, connected)
        low, high, low_flex, high_flex = map(sub, reached, before)
        if low or high or low_flex or high_flex:
            yield _load(report, hour, (low, high), (low_flex, high_flex) if known else (None, None))
        hour, before = hour + HOUR, reached


def _reached(energy_wh: int, elapsed: int, connected: int) -> tuple[int, int, int, int]:
    """Synthetic energy at both powers and flexible energy at both, in all since the plug-in; times in microseconds."""
    (low, high), plugged_in = POWERS_W, min(elapsed, connected)
    return (
        min(energy_wh, round(elapsed * low / MICROSECONDS_AN_HOUR)),
        min(energy_wh, round(elapsed * high / MICROSECONDS_AN_HOUR)),
        max(0, round(plugged_in * low / MICROSECONDS_AN_HOUR) - energy_wh),
        max(0, round(plugged_in * high / MICROSECONDS_AN_HOUR) - energy_wh),
    )


def hour_of(at: datetime, zone: tzinfo = UTC) -> datetime:
    """The beginning of the hour that the clock in `zone` shows, in UTC; not every zone is whole hours from UTC."""
    offset = (at.astimezone(zone).utcoffset() or timedelta()) % HOUR
    return (at + offset).astimezone(UTC).replace(minute=0, second=0, microsecond=0) - offset


def _load(
    report: ChargingReport, hour: datetime, synthetic: tuple[int, int], flexible: tuple[int | None, int | None]
) -> HourlyLoad:
    return HourlyLoad(
        hour,
        report.source,
        report.site,
        report.station,
        report.user,
        report.transaction,
        synthetic_3_6_wh=synthetic[0],
        synthetic_7_2_wh=synthetic[1],
        flex_3_6_wh=flexible[0],
        flex_7_2_wh=flexible[1],
    )
