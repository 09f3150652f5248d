"""Twins of vehicle batteries."""

from pathlib import Path
from typing import Any

import click

from chargeit.app.options import platform_options


@click.group()
def twin() -> None:
    """Twins of vehicle batteries."""


@twin.command()
@click.option("--batteries", type=click.IntRange(1), default=100, show_default=True, help="How many.")
@click.option("--speed", type=float, default=1, show_default=True, help="Times as fast as time, while in the past.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same batteries and days.")
@click.option("--history", default="0h", show_default=True, help="Start so long ago: 36h, 7d.")
@click.option("--every", default="2s", show_default=True, help="Time between two lines of a battery.")
@click.option("--to", default="http://localhost:8080", show_default=True, help="Platform to tell.")
@click.option("--until-now", is_flag=True, help="End when the present is reached.")
@click.option("--quiet", is_flag=True, help="Print nothing but the last line.")
def simulate(**given: Any) -> None:
    """Tell a running platform the telemetry of simulated batteries, marked as simulated.

    Its API key is read from CHARGEIT_API_KEY. Telemetry that was told before changes nothing.
    """
    from chargeit.app import twins

    twins.simulate(**given)


@twin.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--of",
    type=click.Choice(["life", "charging"]),
    default="life",
    show_default=True,
    help="Of health, life and failure; or of batteries that are seen charging.",
)
@click.option(
    "--write",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Markdown file whose generated part gets the table.",
)
def backtest(folder: Path, of: str, write: Path | None) -> None:
    """Measure on the recorded cells in FOLDER what can be said of health, life and failure."""
    from chargeit.app import twins

    twins.measure(folder, of, write)


@twin.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@platform_options
def train(folder: Path, **given: Any) -> None:
    """Learn from the recorded cells in FOLDER how long batteries last; a better model serves from then on.

    Where none serves, the ageing law of a battery's chemistry answers.
    """
    from chargeit.app import twins

    twins.train(folder, **given)
