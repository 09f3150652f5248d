"""The outbox: events that are committed and not yet published; positions are given at publication."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from chargeit.domain.clock import now
from chargeit.domain.events import Envelope
from chargeit.storage import events
from chargeit.storage.engine import Engines
from chargeit.storage.tables import outbox, publication
from chargeit.storage.types import clean

T = TypeVar("T")
Run = Callable[[Callable[[Connection], T]], T]

LEASE = timedelta(seconds=30)
PRUNED_AT_ONCE = 2000
UNPUBLISHED = outbox.c.published_at.is_(None)


class SqlOutbox:
    """`chargeit.ports.outbox.Outbox`. One node holds the lease; the others take nothing until it lapses.

    Changes go through `run`, which is the writer's batch where there is one: publishing adds no commit of its own.
    """

    def __init__(self, engines: Engines, run: Run[Any], node: str) -> None:
        self._engines = engines
        self._run = run
        self._node = clean(node)

    def take(self, limit: int) -> list[Envelope]:
        """At least one row's events, and about `limit` where there are so many."""
        if not self._any():
            return []
        rows: list[Row[Any]] = self._run(lambda connection: self._place(connection, limit))
        with self._engines.read.begin() as connection:
            return events.in_order(rows, connection)

    def published(self, envelopes: list[Envelope]) -> None:
        ids = sorted({int(envelope.id.partition(".")[0]) for envelope in envelopes})
        if ids:
            self._run(partial(_mark, ids))

    def unpublished(self) -> int:
        with self._engines.read.begin() as connection:
            return int(connection.execute(select(func.count()).select_from(outbox).where(UNPUBLISHED)).scalar_one())

    def prune(self, before: datetime) -> int:
        """The newest row stays: it says where the stream is."""
        newest = select(func.max(outbox.c.position)).where(outbox.c.published_at.is_not(None))
        with self._engines.read.begin() as connection:
            last = connection.execute(newest).scalar() or 0
            old = select(outbox.c.id).where(outbox.c.published_at < before, outbox.c.position < last)
            ids = list(connection.execute(old.limit(PRUNED_AT_ONCE)).scalars())
        if ids:
            self._run(partial(_delete, ids))
        return len(ids)

    def _any(self) -> bool:
        with self._engines.read.begin() as connection:
            return connection.execute(select(outbox.c.id).where(UNPUBLISHED).limit(1)).first() is not None

    def _place(self, connection: Connection, limit: int) -> list[Row[Any]]:
        """The next rows with their positions: first those that a crash left, then new ones."""
        position = self._held_position(connection)
        if position is None:
            return []
        left = outbox.c.position.is_not(None)
        query = select(*events.COLUMNS).where(UNPUBLISHED, left).order_by(outbox.c.position).limit(limit)
        rows = list(connection.execute(query))
        if rows:
            return rows
        query = select(*events.COLUMNS).where(UNPUBLISHED, ~left).order_by(outbox.c.id).limit(limit)
        given = []
        count = 0
        for row in connection.execute(query).all():
            # A batch's samples are as many events as it has stations and EVSEs.
            size = events.count(connection, row)
            count += size
            position += size
            given.append({"row": row.id, "given": position})
            if count >= limit:
                break
        return self._give(connection, given, position)

    def _give(self, connection: Connection, given: list[dict[str, int]], last: int) -> list[Row[Any]]:
        for one in given:
            connection.execute(update(outbox).where(outbox.c.id == one["row"]).values(position=one["given"]))
        held = update(publication).values(position=last)
        connection.execute(held)
        ids = [one["row"] for one in given]
        return list(connection.execute(select(*events.COLUMNS).where(outbox.c.id.in_(ids)).order_by(outbox.c.position)))

    def _held_position(self, connection: Connection) -> int | None:
        """The last position given, where this node holds the lease or gets it now."""
        at = now()
        row = connection.execute(select(publication).with_for_update()).first()
        until = at + LEASE
        if row is None:
            connection.execute(insert(publication).values(id=1, holder=self._node, until=until, position=0))
            return 0
        if row.holder != self._node and row.until > at:
            return None
        connection.execute(update(publication).values(holder=self._node, until=until))
        return int(row.position)


def _delete(ids: list[int], connection: Connection) -> None:
    connection.execute(delete(outbox).where(outbox.c.id.in_(ids)))


def _mark(ids: list[int], connection: Connection) -> None:
    connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(published_at=now()))
