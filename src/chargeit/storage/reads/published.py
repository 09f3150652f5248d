"""Published events, for streams that resume."""

from sqlalchemy import Engine, func, select

from chargeit.domain.errors import Invalid
from chargeit.domain.events import Envelope
from chargeit.storage import events
from chargeit.storage.reads.pages import LARGEST_ID
from chargeit.storage.tables import outbox


class SqlEventReads:
    """`chargeit.ports.reads.EventReads`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def after(self, position: int, *, limit: int) -> list[Envelope]:
        if not 0 <= position <= LARGEST_ID:
            raise Invalid("after", "must be a position of the stream")
        wanted = (outbox.c.position > position, outbox.c.published_at.is_not(None))
        query = select(*events.COLUMNS).where(*wanted).order_by(outbox.c.position).limit(limit)
        found: list[Envelope] = []
        with self._engine.begin() as connection:
            for row in connection.execute(query).all():
                # A row of samples is many events; the stream may have stopped among them.
                found += [one for one in events.envelopes(row, row.position) if one.position > position]
                if len(found) >= limit:
                    break
        return found[:limit]

    def latest_position(self) -> int:
        published = select(func.max(outbox.c.position)).where(outbox.c.published_at.is_not(None))
        with self._engine.begin() as connection:
            return int(connection.execute(published).scalar() or 0)
