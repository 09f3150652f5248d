"""Options of the command line that several commands have."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def platform_options(command: Command) -> Command:
    """The options that choose a platform: its settings file, home and database."""
    options = (
        click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="TOML file with settings."),
        click.option("--home", type=click.Path(path_type=Path, file_okay=False), help="Folder of database and key."),
        click.option("--database-url", help="sqlite:///file, postgresql://... or mariadb://..."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def serving_options(command: Command) -> Command:
    options = (
        click.option("--station-host", help="Address that stations connect to."),
        click.option("--station-port", type=int, help="Port that stations connect to; 0 is any."),
        click.option("--api-host", help="Address of the API and the screens."),
        click.option("--api-port", type=int, help="Port of the API and the screens; 0 is any."),
        click.option("--log-level", type=click.Choice(["debug", "info", "warning", "error"])),
    )
    for option in reversed(options):
        command = option(command)
    return platform_options(command)


READING = {
    "format": "Format by its name; else its columns tell.",
    "mapping": "TOML file that says what columns mean.",
    "encoding": "utf-8, latin-1, cp1252 and so on.",
    "separator": "semicolon, comma, tab or bar.",
    "decimal-mark": "comma or point.",
    "date-order": "day-month-year, month-day-year, year-month-day or year-day-month.",
    "swapped-days": "yes: day and month are swapped where the day is 12 or less; no: they are not.",
    "zone": "Time zone of times without an offset: Europe/Oslo.",
    "source": "Where the loads come from; transactions of one source are one series.",
    "site": "Site of all rows.",
}


def reading_options(command: Command) -> Command:
    """How a file is written; what is not given is found out and told."""
    for name, meaning in reversed(READING.items()):
        command = click.option(f"--{name}", help=meaning)(command)
    return command


def telling_options(command: Command) -> Command:
    """How an import tells what happens."""
    csv = click.Path(path_type=Path, dir_okay=False)
    options = (
        click.option("--report", type=csv, help="CSV file for rows that are odd."),
        click.option("--json", is_flag=True, help="Tell what happens as JSON, one object a line, for programs."),
        click.option("--most-rows", type=click.IntRange(0), help="Most rows to list of each outcome; all are counted."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def fleet_options(command: Command) -> Command:
    options = (
        click.option("--url", default="ws://localhost:9000", show_default=True, help="Central system to connect to."),
        click.option("--prefix", default="SIM", show_default=True, help="Identities are PREFIX-0001 and so on."),
        click.option("--stations", type=click.IntRange(1), default=10, show_default=True, help="How many."),
        click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same days."),
    )
    for option in reversed(options):
        command = option(command)
    return command
