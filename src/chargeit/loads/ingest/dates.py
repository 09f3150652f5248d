"""Which number of a date is the day: told by days over 12, or by rows that follow each other in time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chargeit.loads.layout import DateOrder

DATE = re.compile(r"\s*(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{4}|\d{1,2})(?!\d)")
CENTURY = 2000
MONTHS = 12
# A file whose days are swapped leaps to and fro by months: a quarter of the way is not chance.
LESS, LEAST_DAYS = 4, 60


@dataclass(frozen=True, slots=True)
class Dates:
    """How a file writes dates. Swapped: where the day is 12 or less, day and month have changed places."""

    order: DateOrder
    swapped: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """The three numbers of a date: the year, and the other two as they stand."""

    year: int
    first: int
    second: int
    year_first: bool

    def day(self, order: DateOrder) -> date | None:
        month, day = (self.second, self.first) if order.day_first else (self.first, self.second)
        try:
            return date(self.year, month, day)
        except ValueError:
            return None


def parts(text: str) -> Parts | None:
    found = DATE.match(text)
    if found is None:
        return None
    a, b, c = found.groups()
    if len(a) == 4:
        return Parts(int(a), int(b), int(c), year_first=True)
    year = int(c)
    return Parts(year + CENTURY if len(c) <= 2 else year, int(a), int(b), year_first=False)


class Evidence:
    """What the dates of a file say about their order, as they come."""

    def __init__(self) -> None:
        self._month_first = self._day_first = self._unsure = 0
        self._year_first = False
        self._leaps = {True: 0, False: 0}  # days between neighbours, by: the day stands first in unsure rows
        self._before: dict[bool, date] = {}

    @property
    def found(self) -> bool:
        """More rows would add nothing: a day over 12 was seen, or no date at all."""
        return bool(self._month_first or self._day_first or not self._unsure)

    def add(self, text: str) -> None:
        date_parts = parts(text)
        if date_parts is None:
            return
        self._year_first = date_parts.year_first
        orders = (DateOrder.YMD, DateOrder.YDM) if self._year_first else (DateOrder.MDY, DateOrder.DMY)
        month_first, day_first = (date_parts.day(order) for order in orders)
        if month_first and day_first:
            self._unsure += month_first != day_first
            self._pass({False: month_first, True: day_first})
        elif sure := month_first or day_first:
            self._month_first += month_first is not None
            self._day_first += day_first is not None
            self._pass({False: sure, True: sure})

    def _pass(self, days: dict[bool, date]) -> None:
        for way, day in days.items():
            self._leaps[way] += abs((day - self._before.get(way, day)).days)
        self._before = days

    def decide(self, usual: DateOrder | None = None) -> tuple[Dates | None, str]:
        """None where nothing tells. `usual` is the order of the publisher, where rows do not say otherwise."""
        if not self._before:
            return Dates(usual or DateOrder.YMD), "no date is in numbers"
        if self._month_first or self._day_first:
            day_first = self._day_first > self._month_first
            order = self._order(day_first)
            if self._shorter(not day_first, than=day_first):
                return Dates(order, swapped=True), "only so do its rows follow each other in time"
            return Dates(order), "days over 12 show it"
        if usual and usual.year_first == self._year_first:
            return Dates(usual), "the format is usually so"
        for day_first in (True, False):
            if self._shorter(day_first, than=not day_first):
                return Dates(self._order(day_first)), "so its rows follow each other in time"
        if self._year_first or not self._unsure:
            return Dates(self._order(False)), "a year that comes first is followed by the month"
        return None, "no day is over 12"

    def _shorter(self, way: bool, than: bool) -> bool:
        leaps, other = self._leaps[way], self._leaps[than]
        return leaps * LESS < other and other - leaps >= LEAST_DAYS

    def _order(self, day_first: bool) -> DateOrder:
        if self._year_first:
            return DateOrder.YDM if day_first else DateOrder.YMD
        return DateOrder.DMY if day_first else DateOrder.MDY


def date_order(texts: Iterable[str], usual: DateOrder | None = None) -> tuple[Dates | None, str]:
    evidence = Evidence()
    for text in texts:
        evidence.add(text)
    return evidence.decide(usual)
