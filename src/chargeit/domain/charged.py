"""Batteries that come to charge: what transactions alone say of what they hold."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Current(StrEnum):
    """What a station gave: between its meter and the battery lies the vehicle's own charger, or nothing."""

    AC = "ac"
    DC = "dc"
    UNKNOWN = "unknown"


class Interval(NamedTuple):
    """A value, and what holds it nine times of ten."""

    value: float
    low: float
    high: float


class Reference(StrEnum):
    """What a health is relative to."""

    NOMINAL = "nominal"
    FIRST_SEEN = "first_seen"


class ChargeEstimate(NamedTuple):
    """What one transaction says of the energy of the battery that it charged.

    `capacity_wh` is None where it says nothing, and `explanation` why. `variance` is that of its logarithm by what
    differs from one transaction to the next. `lean` is by how much its logarithm would grow if the vehicle's SoC
    counted charge and not energy. `soc_from` and `soc_to` (0..1) are what was looked at.
    """

    transaction: int
    token: str
    ended_at: datetime
    simulated: bool
    current: Current
    capacity_wh: float | None = None
    variance: float = 0.0
    lean: float = 0.0
    soc_from: float | None = None
    soc_to: float | None = None
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class ChargedBattery:
    """The battery that charges with a token, as far as its transactions tell. `nominal_wh` is what operators say.

    `capacity_wh` and `health` are None where nothing can be said, and `explanation` says why. `relative_to` says what
    a health is a share of; `relative_at` is when it was first seen. `counted` transactions belong to this battery,
    `set_aside` ones do not fit it. `token` is as it was first shown.
    """

    token: str
    nominal_wh: float | None = None
    simulated: bool = False
    capacity_wh: Interval | None = None
    health: Interval | None = None
    relative_to: Reference | None = None
    relative_at: datetime | None = None
    counted: int = 0
    set_aside: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    explanation: str = ""
