"""Work: what a verb changes, and the writer that commits it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from chargeit.domain.accounts import Account, ApiKey, Login
from chargeit.domain.availability import WantedAvailability
from chargeit.domain.commands import Command
from chargeit.domain.events import Event
from chargeit.domain.loads import Added, HourlyLoad, ImportProgress
from chargeit.domain.metering import MeterReport, Sample, Seen
from chargeit.domain.stations import Credentials, Lease, Place, Station, StationId, StatusReport, Stranger
from chargeit.domain.tokens import Token
from chargeit.domain.transactions import StartAsked, StopAsked, Transaction
from chargeit.domain.variables import Variable
from chargeit.ports.batteries import Batteries
from chargeit.ports.charged import Charged
from chargeit.ports.models import Models

T = TypeVar("T")


class Stations(Protocol):
    def find(self, station: StationId, *, lock: bool = False) -> Station | None: ...
    def add(self, station: Station) -> None:
        """Raises Conflict where the identity is taken."""

    def update(self, station: Station) -> None: ...
    def remove(self, station: StationId) -> None:
        """Takes it off the list of those that may connect; its transactions and samples stay."""

    def set_credentials(self, credentials: Credentials) -> None: ...
    def credentials(self, station: StationId) -> Credentials | None: ...


class Presence(Protocol):
    def seen(self, station: StationId, at: datetime) -> None:
        """Coalesced: one row a station and batch, no query."""

    def take_lease(self, station: StationId, node: str, at: datetime) -> int:
        """The new epoch: one more than the last. The newest socket wins."""

    def release_lease(self, station: StationId, epoch: int, at: datetime) -> bool:
        """False, and nothing changes, where a newer epoch holds the station."""

    def leases(self) -> list[Lease]:
        """All that are held, by any node."""

    def knocked(self, stranger: Stranger) -> None:
        """First time: added. Later: `last_seen_at`, `peer` and `attempts` grow."""

    def forget_stranger(self, station: StationId) -> None: ...


class Connectors(Protocol):
    def latest(self, place: Place) -> StatusReport | None: ...
    def put(self, report: StatusReport) -> None:
        """Becomes the latest."""

    def keep(self, report: StatusReport) -> None:
        """One row of history, also for reports that are older than the latest; no query."""

    def evses(self, station: StationId) -> frozenset[int]:
        """The EVSEs that the station has reported so far, 0 among them where it did."""

    def want(self, wanted: WantedAvailability) -> None:
        """Replaces what was wanted; of EVSE 0 also what was wanted of every other one (OCPP 1.6 5.2)."""

    def wanted(self, station: StationId) -> list[WantedAvailability]: ...
    def last_register_wh(self, place: Place, before: datetime) -> int | None:
        """Where the meter of the EVSE stood when the last transaction that ended at or before that instant stopped."""


class Tokens(Protocol):
    def find(self, value: str, *, lock: bool = False) -> Token | None:
        """Case-insensitive."""

    def put(self, token: Token) -> None: ...
    def remove(self, value: str) -> None: ...


class Transactions(Protocol):
    def find_started(self, asked: StartAsked) -> Transaction | None:
        """The transaction that the same start opened before."""

    def find(self, station: StationId, number: int) -> Transaction | None: ...
    def find_stopped(self, asked: StopAsked) -> Transaction | None:
        """The transaction that the same stop (number or claimed number, time, register) ended before."""

    def open_of(self, *, station: StationId | None = None, token: str | None = None) -> list[Transaction]:
        """The open ones of a station, or of a token at every station, newest first."""

    def unstarted(self, station: StationId) -> list[Transaction]:
        """Those whose stop came and whose start did not (`started_at` None)."""

    def add(self, transaction: Transaction) -> Transaction:
        """Stored with the number that it gets (that of the argument is ignored)."""

    def update(self, transaction: Transaction) -> None: ...


class Samples(Protocol):
    """The fast path: no SQL once the station is in memory, but for `of` and for messages that are not the newest."""

    def open_transaction(self, place: Place) -> int | None:
        """The number of the open transaction of the EVSE, as committed or changed in this very batch."""

    def repeats(self, station: StationId, *digests: bytes) -> list[bool]:
        """For each message, in their order: whether it is in the station's short history; else it is added to it."""

    def add(self, *reports: MeterReport) -> None:
        """Of one station. Buffered for one executemany a batch; one SamplesStored event a station and batch.

        A message whose samples are all stored adds nothing.
        """

    def of(self, transaction: int) -> list[Sample]:
        """All samples of a transaction, those of this very batch among them."""


