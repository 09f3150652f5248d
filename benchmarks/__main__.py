"""`python -m benchmarks`: measures all parts, or those that are named, and prints a table of ratios."""

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter

import click
import uvloop

from benchmarks import parts, report
from benchmarks.figures import Figure, table
from benchmarks.processes import Homes, allow_open_files, take_load_cores

Part = Callable[[parts.Options], Awaitable[list[Figure]]]
PARTS: dict[str, Part] = {
    "throughput": parts.throughput,
    "latency": parts.latency,
    "memory": parts.memory,
    "storm": parts.storm,
    "start": parts.start,
    "engines": parts.engines,
}


@click.command(help=f"Measure PARTS ({', '.join(PARTS)}); without PARTS all of them.")
@click.argument("names", nargs=-1, metavar="[PARTS]...", type=click.Choice(list(PARTS)))
@click.option("--seconds", default=5.0, show_default=True, help="Length of one measurement.")
@click.option("--repeats", default=3, show_default=True, help="Measurements of each figure.")
@click.option("--stations", default=1000, show_default=True, help="Stations that send as fast as they can.")
@click.option("--connections", default=10_000, show_default=True, help="Stations that are idle, or come back.")
@click.option("--write", is_flag=True, help="Refresh the generated part of docs/benchmarks.md (all parts only).")
def main(names: tuple[str, ...], write: bool, **amounts: float) -> None:
    if write and names:
        raise click.UsageError("--write needs a run of all parts")
    take_load_cores()
    allow_open_files()
    begin = perf_counter()
    figures = uvloop.run(measured(names or tuple(PARTS), amounts))
    click.echo(report.machine() + f"\nThe run took {perf_counter() - begin:,.0f} s.\n\n" + table(figures))
    if write:
        report.write(figures)


async def measured(names: tuple[str, ...], amounts: dict[str, float]) -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="chargeit-bench-", ignore_cleanup_errors=True) as folder:
        options = parts.Options(homes=Homes(Path(folder)), **amounts)  # type: ignore[arg-type]
        for name in names:
            click.echo(f"measuring {name} ...", err=True)
            found = await PARTS[name](options)
            click.echo(table(found), err=True)
            figures += found
    return figures


if __name__ == "__main__":
    main()
