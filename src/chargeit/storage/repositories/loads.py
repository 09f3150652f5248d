"""Hourly loads, with the sums of sites and of all and the peaks of users kept in the same commit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, select, update

from chargeit.domain.loads import Added, HourlyLoad, ImportProgress
from chargeit.storage.engine import add_missing, upsert, with_keys
from chargeit.storage.loads import (
    COLUMNS,
    NOTHING,
    Change,
    Line,
    Path,
    Values,
    hour_of,
    merged,
    month_of,
    sums,
    values_of,
)
from chargeit.storage.repositories.load_scopes import LoadScopes, Names
from chargeit.storage.tables import hourly_loads, load_imports, load_scopes, load_transactions
from chargeit.storage.types import is_key
from chargeit.storage.unit import Unit

SLICE = 400
Word = tuple[str, str]
"""What a source calls a transaction."""
VALUES = [hourly_loads.c[name] for name in COLUMNS]
MOVE = update(load_transactions).where(load_transactions.c.id == bindparam("moved"))
PROGRESS = ("name", "updated_at", "rows", "refused", "repaired", "finished", "state")


class SqlLoads:
    """`chargeit.ports.work.Loads`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(self, rows: Sequence[HourlyLoad], *, time_zone: str | None = None) -> Added:
        if not rows:
            return Added()
        names: dict[Word, Names] = {(r.source, r.transaction): (r.site, r.station, r.user) for r in rows}
        paths = LoadScopes(self._unit, time_zone=time_zone).paths(names.values())
        ids = self._transactions({word: paths[of] for word, of in names.items()})
        placed = [(paths[names[r.source, r.transaction]], ids[r.source, r.transaction], r) for r in rows]
        lines = [Line(path.user, hour_of(row.hour_at), number) for path, number, row in placed]
        stored = self._stored({line[:2] for line in lines})
        added, after = _compared(lines, [values_of(row) for row in rows], stored)
        path_of = {path.user: path for path in paths.values()}
        changes = [
            Change(path_of[line.scope], line, stored.get(line, NOTHING), values)
            for line, values in after.items()
            if stored.get(line) != values
        ]
        self._write(changes, {**stored, **after})
        return added

    def set_time_zone(self, site: str, zone: str) -> None:
        for simulated in (False, True):
            LoadScopes(self._unit, simulated=simulated).set_time_zone(site, zone)

    def progress(self, file_digest: str) -> ImportProgress | None:
        if not is_key(file_digest):
            return None
        query = select(load_imports).where(load_imports.c.file_digest == file_digest)
        row = self._unit.connection.execute(query).first()
        if row is None:
            return None
        known = {name: getattr(row, name) for name in PROGRESS}
        return ImportProgress(row.file_digest, added=Added(row.new, row.same, row.changed), **known)

    def keep_progress(self, progress: ImportProgress) -> None:
        row = {name: getattr(progress, name) for name in PROGRESS}
        counts = {name: getattr(progress.added, name) for name in Added.__slots__}
        upsert(self._unit.connection, load_imports, [{"file_digest": progress.file_digest, **row, **counts}])

    def _transactions(self, wanted: dict[Word, Path]) -> dict[Word, int]:
        """The id of each; new ones are added, and those of another user move."""
        found = {(row.source, row.name): row for row in self._read(load_transactions, ("source", "name"), wanted)}
        new = [
            {"source": word[0], "name": word[1], "scope": path.user}
            for word, path in sorted(wanted.items())
            if word not in found
        ]
        if new:
            add_missing(self._unit.connection, load_transactions, new)
            added = [(row["source"], row["name"]) for row in new]
            found |= {(row.source, row.name): row for row in self._read(load_transactions, ("source", "name"), added)}
        for word, path in wanted.items():
            if found[word].scope != path.user:
                self._move(found[word].id, found[word].scope, path)
        return {word: int(row.id) for word, row in found.items()}

    def _move(self, transaction: int, scope: int, path: Path) -> None:
        """All hours of a transaction to another user."""
        of = (hourly_loads.c.scope == scope, hourly_loads.c.transaction == transaction)
        rows = self._unit.connection.execute(select(hourly_loads).where(*of)).all()
        self._unit.connection.execute(delete(hourly_loads).where(*of))
        self._unit.connection.execute(MOVE, {"moved": transaction, "scope": path.user})
        old = self._path(scope)
        left = [Change(old, Line(*row[:3]), tuple(row[3:]), NOTHING) for row in rows]
        self._sum(left)
        self._unit.statements.live_loads.peaks.count(
            self._unit.connection, {(scope, month_of(row.hour)) for row in rows}
        )
        moved = {Line(path.user, row.hour, transaction): tuple(row[3:]) for row in rows}
        stored = self._stored({line[:2] for line in moved})
        self._write([Change(path, line, NOTHING, values) for line, values in moved.items()], {**stored, **moved})

    def _path(self, user: int) -> Path:
        ids = [user]
        parent = select(load_scopes.c.parent).where(load_scopes.c.id == bindparam("below"))
        while len(ids) < len(Path._fields):
            ids.append(int(self._unit.connection.execute(parent, {"below": ids[-1]}).scalar_one()))
        return Path(*reversed(ids))

    def _stored(self, wanted: Collection[tuple[int, int]]) -> dict[Line, Values]:
        """All lines of these users in these hours, of any transaction."""
        return {Line(*row[:3]): tuple(row[3:]) for row in self._read(hourly_loads, ("scope", "hour"), wanted)}

    def _read(self, table: Table, names: tuple[str, ...], wanted: Iterable[Any]) -> Iterator[Any]:
        """In slices of one length, so that nearly all are one prepared statement."""
        ordered = sorted(wanted)
        for start in range(0, len(ordered), SLICE):
            yield from with_keys(self._unit.connection, table, names, ordered[start : start + SLICE])

    def _write(self, changes: list[Change], now: dict[Line, Values]) -> None:
        """`now`: all lines of the hours that changed, as they are after it."""
        rows: list[tuple[Any, ...]] = [(*change.line, *change.after) for change in sorted(changes)]
        self._unit.statements.lines.run(self._unit.connection, rows)
        self._sum(changes)
        self._peak(changes, now)

    def _sum(self, changes: list[Change]) -> None:
        lane = self._unit.lane
        rows = [(scope, series, hour, lane, *added) for (scope, series, hour), added in sorted(sums(changes).items())]
        self._unit.statements.load_hours.run(self._unit.connection, rows)

    def _peak(self, changes: list[Change], now: dict[Line, Values]) -> None:
        """A month's highest hour rises with an hour; where one fell, the month is looked through again."""
        touched = {change.line[:2] for change in changes}
        total: dict[tuple[int, int, int], int] = defaultdict(int)
        for line, values in now.items():
            if line[:2] in touched:
                for series, value in enumerate(values):
                    if value is not None:
                        total[series, line.scope, line.hour] += value
        peaks: dict[tuple[int, int, int], int] = {}
        for (series, scope, hour), energy in total.items():
            key = (series, scope, month_of(hour))
            peaks[key] = max(energy, peaks.get(key, energy))
        rows = [(*key, peak) for key, peak in sorted(peaks.items())]
        self._unit.statements.load_peaks.run(self._unit.connection, rows)
        self._unit.statements.live_loads.peaks.count(
            self._unit.connection, {(c.line.scope, month_of(c.line.hour)) for c in changes if _fell(c)}
        )

    def _count_peaks(self, months: set[tuple[int, int]]) -> None:
        self._unit.statements.live_loads.peaks.count(self._unit.connection, months)


def _fell(change: Change) -> bool:
    return any((new or 0) < (old or 0) for old, new in zip(change.before, change.after, strict=True))


def _compared(
    lines: Sequence[Line], values: Sequence[Values], stored: dict[Line, Values]
) -> tuple[Added, dict[Line, Values]]:
    """How the rows differ from what is stored, each from the one before it too, and what the lines are after them."""
    new = same = 0
    after: dict[Line, Values] = {}
    for line, given in zip(lines, values, strict=True):
        before = after.get(line) or stored.get(line)
        now = given if before is None else merged(before, given)
        new += before is None
        same += now == before
        after[line] = now
    return Added(new, same, len(lines) - new - same), after
