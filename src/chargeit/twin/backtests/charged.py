"""What transactions alone tell of batteries: simulated vehicles that age, and partial charges of recorded cells."""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean
from time import monotonic
from typing import Any

import numpy as np

from chargeit.domain.charged import ChargedBattery, ChargeEstimate, Current
from chargeit.domain.metering import ENERGY_REGISTER, SOC, Sample
from chargeit.learning.catalogue import BacktestRow
from chargeit.twin.charged.battery import weighed
from chargeit.twin.charged.estimate import EFFICIENCY, EFFICIENCY_ERROR, Found, estimate
from chargeit.twin.chemistry import Floats, tables

PLAIN = "energy over what SoC rose by"
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
CHARGES, VEHICLES, EVERY = 400, 100, timedelta(days=7)
NARROW = 0.03  # half the width of an interval that is asked for
RECORDED_WH = 60_000.0
"""A battery of recorded cells: the energy that its first charge took."""
SHARES = np.linspace(0.0, 1.0, 1001)


@dataclass(frozen=True, slots=True)
class Vehicle:
    """What its battery holds, what of the metered energy gets there, and how its SoC is told.

    `counts_charge` is the share by which SoC counts charge and not energy; `drift` how far it drifts over a charge.
    """

    capacity_wh: float
    chemistry: int  # in the order of `chargeit.twin.chemistry.ORDER`
    efficiency: float = EFFICIENCY[Current.DC]
    counts_charge: float = 0.5
    truncates: bool = False


def made(dice: random.Random) -> Vehicle:
    return Vehicle(
        dice.uniform(25_000, 100_000),
        dice.randrange(2),
        dice.gauss(EFFICIENCY[Current.DC], EFFICIENCY_ERROR[Current.DC]),
        dice.random(),
        dice.random() < 0.5,
    )


def charge(dice: random.Random, of: Vehicle, begun_at: datetime, soc: tuple[float, float]) -> list[Sample]:
    """A charge of direct current between two SoC (0..1), told every 10 s to 2 min; the vehicle's SoC drifts on it."""
    power_w, every_s = dice.uniform(0.4, 1.5) * of.capacity_wh, dice.choice((10, 30, 60, 120))
    energy = energy_over_soc(of) * of.capacity_wh
    begin_wh, end_wh = np.interp(soc, SHARES, energy)
    moments_s = np.arange(0.0, (end_wh - begin_wh) / (power_w * of.efficiency) * 3600, every_s)
    metered_wh = moments_s / 3600 * power_w
    reached = np.interp(begin_wh + metered_wh * of.efficiency, energy, SHARES)
    drift = dice.gauss(0, 0.007) * (reached - soc[0]) / (soc[1] - soc[0])
    told = (reached + drift) * 100 + (0 if of.truncates else 0.5)
    return told_as(begun_at, moments_s, np.floor(told), dice.randrange(10**7) + metered_wh)


def energy_over_soc(of: Vehicle) -> Floats:
    """Share of all energy that is in it, at SHARES of SoC."""
    over_soc = tables().over_soc[:, 1].reshape(-1, 201)[of.chemistry]
    by_charge = np.interp(SHARES, np.linspace(0, 1, 201), over_soc / over_soc[-1])
    return np.asarray(of.counts_charge * by_charge + (1 - of.counts_charge) * SHARES)


def told_as(begun_at: datetime, moments_s: Floats, percent: Floats, register_wh: Floats) -> list[Sample]:
    """As a station tells it: whole per cent beside whole watt-hours."""
    found = []
    for seconds, soc, wh in zip(moments_s.tolist(), percent.tolist(), np.floor(register_wh).tolist(), strict=True):
        at = begun_at + timedelta(seconds=seconds)
        found.append(Sample(at, SOC, soc, "Percent", f"{soc:.0f}", location="EV"))
        found.append(Sample(at, ENERGY_REGISTER, wh, "Wh", f"{wh:.0f}"))
    return found


def window(dice: random.Random, most: float = 0.75) -> tuple[float, float]:
    """From where to where a driver charges, by `most` at most."""
    rise = dice.uniform(0.22, most)
    begin = dice.uniform(0.05, 0.93 - rise)
    return begin, begin + rise


def run(folder: Path) -> list[BacktestRow]:
    return [*one_transaction(), *many_transactions(), *recorded(folder), *begin_and_end(folder)]


