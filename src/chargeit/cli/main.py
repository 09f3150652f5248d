"""The root of the commands, those that serve, and what their errors end with."""

import sys
from pathlib import Path
from typing import Any

import click

from chargeit import __version__
from chargeit.app.options import platform_options, reading_options, serving_options, telling_options
from chargeit.cli.fleet import fleet
from chargeit.cli.models import model, train
from chargeit.cli.provisioning import station, token, user
from chargeit.cli.twin import twin
from chargeit.domain.errors import ChargeitError, Conflict, Invalid, Misconfigured, NotFound, Refused, Unreachable

EXIT_CODES: dict[type[ChargeitError], int] = {
    Invalid: 2,
    Misconfigured: 3,
    NotFound: 4,
    Conflict: 5,
    Refused: 6,
    Unreachable: 7,
}


class Group(click.Group):
    """Errors of ours end a command with one line and their exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ChargeitError as error:
            click.echo(f"chargeit: {error}", err=True)
            sys.exit(next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), 1))


@click.group(cls=Group)
@click.version_option(__version__, prog_name="chargeit")
def main() -> None:
    """An EV-charging platform: central system, fleet, screens. Start with `chargeit serve`.

    Every setting is an environment variable too, CHARGEIT_DATABASE_URL for example: see docs/settings.md.
    """


@main.command()
@serving_options
@click.option("--admit-strangers", is_flag=True, default=None, help="Provision unknown stations as they come.")
@click.option("--migrate", is_flag=True, default=None, help="Upgrade the schema of a database server at start.")
def serve(**given: Any) -> None:
    """Serve stations, the API and the screens until Ctrl-C."""
    from chargeit.app import console

    console.serve(**given)


@main.command()
@serving_options
@click.option("--stations", type=click.IntRange(1, 1000), default=12, show_default=True, help="Simulated stations.")
def demo(stations: int, **given: Any) -> None:
    """Serve, with a small simulated fleet that charges through the day."""
    from chargeit.app import demo as app_demo

    app_demo.demo(stations, **given)


@main.command()
@platform_options
def migrate(**given: Any) -> None:
    """Upgrade the database's schema in place."""
    from chargeit.app import administration

    click.echo(f"the schema is at version {administration.migrate(**given)}")


@main.group("import")
def importing() -> None:
    """Data of other systems."""


@importing.command("loads")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@reading_options
@click.option("--again", is_flag=True, help="Read a file once more that was imported before.")
@click.option("--name", help="What it is remembered by, else the name of the file.")
@telling_options
@platform_options
def import_loads(file: Path, name: str | None, again: bool, **given: Any) -> None:
    """Import hourly loads or charging reports; every row that is refused or repaired is listed.

    An import that was stopped goes on where it was. The same file again changes nothing.
    """
    from chargeit.app.imports import command

    manner = command.Manner(*(given.pop(option) for option in ("report", "json", "most_rows")))
    command.run(file, manner, name=name, again=again, **given)


for part in (station, token, user, fleet, train, model, twin):
    main.add_command(part)
