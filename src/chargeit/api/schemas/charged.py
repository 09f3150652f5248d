"""Batteries that come to charge, as screens see them and as operators say what they held when new."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from annotated_types import Gt, Le

from chargeit.api.schemas.fields import Asked
from chargeit.domain import charged as domain
from chargeit.ports.charged import ChargedRow
from chargeit.ports.pages import Page


@dataclass(frozen=True, slots=True)
class Interval:
    """`low` and `high` hold the value nine times of ten."""

    value: float
    low: float
    high: float

    @staticmethod
    def of(found: domain.Interval | None) -> "Interval | None":
        return None if found is None else Interval(*found)


@dataclass(frozen=True, slots=True)
class ChargedBattery:
    """`health` is `capacity_wh` as a share of what it is relative to: `nominal` (`nominal_wh`, the usable energy when
    new, as operators say), or `first_seen` (its energy at `relative_at`). `counted` transactions tell of it,
    `set_aside` ones do not fit it. Where something is not known, `explanation` says why.
    """

    token: str
    label: str
    simulated: bool
    nominal_wh: float | None
    capacity_wh: Interval | None
    health: Interval | None
    relative_to: str | None
    relative_at: datetime | None
    counted: int
    set_aside: int
    first_at: datetime | None
    last_at: datetime | None
    explanation: str

    @staticmethod
    def of(row: ChargedRow) -> "ChargedBattery":
        battery = row.battery
        return ChargedBattery(
            token=battery.token,
            label=row.label,
            simulated=battery.simulated,
            nominal_wh=battery.nominal_wh,
            capacity_wh=Interval.of(battery.capacity_wh),
            health=Interval.of(battery.health),
            relative_to=battery.relative_to,
            relative_at=battery.relative_at,
            counted=battery.counted,
            set_aside=battery.set_aside,
            first_at=battery.first_at,
            last_at=battery.last_at,
            explanation=battery.explanation,
        )


@dataclass(frozen=True, slots=True)
class ChargedPage:
    rows: list[ChargedBattery]
    next: str | None

    @staticmethod
    def of(page: Page[ChargedRow]) -> "ChargedPage":
        return ChargedPage([ChargedBattery.of(row) for row in page.rows], page.next)


@dataclass(frozen=True, slots=True)
class ChargeEstimate:
    """What one transaction says, looked at from `soc_from` to `soc_to`. `deviation` is that of `capacity_wh` by what
    differs from one transaction to the next, as a share; `current` is ac, dc or unknown.
    """

    transaction: int
    ended_at: datetime
    current: str
    capacity_wh: float | None
    deviation: float | None
    soc_from: float | None
    soc_to: float | None
    explanation: str

    @staticmethod
    def of(one: domain.ChargeEstimate) -> "ChargeEstimate":
        deviation = None if one.capacity_wh is None else one.variance**0.5
        told = (one.transaction, one.ended_at, one.current.value, one.capacity_wh, deviation)
        return ChargeEstimate(*told, one.soc_from, one.soc_to, one.explanation)


@dataclass(frozen=True, slots=True)
class ChargeEstimatePage:
    rows: list[ChargeEstimate]
    next: str | None

    @staticmethod
    def of(page: Page[domain.ChargeEstimate]) -> "ChargeEstimatePage":
        return ChargeEstimatePage([ChargeEstimate.of(row) for row in page.rows], page.next)


class ChargedAsked(Asked):
    """The usable energy of the vehicle's battery when it was new; null where it is not known."""

    nominal_wh: Annotated[float, Gt(0), Le(2_000_000)] | None
