"""The outbox: events that are committed and not yet published; positions are given at publication."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from chargeit.domain.clock import now
from chargeit.domain.events import Envelope
from chargeit.storage import events
from chargeit.storage.engine import Engines
from chargeit.storage.tables import outbox, publication, relays
from chargeit.storage.types import clean

T = TypeVar("T")
Run = Callable[[Callable[[Connection], T]], T]

LEASE = timedelta(seconds=30)
PRUNED_AT_ONCE = 2000
UNPUBLISHED = outbox.c.published_at.is_(None)
WAITING = select(*events.COLUMNS).where(UNPUBLISHED).limit(bindparam("most"))
LEFT = WAITING.where(outbox.c.position.is_not(None)).order_by(outbox.c.position)
NEW = WAITING.where(outbox.c.position.is_(None)).order_by(outbox.c.id)
NEWEST = select(func.max(outbox.c.position)).where(outbox.c.published_at.is_not(None))
SLOWEST = select(func.min(relays.c.position)).where(relays.c.name.in_(bindparam("names", expanding=True)))
REACHED = select(relays.c.position).where(relays.c.name == bindparam("relay"))
GIVEN = select(publication.c.position)
FOLLOWING = (
    select(*events.COLUMNS)
    .where(outbox.c.position > bindparam("reached"), outbox.c.kind.not_in(bindparam("skipped", expanding=True)))
    .order_by(outbox.c.position)
    .limit(bindparam("most"))
)
GIVE = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(position=bindparam("given"), published_at=bindparam("published"))
)


class SqlOutbox:
    """`chargeit.ports.outbox.Outbox`. One node holds the lease; the others take nothing until it lapses.

    Changes go through `run`, which is the writer's batch where there is one: publishing adds no commit of its own.
    """

    def __init__(self, engines: Engines, run: Run[Any], node: str) -> None:
        self._engines = engines
        self._run = run
        self._node = clean(node)

    def take(self, limit: int, skipped: frozenset[str] = frozenset()) -> list[Envelope]:
        """At least one row's events, and about `limit` where there are so many."""
        if not self._any():
            return []
        placed: list[tuple[Row[Any], int]] = self._run(lambda connection: self._place(connection, limit, skipped))
        return [envelope for row, position in placed for envelope in events.envelopes(row, position)]

    def published(self, envelopes: list[Envelope]) -> None:
        ids = sorted({int(envelope.id.partition(".")[0]) for envelope in envelopes})
        if ids:
            self._run(partial(_mark, ids))

    def unpublished(self) -> int:
        with self._engines.read.begin() as connection:
            return int(connection.execute(select(func.count()).select_from(outbox).where(UNPUBLISHED)).scalar_one())

    def holds_lease(self) -> bool:
        """True where this node publishes, now and for as long as the lease lasts."""
        held: bool = self._run(lambda connection: self._held_position(connection) is not None)
        return held

    def prune(self, before: datetime, relays: frozenset[str] = frozenset()) -> int:
        """The newest row stays: it says where the stream is."""
        with self._engines.read.begin() as connection:
            last = connection.execute(NEWEST).scalar() or 0
            old = select(outbox.c.id).where(outbox.c.published_at < before, outbox.c.position < last)
            slowest = connection.execute(SLOWEST, {"names": sorted(relays)}).scalar() if relays else None
            if slowest is not None:
                old = old.where(outbox.c.position <= slowest)
            ids = list(connection.execute(old.limit(PRUNED_AT_ONCE)).scalars())
        if ids:
            self._run(partial(_delete, ids))
        return len(ids)

    def _any(self) -> bool:
        with self._engines.read.begin() as connection:
            return connection.execute(select(outbox.c.id).where(UNPUBLISHED).limit(1)).first() is not None

    def _place(self, connection: Connection, limit: int, skipped: frozenset[str]) -> list[tuple[Row[Any], int]]:
        """The next rows with their positions: first those that a crash left, then new ones."""
        position = self._held_position(connection)
        if position is None:
            return []
        left = list(connection.execute(LEFT, {"most": limit}))
        if left:
            return [(row, row.position) for row in left]
        placed: list[tuple[Row[Any], int]] = []
        passed: list[tuple[Row[Any], int]] = []
        before = position
        for row in connection.execute(NEW, {"most": limit}):
            # A batch's samples are as many events as it has stations and EVSEs.
            position += events.count(row)
            (passed if row.kind in skipped else placed).append((row, position))
            if position - before >= limit:
                break
        self._give(connection, placed, None)
        self._give(connection, passed, now())
        if position > before:
            connection.execute(update(publication).values(position=position))
        return placed

    def _give(self, connection: Connection, rows: list[tuple[Row[Any], int]], published_at: datetime | None) -> None:
        if rows:
            given = [{"row": row.id, "given": position, "published": published_at} for row, position in rows]
            connection.execute(GIVE, given)

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


class SqlRelay:
    """`chargeit.ports.outbox.Unpublished` for one broker: what has a position and is beyond what the broker has.

    Positions are given in the order of commits, so nothing can appear later behind the place that was reached. A
    broker that is new here begins with what is committed from now on.
    """

    def __init__(self, outbox: SqlOutbox, engines: Engines, run: Run[Any], name: str) -> None:
        self._outbox = outbox
        self._engines = engines
        self._run = run
        self._name = name

    def take(self, limit: int, skipped: frozenset[str] = frozenset()) -> list[Envelope]:
        """At least one row's events, and about `limit` where there are so many."""
        reached, given = self._places()
        if reached is None:
            self._run(self._begin)
            return []
        if given <= reached or not self._outbox.holds_lease():
            return []
        found: list[Envelope] = []
        with self._engines.read.begin() as connection:
            # Read anew under the lease: the holder before may have got further.
            reached = connection.execute(REACHED, {"relay": self._name}).scalar_one()
            following = {"reached": reached, "most": limit, "skipped": sorted(skipped)}
            for row in connection.execute(FOLLOWING, following):
                found += events.envelopes(row, row.position)
                if len(found) >= limit:
                    break
        if not found:
            self._run(partial(self._reach, given))
        return found

    def published(self, envelopes: list[Envelope]) -> None:
        if envelopes:
            self._run(partial(self._reach, max(envelope.position for envelope in envelopes)))

    def unpublished(self) -> int:
        reached, given = self._places()
        return 0 if reached is None else given - reached

    def _places(self) -> tuple[int | None, int]:
        """What the broker has, and the last position that was given."""
        with self._engines.read.begin() as connection:
            reached = connection.execute(REACHED, {"relay": self._name}).scalar()
            return reached, connection.execute(GIVEN).scalar() or 0

    def _begin(self, connection: Connection) -> None:
        if connection.execute(REACHED, {"relay": self._name}).first() is None:
            given = connection.execute(GIVEN).scalar() or 0
            connection.execute(insert(relays).values(name=self._name, position=given))

    def _reach(self, position: int, connection: Connection) -> None:
        further = (relays.c.name == self._name) & (relays.c.position < position)
        connection.execute(update(relays).where(further).values(position=position))


def _delete(ids: list[int], connection: Connection) -> None:
    connection.execute(delete(outbox).where(outbox.c.id.in_(ids)))


def _mark(ids: list[int], connection: Connection) -> None:
    connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(published_at=now()))
