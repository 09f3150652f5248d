"""Loads: energy per hour of users, measured or derived from when they were plugged in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Series(StrEnum):
    """What an hourly figure says. Synthetic: charging at that power from plug-in until the energy is delivered.

    Flexible: what could be charged at that power from then until plug-out; it is never added to synthetic.
    """

    SYNTHETIC_3_6 = "synthetic_3_6"
    SYNTHETIC_7_2 = "synthetic_7_2"
    FLEX_3_6 = "flex_3_6"
    FLEX_7_2 = "flex_7_2"
    MEASURED = "measured"


@dataclass(frozen=True, slots=True)
class HourlyLoad:
    """One hour of one transaction of one user, in whole watt-hours (kWh with three decimals); None: not known.

    `hour_at` is the beginning of the hour. `transaction` is the source's word for it and unique within `source`.
    """

    hour_at: datetime
    source: str
    site: str
    station: str
    user: str
    transaction: str
    synthetic_3_6_wh: int | None = None
    synthetic_7_2_wh: int | None = None
    flex_3_6_wh: int | None = None
    flex_7_2_wh: int | None = None
    measured_wh: int | None = None


@dataclass(frozen=True, slots=True)
class ChargingReport:
    """One plug-in from which hourly loads are derived. `energy_wh` is what was charged.

    `plugged_out_at` is None where it is not known; what was flexible is then not known either.
    """

    source: str
    site: str
    station: str
    user: str
    transaction: str
    plugged_in_at: datetime
    plugged_out_at: datetime | None
    energy_wh: int


class Outcome(StrEnum):
    """What became of a row that was not as it should be."""

    REFUSED = "refused"
    REPAIRED = "repaired"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class RowNote:
    """A row that was refused, repaired, or kept although odd. `row` counts lines from 1, the header is line 1."""

    row: int
    reason: str
    outcome: Outcome = Outcome.REFUSED