def one_transaction() -> Iterator[BacktestRow]:
    begun, dice = monotonic(), random.Random(1)  # noqa: S311 a simulation
    judged = Judged()
    for number in range(CHARGES):
        vehicle = made(dice)
        judged.take(charge(dice, vehicle, BEGUN, window(dice)), number, vehicle.capacity_wh)
    yield from judged.rows("simulated", "SoC drifts by 0.7 % over a charge", monotonic() - begun)


@dataclass(slots=True)
class Judged:
    """Single transactions: by which share they are off, those of the plain quotient too, and who is inside."""

    off: list[float] = field(default_factory=list)
    plainly: list[float] = field(default_factory=list)
    inside: list[bool] = field(default_factory=list)
    tried: int = 0

    def take(self, samples: list[Sample], number: int, truth_wh: float) -> None:
        self.tried += 1
        known = told(estimate(samples), number, BEGUN)._replace(current=Current.DC)
        battery = weighed(ChargedBattery(known.token), [known])
        if battery.capacity_wh is None:
            return
        value, low, high = battery.capacity_wh
        begin_soc, begin_wh, *_ = [one.value or 0.0 for one in samples]
        end_soc, end_wh = [one.value or 0.0 for one in samples[-2:]]
        plain_wh = (end_wh - begin_wh) / (end_soc - begin_soc) * 100 * EFFICIENCY[Current.DC]
        self.off.append(value / truth_wh - 1)
        self.plainly.append(plain_wh / truth_wh - 1)
        self.inside.append(low <= truth_wh <= high)

    def rows(self, data: str, what: str, seconds: float) -> Iterator[BacktestRow]:
        note = f"{len(self.off)} of {self.tried} charges told something; {what}"
        first = row("energy by one transaction", data, "bias %", 100 * fmean(self.off), note)
        off, plainly = (100 * fmean(map(abs, values)) for values in (self.off, self.plainly))
        yield replace(first, baseline=PLAIN, baseline_value=100 * fmean(self.plainly), seconds=seconds)
        second = row("energy by one transaction", data, "MAPE %", off, note)
        yield replace(second, baseline=PLAIN, baseline_value=plainly)
        yield row("energy by one transaction", data, "coverage of 90%", fmean(self.inside), note)


def told(found: Found, number: int, at: datetime) -> ChargeEstimate:
    return ChargeEstimate(number, "simulated", at, True, *found)


def many_transactions() -> Iterator[BacktestRow]:
    """Vehicles that lose 1 to 4 % a year, at a charge a week."""
    counts = (3, 5, 10, 20, 52, 104)
    begun, dice = monotonic(), random.Random(2)  # noqa: S311 a simulation
    against = {name: {count: list[tuple[float, float, bool]]() for count in counts} for name in ("nominal", "first")}
    for _ in range(VEHICLES):
        new = made(dice)
        loss, nominal_wh, estimates = dice.uniform(0.01, 0.04), new.capacity_wh, list[ChargeEstimate]()
        for number in range(max(counts)):
            at = BEGUN + number * EVERY
            health = 1 - loss * number * EVERY / timedelta(days=365)
            aged = Vehicle(nominal_wh * health, new.chemistry, new.efficiency, new.counts_charge, new.truncates)
            estimates.append(told(estimate(charge(dice, aged, at, window(dice))), number, at))
            if number + 1 in counts:
                for name, known in (("nominal", nominal_wh), ("first", None)):
                    battery = weighed(ChargedBattery("simulated", known), estimates)
                    if battery.health:
                        value, low, high = battery.health
                        judged = (value - health, (high - low) / 2, low <= health <= high)
                        against[name][number + 1].append(judged)
    spent: float | None = monotonic() - begun
    for name, label in (("nominal", "against its energy when new"), ("first", "against its first seen")):
        for count, told_of in against[name].items():
            if told_of:
                yield from of_count(f"health {label}", count, told_of, spent)
                spent = None


