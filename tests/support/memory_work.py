"""A unit of work in plain dictionaries: small enough to be read, so that rules are tested without a database."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from chargeit.central.hearing import hear
from chargeit.domain.availability import WantedAvailability
from chargeit.domain.commands import FINAL, Command
from chargeit.domain.errors import Conflict
from chargeit.domain.events import Event
from chargeit.domain.loads import Added, HourlyLoad, ImportProgress
from chargeit.domain.metering import MeterReport, Sample
from chargeit.domain.stations import Credentials, Place, Station, StationId, StatusReport, Stranger
from chargeit.domain.tokens import Token, token_key
from chargeit.domain.transactions import StartAsked, StopAsked, Transaction, TransactionState
from chargeit.domain.variables import Variable
from chargeit.ports.work import Told

LOADS = [name for name in HourlyLoad.__slots__ if name.endswith("_wh")]


@dataclass
class Stations:
    known: dict[StationId, Station] = field(default_factory=dict)
    secrets: dict[StationId, Credentials] = field(default_factory=dict)

    def find(self, station: StationId, *, lock: bool = False) -> Station | None:
        return self.known.get(station)

    def add(self, station: Station) -> None:
        if station.id in self.known:
            raise Conflict(f"{station.id} is taken")
        self.known[station.id] = station

    def update(self, station: Station) -> None:
        self.known[station.id] = station

    def remove(self, station: StationId) -> None:
        del self.known[station]

    def set_credentials(self, credentials: Credentials) -> None:
        self.secrets[credentials.station] = credentials

    def credentials(self, station: StationId) -> Credentials | None:
        return self.secrets.get(station)


@dataclass
class Presence:
    last_seen: dict[StationId, datetime] = field(default_factory=dict)
    epochs: dict[StationId, int] = field(default_factory=dict)
    held: dict[StationId, str] = field(default_factory=dict)
    strangers: dict[StationId, Stranger] = field(default_factory=dict)

    def seen(self, station: StationId, at: datetime) -> None:
        self.last_seen[station] = at

    def take_lease(self, station: StationId, node: str, at: datetime) -> int:
        self.held[station] = node
        self.epochs[station] = self.epochs.get(station, 0) + 1
        return self.epochs[station]

    def release_lease(self, station: StationId, epoch: int, at: datetime) -> bool:
        return self.epochs.get(station) == epoch and self.held.pop(station, None) is not None

    def knocked(self, stranger: Stranger) -> None:
        before = self.strangers.get(stranger.id)
        if before:
            stranger = replace(stranger, first_seen_at=before.first_seen_at, attempts=before.attempts + 1)
        self.strangers[stranger.id] = stranger

    def forget_stranger(self, station: StationId) -> None:
        self.strangers.pop(station, None)


@dataclass
class Connectors:
    transactions: "Transactions"
    now: dict[Place, StatusReport] = field(default_factory=dict)
    history: list[StatusReport] = field(default_factory=list)
    wants: dict[tuple[StationId, int], WantedAvailability] = field(default_factory=dict)

    def latest(self, place: Place) -> StatusReport | None:
        return self.now.get(place)

    def put(self, report: StatusReport) -> None:
        self.now[report.place] = report

    def keep(self, report: StatusReport) -> None:
        self.history.append(report)

    def evses(self, station: StationId) -> frozenset[int]:
        return frozenset(place.evse for place in self.now if place.station == station)

    def want(self, wanted: WantedAvailability) -> None:
        gone = [key for key in self.wants if key[0] == wanted.station and wanted.evse == 0]
        for key in gone:
            del self.wants[key]
        self.wants[wanted.station, wanted.evse] = wanted

    def wanted(self, station: StationId) -> list[WantedAvailability]:
        return [one for one in self.wants.values() if one.station == station]

    def last_register_wh(self, place: Place, before: datetime) -> int | None:
        ended = [t for t in self.transactions.all() if t.place == place and t.stopped_at and t.stopped_at <= before]
        return max(ended, key=lambda t: t.stopped_at or before).meter_stop_wh if ended else None


@dataclass
class Tokens:
    known: dict[str, Token] = field(default_factory=dict)
    locked: set[str] = field(default_factory=set)

    def find(self, value: str, *, lock: bool = False) -> Token | None:
        if lock:
            self.locked.add(token_key(value))
        return self.known.get(token_key(value))

    def put(self, token: Token) -> None:
        self.known[token.key] = token

    def remove(self, value: str) -> None:
        del self.known[token_key(value)]


@dataclass
class Transactions:
    rows: dict[int, Transaction] = field(default_factory=dict)

    def all(self) -> list[Transaction]:
        return list(self.rows.values())

    def find_started(self, asked: StartAsked) -> Transaction | None:
        return next((t for t in self.all() if t.started_at and start_key(t) == asked.key), None)

    def find(self, station: StationId, number: int) -> Transaction | None:
        found = self.rows.get(number)
        return found if found and found.place.station == station else None

    def find_stopped(self, asked: StopAsked) -> Transaction | None:
        said = (asked.station, asked.stopped_at, asked.meter_stop_wh)
        for t in self.all():
            if (t.place.station, t.stopped_at, t.meter_stop_wh) == said and asked.number in (
                t.number,
                t.claimed_number,
            ):
                return t
        return None

    def open_of(self, *, station: StationId | None = None, token: str | None = None) -> list[Transaction]:
        found = [t for t in self.all() if t.state is TransactionState.OPEN]
        found = [t for t in found if station is None or t.place.station == station]
        return [t for t in reversed(found) if token is None or token_key(t.token) == token_key(token)]

    def unstarted(self, station: StationId) -> list[Transaction]:
        return [t for t in self.all() if t.place.station == station and t.started_at is None]

    def add(self, transaction: Transaction) -> Transaction:
        stored = replace(transaction, number=len(self.rows) + 1)
        self.rows[stored.number] = stored
        return stored

    def update(self, transaction: Transaction) -> None:
        assert transaction.number in self.rows
        self.rows[transaction.number] = transaction


def start_key(t: Transaction) -> tuple[object, ...]:
    assert t.started_at is not None
    return StartAsked(t.place, t.token, t.meter_start_wh, t.started_at, t.received_at).key


@dataclass
class Samples:
    transactions: Transactions
    reports: list[MeterReport] = field(default_factory=list)
    digests: set[tuple[StationId, bytes]] = field(default_factory=set)

    def open_transaction(self, place: Place) -> int | None:
        return next((t.number for t in self.transactions.open_of(station=place.station) if t.place == place), None)

    def repeats(self, station: StationId, *digests: bytes) -> list[bool]:
        found = []
        for digest in digests:
            found.append((station, digest) in self.digests)
            self.digests.add((station, digest))
        return found

    def add(self, *reports: MeterReport) -> None:
        self.reports += reports

    def of(self, transaction: int) -> list[Sample]:
        return [sample for report in self.reports if report.transaction == transaction for sample in report.samples]


@dataclass
class Commands:
    rows: dict[str, Command] = field(default_factory=dict)

    def add(self, command: Command) -> None:
        self.rows[command.id] = command

    def find(self, command: str, *, lock: bool = False) -> Command | None:
        return self.rows.get(command)

    def update(self, command: Command) -> None:
        self.rows[command.id] = command

    def unfinished(self, *, before: datetime | None = None) -> list[Command]:
        found = [command for command in self.rows.values() if command.state not in FINAL]
        return [command for command in found if before is None or command.expires_at < before]

    def awaiting_start(self, station: StationId) -> tuple[Command, ...]:
        return tuple(one for one in self.rows.values() if one.station == station and one.start_due_at)

    def overdue_starts(self, at: datetime) -> list[Command]:
        return [one for one in self.rows.values() if one.start_due_at and one.start_due_at <= at]


@dataclass
class Loads:
    rows: dict[tuple[str, str, datetime], HourlyLoad] = field(default_factory=dict)
    imports: dict[str, ImportProgress] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)

    def add(self, rows: Sequence[HourlyLoad], *, time_zone: str | None = None) -> Added:
        added = Added()
        for row in rows:
            key = (row.source, row.transaction, row.hour_at)
            before = self.rows.get(key)
            if before is None:
                added += Added(new=1)
            else:
                known = {name: getattr(before, name) for name in LOADS if getattr(row, name) is None}
                row = replace(row, **known)
                added += Added(same=1) if row == before else Added(changed=1)
            self.rows[key] = row
        return added

    def set_time_zone(self, site: str, zone: str) -> None:
        self.zones[site] = zone

    def progress(self, file_digest: str) -> ImportProgress | None:
        return self.imports.get(file_digest)

    def keep_progress(self, progress: ImportProgress) -> None:
        self.imports[progress.file_digest] = progress


@dataclass
class Variables:
    rows: dict[tuple[StationId, str], Variable] = field(default_factory=dict)

    def put(self, variables: Iterable[Variable]) -> None:
        self.rows.update({(v.station, v.name.casefold()): v for v in variables})


class MemoryWork:
    """`events` is what was recorded, in order."""

    def __init__(self) -> None:
        self.stations = Stations()
        self.presence = Presence()
        self.tokens = Tokens()
        self.transactions = Transactions()
        self.connectors = Connectors(self.transactions)
        self.samples = Samples(self.transactions)
        self.commands = Commands()
        self.variables = Variables()
        self.accounts: Any = None
        self.loads = Loads()
        self.events: list[Event] = []

    def record(self, event: Event) -> None:
        self.events.append(event)

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]


class MemoryWriter:
    """Runs each verb by itself in the order they came and tells on the next turn of the loop.

    While it is held nothing runs.
    """

    def __init__(self, work: MemoryWork) -> None:
        self.work = work
        self._held: list[tuple[Any, Any]] | None = None

    async def write(self, key: str, verb: Callable[[Any], Any]) -> Any:
        return verb(self.work)

    def submit(self, key: str, verb: Callable[[Any], Any], done: Callable[[Any, BaseException | None], None]) -> None:
        if self._held is not None:
            self._held.append((verb, done))
            return
        try:
            result = verb(self.work)
        except Exception as problem:
            asyncio.get_running_loop().call_soon(done, None, problem)
        else:
            asyncio.get_running_loop().call_soon(done, result, None)

    def tell(self, key: str, told: Told, done: Callable[[Any, BaseException | None], None]) -> None:
        self.submit(key, lambda work: hear([told], work), done)

    def hold(self) -> None:
        self._held = []

    @property
    def held(self) -> int:
        return len(self._held or ())

    def release(self) -> None:
        held, self._held = self._held or [], None
        for verb, done in held:
            self.submit("", verb, done)
