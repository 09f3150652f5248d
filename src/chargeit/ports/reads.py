"""Reads: rows for screens, straight from storage. Synchronous; callers run them in worker threads.

All of them raise Unreachable where the store is away, and Invalid (field `after`) for a cursor that is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from chargeit.domain.accounts import Account, ApiKey, Login
from chargeit.domain.availability import WantedAvailability
from chargeit.domain.commands import Command
from chargeit.domain.events import Envelope
from chargeit.domain.loads import Series
from chargeit.domain.metering import Sample
from chargeit.domain.stations import Credentials, Station, StationId, StatusReport, Stranger
from chargeit.domain.tokens import Token
from chargeit.domain.transactions import Transaction
from chargeit.domain.variables import Variable
from chargeit.ports.batteries import BatteryReads
from chargeit.ports.charged import ChargedReads
from chargeit.ports.loads import ConnectedPeak, LoadFilter, LoadHour, Site, ZonedLoad
from chargeit.ports.models import ModelReads
from chargeit.ports.pages import Page


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station as lists show it. Power and energy come from the latest samples of open transactions.

    `wanted` is what operators want of its EVSEs.
    """

    station: Station
    connected: bool
    last_seen_at: datetime | None
    connectors: tuple[StatusReport, ...] = ()
    open_transactions: int = 0
    power_w: float | None = None
    wanted: tuple[WantedAvailability, ...] = ()


@dataclass(frozen=True, slots=True)
class TransactionRow:
    """A transaction with what its samples add: energy so far, latest power, state of charge 0..1."""

    transaction: Transaction
    simulated: bool
    energy_wh: float | None
    power_w: float | None = None
    soc: float | None = None
    samples: int = 0


@dataclass(frozen=True, slots=True)
class TransactionFilter:
    """All of what is set must hold; `since` and `until` are inclusive bounds of the start (or the receipt)."""

    station: StationId | None = None
    evse: int | None = None
    token: str | None = None
    state: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class StoredSample:
    sample: Sample
    station: StationId
    evse: int
    transaction: int | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class SampleFilter:
    station: StationId | None = None
    transaction: int | None = None
    evse: int | None = None
    measurand: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """The dashboard's figures. `simulated_stations` says how much of it comes from simulated stations."""

    stations: int
    simulated_stations: int
    connected: int
    connectors: dict[str, int]
    open_transactions: int
    power_w: float
    energy_today_wh: float
    transactions_today: int
    strangers: int
    hours: tuple["HourEnergy", ...] = field(default=())


@dataclass(frozen=True, slots=True)
class HourEnergy:
    """Energy of the transactions' samples in one clock hour of UTC, real and simulated apart."""

    hour_at: datetime
    energy_wh: float
    simulated_wh: float


class StationReads(Protocol):
    def page(self, *, after: str | None, limit: int, search: str = "") -> Page[StationRow]: ...
    def one(self, station: StationId) -> StationRow | None: ...
    def strangers(self) -> list[Stranger]: ...
    def variables(self, station: StationId) -> list[Variable]: ...
    def directory(self) -> list[tuple[Station, Credentials]]:
        """Everyone who may connect, for the gateway's memory."""


class TransactionReads(Protocol):
    def page(self, wanted: TransactionFilter, *, after: str | None, limit: int) -> Page[TransactionRow]:
        """Newest first."""

    def one(self, number: int) -> TransactionRow | None: ...
    def samples(self, wanted: SampleFilter, *, after: str | None, limit: int) -> Page[StoredSample]:
        """Oldest first."""

    def totals(self, wanted: TransactionFilter) -> tuple[int, float]:
        """Count and energy in Wh."""

    def overview(self, now: datetime) -> Overview: ...


class CommandReads(Protocol):
    def page(self, *, station: StationId | None, after: str | None, limit: int) -> Page[Command]:
        """Newest first."""

    def one(self, command: str) -> Command | None: ...


class TokenReads(Protocol):
    def page(self, *, after: str | None, limit: int, search: str = "") -> Page[Token]: ...
    def one(self, value: str) -> Token | None: ...


class EventReads(Protocol):
    def after(self, position: int, *, limit: int) -> list[Envelope]:
        """Published events in order of position, those that were not pruned; positions have no other holes."""

    def latest_position(self) -> int:
        """Of the published events, pruned ones among them."""


class AccountReads(Protocol):
    def account(self, name: str) -> Account | None: ...
    def login(self, token_hash: bytes) -> Login | None: ...
    def key(self, key_hash: bytes) -> ApiKey | None: ...
    def keys(self) -> list[ApiKey]: ...
    def any_account(self) -> bool: ...


class LoadReads(Protocol):
    def sites(self) -> list[Site]: ...
    def users(self, wanted: LoadFilter) -> list[str]:
        """Names in order; the dates do not count."""

    def page(self, wanted: LoadFilter, *, after: str | None, limit: int) -> Page[ZonedLoad]:
        """User by user, each in order of time."""

    def hours(self, wanted: LoadFilter) -> list[LoadHour]:
        """Hours that have data, in order of time; an hour is there once for each clock that its sites show."""

    def peaks_of_connected(self, wanted: LoadFilter, several: Sequence[Series]) -> list[ConnectedPeak]:
        """Of each series, beside what was plugged in; none where one of them has no hour with data."""

    def peaks_of_users(self, wanted: LoadFilter) -> int:
        """The sum of each user's highest hour at each station, in Wh."""


class Reads(Protocol):
    @property
    def stations(self) -> StationReads: ...
    @property
    def transactions(self) -> TransactionReads: ...
    @property
    def commands(self) -> CommandReads: ...
    @property
    def tokens(self) -> TokenReads: ...
    @property
    def events(self) -> EventReads: ...
    @property
    def accounts(self) -> AccountReads: ...
    @property
    def models(self) -> ModelReads: ...
    @property
    def loads(self) -> LoadReads: ...
    @property
    def batteries(self) -> BatteryReads: ...
    @property
    def charged(self) -> ChargedReads: ...

    def health(self) -> dict[str, Any]:
        """Whether the store answers, its schema version and size in bytes."""
