"""`python -m benchmarks.kpis`: key figures of many hourly loads, beside the obvious SQL and pandas over the CSV."""

import csv
import json
import random
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from benchmarks import report
from benchmarks.figures import Bound, Figure, table
from chargeit.domain.loads import HourlyLoad, Series
from chargeit.loads import kpis
from chargeit.ports.loads import LoadFilter
from chargeit.ports.reads import Reads
from chargeit.storage.store import Store, open_store

FIRST = datetime(2019, 1, 1, tzinfo=UTC)
YEARS, SITES, USERS_A_SITE = 5, 20, 100
DAYS = YEARS * 365
FULL_WH = (3600, 7200)
CHUNK = 5000
FIELDS = ("hour", "site", "user", "transaction", "synthetic_3_6", "synthetic_7_2", "flex_3_6", "flex_7_2")
PANDAS = Path(__file__).parent / "references" / "pandas_kpis.py"
ALL, YEAR_OF_SITE = LoadFilter(), LoadFilter(site="site 7", start_date=date(2021, 1, 1), end_date=date(2021, 12, 31))
CUT = LoadFilter(start_date=date(2019, 3, 17), end_date=date(2023, 9, 12))
DAILY = "SELECT hour / 1440 AS day, SUM(synthetic_7_2_wh) AS energy FROM hourly_loads GROUP BY day"
SQL = {
    "total energy": "SELECT SUM(synthetic_7_2_wh) FROM hourly_loads",
    "daily average": f"SELECT AVG(energy) FROM ({DAILY})",
    "peak hour": "SELECT MAX(e) FROM (SELECT SUM(synthetic_7_2_wh) AS e FROM hourly_loads GROUP BY hour)",
    "active hours": "SELECT AVG(n) FROM (SELECT COUNT(DISTINCT hour) AS n FROM hourly_loads"
    " WHERE synthetic_7_2_wh > 0 GROUP BY hour / 1440)",
    "simultaneity": "SELECT SUM(p) FROM (SELECT MAX(e) AS p FROM (SELECT scope, SUM(synthetic_7_2_wh) AS e"
    " FROM hourly_loads GROUP BY scope, hour) GROUP BY scope)",
}
POWERS = (Series.SYNTHETIC_3_6, Series.SYNTHETIC_7_2)
Kpi = Callable[[Reads, LoadFilter], object]


def days(reads: Reads, wanted: LoadFilter) -> list[kpis.Day]:
    return kpis.days(reads.loads.hours(wanted))


KPIS: dict[str, Kpi] = {
    "total energy": lambda reads, wanted: kpis.total_wh(days(reads, wanted)),
    "daily average": lambda reads, wanted: kpis.daily_average_wh(days(reads, wanted)),
    "last 7 days": lambda reads, wanted: kpis.recent_average_wh(days(reads, wanted)),
    "peak day": lambda reads, wanted: kpis.peak_day(days(reads, wanted)),
    "peak hour": lambda reads, wanted: kpis.peak_hour(reads.loads.hours(wanted)),
    "active hours": lambda reads, wanted: kpis.average_active_hours(days(reads, wanted)),
    "duration curve": lambda reads, wanted: kpis.duration_curve(reads.loads.hours(wanted)),
    "profile": lambda reads, wanted: kpis.profile(reads.loads.hours(wanted)),
    "simultaneity": lambda reads, wanted: (reads.loads.hours(wanted), reads.loads.peaks_of_users(wanted)),
    "connected power": lambda reads, wanted: reads.loads.peaks_of_connected(wanted, POWERS),
}


def loads(wanted: int) -> Iterator[HourlyLoad]:
    """In order of time: evenings of households, at charging powers of 3.6 and 7.2 kW. The same every time."""
    chance = random.Random(2019)
    users = SITES * USERS_A_SITE
    share = wanted / (DAYS * users * 5.5)
    count = 0
    for day in range(DAYS):
        for user in range(users):
            if chance.random() < share:
                count += 1
                yield from stay(FIRST + timedelta(days=day), user, count, chance)


