"""Simulated stations, and recorded transactions sent again."""

from pathlib import Path
from typing import Any

import click

from chargeit.app.options import fleet_options, platform_options


@click.group(invoke_without_command=True)
@fleet_options
@click.option("--speed", type=float, default=1, show_default=True, help="Times as fast as time, while in the past.")
@click.option("--history", default="0h", show_default=True, help="Start so long ago: 36h, 7d.")
@click.option("--until-now", is_flag=True, help="End when the present is reached.")
@click.option("--state", type=click.Path(path_type=Path, dir_okay=False), help="File to go on from after a stop.")
@click.option("--zone", default="UTC", show_default=True, help="Time zone of the drivers' days.")
@click.option("--quiet", is_flag=True, help="Print nothing but the last line.")
@click.pass_context
def fleet(context: click.Context, /, **given: Any) -> None:
    """Run simulated stations against any OCPP 1.6 central system.

    Their password is read from CHARGEIT_FLEET_PASSWORD; `chargeit fleet provision` lets them in at this platform.
    """
    if context.invoked_subcommand is None:
        from chargeit.app import fleets

        fleets.run(**given)


@fleet.command("provision")
@fleet_options
@platform_options
def provision_fleet(url: str, prefix: str, stations: int, seed: int, **given: Any) -> None:
    """Let a fleet's stations and tokens in, marked as simulated, and print the stations' password."""
    from chargeit.app import fleets
    from chargeit.fleet.plan import FleetPlan

    click.echo(fleets.provision(FleetPlan(url, stations, prefix=prefix, seed=seed), **given))


@fleet.command("replay")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--format",
    "form",
    type=click.Choice(["trondheim", "acn", "sap", "perth"]),
    required=True,
    help="How the file is written.",
)
@click.option("--url", default="ws://localhost:9000", show_default=True, help="Central system to connect to.")
@click.option("--prefix", help="Identities begin with it instead of the format's name.")
@click.option("--sockets", type=click.IntRange(1), default=16, show_default=True, help="Stations connected at a time.")
@click.option(
    "--let-in", is_flag=True, help="Provision its stations, with their sites, and tokens at this platform first."
)
@platform_options
def replay(file: Path, form: str, url: str, prefix: str | None, sockets: int, **given: Any) -> None:
    """Send recorded charging transactions as stations that were offline would.

    Told twice, a file changes nothing. Every row that is not replayed is listed with its reason.
    """
    from chargeit.app import fleets
    from chargeit.fleet.replay import ReplayPlan

    fleets.replay(ReplayPlan(file, form, url, prefix, sockets=sockets), **given)
