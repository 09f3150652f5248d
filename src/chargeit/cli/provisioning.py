"""Who may connect, charge and log in."""

from typing import Any

import click

from chargeit.app.options import platform_options


@click.group()
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


@click.group()
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


@click.group()
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
