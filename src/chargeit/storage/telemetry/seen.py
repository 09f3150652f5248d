"""How a verb looks batteries up: through the driver alone, as whoever tells telemetry waits for it."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from chargeit.domain.batteries import Battery, BatteryId, Chemistry
from chargeit.storage.engine import mark_of
from chargeit.storage.types import instant_from, is_key

AT_ONCE = 400
KEPT = 20_000
NEVER = -1
"""Before the first moment of a battery."""
SQL = """
SELECT number, id, created_at, chemistry, capacity_ah, cells_in_series, vehicle, simulated,
(SELECT max(at_ms) FROM telemetry WHERE telemetry.battery = batteries.number)
FROM batteries WHERE id IN ({})
"""


class Seen(NamedTuple):
    """`newest_ms` is NEVER, where nothing was told."""

    number: int
    battery: Battery
    newest_ms: int


def seen(connection: Connection, ids: Iterable[BatteryId]) -> Iterator[Seen]:
    """Those that are known."""
    for some in chunks(sorted(one for one in ids if is_key(one))):
        sql = SQL.format(", ".join([mark_of(connection)] * len(some)))
        for row in connection.exec_driver_sql(sql, tuple(some)).all():
            yield Seen(row[0], battery_of(row[1:8]), NEVER if row[8] is None else row[8])


@lru_cache(KEPT)
def battery_of(told: tuple[Any, ...]) -> Battery:
    """Of a row's values as the driver gives them: to find it again costs less than to make it."""
    id_, created, chemistry, capacity_ah, cells, vehicle, simulated = told
    at = instant_from(created)
    return Battery(BatteryId(id_), at, Chemistry(chemistry), capacity_ah, cells, vehicle, bool(simulated))


def chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for first in range(0, len(items), AT_ONCE):
        yield items[first : first + AT_ONCE]
