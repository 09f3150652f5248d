"""Loads: sums of sites and of all from what the writer keeps, those of users and stations from their lines."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from chargeit.domain.errors import Invalid
from chargeit.domain.loads import HourlyLoad, Series
from chargeit.domain.transactions import TransactionState
from chargeit.ports.loads import ConnectedPeak, LoadFilter, LoadHour, Site, ZonedLoad
from chargeit.ports.pages import Page
from chargeit.storage.loads import (
    COLUMNS,
    CONNECTED,
    HOUR_MIN,
    MEASURED,
    PLATFORM,
    SERIES,
    first_hour,
    instant_of,
    month_of,
)
from chargeit.storage.reads import load_scopes as scopes
from chargeit.storage.reads.load_scopes import Part, site_, spans, station_, user_
from chargeit.storage.reads.pages import number, page
from chargeit.storage.tables import hourly_loads, load_hours, load_peaks, load_transactions, transactions

lines = hourly_loads.c
# A month that no bound cuts is in the peaks; months beyond these years are not asked for.
EARLIEST, LATEST = 1970 * 12, 9000 * 12


class SqlLoadReads:
    """`chargeit.ports.loads.LoadReads`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sites(self) -> list[Site]:
        with self._engine.begin() as connection:
            return [Site(*found) for found in sorted({(r.name, r.time_zone) for r in connection.execute(scopes.SITES)})]

    def users(self, wanted: LoadFilter) -> list[str]:
        query = scopes.users_of(wanted).with_only_columns(user_.c.name)
        with self._engine.begin() as connection:
            return sorted(set(connection.execute(query).scalars()) - {""})

    def page(self, wanted: LoadFilter, *, after: str | None, limit: int) -> Page[ZonedLoad]:
        query = _listed(wanted, after).limit(limit + 1)
        with self._engine.begin() as connection:
            clauses = [
                and_(site_.c.time_zone == part.zone, lines.hour.between(part.since, part.until))
                for part in scopes.with_users(connection, wanted)
            ]
            rows = connection.execute(query.where(or_(*clauses))).all() if clauses else []
        found = page(rows, limit, lambda row: f"{row.scope}:{row.hour}:{row.transaction}")
        return Page(tuple(ZonedLoad(_load(row), row.time_zone) for row in found.rows), found.next)

    def hours(self, wanted: LoadFilter) -> list[LoadHour]:
        found: dict[tuple[int, int], LoadHour] = {}
        with self._engine.begin() as connection:
            several = scopes.parts(connection, wanted)
            for part in several:
                rows = connection.execute(_of_part(part, SERIES.index(wanted.series))).all()
                if not rows:
                    continue
                hours: list[LoadHour] = []
                for span, offset_min in spans(part.zone, rows):
                    hours += [LoadHour(hour, hour + offset_min, e, n) for hour, e, n in span]
                if len(several) == 1:
                    return hours
                for hour in hours:
                    before = found.get(hour[:2], LoadHour(hour.utc_min, hour.local_min, 0))
                    found[hour[:2]] = LoadHour(*hour[:2], before.energy_wh + hour.energy_wh, before.loads + hour.loads)
        return [found[key] for key in sorted(found)]

    def peaks_of_connected(self, wanted: LoadFilter, several: Sequence[Series]) -> list[ConnectedPeak]:
        with self._engine.begin() as connection:
            parts = scopes.parts(connection, wanted)
            if not parts:
                return []
            kinds = [*map(SERIES.index, several), CONNECTED]
            *energies, counts = _instants(connection, parts, kinds)
            peaks = [_peak(connection, hours) for hours in energies]
            if None in peaks:
                return []
            plugged = counts.c
            then = (whole(case((plugged.hour == peak.hour, plugged.loads), else_=0)) for peak in peaks)
            most, *connected = connection.execute(select(func.max(plugged.loads), *then)).one()
        found = zip(peaks, connected, strict=True)
        return [ConnectedPeak(hour, energy, int(count or 0), int(most or 0)) for (hour, energy), count in found]

    def peaks_of_users(self, wanted: LoadFilter) -> int:
        series = SERIES.index(wanted.series)
        highest: dict[int, int] = {}
        with self._engine.begin() as connection:
            for part in scopes.with_users(connection, wanted):
                running = [_running(part)] if series == MEASURED else []
                for query in [*_peaks(part, series), *running]:
                    for scope, peak in connection.execute(query):
                        highest[scope] = max(int(peak), highest.get(scope, 0))
        return sum(highest.values())


def whole(column: ColumnElement[Any]) -> ColumnElement[int]:
    """A sum that every driver gives as an int."""
    return cast(func.sum(column), BigInteger)


def _of_part(part: Part, series: int) -> Select[Any]:
    """Hours that have data, in order, with `energy_wh` and `loads`. Series CONNECTED has no energy."""
    if part.users is None:
        kept = load_hours.c
        energy, loads = whole(kept.energy_wh), whole(kept.loads)
        query = _by_hour(kept.hour, energy, loads).where(kept.scope.in_(part.sums), kept.series == series)
        return query.where(kept.hour.between(part.since, part.until))
    ids = part.users.with_only_columns(user_.c.id)
    inside = (lines.scope.in_(ids), lines.hour.between(part.since, part.until))
    if series == CONNECTED:
        plugged_in = or_(*(hourly_loads.c[name].is_not(None) for name in COLUMNS[:MEASURED]))
        return _by_hour(lines.hour, literal(0), func.count()).where(*inside, plugged_in)
    column = hourly_loads.c[COLUMNS[series]]
    counted = literal(0) if series == MEASURED else func.count(column)
    return _by_hour(lines.hour, whole(column), counted).where(*inside, column.is_not(None))