def of_count(
    feature: str, count: int, judged: Sequence[tuple[float, float, bool]], spent: float | None
) -> Iterator[BacktestRow]:
    off, half, inside = zip(*judged, strict=True)
    data, note = f"simulated, {count} transactions", f"{len(judged)} of {VEHICLES} vehicles have a health"
    yield replace(row(feature, data, "bias %", 100 * fmean(off), note), seconds=spent)
    yield row(feature, data, "MAE %", 100 * fmean(map(abs, off)), note)
    yield row(feature, data, "coverage of 90%", fmean(inside), note)
    narrow = fmean(half) <= NARROW
    yield row(feature, data, "half width %", 100 * fmean(half), f"3 % is {'reached' if narrow else 'not reached'}")


def recorded(folder: Path) -> Iterator[BacktestRow]:
    """Parts of charges that NASA recorded (18650 cells at 1.5 A to 4.2 V), as of a battery of many such cells."""
    for cell, charges in recorded_charges(folder).items():
        begun, dice, judged = monotonic(), random.Random(3), Judged()  # noqa: S311 where a part begins
        scale = RECORDED_WH / charges[0][2][-1]
        for number, (soc, seconds, energy_wh) in enumerate(charges):
            low, high = window(dice, most=0.6)
            here = (soc >= low) & (soc <= high)
            metered = energy_wh[here] * scale / EFFICIENCY[Current.DC]
            percent = np.floor(soc[here] * 100)
            judged.take(told_as(BEGUN, seconds[here], percent, metered), number, energy_wh[-1] * scale)
        what = "parts of 22 to 60 %, SoC by the charge that was counted in the whole of it"
        yield from judged.rows(f"NASA {cell}", what, monotonic() - begun)


def begin_and_end(folder: Path) -> Iterator[BacktestRow]:
    """What SAP Labs' stations of direct current told: SoC at begin and end, of vehicles that nobody knows."""
    found, tried, begun = list[float](), 0, monotonic()
    with (folder / "sap_labs_france" / "conso-ve-sap0.csv").open(encoding="utf-8-sig") as file:
        for line in csv.DictReader(file, delimiter=";"):
            ends = [line[f"Charge batterie {end} (%)"] for end in ("demarrage", "fin")]
            percent = np.array([float(end or 0) for end in ends])
            seconds, energy_wh = float(line["Duree totale (s)"] or 0), float(line["Consommation totale (Wh)"] or 0)
            if not percent.all():
                continue
            tried += 1
            known = estimate(told_as(BEGUN, np.array([0.0, seconds]), percent, np.array([0.0, energy_wh])))
            if known.capacity_wh is not None:
                found.append(known.capacity_wh / 1000)
    tenths = ", ".join(f"{kwh:.0f}" for kwh in np.quantile(found, np.arange(1, 10) / 10))
    note = f"{len(found)} of {tried} transactions that told SoC at begin and end; tenths of the energies: {tenths} kWh"
    first = row("energy by one transaction", "SAP Labs", "told something %", 100 * len(found) / tried, note)
    yield replace(first, seconds=monotonic() - begun)


def recorded_charges(folder: Path) -> dict[str, list[tuple[Floats, Floats, Floats]]]:
    """Of each cell: SoC, seconds and energy (Wh) along its whole charges, one after the other."""
    import duckdb

    file = folder / "nasa_pcoe" / "nasa_charge_curves_10s.parquet"
    found: dict[str, list[tuple[Floats, Floats, Floats]]] = {}
    query = (
        "SELECT battery, cycle, charge_time, current, voltage FROM read_parquet(?) ORDER BY battery, cycle, charge_time"
    )
    rows: dict[tuple[str, int], list[Any]] = {}
    for cell, cycle, *values in duckdb.execute(query, [str(file)]).fetchall():
        rows.setdefault((cell, cycle), []).append(values)
    for (cell, _), values in rows.items():
        seconds, current_a, voltage_v = np.array(values, dtype=np.float64).T
        charging = np.where((voltage_v > 2) & (voltage_v < 4.3), np.maximum(current_a, 0.0), 0.0)
        hours = np.diff(seconds, prepend=seconds[0]) / 3600
        charge_ah, energy_wh = np.cumsum(charging * hours), np.cumsum(charging * voltage_v * hours)
        if charge_ah[-1] > 1.0 and current_a[-1] < 0.1:
            found.setdefault(cell, []).append((charge_ah / charge_ah[-1], seconds, energy_wh))
    return found


def row(feature: str, data: str, metric: str, value: float, note: str) -> BacktestRow:
    return BacktestRow(feature, data, "line of SoC over energy", metric, value, note=note)
