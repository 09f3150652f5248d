"""What a format's columns mean. Built-in formats and a person's mapping file are the same thing: a Layout."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Fields = dict[str, str]
"""The cells of one row by what they mean; what a layout does not name is not there."""


class DateOrder(StrEnum):
    YMD = "year-month-day"
    YDM = "year-day-month"
    DMY = "day-month-year"
    MDY = "month-day-year"

    @property
    def other(self) -> "DateOrder":
        return OTHERS[self]

    @property
    def year_first(self) -> bool:
        return self in (DateOrder.YMD, DateOrder.YDM)

    @property
    def day_first(self) -> bool:
        """The day stands before the month."""
        return self in (DateOrder.YDM, DateOrder.DMY)


OTHERS = {
    DateOrder.YMD: DateOrder.YDM,
    DateOrder.YDM: DateOrder.YMD,
    DateOrder.DMY: DateOrder.MDY,
    DateOrder.MDY: DateOrder.DMY,
}


class Kind(StrEnum):
    HOURLY = "hourly"
    REPORTS = "reports"


WHERE = ("site", "station", "connector", "user", "transaction")
ENERGIES = ("synthetic_3_6", "synthetic_7_2", "flex_3_6", "flex_7_2", "measured")
FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.HOURLY: ("hour", "hour_end", *WHERE, *ENERGIES),
    Kind.REPORTS: (
        *("begin", "begin_zone", "end", "end_zone", "duration", *WHERE),
        *("energy", "meter_start", "meter_stop"),
    ),
}
TIMES = ("hour", "hour_end", "begin", "end")
NUMBERS = (*ENERGIES, "energy", "meter_start", "meter_stop", "duration")
WATT_HOURS = {"Wh": 1, "kWh": 1000, "MWh": 1_000_000}
SECONDS = {"h": 3600, "min": 60, "s": 1}


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns by field; a time may be in two columns, a date and a time of day. `usual` is used where no row tells.

    `optional`: fields whose columns a file may lack. `offsets_count` is False where written offsets are not true.
    `amend` changes the fields of a row in place where a publisher writes things in a way of his own.
    """

    name: str
    kind: Kind
    columns: Mapping[str, tuple[str, ...]]
    source: str
    zone: str | None = None
    energy_unit: str = "kWh"
    duration_unit: str = "h"
    usual: DateOrder | None = None
    offsets_count: bool = True
    optional: frozenset[str] = field(default=frozenset())
    amend: Callable[[Fields], None] | None = None

    def missing(self, header: tuple[str, ...]) -> list[str]:
        """Columns that it needs and that a file has not."""
        return [
            column
            for name, columns in self.columns.items()
            for column in columns
            if name not in self.optional and column not in header
        ]

    def places(self, header: tuple[str, ...]) -> dict[str, list[int]]:
        """Where the cells of each field are in a row."""
        return {
            name: [header.index(column) for column in columns]
            for name, columns in self.columns.items()
            if all(column in header for column in columns)
        }
