"""`python -m benchmarks.spread`: the load model of very many series, trained here and on two workers of Dask."""

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import click
import numpy as np
from distributed import Client, LocalCluster

from benchmarks import report
from benchmarks.figures import Figure, table
from chargeit.forecasting import hourly
from chargeit.forecasting.features.transactions import Log
from chargeit.forecasting.gathering.history import hours_of
from chargeit.forecasting.load import FEATURE, LoadData
from chargeit.jobs.mappers.dask import cluster
from chargeit.learning.mapping import SERIAL
from chargeit.ports.mapping import Mapper

UNTIL = datetime(2026, 11, 1, tzinfo=UTC)
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds by the clock, and on the core of this process; `digest` is that of the model."""

    clock_s: float
    core_s: float
    digest: str


@click.command()
@click.option("--series", default=2000, show_default=True)
@click.option("--days", default=90, show_default=True, help="Length of each.")
def main(series: int, days: int) -> None:
    data = fleet(series, days)
    here = timed(data, SERIAL)
    there, workers = on_dask(data)
    assert here.digest == there.digest, "the models differ"
    longest = there.core_s + max(workers)
    figures = [
        Figure("here, by the clock", "s", (here.clock_s,)),
        Figure("two workers, by the clock", "s", (there.clock_s,)),
        Figure("here, core time", "s", (here.core_s,)),
        Figure("two workers, core time of what begins and gathers", "s", (there.core_s,)),
        Figure("two workers, core time of each", "s", workers),
        Figure("here / two workers, by the clock", "", (here.clock_s / there.clock_s,)),
        Figure("here / two workers, by core time of the longest way", "", (here.core_s / longest,)),
    ]
    click.echo(f"{report.machine()}\n\n{series} series of {days} days\n\n{table(figures)}")


def fleet(count: int, days: int) -> LoadData:
    """Made series, each busiest at an hour of its own; nothing but their number matters here."""
    random = np.random.default_rng(1)
    first = round(hours_of(UNTIL - timedelta(days=days)))
    hours = np.arange(days * 24)
    series = []
    for number in range(count):
        busy = 0.05 + 0.3 * np.exp(-(((hours % 24) - 7 - number % 12) ** 2) / 10)
        energy = (random.random(hours.size) < busy) * random.gamma(2.0, 5.0, hours.size)
        series.append(hourly.Hourly(f"station {number}", "", first, energy))
    empty = np.empty(0)
    return LoadData(series, Log([], [], empty, empty, empty), [], UNTIL)


def timed(data: LoadData, mapper: Mapper) -> Run:
    clock, core = time.perf_counter(), time.process_time()
    payload = FEATURE.train_over(data, mapper).payload
    run = Run(time.perf_counter() - clock, time.process_time() - core, hashlib.sha256(payload).hexdigest())
    click.echo(f"{run.clock_s:.1f} s by the clock, {run.core_s:.1f} s on a core of this process", err=True)
    return run


def on_dask(data: LoadData) -> tuple[Run, tuple[float, ...]]:
    """And the core time of each worker, its imports with it."""
    with (
        LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address="127.0.0.1:0") as local,
        Client(local) as client,
        cluster(local.scheduler_address) as mapper,
    ):
        before = client.run(time.process_time)
        run = timed(data, mapper)
        after = client.run(time.process_time)
        return run, tuple(after[worker] - before[worker] for worker in before)


if __name__ == "__main__":
    main()
