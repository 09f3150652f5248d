"""Every command is documented, and every error of ours has an exit code."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from chargeit.cli.main import EXIT_CODES, main
from chargeit.domain.errors import ChargeitError

DOCUMENT = (Path(__file__).parents[2] / "docs" / "cli.md").read_text()


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield f"{path} {name}", command


COMMANDS = list(commands(main, "chargeit"))


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=lambda one: one if isinstance(one, str) else "")
def test_every_command_has_its_line(path: str, command: click.Command) -> None:
    assert command.help
    first = " ".join(command.help.split("\n\n")[0].split())
    assert f"| `{path}` | {first} |" in DOCUMENT


def test_every_error_has_an_exit_code_of_its_own() -> None:
    assert set(EXIT_CODES) == set(ChargeitError.__subclasses__())
    assert len(set(EXIT_CODES.values())) == len(EXIT_CODES)


@pytest.mark.parametrize("option", [o for _, c in COMMANDS for o in c.params if isinstance(o, click.Option)])
def test_every_option_is_explained(option: click.Option) -> None:
    assert option.help or isinstance(option.type, click.Choice)
