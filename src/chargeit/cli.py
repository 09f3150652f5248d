"""The command `chargeit`; each command imports its room when it is called."""

import sys
from pathlib import Path
from typing import Any

import click

from chargeit import __version__
from chargeit.app.options import fleet_options, platform_options, reading_options, serving_options
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


@main.group()
def station() -> None:
    """Stations that may connect."""


@station.command("add")
@click.argument("identity")
@platform_options
@click.option("--name", default="", help="What people call it.")
@click.option("--security-profile", type=click.IntRange(0, 3), default=1, show_default=True, help="0 is open.")
@click.option("--simulated", is_flag=True, help="Every screen and figure says so.")
def add_station(identity: str, name: str, security_profile: int, **given: Any) -> None:
    """Let IDENTITY connect, and print its password once."""
    from chargeit.app import administration
    from chargeit.central.provisioning import ProvisionAsked
    from chargeit.domain.clock import now
    from chargeit.domain.stations import StationId

    simulated = given.pop("simulated")
    asked = ProvisionAsked(StationId(identity), now(), name, security_profile, simulated)
    with administration.opened(administration.chosen(**given)) as platform:
        click.echo(administration.add_station(platform, asked))


@station.command("list")
@platform_options
def list_stations(**given: Any) -> None:
    """One line a station: identity, connected, protocol, last seen, simulated."""
    from chargeit.app import administration
    from chargeit.domain.clock import iso

    with administration.opened(administration.chosen(**given)) as platform:
        for row in administration.all_stations(platform):
            seen = iso(row.last_seen_at) if row.last_seen_at else "never"
            state = "connected" if row.connected else "away"
            simulated = "simulated" if row.station.simulated else ""
            click.echo("\t".join((row.station.id, state, row.station.ocpp_version, seen, simulated)).rstrip())


@station.command("password")
@click.argument("identity")
@platform_options
def station_password(identity: str, **given: Any) -> None:
    """Give IDENTITY a new password and print it once."""
    from chargeit.app import administration
    from chargeit.domain.stations import StationId

    with administration.opened(administration.chosen(**given)) as platform:
        click.echo(administration.set_station_password(platform, StationId(identity)))


@station.command("remove")
@click.argument("identity")
@platform_options
def remove_station(identity: str, **given: Any) -> None:
    """Let IDENTITY connect no more; what it reported stays."""
    from chargeit.app import administration
    from chargeit.domain.stations import StationId

    with administration.opened(administration.chosen(**given)) as platform:
        administration.remove_station(platform, StationId(identity))


@main.group()
def token() -> None:
    """Tokens that may charge."""


@token.command("add")
@click.argument("value")
@platform_options
@click.option("--label", default="", help="Whose it is.")
@click.option("--group", default="", help="Tokens of one group may stop for each other.")
@click.option("--concurrent", is_flag=True, help="It may charge at several places at once.")
def add_token(value: str, label: str, group: str, concurrent: bool, **given: Any) -> None:
    """Let VALUE charge, or change what is known of it."""
    from chargeit.app import administration
    from chargeit.domain.clock import now
    from chargeit.domain.tokens import Token

    with administration.opened(administration.chosen(**given)) as platform:
        administration.put_token(platform, Token(value, now(), group=group, concurrent=concurrent, label=label))


@token.command("remove")
@click.argument("value")
@platform_options
def remove_token(value: str, **given: Any) -> None:
    """VALUE is unknown from now on; its transactions stay."""
    from chargeit.app import administration

    with administration.opened(administration.chosen(**given)) as platform:
        administration.remove_token(platform, value)


@main.group()
def user() -> None:
    """People who log in to the screens."""


@user.command("password")
@click.argument("name")
@platform_options
def user_password(name: str, **given: Any) -> None:
    """Give NAME a new password and print it once; an unknown NAME becomes an administrator."""
    from chargeit.app import administration

    with administration.opened(administration.chosen(**given)) as platform:
        click.echo(administration.set_account_password(platform, name))


@main.group("import")
def importing() -> None:
    """Data of other systems."""


@importing.command("loads")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@reading_options
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="CSV file for rows that are odd.")
@click.option("--again", is_flag=True, help="Read a file once more that was imported before.")
@platform_options
def import_loads(file: Path, report: Path | None, again: bool, **given: Any) -> None:
    """Import hourly loads or charging reports; every row that is refused or repaired is listed.

    An import that was stopped goes on where it was. The same file again changes nothing.
    """
    from chargeit.app import imports

    imports.run(file, report, again=again, **given)


@main.group(invoke_without_command=True)
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
    "--format", "form", type=click.Choice(["trondheim", "acn", "sap"]), required=True, help="How the file is written."
)
@click.option("--url", default="ws://localhost:9000", show_default=True, help="Central system to connect to.")
@click.option("--prefix", help="Identities begin with it instead of the format's name.")
@click.option("--sockets", type=click.IntRange(1), default=16, show_default=True, help="Stations connected at a time.")
@click.option("--let-in", is_flag=True, help="Provision its stations and tokens at this platform first.")
@platform_options
def replay(file: Path, form: str, url: str, prefix: str | None, sockets: int, **given: Any) -> None:
    """Send recorded charging transactions as stations that were offline would.

    Told twice, a file changes nothing. Every row that is not replayed is listed with its reason.
    """
    from chargeit.app import fleets
    from chargeit.fleet.replay import ReplayPlan

    fleets.replay(ReplayPlan(file, form, url, prefix, sockets=sockets), **given)


@main.command()
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


@main.group()
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