def stay(day: datetime, user: int, number: int, chance: random.Random) -> Iterator[HourlyLoad]:
    begun, rest = chance.randrange(14, 23), [chance.randrange(2000, 20000)] * 2
    for hour in range(chance.randrange(3, 9)):
        now = [min(full, left) for full, left in zip(FULL_WH, rest, strict=True)]
        rest = [left - energy for left, energy in zip(rest, now, strict=True)]
        flexible = [full - energy for full, energy in zip(FULL_WH, now, strict=True)]
        at = day + timedelta(hours=begun + hour)
        yield HourlyLoad(at, "file", f"site {user % SITES}", "", f"user {user}", str(number), *now, *flexible)


def fill(store: Store, path: Path, wanted: int) -> tuple[int, float]:
    """How many hours were stored, and in how many seconds; `path` has the same as CSV."""
    stored, took, source = 0, 0.0, loads(wanted)
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(FIELDS)
        while rows := list(islice(source, CHUNK)):
            begin = perf_counter()
            stored += store.write(lambda work, rows=rows: work.loads.add(rows)).new  # type: ignore[misc]
            took += perf_counter() - begin
            lines.writerows(line(row) for row in rows)
    return stored, took


def line(row: HourlyLoad) -> tuple[Any, ...]:
    energies = (row.synthetic_3_6_wh, row.synthetic_7_2_wh, row.flex_3_6_wh, row.flex_7_2_wh)
    return (f"{row.hour_at:%Y-%m-%d %H:%M}", row.site, row.user, row.transaction, *energies)


def times_ms(call: Callable[[], object], repeats: int) -> tuple[float, ...]:
    """After one call that is not counted."""
    taken = []
    for _ in range(repeats + 1):
        begin = perf_counter()
        call()
        taken.append((perf_counter() - begin) * 1000)
    return tuple(taken[1:])


def ours(store: Store, repeats: int) -> list[Figure]:
    found = []
    scopes = (("all", ALL, 300), ("all, months cut", CUT, 300), ("a year of a site", YEAR_OF_SITE, 50))
    for scope, wanted, most_ms in scopes:
        for name, kpi in KPIS.items():
            taken = times_ms(lambda kpi=kpi, wanted=wanted: kpi(store.reads, wanted), repeats)  # type: ignore[misc]
            found.append(Figure(f"{name}, {scope}", "ms", taken, Bound(at_most=most_ms)))
    return found


def sql(path: Path) -> list[Figure]:
    """The obvious SQL over the lines, in the same file."""
    connection = sqlite3.connect(path)
    found = []
    for name, query in SQL.items():
        taken = times_ms(lambda query=query: connection.execute(query).fetchall(), 1)  # type: ignore[misc]
        found.append(Figure(f"{name}, obvious SQL", "ms", taken))
    connection.close()
    return found


def pandas(python: str, path: Path) -> list[Figure]:
    """In a process of its own, by an interpreter that has pandas."""
    done = subprocess.run([python, str(PANDAS), str(path)], capture_output=True, text=True, check=True)
    return [Figure(f"{name}, pandas", "ms", (taken,)) for name, taken in json.loads(done.stdout).items()]


@click.command()
@click.option("--rows", default=1_000_000, show_default=True, help="Hourly loads, about.")
@click.option("--repeats", default=5, show_default=True, help="Measurements of each figure.")
@click.option("--pandas", "python", default=None, help="A Python that has pandas; without it pandas is left out.")
@click.option("--database", default=None, help="An SQLite file that is there already: our figures alone, on it.")
def main(rows: int, repeats: int, python: str | None, database: str | None) -> None:
    if database:
        store = open_store(f"sqlite:///{database}")
        click.echo(f"{report.machine()}\n\n{table(ours(store, repeats))}")
        store.close()
        return
    with tempfile.TemporaryDirectory(prefix="chargeit-bench-") as folder:
        base, path = Path(folder) / "chargeit.sqlite3", Path(folder) / "loads.csv"
        store = open_store(f"sqlite:///{base}")
        store.migrate()
        stored, took = fill(store, path, rows)
        size = base.stat().st_size / stored
        click.echo(f"{stored:,} hourly loads stored, {stored / took:,.0f} a second, {size:.0f} bytes each\n")
        figures = ours(store, repeats)
        store.close()
        figures += sql(base)
        if python:
            figures += pandas(python, path)
        click.echo(f"{report.machine()}\n\n{table(figures)}")


if __name__ == "__main__":
    main()
