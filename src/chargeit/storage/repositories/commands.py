"""Commands."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from chargeit.domain.commands import Command, CommandState
from chargeit.domain.errors import NotFound
from chargeit.domain.stations import StationId
from chargeit.storage import nouns
from chargeit.storage.repositories.recall import recall
from chargeit.storage.tables import commands
from chargeit.storage.types import is_key
from chargeit.storage.unit import Unit

OVERDUE = select(commands).where(commands.c.start_due_at <= bindparam("at")).order_by(commands.c.start_due_at)
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
        self._remember(command)

    def unfinished(self, *, before: datetime | None = None) -> list[Command]:
        query = select(commands).where(commands.c.state.in_(WAITING)).order_by(commands.c.requested_at, commands.c.id)
        if before is not None:
            query = query.where(commands.c.expires_at < before)
        return [nouns.command(row) for row in self._unit.connection.execute(query)]

    def awaiting_start(self, station: StationId) -> tuple[Command, ...]:
        return recall(self._unit, station).starts

    def overdue_starts(self, at: datetime) -> list[Command]:
        return [nouns.command(row) for row in self._unit.connection.execute(OVERDUE, {"at": at})]

    def _remember(self, command: Command) -> None:
        """A station that is not in memory is read when it is asked for; one that awaits nothing stays untouched."""
        known = self._unit.memory.get(command.station)
        if known is not None and (command.start_due_at or any(one.id == command.id for one in known.starts)):
            self._unit.memory.put(command.station, known.with_command(command))


def _columns(command: Command) -> dict[str, object]:
    return {name: getattr(command, name) for name in Command.__slots__}