def _by_hour(hour: ColumnElement[int], energy: ColumnElement[int], loads: ColumnElement[int]) -> Select[Any]:
    columns: list[ColumnElement[Any]] = [hour.label("hour"), energy.label("energy_wh"), loads.label("loads")]
    return select(*columns).group_by(hour).having(or_(energy != 0, loads != 0)).order_by(hour)


def _instants(connection: Connection, parts: Sequence[Part], kinds: Sequence[int]) -> list[Subquery]:
    """The sums of all parts by the minute of UTC, as `chargeit.loads.kpis.by_instant` has them.

    All of them by whole hours where hours of any begin at half past those of another: what is looked for in one is
    found in the others at the same minute.
    """
    several = [union_all(*(_of_part(part, kind).order_by(None) for part in parts)).subquery() for kind in kinds]
    past = [hours.c.hour % HOUR_MIN for hours in several]
    ends = [connection.execute(select(func.min(each), func.max(each))).one() for each in past]
    shared = len({minute for pair in ends for minute in pair if minute is not None}) > 1
    if len(parts) == 1 and not shared:
        return several
    found = []
    for hours, minute in zip(several, past, strict=True):
        at = (hours.c.hour - minute if shared else hours.c.hour).label("hour")
        sums = whole(hours.c.energy_wh).label("energy_wh"), whole(hours.c.loads).label("loads")
        found.append(select(at, *sums).group_by(at).subquery())
    return found


def _peak(connection: Connection, hours: Subquery) -> Any:
    """Hour and energy; the first of several."""
    highest = select(hours.c.hour, hours.c.energy_wh).order_by(hours.c.energy_wh.desc(), hours.c.hour)
    return connection.execute(highest.limit(1)).first()


def _peaks(part: Part, series: int) -> list[Select[Any]]:
    """Whole months from the peaks that are kept, what the bounds cut from the lines."""
    assert part.users is not None
    ids = part.users.with_only_columns(user_.c.id)
    first, last = scopes.ALWAYS
    begin = EARLIEST if part.since == first else month_of(part.since - 1) + 1
    end = LATEST if part.until == last else month_of(part.until + 1)
    kept = load_peaks.c
    whole = select(kept.scope, func.max(kept.peak_wh)).where(kept.series == series, kept.scope.in_(ids))
    found = [whole.where(kept.month >= begin, kept.month < end).group_by(kept.scope)]
    if begin >= end:
        return [_highest(ids, series, part.since, part.until)]
    if begin > EARLIEST and first_hour(begin) > part.since:
        found.append(_highest(ids, series, part.since, first_hour(begin) - 1))
    if end < LATEST and first_hour(end) <= part.until:
        found.append(_highest(ids, series, first_hour(end), part.until))
    return found


def _running(part: Part) -> Select[Any]:
    """Peaks of what is measured are kept when a transaction ends."""
    opened = select(transactions.c.load_scope).where(transactions.c.state == TransactionState.OPEN.value)
    assert part.users is not None
    ids = part.users.where(user_.c.id.in_(opened)).with_only_columns(user_.c.id)
    return _highest(ids, MEASURED, part.since, part.until)


def _highest(ids: Select[Any], series: int, since: int, until: int) -> Select[Any]:
    column = hourly_loads.c[COLUMNS[series]]
    hourly = select(lines.scope, func.sum(column).label("energy"))
    hourly = hourly.where(lines.scope.in_(ids), lines.hour.between(since, until), column.is_not(None))
    summed = hourly.group_by(lines.scope, lines.hour).subquery()
    return select(summed.c.scope, func.max(summed.c.energy)).group_by(summed.c.scope)


def _listed(wanted: LoadFilter, after: str | None) -> Select[Any]:
    """In the order of the lines' primary key, so that a page reads no more than it shows."""
    names = (user_.c.name.label("user"), station_.c.name.label("station"), site_.c.name.label("site"))
    query = (
        scopes.users_of(wanted)
        .join(hourly_loads, lines.scope == user_.c.id)
        .join(load_transactions, load_transactions.c.id == lines.transaction, isouter=True)
        .with_only_columns(
            hourly_loads, *names, site_.c.time_zone, load_transactions.c.source, load_transactions.c.name
        )
        .order_by(user_.c.id, lines.hour, lines.transaction)
    )
    if after is None:
        return query
    scope, hour, transaction = _parsed(after)
    later = or_(lines.hour > hour, and_(lines.hour == hour, lines.transaction > transaction))
    return query.where(user_.c.id >= scope, or_(user_.c.id > scope, later))


def _parsed(cursor: str) -> tuple[int, int, int]:
    parts = [number(part) for part in cursor.split(":")]
    if len(parts) != 3:
        raise Invalid("after", "must be the `next` of a page")
    return parts[0], parts[1], parts[2]


def _load(row: Any) -> HourlyLoad:
    values = {name: getattr(row, name) for name in COLUMNS}
    source, name = (PLATFORM, str(-row.transaction)) if row.transaction < 0 else (row.source, row.name)
    return HourlyLoad(instant_of(row.hour), source, row.site, row.station, row.user, name, **values)
