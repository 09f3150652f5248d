"""Presence: who is connected where, and who knocked."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from chargeit.domain.stations import Lease, StationId, Stranger
from chargeit.storage.tables import presence, strangers
from chargeit.storage.types import clean
from chargeit.storage.unit import Unit

OF = presence.c.station == bindparam("wanted")
HELD = select(presence.c.epoch, presence.c.node).where(OF).with_for_update()
TAKE = update(presence).where(OF)
RELEASE = update(presence).where(OF, presence.c.epoch == bindparam("held"), presence.c.connected)


class SqlPresence:
    """`chargeit.ports.work.Presence`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def seen(self, station: StationId, at: datetime) -> None:
        self._unit.rows.seen.append((station, at))

    def take_lease(self, station: StationId, node: str, at: datetime) -> int:
        connection = self._unit.connection
        row = connection.execute(HELD, {"wanted": station}).first()
        epoch = int(row.epoch) + 1 if row else 1
        taken = {"node": node, "epoch": epoch, "connected": True, "changed_at": at}
        if row is None:
            connection.execute(insert(presence), {"station": station, **taken})
        else:
            connection.execute(TAKE, {"wanted": station, **taken})
            if row.node != clean(node):
                # Another node may have written since we remembered it.
                self._unit.memory.put(station, None)
        return epoch

    def release_lease(self, station: StationId, epoch: int, at: datetime) -> bool:
        released = {"wanted": station, "held": epoch, "connected": False, "changed_at": at}
        return self._unit.connection.execute(RELEASE, released).rowcount == 1

    def leases(self) -> list[Lease]:
        query = select(presence.c.station, presence.c.node, presence.c.epoch).where(presence.c.connected)
        rows = self._unit.connection.execute(query.order_by(presence.c.station))
        return [Lease(StationId(row.station), row.node, row.epoch) for row in rows]

    def knocked(self, stranger: Stranger) -> None:
        connection = self._unit.connection
        grown = {
            "last_seen_at": stranger.last_seen_at,
            "peer": stranger.peer,
            "attempts": strangers.c.attempts + stranger.attempts,
        }
        known = update(strangers).where(strangers.c.id == stranger.id)
        if connection.execute(known.values(grown)).rowcount:
            return
        first = {**grown, "id": stranger.id, "first_seen_at": stranger.first_seen_at, "attempts": stranger.attempts}
        connection.execute(insert(strangers).values(first))

    def forget_stranger(self, station: StationId) -> None:
        self._unit.connection.execute(delete(strangers).where(strangers.c.id == station))
