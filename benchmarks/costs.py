"""`python -m benchmarks.costs`: what the five features cost with a hundred connectors: training, serving, imports."""

import asyncio
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from urllib.parse import quote

import click

from benchmarks import report
from benchmarks.figures import Bound, Figure, table
from benchmarks.processes import ROOT, SERVER_CORE, take_load_cores
from chargeit.domain.stations import ConnectorStatus, Place, Station, StationId, StatusReport
from chargeit.learning import catalogue
from chargeit.ports.work import Work
from chargeit.storage.store import open_store
from tests.support.learned import ended
from tests.support.platform_process import PlatformProcess

STATIONS, USERS = 100, 400
SITES = ("Depot", "Harbour", "Campus", "Mall", "Station square")
# what answers forecasts brings no learning library; the whole server is bounded by how soon it is ready
IMPORTS = {
    "what answers forecasts": ("chargeit.forecasting.serving", Bound(at_most=1)),
    "the whole server": ("chargeit.app.console", None),
}
READY_S = 60.0


@dataclass(frozen=True, slots=True)
class Training:
    """Of one feature: seconds by the clock on one core, and the most memory of a process of it."""

    seconds: float
    peak_mb: float


@click.command()
@click.option("--days", default=180, show_default=True, help="Length of the history.")
@click.option("--requests", default=2000, show_default=True, help="Forecasts that are asked for, of each feature.")
def main(days: int, requests: int) -> None:
    take_load_cores()
    with tempfile.TemporaryDirectory(prefix="chargeit-bench-") as folder:
        home = Path(folder)
        count = fill(home, days)
        trainings = {name: train(home, name) for name in catalogue.names()}
        figures = [*trained(trainings), *asyncio.run(served(home, requests)), *imported()]
    click.echo(f"{report.machine()}\n\n{STATIONS} connectors, {days} days, {count:,} transactions\n\n{table(figures)}")


def fill(home: Path, days: int) -> int:
    """The same every time; how many transactions."""
    store = open_store(f"sqlite:///{home}/chargeit.sqlite3")
    store.migrate()
    chance = random.Random(1)
    today = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    store.write(lambda work: add_stations(work, today - timedelta(days=days)))
    count = 0
    for day in (today - timedelta(days=n) for n in range(days, 0, -1)):
        count += store.write(lambda work, day=day: add_day(work, day, today, chance))  # type: ignore[misc]
    store.close()
    return count


def add_stations(work: Work, at: datetime) -> None:
    for number in range(STATIONS):
        work.stations.add(Station(name_of(number), at, site=SITES[number % len(SITES)]))


def add_day(work: Work, day: datetime, until: datetime, chance: random.Random) -> int:
    """Each connector is in use about twice a day, at hours that depend on its site, and fails now and then."""
    count, told = 0, list[StatusReport]()
    for number in range(STATIONS):
        free_at = day.replace(hour=0) + timedelta(hours=6 + number % len(SITES))
        for _ in range(chance.choice((1, 2, 2, 3))):
            begun = free_at + timedelta(minutes=chance.randrange(240))
            free_at = begun + timedelta(minutes=30 + chance.randrange(300))
            if free_at >= until:
                break
            user = f"CARD {chance.randrange(USERS):03d}"
            work.transactions.add(ended(name_of(number), user, begun, free_at, 3 + chance.random() * 30))
            told += reports(name_of(number), begun, free_at, chance)
            count += 1
    for one in sorted(told, key=lambda one: one.received_at):
        work.connectors.keep(one)
        work.connectors.put(one)
    return count


def reports(station: StationId, begun: datetime, ended_at: datetime, chance: random.Random) -> Iterator[StatusReport]:
    statuses = [(begun, ConnectorStatus.CHARGING), (ended_at, ConnectorStatus.AVAILABLE)]
    if chance.random() < 0.02:
        statuses += [
            (ended_at + timedelta(minutes=1), ConnectorStatus.FAULTED),
            (ended_at + timedelta(minutes=200), ConnectorStatus.AVAILABLE),
        ]
    for at, status in statuses:
        yield StatusReport(place=Place(station, 1), status=status, reported_at=at, received_at=at)


def name_of(number: int) -> StationId:
    return StationId(f"COST-{number:03d}")


def train(home: Path, feature: str) -> Training:
    """By the command, in a process of its own on one core; its children count."""
    command = ["taskset", "--cpu-list", str(SERVER_CORE), sys.executable, "-m", "chargeit", "train"]
    begin = perf_counter()
    process = subprocess.Popen([*command, "--feature", feature], env=environment(home), stdout=subprocess.PIPE)
    assert process.stdout
    said = process.stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0 or not said.startswith(feature):
        raise click.ClickException(f"{feature} was not trained: {said}")
    training = Training(perf_counter() - begin, used.ru_maxrss / 1024)
    click.echo(f"{feature}: {training.seconds:.1f} s, {training.peak_mb:.0f} MB", err=True)
    return training


def environment(home: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT / "src"), "CHARGEIT_HOME": str(home)}


def trained(trainings: dict[str, Training]) -> list[Figure]:
    seconds = sum(one.seconds for one in trainings.values())
    most = max(one.peak_mb for one in trainings.values())
    return [
        *(Figure(f"training of {name}", "s", (one.seconds,)) for name, one in trainings.items()),
        Figure("training of all five", "s", (seconds,), Bound(at_most=120)),
        *(Figure(f"memory of the training of {name}", "MB", (one.peak_mb,)) for name, one in trainings.items()),
        Figure("the most memory of a training", "MB", (most,), Bound(at_most=700)),
    ]


async def served(home: Path, requests: int) -> list[Figure]:
    """One forecast after the other over HTTP, from a platform on a core of its own."""
    platform = PlatformProcess(home)
    platform.core = SERVER_CORE
    await platform.start()
    try:
        found = []
        # while forecasts are computed for the first time they are not served from memory
        known = {feature: await answered(platform, feature) for feature in catalogue.names()}
        for feature, subjects in known.items():
            taken = sorted([await asked(platform, feature, subjects[n % len(subjects)]) for n in range(requests)])
            found.append(Figure(f"one forecast of {feature}, p50", "ms", (taken[len(taken) // 2],)))
            p99 = taken[len(taken) * 99 // 100]
            found.append(Figure(f"one forecast of {feature}, p99", "ms", (p99,), Bound(at_most=20)))
        return found
    finally:
        await platform.stop()


async def answered(platform: PlatformProcess, feature: str) -> list[str]:
    """Whom the feature has a forecast of, once it was computed."""
    async with asyncio.timeout(READY_S):
        while True:
            rows = (await platform.api.get(f"/api/forecasts/{feature}", params={"limit": 500})).json()["rows"]
            if rows:
                return [row["subject"] for row in rows]
            await asyncio.sleep(0.2)


async def asked(platform: PlatformProcess, feature: str, subject: str) -> float:
    begin = perf_counter()
    answer = await platform.api.get(f"/api/forecasts/{feature}/{quote(subject)}")
    answer.raise_for_status()
    return (perf_counter() - begin) * 1000


def imported() -> list[Figure]:
    """Each in a fresh interpreter, which is taken off."""
    bare = min(seconds_of("pass") for _ in range(5))
    return [
        Figure(
            f"import of {what}",
            "s",
            tuple(seconds_of(f"import {module}") - bare for _ in range(5)),
            bound,
        )
        for what, (module, bound) in IMPORTS.items()
    ]


def seconds_of(code: str) -> float:
    begin = perf_counter()
    subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, check=True)
    return perf_counter() - begin


if __name__ == "__main__":
    main()
