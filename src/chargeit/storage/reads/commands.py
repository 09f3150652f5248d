"""Commands for lists."""

from sqlalchemy import Engine, select

from chargeit.domain.commands import Command
from chargeit.domain.stations import StationId
from chargeit.ports.pages import Page
from chargeit.storage import nouns
from chargeit.storage.reads.pages import at_and, before, key, page, parsed
from chargeit.storage.tables import commands
from chargeit.storage.types import clean, is_key


class SqlCommandReads:
    """`chargeit.ports.reads.CommandReads`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, *, station: StationId | None, after: str | None, limit: int) -> Page[Command]:
        query = select(commands).order_by(commands.c.requested_at.desc(), commands.c.id.desc()).limit(limit + 1)
        if station is not None:
            query = query.where(commands.c.station == clean(station)[:255])
        if after is not None:
            at, last = parsed(after)
            query = query.where(before(commands.c.requested_at, commands.c.id, (at, key(last))))
        with self._engine.begin() as connection:
            rows = [nouns.command(row) for row in connection.execute(query)]
        return page(rows, limit, lambda row: at_and(row.requested_at, row.id))

    def one(self, command: str) -> Command | None:
        if not is_key(command):
            return None
        with self._engine.begin() as connection:
            row = connection.execute(select(commands).where(commands.c.id == command)).first()
        return nouns.command(row) if row else None
