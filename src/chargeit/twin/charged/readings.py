"""What the samples of a transaction show of a battery: SoC beside the register, without what cannot be.

Stations report SoC as whole per cent, 0 where they do not know it, late, twice, out of order, or of another vehicle; a
register resets, dips or is told in another unit.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from chargeit.domain.charged import Current
from chargeit.domain.metering import ENERGY_REGISTER, SOC, Sample

LONGEST_GAP = timedelta(minutes=10)  # between two registers, of which one between is told apart
LARGEST_WH = 1e12
JITTER = 1.0  # per cent that a SoC may fall by, and still be of the same charge
GLITCH = 3.0  # per cent off both neighbours, which agree
# Wh for each per cent of the smallest and of the largest battery: a motorcycle's 2 kWh, a lorry's 1,000 kWh.
LEAST_STEP_WH, MOST_STEP_WH = 20.0, 10_000.0
DC_POWER_W, DC_VOLTAGE_V = 23_000.0, 300.0
"""AC charging ends at 22 kW for nearly all vehicles, and at 400 V between phases where nobody measures it."""


class Reading(NamedTuple):
    """SoC (per cent) and register (Wh) of one moment."""

    at: datetime
    soc: float
    register_wh: float


class Moment(NamedTuple):
    at: datetime
    soc: float | None
    register_wh: float | None


sampled_at = attrgetter("sampled_at")


def longest(samples: Iterable[Sample]) -> list[Reading]:
    """The readings of the part in which the SoC rises most while the register rises with it, in order of time."""
    parts = _parts(_without_glitches(_paired(_moments(samples))))
    return max(parts, key=lambda part: part[-1].soc - part[0].soc, default=[])


def current(samples: Sequence[Sample], readings: Sequence[Reading]) -> Current:
    """Told by the power of the charge, else by phases, else by the voltage."""
    hours = (readings[-1].at - readings[0].at) / timedelta(hours=1)
    energy_wh = readings[-1].register_wh - readings[0].register_wh
    if hours > 0 and energy_wh / hours > DC_POWER_W:
        return Current.DC
    if any(sample.phase for sample in samples):
        return Current.AC
    volts = [sample.value for sample in samples if sample.measurand == "Voltage" and sample.value]
    if not volts:
        return Current.UNKNOWN
    return Current.DC if max(volts) > DC_VOLTAGE_V else Current.AC


def _moments(samples: Iterable[Sample]) -> list[Moment]:
    told = [one for one in samples if one.value is not None and one.measurand in (SOC, ENERGY_REGISTER)]
    moments = []
    for at, together in groupby(sorted(told, key=sampled_at), key=sampled_at):
        of_one = list(together)
        moments.append(Moment(at, _soc(of_one), _register(of_one)))
    return moments


def _soc(told: Sequence[Sample]) -> float | None:
    """0 is "not known"; two that differ at one moment say nothing."""
    found = {one.value for one in told if one.measurand == SOC and one.value is not None and 0 < one.value <= 100}
    return found.pop() if len(found) == 1 else None


def _register(told: Sequence[Sample]) -> float | None:
    """The total, of the outlet where there are several; else the sum of the phases."""
    found = [one for one in told if one.measurand == ENERGY_REGISTER and 0 <= (one.value or 0.0) < LARGEST_WH]
    found = [one for one in found if one.location == "Outlet"] or found
    totals = {one.value or 0.0 for one in found if not one.phase}
    if totals:
        return max(totals)
    phases = {one.phase: one.value or 0.0 for one in found}
    return sum(phases.values()) if phases else None


def _paired(moments: Sequence[Moment]) -> list[Reading]:
    """Each SoC with the register of its moment; between two registers that are near, with what lies between them."""
    registers = [(at, wh) for at, _, wh in moments if wh is not None]
    found, place = [], 0
    for at, soc, _ in moments:
        if soc is None:
            continue
        while place < len(registers) and registers[place][0] < at:
            place += 1
        if place < len(registers) and registers[place][0] == at:
            found.append(Reading(at, soc, registers[place][1]))
        elif 0 < place < len(registers):
            (before_at, before_wh), (after_at, after_wh) = registers[place - 1], registers[place]
            if after_at - before_at <= LONGEST_GAP:
                share = (at - before_at) / (after_at - before_at)
                found.append(Reading(at, soc, before_wh + share * (after_wh - before_wh)))
    return found


def _without_glitches(readings: list[Reading]) -> list[Reading]:
    """Single readings that neither of their neighbours, which agree, bears out."""
    kept = readings[:1]
    for one, after in pairwise(readings[1:]):
        before = kept[-1]
        off = min(abs(one.soc - before.soc), abs(one.soc - after.soc))
        jumps = off > GLITCH and abs(after.soc - before.soc) <= GLITCH
        is_between = before.register_wh <= one.register_wh <= after.register_wh
        if not jumps and (is_between or after.register_wh < before.register_wh):
            kept.append(one)
    return kept + readings[-1:] if len(readings) > 1 else kept


def _parts(readings: Sequence[Reading]) -> list[list[Reading]]:
    """Cut where the register falls, where the SoC does, and where no battery could have charged so."""
    parts: list[list[Reading]] = []
    for one in readings:
        if parts and _goes_on(parts[-1][-1], one):
            parts[-1].append(one)
        else:
            parts.append([one])
    return parts


def _goes_on(before: Reading, after: Reading) -> bool:
    energy_wh, rise = after.register_wh - before.register_wh, after.soc - before.soc
    if energy_wh < 0 or rise < -JITTER:
        return False
    return energy_wh >= (rise - GLITCH) * LEAST_STEP_WH and energy_wh <= (rise + GLITCH) * MOST_STEP_WH
