"""What a transaction's meter shows, as loads of its user: in whole watt-hours, added as it comes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from chargeit.storage import tables
from chargeit.storage.engine import Bulk
from chargeit.storage.loads import (
    COLUMNS,
    LARGEST_HOUR,
    LARGEST_WH,
    MEASURED,
    Change,
    Line,
    Path,
    first_hour,
    minute_of,
    month_of,
    sums,
)
from chargeit.storage.metering.energy import Hour, Meter

ADDED = {"measured_wh": "COALESCE({old}, 0) + {new}"}
DERIVED = COLUMNS[:MEASURED]
HIGHEST = " UNION ALL ".join(
    f"SELECT {series}, scope, {{mark}}, MAX(energy_wh) FROM (SELECT scope, SUM({column}) AS energy_wh FROM hourly_loads"  # noqa: S608 our own names
    f" WHERE scope = {{mark}} AND hour BETWEEN {{mark}} AND {{mark}} AND {column} IS NOT NULL GROUP BY scope, hour)"
    f" AS summed_{series} GROUP BY scope"
    for series, column in enumerate(COLUMNS)
)


class LiveLoad(NamedTuple):
    """Energy to add to one hour of a transaction."""

    path: Path
    line: Line
    energy_wh: int


class LiveRows(NamedTuple):
    """Of one batch: what was measured, what was derived at a stop, and the (user's scope, month) that are complete."""

    measured: list[LiveLoad]
    derived: list[Change]
    months: list[tuple[int, int]]


def live(meter: Meter, before_wh: float, hours: Sequence[Hour]) -> Iterator[LiveLoad]:
    """`before_wh` is what the hours held, `meter.rolled_wh` what they hold now: roundings never add up.

    Hours of a clock that no calendar has, and energy that no vehicle takes, count nowhere.
    """
    path = meter.load
    if path is None:
        return
    reached, last = before_wh, len(hours) - 1
    for at, hour in enumerate(sorted(hours) if last else hours):
        then, reached = reached, meter.rolled_wh if at == last else reached + hour.energy_wh
        energy, minute = round(reached) - round(then), minute_of(hour.hour_at)
        if energy and -LARGEST_WH <= energy <= LARGEST_WH and 0 <= minute <= LARGEST_HOUR:
            yield LiveLoad(path, Line(path.user, minute, -meter.number), energy)


class LiveStatements:
    """Writes live loads and their sums, in the order of keys that all writers keep."""

    def __init__(self, engine: Engine, summed: Bulk) -> None:
        self._measured = Bulk(engine, tables.hourly_loads, [*Line._fields, "measured_wh"], ADDED)
        self._derived = Bulk(engine, tables.hourly_loads, [*Line._fields, *DERIVED], dict.fromkeys(DERIVED, "{new}"))
        self._summed = summed
        self.peaks = Peaks(engine)

    def run(self, connection: Connection, rows: LiveRows, lane: int) -> None:
        if not (rows.measured or rows.derived or rows.months):
            return
        lines: dict[Line, int] = defaultdict(int)
        added: dict[tuple[int, int, int], tuple[int, int]] = sums(rows.derived) if rows.derived else {}
        flowed: dict[tuple[int, int, int], int] = defaultdict(int)
        for path, line, energy in rows.measured:
            lines[line] += energy
            flowed[path.all, MEASURED, line.hour] += energy
            flowed[path.site, MEASURED, line.hour] += energy
        self._measured.run(connection, [(*line, lines[line]) for line in sorted(lines)])
        derived = {change.line: change.after[:MEASURED] for change in rows.derived}
        self._derived.run(connection, [(*line, *derived[line]) for line in sorted(derived)])
        added.update((key, (energy, 0)) for key, energy in flowed.items())
        self._summed.run(connection, [(*key, lane, *added[key]) for key in sorted(added)])
        self.peaks.count(connection, set(rows.months))


class Peaks:
    """The highest hour of users in whole months, from their lines."""

    def __init__(self, engine: Engine) -> None:
        columns = ["series", "scope", "month", "peak_wh"]
        self._count = Bulk(engine, tables.load_peaks, columns, {"peak_wh": "{new}"}, HIGHEST)
        mark = "?" if engine.dialect.paramstyle == "qmark" else "%s"
        every = ", ".join(str(series) for series in range(len(COLUMNS)))
        self._forget = f"DELETE FROM load_peaks WHERE series IN ({every}) AND scope = {mark} AND month = {mark}"  # noqa: S608 our own names

    def count(self, connection: Connection, months: set[tuple[int, int]]) -> None:
        """Anew, of each (user's scope, month)."""
        if months:
            connection.exec_driver_sql(self._forget, sorted(months))
            bounds = [(month, scope, first_hour(month), first_hour(month + 1) - 1) for scope, month in sorted(months)]
            self._count.run(connection, [one * len(COLUMNS) for one in bounds])


def months_of(scope: int, first: int, last: int) -> list[tuple[int, int]]:
    """All months that the hours from `first` to `last` are in, at most two years' worth."""
    begin, end = (month_of(min(max(hour, 0), LARGEST_HOUR)) for hour in (first, last))
    return [(scope, month) for month in range(begin, min(end, begin + 24) + 1)]
