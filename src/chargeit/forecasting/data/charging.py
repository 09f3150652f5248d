"""Recorded charging reports of public data sets; rows that cannot be are left out. Times are the site's clock."""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chargeit.learning.scores import Floats

HOUR_S = 3600
LONGEST_H = 48.0
SPEED_KW = 7.2
"""Where only plug-in and plug-out are recorded, charging is taken to begin at plug-in with this power."""


@dataclass(frozen=True, slots=True)
class Charge:
    """One transaction; hours since 1970 on the site's clock. `left_h` is None where the plug-out is not recorded."""

    site: str
    user: str
    begun_h: float
    charged_h: float
    left_h: float | None
    energy_kwh: float


def charges(folder: Path, name: str) -> list[Charge]:
    """Those of one data set, by beginning; none where its files are not in `folder`."""
    found = (one for path in sorted(folder.glob(FILES[name])) for one in READERS[name](path))
    return sorted((one for one in found if possible(one)), key=lambda one: one.begun_h)


def possible(charge: Charge) -> bool:
    return 0 < charge.energy_kwh < 200 and 0 < charge.charged_h - charge.begun_h < LONGEST_H


def hourly(found: list[Charge]) -> tuple[int, Floats]:
    """The first hour (midnight of the first day) and the energy (kWh) of every hour, to the end of the last day."""
    first = int(min(one.begun_h for one in found) // 24 * 24)
    last = int(max(one.charged_h for one in found) // 24 * 24 + 24)
    energy = np.zeros(last - first)
    for one in found:
        hours = np.arange(int(one.begun_h), int(np.ceil(one.charged_h)))
        inside = np.minimum(one.charged_h, hours + 1) - np.maximum(one.begun_h, hours)
        energy[hours - first] += one.energy_kwh * inside / (one.charged_h - one.begun_h)
    return first, energy


def by_site(found: list[Charge]) -> dict[str, list[Charge]]:
    sites: dict[str, list[Charge]] = {}
    for one in found:
        sites.setdefault(one.site, []).append(one)
    return sites


def rows(path: Path, separator: str = ",") -> Iterator[dict[str, str]]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=separator)


def clock(text: str) -> float:
    """Hours since 1970 of a wall clock; nan where there is none."""
    day = text[:10].replace("/", "-")
    if len(day) == 10 and day[2] == ".":
        day = f"{day[6:]}-{day[3:5]}-{day[:2]}"
    try:
        return float(np.datetime64(f"{day}T{text[11:19]}", "s").astype(np.int64)) / HOUR_S
    except ValueError:
        return float("nan")


def number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")


def hours(text: str) -> float:
    """Of a duration h:mm:ss."""
    parts = [number(part) for part in text.split(":")]
    return parts[0] + parts[1] / 60 + parts[2] / HOUR_S if len(parts) == 3 else float("nan")


def plugged(place: tuple[str, str], begun_h: float, left_h: float, energy_kwh: float) -> Charge:
    known = None if np.isnan(left_h) else left_h
    full_h = begun_h + energy_kwh / SPEED_KW
    return Charge(*place, begun_h, full_h if known is None else min(full_h, known), known, energy_kwh)


def perth(path: Path) -> Iterator[Charge]:
    for row in rows(path):
        left_h = clock(row["end_local"])
        yield Charge(row["site"].strip(), "", clock(row["start_local"]), left_h, left_h, number(row["kwh"]))


def boulder(path: Path) -> Iterator[Charge]:
    for row in rows(path):
        begun_h = clock(row["Start_Date___Time"])
        charged_h = begun_h + hours(row["Charging_Time__hh_mm_ss_"])
        left_h = begun_h + hours(row["Total_Duration__hh_mm_ss_"])
        yield Charge(row["Address"], "", begun_h, charged_h, left_h, number(row["Energy__kWh_"]))


def acn(path: Path) -> Iterator[Charge]:
    for row in rows(path):
        energy_kwh = number(row["delivered_energy (kWh)"])
        yield plugged((path.parent.name, ""), clock(row["arrival"]), clock(row["departure"]), energy_kwh)


def norway12(path: Path) -> Iterator[Charge]:
    for row in rows(path, ";"):
        place = row["location"], row["user_id"]
        yield plugged(place, clock(row["plugin_time"]), clock(row["plugout_time"]), number(row["energy_session"]))


def trondheim(path: Path) -> Iterator[Charge]:
    """The stay is the recorded duration: the clock's difference is wrong where the time changed."""
    seen: set[tuple[str, ...]] = set()
    for row in rows(path, ";"):
        key = tuple(row[name] for name in ("User_ID", "Start_plugin", "End_plugout", "El_kWh"))
        begun_h = clock(row["Start_plugin"])
        if key not in seen:
            seen.add(key)
            left_h = begun_h + number(row["Duration_hours"])
            yield plugged((row["Garage_ID"], row["User_ID"]), begun_h, left_h, number(row["El_kWh"]))


FILES = {
    "perth": "perth/perth_sessions_datefixed.csv.gz",
    "boulder": "boulder/sessions.csv.gz",
    "acn": "acn/*/*.csv.gz",
    "norway12": "norway12/Dataset1_charging_reports.csv",
    "trondheim": "trondheim/Dataset 1_EV charging reports.csv",
}
READERS = {"perth": perth, "boulder": boulder, "acn": acn, "norway12": norway12, "trondheim": trondheim}