class Commands(Protocol):
    def add(self, command: Command) -> None: ...
    def find(self, command: str, *, lock: bool = False) -> Command | None: ...
    def update(self, command: Command) -> None: ...
    def unfinished(self, *, before: datetime | None = None) -> list[Command]:
        """Queued or sent; with `before`, those that expire before it."""

    def awaiting_start(self, station: StationId) -> tuple[Command, ...]:
        """Those whose transaction is awaited. On the path of every start: no SQL once the station is in memory."""

    def overdue_starts(self, at: datetime) -> list[Command]:
        """Those whose transaction was awaited until then at the latest, of all stations."""


class Variables(Protocol):
    def put(self, variables: Iterable[Variable]) -> None:
        """Values of known names are replaced; names compare case-insensitively."""


class Accounts(Protocol):
    def find(self, name: str) -> Account | None: ...
    def put(self, account: Account) -> None: ...
    def add_login(self, login: Login) -> None: ...
    def remove_logins(
        self, *, token_hash: bytes | None = None, account: str | None = None, expired_at: datetime | None = None
    ) -> None:
        """Those that match any of what is given; `expired_at` those that end at or before it."""

    def add_key(self, key: ApiKey) -> None: ...
    def remove_key(self, key: str) -> bool: ...


class Loads(Protocol):
    def add(self, rows: Sequence[HourlyLoad], *, time_zone: str | None = None) -> Added:
        """Each row once, by source, transaction and hour; what is None leaves what is stored. Some thousand at a time.

        Sites that are not there yet are in `time_zone` (IANA), or in the platform's. A transaction that comes with
        another site, station or user moves there with all its hours.
        """

    def set_time_zone(self, site: str, zone: str) -> None:
        """Whose days the site's are (IANA); also of what is stored. A site that is not there is made."""

    def progress(self, file_digest: str) -> ImportProgress | None: ...
    def keep_progress(self, progress: ImportProgress) -> None:
        """In the same commit as the rows that it tells of."""


class Work(Protocol):
    """One unit of work. Valid only while its verb runs; a verb may run twice and changes nothing else."""

    @property
    def stations(self) -> Stations: ...
    @property
    def presence(self) -> Presence: ...
    @property
    def connectors(self) -> Connectors: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def transactions(self) -> Transactions: ...
    @property
    def samples(self) -> Samples: ...
    @property
    def commands(self) -> Commands: ...
    @property
    def variables(self) -> Variables: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def loads(self) -> Loads: ...
    @property
    def models(self) -> Models: ...
    @property
    def batteries(self) -> Batteries: ...
    @property
    def charged(self) -> Charged: ...

    def record(self, event: Event) -> None:
        """Into the outbox, in the same commit."""


Verb = Callable[[Work], T]
"""Synchronous, no I/O of its own; its result reaches the caller after the commit that holds its effect."""


Told = Seen | MeterReport
"""What a station tells and is answered the same whatever it says: the answer needs no verb, only the disk."""


class Writer(Protocol):
    async def write(self, key: str, verb: Verb[T]) -> T:
        """Runs `verb` in a batch and returns after its commit. Verbs of one key run in the order they came.

        Raises what the verb raised; Unreachable where the store is away (nothing was stored).
        """

    def submit(self, key: str, verb: Verb[T], done: Callable[[T | None, BaseException | None], None]) -> None:
        """The same for callers without a task: `done(result, error)` runs on the event loop after the commit."""

    def tell(self, key: str, told: Told, done: Callable[[None, BaseException | None], None]) -> None:
        """`done` once it is on disk, where it survives everything. `central.hearing.hear` applies it in that commit
        or, where much is told, within a second; before any verb of the same key in any case.
        """
