"""What every read of loads is asked by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, TypeVar

from fastapi import Depends, HTTPException, Query
from pydantic import AfterValidator

from chargeit.api.door import Door
from chargeit.api.schemas.fields import EARLIEST, LATEST, Text
from chargeit.domain.errors import NotFound
from chargeit.domain.loads import Series
from chargeit.ports.loads import LoadFilter, LoadHour

T = TypeVar("T")


def calendar_day(given: date) -> date:
    if not EARLIEST.date() <= given <= LATEST.date():
        raise ValueError("must lie between 1970 and 9000")
    return given


Day = Annotated[date, AfterValidator(calendar_day), Query(description="ISO date of the site's calendar, inclusive.")]


@dataclass(frozen=True, slots=True)
class LoadsAsked:
    """All of what is given must hold. Loads of simulated stations are apart: `simulated=true` shows them alone."""

    site: Text | None = None
    station: Text | None = None
    user: Text | None = None
    series: Series = Series.SYNTHETIC_7_2
    start_date: Day | None = None
    end_date: Day | None = None
    simulated: bool = False

    def filter(self) -> LoadFilter:
        """Raises HTTPException 400 for a period that ends before it begins."""
        if self.start_date is not None and self.end_date is not None and self.start_date > self.end_date:
            raise HTTPException(400, "start_date: must not be after end_date")
        period = (self.start_date, self.end_date)
        return LoadFilter(self.site, self.station, self.user, self.series, *period, self.simulated)


Loads = Annotated[LoadsAsked, Depends()]


def hours(door: Door, asked: LoadsAsked, *, user: str | None = None, series: Series | None = None) -> list[LoadHour]:
    """In a worker thread. Raises NotFound where there are none."""
    wanted = asked.filter()
    wanted = replace(wanted, user=user or wanted.user, series=series or wanted.series)
    return list(found(door.reads.loads.hours(wanted)))


def found(rows: Sequence[T]) -> Sequence[T]:
    """Raises NotFound where there are none."""
    if not rows:
        raise NotFound("load", "for this site, station, user, series and period")
    return rows
