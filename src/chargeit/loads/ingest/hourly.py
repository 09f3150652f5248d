"""Rows of hourly loads. Hours that the clock never showed join the hour after; those that it showed twice are two."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache

from chargeit.domain.loads import HourlyLoad, Outcome, RowNote
from chargeit.loads.hours import hour_of
from chargeit.loads.ingest.instants import Instants, Moment
from chargeit.loads.ingest.numbers import Numbers
from chargeit.loads.ingest.seen import Recent
from chargeit.loads.layout import ENERGIES, WATT_HOURS, WHERE, Fields, Layout
from chargeit.loads.texts import Unusable, blank, given, shown

HOUR = timedelta(hours=1)
MOST_WH = 10_000_000
LONGEST_NAME = 100
WAITING = 10_000


@dataclass(frozen=True, slots=True)
class Manner:
    """How the rows of one file are to be understood."""

    layout: Layout
    numbers: Numbers
    instants: Instants
    source: str
    site: str = ""


def names(fields: Fields, manner: Manner) -> dict[str, str]:
    """Site, station, connector, user and transaction, "" where not known. Raises Unusable where one is too long."""
    found = {name: "" if blank(text := fields.get(name, "")) else text.strip() for name in WHERE}
    for name, text in found.items():
        if len(text) > LONGEST_NAME:
            raise Unusable(f"its {name} is longer than {LONGEST_NAME} characters: {shown(text)}")
    found["site"] = manner.site or found["site"]
    return found


class HourlyReader:
    """Reads row by row; what it tells depends on the rows before, so a file is read from its beginning."""

    def __init__(self, manner: Manner) -> None:
        self._manner = manner
        self._per_unit = WATT_HOURS[manner.layout.energy_unit]
        self._seen: Recent[int, tuple[int, int]] = Recent()
        self._waiting: dict[int, HourlyLoad] = {}
        self._hour = lru_cache(maxsize=50_000)(self._whole_hour)

    def read(self, row: int, fields: Fields) -> Iterator[HourlyLoad | RowNote]:
        try:
            load, moment, repairs = self._load(fields)
        except Unusable as why:
            yield RowNote(row, str(why))
            return
        if moment.again_at is not None:
            load, told = self._which(load, moment)
            repairs.append(told)
        earlier = self._seen.get(key := _key(load))
        if earlier is not None:
            yield RowNote(row, _again(earlier, load))
            return
        for repair in repairs:
            yield RowNote(row, repair, Outcome.REPAIRED)
        yield from self._passed(row, key, load, moment.skipped)

    def rest(self) -> Iterator[HourlyLoad]:
        """Loads that waited for the hour that they join, which did not come."""
        yield from self._waiting.values()
        self._waiting.clear()

    def _passed(self, row: int, key: int, load: HourlyLoad, skipped: bool) -> Iterator[HourlyLoad]:
        if skipped and key not in self._waiting:
            self._waiting[key] = load
            if len(self._waiting) > WAITING:
                yield self._waiting.pop(next(iter(self._waiting)))
            return
        if self._waiting and (waited := self._waiting.pop(key, None)) is not None:
            load = _sum(waited, load)
        self._seen.put(key, (row, hash(load)))
        yield load

    def _load(self, fields: Fields) -> tuple[HourlyLoad, Moment, list[str]]:
        manner = self._manner
        moment = self._hour(fields["hour"], fields.get("hour_end", ""))
        repairs = [moment.repair] if moment.repair else []
        energies = [self._energy_wh(fields.get(name, ""), name, repairs) for name in ENERGIES]
        if energies.count(None) == len(ENERGIES):
            raise Unusable("it has no energy")
        where = names(fields, manner)
        transaction = where["transaction"] or "/".join(filter(None, (where["site"], where["station"], where["user"])))
        if not transaction:
            raise Unusable("it names no transaction, user, station or site")
        load = HourlyLoad(
            moment.at, manner.source, where["site"], where["station"], where["user"], transaction, *energies
        )
        return load, moment, repairs

    def _energy_wh(self, text: str, name: str, repairs: list[str]) -> int | None:
        number = self._manner.numbers.optional(text, name)
        if number is None:
            return None
        energy_wh = round(number.value * self._per_unit)
        if not 0 <= energy_wh <= MOST_WH:
            told = "negative: was the meter reset?" if energy_wh < 0 else f"more than {MOST_WH // 1_000_000} MWh"
            raise Unusable(f"its {name} is {told}")
        if number.repair:
            repairs.append(number.repair)
        return energy_wh

    def _whole_hour(self, begin: str, end: str) -> Moment:
        instants = self._manner.instants
        moment = instants.read(given(begin, "hour"))
        if moment.at != hour_of(moment.at, instants.zone):
            raise Unusable(f"{shown(begin)} is not the beginning of an hour")
        if blank(end):
            return moment
        ended = instants.read(end)
        ends = {ended.at, ended.again_at or ended.at}
        begins = {moment.at, moment.again_at or moment.at}
        # Who adds an hour to what the clock showed is off by one where it is put forward or back.
        odd = bool(ended.again_at or moment.again_at or ended.skipped or moment.skipped)
        if not any(end - begin == HOUR for end in ends for begin in begins) and not (odd and ends & begins):
            raise Unusable(f"it ends at {shown(end)}, which is not an hour after {shown(begin)}")
        return moment

    def _which(self, load: HourlyLoad, moment: Moment) -> tuple[HourlyLoad, str]:
        """The hour came twice: a transaction that had the first has the second."""
        told = f"the clock showed this hour twice ({load.hour_at:%Y-%m-%d %H:%M} UTC and an hour later): taken as the"
        if self._seen.get(_key(load)) is None or moment.again_at is None:
            return load, f"{told} first"
        return replace(load, hour_at=moment.again_at), f"{told} second"


def _key(load: HourlyLoad) -> int:
    return hash((load.transaction, load.hour_at))


def _again(earlier: tuple[int, int], load: HourlyLoad) -> str:
    row, figures = earlier
    if figures == hash(load):
        return f"it is the same as row {row}"
    return f"row {row} has other figures for this hour of transaction {shown(load.transaction)}"


def _sum(one: HourlyLoad, other: HourlyLoad) -> HourlyLoad:
    def both(a: int | None, b: int | None) -> int | None:
        return a if b is None else b if a is None else a + b

    return replace(
        other,
        synthetic_3_6_wh=both(one.synthetic_3_6_wh, other.synthetic_3_6_wh),
        synthetic_7_2_wh=both(one.synthetic_7_2_wh, other.synthetic_7_2_wh),
        flex_3_6_wh=both(one.flex_3_6_wh, other.flex_3_6_wh),
        flex_7_2_wh=both(one.flex_7_2_wh, other.flex_7_2_wh),
        measured_wh=both(one.measured_wh, other.measured_wh),
    )
