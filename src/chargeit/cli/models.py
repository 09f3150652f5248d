"""Training, and the versions of what was trained."""

from pathlib import Path
from typing import Any

import click

from chargeit.app.options import platform_options


@click.command()
@click.option("--feature", help="Only this one: availability, maintenance, users, load or health.")
@click.option(
    "--backtest",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Measure on the recorded data sets in this folder, and keep no model.",
)
@click.option(
    "--write",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Markdown file whose generated part gets the table of --backtest.",
)
@click.option("--into", type=click.Path(path_type=Path, file_okay=False, exists=True), hidden=True, help="As a child.")
@platform_options
def train(**given: Any) -> None:
    """Train the models on what is stored, or measure them; a better model serves from then on."""
    from chargeit.app import training

    training.train(**given)


@click.group()
def model() -> None:
    """Versions of the features' models."""


@model.command("list")
@platform_options
def list_models(**given: Any) -> None:
    """One line a version: feature, version, whether it serves, when trained, score, decision."""
    from chargeit.app import training

    training.list_models(**given)


@model.command("serve")
@click.argument("feature")
@click.argument("version", type=int)
@platform_options
def serve_model(feature: str, version: int, **given: Any) -> None:
    """Let VERSION of FEATURE answer from now on; a rollback, where it is an older one."""
    from chargeit.app import training

    training.serve_model(feature, version, **given)


@model.command("mirror")
@click.option("--child", is_flag=True, hidden=True, help="Within the limits of a training.")
@platform_options
def mirror(**given: Any) -> None:
    """Tell MLflow of the versions that it lacks, and which serve; `serve` and `train` do it by themselves."""
    from chargeit.app.models import registry

    registry.tell(**given)
