"""A part of the recorded charging of Perth & Kinross as a file of its own, as long ago as it was or moved in time."""

import csv
import gzip
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from chargeit.forecasting.data import perth
from tests.support.recorded_data import recorded

TIMES = ("start_local", "end_local")


def part(file: Path, stations: set[str], since: datetime, until: datetime, later: timedelta = timedelta()) -> int:
    """Writes the rows of `stations` between two times of the chargers' clock, each `later` than recorded; how many."""
    with recorded(perth.FILE).open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8", newline="") as text:
        rows = csv.DictReader(text)
        chosen = [moved(row, later) for row in rows if row["cp_id"] in stations and inside(row, since, until)]
        names = rows.fieldnames or ()
    with gzip.open(file, "wt", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, names)
        writer.writeheader()
        writer.writerows(chosen)
    return len(chosen)


def inside(row: dict[str, str], since: datetime, until: datetime) -> bool:
    return since <= datetime.fromisoformat(row["start_local"]) and all(at < until for at in instants(row))


def instants(row: dict[str, str]) -> Iterator[datetime]:
    yield from (datetime.fromisoformat(row[name]) for name in TIMES if row[name])


def moved(row: dict[str, str], later: timedelta) -> dict[str, str]:
    return row | {name: f"{datetime.fromisoformat(row[name]) + later}" for name in TIMES if row[name]}
