"""Pages of samples. A row holds several: a page may begin and end inside one."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, select

from chargeit.domain.stations import StationId
from chargeit.ports.pages import Page
from chargeit.ports.reads import SampleFilter, StoredSample
from chargeit.storage.metering.packed import MOST, unpacked
from chargeit.storage.reads.pages import at_and, beyond, number, page, parsed
from chargeit.storage.tables import meters, samples, transactions
from chargeit.storage.types import EPOCH, clean

Found = tuple[int, StoredSample]
"""A sample and its id."""


def read(connection: Connection, wanted: SampleFilter, after: str | None, limit: int) -> Page[StoredSample]:
    """By their time for one station or transaction; in the order of storing over all stations."""
    by_time = wanted.transaction is not None or wanted.station is not None
    query, found = _query(connection, wanted), list[Found]()
    if query is None:
        return Page(())
    at, last = _cursor(after, by_time)
    most, rows = limit + 2, list[Row[Any]]()  # one more, and the one that the last page ended in
    while not rows or (len(rows) == most and len(found) <= limit):
        rows = list(connection.execute(_from(query, at, last).limit(most)))
        if not rows:
            break
        found += [one for row in rows for one in _of(row, wanted.measurand) if _is_after(one, at, last)]
        at, last = rows[-1].sampled_at if by_time else None, rows[-1].id + MOST - 1
    shown = page(found, limit, lambda one: at_and(one[1].sample.sampled_at, one[0]) if by_time else str(one[0]))
    return Page(tuple(sample for _, sample in shown.rows), shown.next)


def _cursor(after: str | None, by_time: bool) -> tuple[datetime | None, int]:
    """The instant (None: in the order of storing) and the id of the last sample that was shown."""
    if not by_time:
        return None, number(after) if after else 0
    if after is None:
        return EPOCH.min.replace(tzinfo=EPOCH.tzinfo), 0
    at, last = parsed(after)
    return at, number(last)


def _query(connection: Connection, wanted: SampleFilter) -> Select[Any] | None:
    """None where the transaction has no samples."""
    query, station = select(samples), wanted.station
    if wanted.transaction is not None:
        owner = _owner(wanted.transaction)
        of = connection.execute(owner).first() if owner is not None else None
        if of is None or of.first_at is None or station not in (None, of.station):
            return None
        station = of.station
        inside = samples.c.sampled_at.between(of.first_at, of.last_at)
        query = query.where(samples.c.transaction == wanted.transaction, inside)
    if station is not None:
        query = query.where(samples.c.station == clean(station)[:255])
    if wanted.evse is not None:
        query = query.where(samples.c.evse == wanted.evse)
    if wanted.measurand is not None:
        begins = f"[{msgspec.json.encode(clean(wanted.measurand)).decode()},"
        query = query.where(samples.c.readings.contains(begins, autoescape=True))
    if wanted.since is not None:
        query = query.where(samples.c.sampled_at >= wanted.since)
    return query if wanted.until is None else query.where(samples.c.sampled_at <= wanted.until)


def _owner(transaction: int) -> Select[Any] | None:
    """The station and the time between the first and the last sample: the index of samples needs no other."""
    if not 0 < transaction < 1 << 31:
        return None
    query = select(transactions.c.station, meters.c.first_at, meters.c.last_at)
    query = query.join_from(transactions, meters, meters.c.transaction == transactions.c.number)
    return query.where(transactions.c.number == transaction)


def _from(query: Select[Any], at: datetime | None, last: int) -> Select[Any]:
    """From the row that has the last sample."""
    row = last - MOST
    if at is None:
        return query.where(samples.c.id > row).order_by(samples.c.id)
    if last:
        query = query.where(beyond(samples.c.sampled_at, samples.c.id, (at, row)))
    return query.order_by(samples.c.sampled_at, samples.c.id)


def _of(row: Row[Any], measurand: str | None) -> list[Found]:
    place = StationId(row.station), row.evse, row.transaction, row.received_at
    each = enumerate(unpacked(row.sampled_at, row.readings), row.id)
    return [(key, StoredSample(one, *place)) for key, one in each if measurand in (None, one.measurand)]


def _is_after(one: Found, at: datetime | None, last: int) -> bool:
    return one[0] > last if at is None else (one[1].sample.sampled_at, one[0]) > (at, last)
