"""How a verb looks batteries up: through the driver alone, as whoever tells telemetry waits for it."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from chargeit.domain.batteries import Battery, BatteryId, Chemistry, Telemetry
from chargeit.storage.engine import mark_of
from chargeit.storage.types import instant_from, is_key

AT_ONCE = 400
KEPT = 50_000
"""Batteries that are remembered at most; they take about 500 bytes each."""
MEMORY = "batteries seen"
NEVER = -1
"""Before the first moment of a battery."""
SQL = """
SELECT number, id, created_at, chemistry, capacity_ah, cells_in_series, vehicle, simulated,
(SELECT max(at_ms) FROM telemetry WHERE telemetry.battery = batteries.number)
FROM batteries WHERE id {}
"""


Line = tuple[int, int, Telemetry]
"""Number of the battery, milliseconds since 1970, and the line."""


class Seen(NamedTuple):
    """`newest_ms` is NEVER, where nothing was told."""

    number: int
    battery: Battery
    newest_ms: int


def seen(connection: Connection, ids: Iterable[BatteryId]) -> Iterator[Seen]:
    """Those that are known."""
    for condition, values in _asked(connection, sorted(one for one in ids if is_key(one))):
        for row in connection.exec_driver_sql(SQL.format(condition), values).all():
            yield Seen(row[0], battery_of(row[1:8]), NEVER if row[8] is None else row[8])


def _asked(connection: Connection, ids: list[BatteryId]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """PostgreSQL takes any number of them as one value, and so keeps the plan of the one statement."""
    if ids and connection.dialect.name == "postgresql":
        yield "= ANY(%s)", (ids,)
        return
    for some in chunks(ids):
        yield f"IN ({', '.join([mark_of(connection)] * len(some))})", tuple(some)


@lru_cache(KEPT)
def battery_of(told: tuple[Any, ...]) -> Battery:
    """Of a row's values as the driver gives them: to find it again costs less than to make it."""
    id_, created, chemistry, capacity_ah, cells, vehicle, simulated = told
    at = instant_from(created)
    return Battery(BatteryId(id_), at, Chemistry(chemistry), capacity_ah, cells, vehicle, bool(simulated))


def remembered(connection: Connection) -> dict[BatteryId, Seen]:
    """What this connection knows to be on disk: nothing, where another one has changed the database since.

    Only SQLite can tell (its data_version), in a transaction that has the write lock; elsewhere it is always empty.
    """
    if connection.dialect.name != "sqlite":
        return {}
    version = connection.exec_driver_sql("PRAGMA data_version").scalar()
    known: tuple[Any, dict[BatteryId, Seen]] | None = connection.info.get(MEMORY)
    if known is None or known[0] != version or len(known[1]) > KEPT:
        known = connection.info[MEMORY] = (version, {})
    return known[1]


def remember(connection: Connection, looked_up: Iterable[Seen | BatteryId], lines: Iterable[Line]) -> None:
    """After the commit: what its verbs found, less those they changed (their ids), with the lines they added."""
    if not connection.info.get(MEMORY):
        return
    _, known = connection.info[MEMORY]
    for one in looked_up:
        if isinstance(one, Seen):
            known[one.battery.id] = one
        else:
            known.pop(one, None)
    newest: dict[BatteryId, int] = {}
    for _, at_ms, line in lines:
        if at_ms > newest.get(line.battery, NEVER):
            newest[line.battery] = at_ms
    for battery, at_ms in newest.items():
        before = known.get(battery)
        if before is not None and at_ms > before.newest_ms:
            known[battery] = before._replace(newest_ms=at_ms)


def forget(connection: Connection) -> None:
    """After a commit that failed: nobody knows what is on disk."""
    connection.info.pop(MEMORY, None)


def chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for first in range(0, len(items), AT_ONCE):
        yield items[first : first + AT_ONCE]
