"""Energy and power from samples: what a transaction's meter shows, and how its energy spreads over hours."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

from chargeit.domain.metering import ENERGY_REGISTER, POWER, SOC
from chargeit.storage.loads import Path

HOUR, NOTHING = timedelta(hours=1), timedelta(0)
TOTALS = frozenset({ENERGY_REGISTER, POWER, SOC})
# A longer gap is a clock that was not set (1970): its energy counts in the hour it was reported for.
LONGEST_SPREAD = timedelta(days=7)
# No meter shows more; what is larger is stored as a sample and counts nowhere.
LARGEST = 1e15


class Measured(Protocol):
    """What is read of a sample here: samples have it, and rows of them."""

    @property
    def measurand(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def sampled_at(self) -> datetime: ...
    @property
    def phase(self) -> str: ...
    @property
    def location(self) -> str: ...


class Reading(Struct, frozen=True, gc=False):
    """One quantity at one instant."""

    value: float
    at: datetime


class Meter(Struct, frozen=True, gc=False):
    """What is known of a transaction's meter. `rolled_wh` is the energy that its hours hold so far.

    `load` is whose load it is, None where that is not known.
    """

    number: int
    evse: int
    is_open: bool
    is_final: bool
    simulated: bool
    samples: int
    first_at: datetime | None
    last_at: datetime | None
    register: Reading | None
    rolled_wh: float
    power: Reading | None
    soc: Reading | None
    load: Path | None = None


class Hour(NamedTuple):
    """Energy of one station in one clock hour of UTC."""

    hour_at: datetime
    station: str
    simulated: bool
    energy_wh: float


def latest(samples: Sequence[Measured], measurand: str) -> Reading | None:
    """The newest total of a measurand: the value without a phase, else the sum over the phases; the outlet first."""
    found = [s for s in samples if s.measurand == measurand and s.value is not None and abs(s.value) < LARGEST]
    if not found:
        return None
    if len(found) > 1:
        newest = max(s.sampled_at for s in found)
        found = [s for s in found if s.sampled_at == newest]
        found = [s for s in found if s.location == "Outlet"] or found
        found = [s for s in found if not s.phase] or found
        if found[0].phase:
            return Reading(sum(s.value or 0.0 for s in found), newest)
    return Reading(found[0].value or 0.0, found[0].sampled_at)


def latest_soc(samples: Sequence[Measured]) -> Reading | None:
    """State of charge, 0..1."""
    percent = latest(samples, SOC)
    return None if percent is None else Reading(percent.value / 100, percent.at)


def newer(old: Reading | None, new: Reading | None) -> Reading | None:
    return new if old is None or (new is not None and new.at >= old.at) else old


class Shown(Struct, frozen=True, gc=False):
    """What the samples of one message say of a meter: its latest totals, when they were taken, how many they are."""

    register: Reading | None
    power: Reading | None
    soc: Reading | None
    first_at: datetime
    last_at: datetime
    count: int


def shown(samples: Sequence[Measured]) -> Shown:
    """At least one sample. One pass, where no measurand comes twice: nearly all messages are such."""
    register = power = soc = None
    first = last = samples[0].sampled_at
    for sample in samples:
        at, value = sample.sampled_at, sample.value
        if at is not first:
            first, last = min(first, at), max(last, at)
        measurand = sample.measurand
        if measurand not in TOTALS or value is None or not abs(value) < LARGEST:
            continue
        if measurand == ENERGY_REGISTER:
            if register is not None:
                return shown_slowly(samples)
            register = Reading(value, at)
        elif measurand == POWER:
            if power is not None:
                return shown_slowly(samples)
            power = Reading(value, at)
        else:
            if soc is not None:
                return shown_slowly(samples)
            soc = Reading(value / 100, at)
    return Shown(register, power, soc, first, last, len(samples))


def shown_slowly(samples: Sequence[Measured]) -> Shown:
    """The same for phases, locations and several moments."""
    times = [sample.sampled_at for sample in samples]
    readings = latest(samples, ENERGY_REGISTER), latest(samples, POWER), latest_soc(samples)
    return Shown(*readings, min(times), max(times), len(times))


def metered(meter: Meter, station: str, told: Iterable[Shown]) -> tuple[Meter, list[Hour]]:
    """The meter after these messages in their order, and the energy to add to the station's hours."""
    register, power, soc = meter.register, meter.power, meter.soc
    first, last, rolled, count = meter.first_at, meter.last_at, meter.rolled_wh, meter.samples
    hours: list[Hour] = []
    # energy inside of one hour is summed up; most is
    begin = end = datetime.min.replace(tzinfo=UTC)
    for seen in told:
        count += seen.count
        first = seen.first_at if first is None or seen.first_at < first else first
        last = seen.last_at if last is None or seen.last_at > last else last
        new, before = seen.register, register
        if new is not None and before is not None and not meter.is_final and new.at >= before.at:
            energy = new.value - before.value
            if energy > 0:
                rolled += energy
                if begin <= before.at and new.at < end:
                    hours[-1] = Hour(begin, station, meter.simulated, hours[-1].energy_wh + energy)
                else:
                    hours.extend(spread(station, meter.simulated, before, new))
                    begin = hours[-1].hour_at
                    end = begin + HOUR
        register, power, soc = newer(register, new), newer(power, seen.power), newer(soc, seen.soc)
    changed = replace(
        meter,
        samples=count,
        first_at=first,
        last_at=last,
        register=register,
        rolled_wh=rolled,
        power=power,
        soc=soc,
    )
    return changed, hours


def by_hour(hours: Iterable[Hour]) -> list[Hour]:
    """One for each hour, station and kind, in the order of their first."""
    total: dict[tuple[datetime, str, bool], float] = {}
    for hour in hours:
        key = hour[:3]
        total[key] = total.get(key, 0.0) + hour.energy_wh
    return [Hour(*key, energy_wh) for key, energy_wh in total.items()]


def closed(meter: Meter, station: str, energy_wh: float | None, stopped_at: datetime) -> tuple[Meter, Iterable[Hour]]:
    """The meter after the stop: the hours then hold exactly the transaction's energy."""
    rest = 0.0 if energy_wh is None or energy_wh < 0 else energy_wh - meter.rolled_wh
    since = stopped_at if meter.register is None else meter.register.at
    added = spread(station, meter.simulated, Reading(0.0, since), Reading(rest, stopped_at))
    done = replace(meter, is_open=False, is_final=True, rolled_wh=meter.rolled_wh + rest, power=None)
    return done, added if rest else ()


def spread(station: str, simulated: bool, since: Reading, until: Reading) -> Iterable[Hour]:
    """The energy between two readings, evenly over the time between them."""
    energy, span = until.value - since.value, until.at - since.at
    hour = until.at.replace(minute=0, second=0, microsecond=0)
    if since.at >= hour or span <= NOTHING or span > LONGEST_SPREAD:
        return (Hour(hour, station, simulated, energy),)
    return over_hours(Hour(hour, station, simulated, energy), since.at, until.at)


def over_hours(last: Hour, since: datetime, until: datetime) -> Iterator[Hour]:
    """From the last hour back to the first; `last` holds the energy of all."""
    hour, end, span = last.hour_at, until, until - since
    while end > since:
        start = max(hour, since)
        if end > start:
            yield last._replace(hour_at=hour, energy_wh=last.energy_wh * ((end - start) / span))
        hour, end = hour - HOUR, start
