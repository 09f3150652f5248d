"""Commands."""

from datetime import datetime

from sqlalchemy import insert, select, update

from chargeit.domain.commands import Command, CommandState
from chargeit.domain.errors import NotFound
from chargeit.storage import nouns
from chargeit.storage.tables import commands
from chargeit.storage.types import is_key
from chargeit.storage.unit import Unit

WAITING = (CommandState.QUEUED.value, CommandState.SENT.value)


class SqlCommands:
    """`chargeit.ports.work.Commands`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(self, command: Command) -> None:
        self._unit.connection.execute(insert(commands).values(_columns(command)))

    def find(self, command: str, *, lock: bool = False) -> Command | None:
        if not is_key(command):
            return None
        query = select(commands).where(commands.c.id == command)
        row = self._unit.connection.execute(query.with_for_update() if lock else query).first()
        return nouns.command(row) if row else None

    def update(self, command: Command) -> None:
        changed = update(commands).where(commands.c.id == command.id).values(_columns(command))
        if not self._unit.connection.execute(changed).rowcount and self.find(command.id) is None:
            raise NotFound("command", command.id)

    def unfinished(self, *, before: datetime | None = None) -> list[Command]:
        query = select(commands).where(commands.c.state.in_(WAITING)).order_by(commands.c.requested_at, commands.c.id)
        if before is not None:
            query = query.where(commands.c.expires_at < before)
        return [nouns.command(row) for row in self._unit.connection.execute(query)]


def _columns(command: Command) -> dict[str, object]:
    return {name: getattr(command, name) for name in Command.__slots__}
