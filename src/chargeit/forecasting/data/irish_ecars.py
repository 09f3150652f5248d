"""Status of every public charger in Ireland at polls: hours of a fleet, and what each station told.

The files are those of the data set: `observations.parquet` (or `.csv`), `snapshots.csv`, `locations.csv`. A connector
is a (site, type): the ids name several sites. No row at a valid poll means available; where there was no poll nothing
is known. Several collectors and duplicate rows count once: of each five minutes the last poll is taken.
"""

import csv
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chargeit.domain.errors import Invalid, Misconfigured
from chargeit.forecasting.features.outages import OutageHours, nearest

STATUSES = ("Available", "Occ", "Part", "OOS", "OOC")
SLOT_S = 300
HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Polls:
    """`status` is (connectors, polls), a number in STATUSES; `at` the seconds since 1970 UTC of each poll."""

    units: tuple[tuple[str, str], ...]
    at: NDArray[np.int64]
    status: NDArray[np.int8]


def polls(folder: Path) -> Polls:
    """Raises Invalid where a file is missing or a status is none of the five."""
    valid = sorted({_seconds(row["snapshot"]) for row in _rows(folder / "snapshots.csv")})
    at = _slots(np.array(valid, dtype=np.int64))
    units = {(row["site"], kind) for row in _rows(folder / "locations.csv") for kind in row["types"].split("|")}
    seen, sites, kinds, told = _observations(folder)
    units |= set(zip(sites, kinds, strict=True))
    ordered = tuple(sorted(units))
    row_of = {unit: row for row, unit in enumerate(ordered)}
    status = np.zeros((len(ordered), len(at)), dtype=np.int8)
    column = np.minimum(np.searchsorted(at, seen), len(at) - 1)
    rows = np.array([row_of[unit] for unit in zip(sites, kinds, strict=True)], dtype=np.int64)
    kept = at[column] == seen
    status[rows[kept], column[kept]] = told[kept]
    return Polls(ordered, at, status)


def outage_hours(polled: Polls) -> OutageHours:
    """Shares of each hour's polls; hours without a poll are nan."""
    hour = polled.at // HOUR_S
    first, count = int(hour[0]), int(hour[-1] - hour[0]) + 1
    down = polled.status >= STATUSES.index("OOS")
    drops = down & ~np.pad(down[:, :-1], ((0, 0), (1, 0)), constant_values=True)
    heard = np.bincount(hour - first, minlength=count)
    faulted = _sums(polled.status == STATUSES.index("OOS"), hour - first, count)
    offline = _sums(polled.status == STATUSES.index("OOC"), hour - first, count)
    fallen = _sums(drops, hour - first, count)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = [faulted / heard, offline / heard, np.where(heard > 0, fallen, np.nan)]
    site = np.unique([unit[0] for unit in polled.units], return_inverse=True)[1]
    kind = np.unique([unit[1] for unit in polled.units], return_inverse=True)[1]
    places = np.array([[float(part) for part in unit[0].split(",")] for unit in polled.units])
    near = nearest(places[:, 0], places[:, 1], site)
    at_end = np.zeros((len(polled.units), count), dtype=np.bool_)
    at_end[:, hour - first] = down
    return OutageHours(polled.units, site, kind, near, first, shares[0], shares[1], shares[2], at_end)


def _sums(flags: NDArray[np.bool_], hour: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    out = np.zeros((flags.shape[0], count))
    np.add.at(out.T, hour, flags.T)
    return out


def _slots(valid: NDArray[np.int64]) -> NDArray[np.int64]:
    """The last poll of each five minutes."""
    slot = valid // SLOT_S
    last: NDArray[np.int64] = valid[np.append(slot[1:] != slot[:-1], True)]
    return last


def _observations(folder: Path) -> tuple[NDArray[np.int64], list[str], list[str], NDArray[np.int8]]:
    columns = _columns(folder)
    texts, which = np.unique(np.asarray(columns["status"]), return_inverse=True)
    unknown = sorted(set(texts.tolist()) - set(STATUSES))
    if unknown:
        raise Invalid("status", f"{unknown[0]!r} is none of {', '.join(STATUSES)}")
    codes = np.array([STATUSES.index(text) for text in texts], dtype=np.int8)
    seen = np.asarray(columns["ts"], dtype="datetime64[s]").astype(np.int64)
    return seen, columns["site"], columns["type"], codes[which]


def _columns(folder: Path) -> dict[str, Any]:
    wanted = ["ts", "site", "type", "status"]
    table = folder / "observations.parquet"
    if not table.exists():
        rows = list(_rows(folder / "observations.csv"))
        return {name: [row[name] for row in rows] for name in wanted}
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise Misconfigured("parquet", "reading observations.parquet needs pyarrow: pip install pyarrow") from None
    read = parquet.read_table(table, columns=wanted)
    texts = {name: read[name].cast("string").to_pylist() for name in wanted[1:]}
    return {"ts": read["ts"].to_numpy().astype("datetime64[s]"), **texts}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.exists():
        raise Invalid("folder", f"has no {path.name}")
    with path.open(encoding="utf-8-sig", newline="") as text:
        yield from csv.DictReader(text)


def _seconds(text: str) -> int:
    """Times are GMT (Western European time without summer time in these months)."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
