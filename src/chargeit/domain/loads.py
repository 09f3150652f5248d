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


@dataclass(frozen=True, slots=True)
class Added:
    """What storing some hourly loads changed: rows that were new, the same as stored, or other than stored."""

    new: int = 0
    same: int = 0
    changed: int = 0

    def __add__(self, other: "Added") -> "Added":
        return Added(self.new + other.new, self.same + other.same, self.changed + other.changed)


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far the import of one file has come; an interrupted one goes on after `rows`.

    `file_digest` is of the file's bytes; `rows` counts the file's lines that are dealt with, the header among them;
    `state` is what the reader needs to go on, in its own words.
    """

    file_digest: str
    name: str
    updated_at: datetime
    rows: int = 0
    added: Added = Added()
    refused: int = 0
    repaired: int = 0
    finished: bool = False
    state: str = ""
