"""Rows of charging reports: when a vehicle was plugged in and out, and what it charged."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from chargeit.domain.loads import ChargingReport, HourlyLoad, Outcome, RowNote
from chargeit.loads.hours import hourly_loads
from chargeit.loads.ingest.hourly import Manner, names
from chargeit.loads.ingest.instants import Moment, between
from chargeit.loads.ingest.numbers import Number
from chargeit.loads.ingest.seen import Overlaps, Recent
from chargeit.loads.layout import SECONDS, WATT_HOURS, Fields
from chargeit.loads.texts import Unusable, blank, given, shown

MOST_WH = 10_000_000
LONGEST = timedelta(days=366)
# A duration and times to the minute may differ by the seconds of both ends, and by what a meter's clock is late.
MINUTES = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Plugged:
    """A report and what else its row says; `energy_wh` is exact. `repairs` tells what was odd."""

    row: int
    report: ChargingReport
    connector: str
    energy_wh: Decimal
    repairs: tuple[str, ...] = ()


class ReportReader:
    """Reads row by row; what it tells depends on the rows before, so a file is read from its beginning."""

    def __init__(self, manner: Manner) -> None:
        self._manner = manner
        self._contents: Recent[int, int] = Recent()
        self._transactions: Recent[str, int] = Recent()
        self._overlaps = Overlaps()

    def read(self, row: int, fields: Fields) -> Iterator[HourlyLoad | RowNote]:
        for found in self.plugged(row, fields):
            if isinstance(found, RowNote):
                yield found
            else:
                yield from hourly_loads(found.report)

    def plugged(self, row: int, fields: Fields) -> Iterator[Plugged | RowNote]:
        """What is told of the row, and its report unless it was refused."""
        try:
            found = plugged(row, fields, self._manner)
            self._check_new(found)
        except Unusable as why:
            yield RowNote(row, str(why))
            return
        for repair in found.repairs:
            yield RowNote(row, repair, Outcome.REPAIRED)
        yield from self._odd(found)
        yield found

    def rest(self) -> Iterator[HourlyLoad]:
        yield from ()

    def _check_new(self, found: Plugged) -> None:
        report = found.report
        content = hash((found.connector, replace(report, transaction="")))
        if (earlier := self._contents.get(content)) is not None:
            raise Unusable(f"it is the same as row {earlier}")
        if (earlier := self._transactions.get(report.transaction)) is not None:
            raise Unusable(f"transaction {shown(report.transaction)} is that of row {earlier}, with other figures")
        self._contents.put(content, found.row)
        self._transactions.put(report.transaction, found.row)

    def _odd(self, found: Plugged) -> Iterator[RowNote]:
        report = found.report
        ended = report.plugged_out_at
        if ended is None:
            yield RowNote(found.row, "it has no plug-out: what was flexible is not known", Outcome.KEPT)
        elif not report.energy_wh and ended == report.plugged_in_at:
            yield RowNote(found.row, "it has neither energy nor duration", Outcome.KEPT)
        place = f"{report.station}/{found.connector}" if found.connector else report.user
        if place and ended and (other := self._overlaps.with_row(place, report.plugged_in_at, ended, found.row)):
            yield RowNote(found.row, f"it overlaps with row {other}", Outcome.KEPT)


def plugged(row: int, fields: Fields, manner: Manner) -> Plugged:
    """Raises Unusable."""
    repairs: list[str] = []
    where = names(fields, manner)
    begun, ended = _times(fields, manner, repairs)
    energy_wh = _energy_wh(fields, manner, repairs)
    rounded = round(energy_wh)
    transaction = where["transaction"] or _name(where, begun, ended, rounded)
    report = ChargingReport(
        manner.source, where["site"], where["station"], where["user"], transaction, begun, ended, rounded
    )
    return Plugged(row, report, where["connector"], energy_wh, tuple(repairs))


def _name(where: dict[str, str], begun: datetime, ended: datetime | None, energy_wh: int) -> str:
    """What a transaction is called whose file gives it no name: the same in every file that has it."""
    place = "-".join(filter(None, (where["station"] or where["site"], where["connector"], where["user"])))
    lasted = f"{(ended - begun) // timedelta(seconds=1)}s" if ended else "open"
    return f"{place[:50]} {begun:%Y%m%dT%H%M%SZ} {lasted} {energy_wh}Wh"


def _energy_wh(fields: Fields, manner: Manner, repairs: list[str]) -> Decimal:
    per_unit = WATT_HOURS[manner.layout.energy_unit]

    def number(name: str) -> Number:
        found = manner.numbers.read(given(fields.get(name, ""), name.replace("_", " ")), name)
        if found.repair:
            repairs.append(found.repair)
        return found

    if "energy" in fields:
        energy_wh, told = number("energy").value * per_unit, "its energy is negative: was the meter reset?"
    else:
        start, stop = number("meter_start").value, number("meter_stop").value
        energy_wh, told = (stop - start) * per_unit, f"its meter went back from {start} to {stop}: was it reset?"
    if energy_wh < 0:
        raise Unusable(told)
    if energy_wh > MOST_WH:
        raise Unusable(f"its energy is more than {MOST_WH // 1_000_000} MWh")
    return energy_wh


def _times(fields: Fields, manner: Manner, repairs: list[str]) -> tuple[datetime, datetime | None]:
    read = manner.instants.read
    begin = read(given(fields["begin"], "begin"), fields.get("begin_zone", ""))
    lasted = _duration(fields.get("duration", ""), manner)
    repairs += [begin.repair] if begin.repair else []
    if blank(fields.get("end", "")):
        return begin.at, begin.at + lasted if lasted else None
    end = read(fields["end"], fields.get("end_zone") or fields.get("begin_zone", ""))
    repairs += [end.repair] if end.repair else []
    begun, ended = between(begin, end, lasted)
    if begin.again_at or end.again_at:
        repairs += _which(begin, end, (begun, ended), lasted)
    if lasted is not None:
        ended = _agreed(begun, ended, lasted, end.to_the_second, repairs)
    if ended < begun:
        raise Unusable("it ends before it begins")
    if ended - begun > LONGEST:
        raise Unusable(f"it lasts {(ended - begun).days} days, more than {LONGEST.days}")
    return begun, ended


def _which(begin: Moment, end: Moment, chosen: tuple[datetime, datetime], lasted: timedelta | None) -> Iterator[str]:
    why = "" if lasted is None else ", by its duration"
    for moment, at, what in ((begin, chosen[0], "plug-in"), (end, chosen[1], "plug-out")):
        if moment.again_at:
            which = "first" if at == moment.at else "second"
            yield f"the clock showed the hour of its {what} twice: taken as the {which}{why}"


def _agreed(begun: datetime, ended: datetime, lasted: timedelta, to_the_second: bool, repairs: list[str]) -> datetime:
    """The end by the duration, which no clock change disturbs, where both do not tell the same."""
    off = abs(ended - begun - lasted)
    if off > MINUTES and lasted <= LONGEST:
        repairs.append(f"it lasted {lasted} but its times are {ended - begun} apart: the duration is taken")
        return begun + lasted
    return ended if to_the_second or lasted > LONGEST else begun + lasted


def _duration(text: str, manner: Manner) -> timedelta | None:
    """To the second; None where there is none that can be read, or a negative one."""
    if blank(text):
        return None
    clock = text.strip().split(":")
    try:
        if len(clock) == 3:
            hours, minutes, seconds = (int(part) for part in clock)
            lasted = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        else:
            value = manner.numbers.read(text, "duration").value
            lasted = timedelta(seconds=round(value * SECONDS[manner.layout.duration_unit]))
    except (Unusable, ValueError, OverflowError):
        return None
    return lasted if lasted >= timedelta() else None
