"""Hourly loads of a charging report: what charging at a fixed power would have been, and what could have waited."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from chargeit.domain.loads import ChargingReport, HourlyLoad

HOUR = timedelta(hours=1)
MICROSECONDS_AN_HOUR = 3_600_000_000
POWERS_W = (3600, 7200)


def hourly_loads(report: ChargingReport, zone: tzinfo = UTC) -> Iterator[HourlyLoad]:
    """One load an hour, in order of time; hours are those of the clock in `zone`. Nothing where nothing happened.

    Synthetic energy is charged at full power from plug-in until all is delivered, past the plug-out where the vehicle
    charged faster than that. Flexible energy is what could be charged at that power from then until plug-out.
    Sørensen et al., Data in Brief 2021, which counts the hour of plug-in as whole where charging ends in it; here
    nothing is flexible before the plug-in. Sums over the hours are exact to the watt-hour.
    """
    begun, known = report.plugged_in_at, report.plugged_out_at is not None
    ended = report.plugged_out_at or begun
    until = max(ended, begun + timedelta(hours=report.energy_wh / POWERS_W[0]))
    hour = first = hour_of(begun, zone)
    before = [0, 0, 0, 0]
    while hour < until:
        reached = [
            part for p in POWERS_W for part in (_synthetic(report, hour + HOUR, p), _flexible(report, hour + HOUR, p))
        ]
        low, low_flex, high, high_flex = (now - then for now, then in zip(reached, before, strict=True))
        if low or high or low_flex or high_flex or hour == first:
            flexible = (low_flex, high_flex) if known else (None, None)
            yield _load(report, hour, (low, high), flexible)
        hour, before = hour + HOUR, reached


def hour_of(at: datetime, zone: tzinfo = UTC) -> datetime:
    """The beginning of the hour that the clock in `zone` shows, in UTC; not every zone is whole hours from UTC."""
    offset = (at.astimezone(zone).utcoffset() or timedelta()) % HOUR
    return (at + offset).astimezone(UTC).replace(minute=0, second=0, microsecond=0) - offset


def _possible_wh(report: ChargingReport, until: datetime, power_w: int) -> int:
    elapsed = max(until - report.plugged_in_at, timedelta()) // timedelta(microseconds=1)
    return round(elapsed * power_w / MICROSECONDS_AN_HOUR)


def _synthetic(report: ChargingReport, until: datetime, power_w: int) -> int:
    return min(report.energy_wh, _possible_wh(report, until, power_w))


def _flexible(report: ChargingReport, until: datetime, power_w: int) -> int:
    connected_until = min(until, report.plugged_out_at or report.plugged_in_at)
    return max(0, _possible_wh(report, connected_until, power_w) - report.energy_wh)


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
