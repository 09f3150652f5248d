"""The command `chargeit`; each command imports its room when it is called."""

import click

from chargeit import __version__


@click.group()
@click.version_option(__version__, prog_name="chargeit")
def main() -> None:
    """An EV-charging platform: central system, fleet, screens. Start with `chargeit serve`."""
