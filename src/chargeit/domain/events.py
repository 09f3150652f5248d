"""Events: facts that were committed. A kind's shape changes only with its version."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chargeit.domain.batteries import BatteryAlert, BatteryId
from chargeit.domain.commands import Command
from chargeit.domain.stations import StationId, StatusReport
from chargeit.domain.transactions import Transaction


@dataclass(frozen=True, slots=True)
class Event:
    """`station` is the key: order holds per station. `at` is when we recorded it."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    station: StationId
    at: datetime

    @property
    def key(self) -> str:
        """Events of one key keep their order on every bus."""
        return self.station


@dataclass(frozen=True, slots=True)
class StationChanged(Event):
    """Provisioned, admitted, renamed, removed, or its credentials changed: re-read it."""

    kind: ClassVar[str] = "station.changed"


@dataclass(frozen=True, slots=True)
class StationKnocked(Event):
    """An identity that is not provisioned tried to connect."""

    kind: ClassVar[str] = "station.knocked"
    peer: str


@dataclass(frozen=True, slots=True)
class StationConnected(Event):
    kind: ClassVar[str] = "station.connected"
    node: str
    epoch: int
    ocpp_version: str


@dataclass(frozen=True, slots=True)
class StationDisconnected(Event):
    kind: ClassVar[str] = "station.disconnected"
    node: str
    epoch: int
    reason: str


@dataclass(frozen=True, slots=True)
class StationBooted(Event):
    kind: ClassVar[str] = "station.booted"
    registration: str
    firmware: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ConnectorStatusChanged(Event):
    kind: ClassVar[str] = "connector.status"
    report: StatusReport


@dataclass(frozen=True, slots=True)
class TransactionStarted(Event):
    kind: ClassVar[str] = "transaction.started"
    transaction: Transaction


@dataclass(frozen=True, slots=True)
class TransactionEnded(Event):
    """Also published again when a late stop corrects one that was closed or orphaned."""

    kind: ClassVar[str] = "transaction.ended"
    transaction: Transaction


@dataclass(frozen=True, slots=True)
class TransactionOrphaned(Event):
    kind: ClassVar[str] = "transaction.orphaned"
    transaction: Transaction


@dataclass(frozen=True, slots=True)
class SamplesStored(Event):
    """Samples of one station in one batch, read back at publication; the latest power and energy for screens."""

    kind: ClassVar[str] = "samples.stored"
    batch: int
    count: int
    evse: int
    transaction: int | None
    power_w: float | None
    energy_wh: float | None
    soc: float | None


@dataclass(frozen=True, slots=True)
class CommandChanged(Event):
    kind: ClassVar[str] = "command.changed"
    command: Command


@dataclass(frozen=True, slots=True)
class TokenChanged(Event):
    """`station` is empty: tokens belong to none. The key is the token's."""

    kind: ClassVar[str] = "token.changed"
    token: str

    @property
    def key(self) -> str:
        return self.token


@dataclass(frozen=True, slots=True)
class TelemetryStored(Event):
    """Telemetry of one battery in one batch: how many lines, and what the latest says. `station` is empty."""

    kind: ClassVar[str] = "telemetry.stored"
    battery: BatteryId
    count: int
    measured_at: datetime
    soc: float | None = None
    soh: float | None = None
    voltage_v: float | None = None
    current_a: float | None = None
    temperature_c: float | None = None
    cycles: float | None = None
    power_w: float | None = None
    spread_v: float | None = None

    @property
    def key(self) -> str:
        return self.battery


@dataclass(frozen=True, slots=True)
class AlertChanged(Event):
    """Raised, cleared or acknowledged. `station` is empty."""

    kind: ClassVar[str] = "alert.changed"
    alert: BatteryAlert

    @property
    def key(self) -> str:
        return self.alert.battery


@dataclass(frozen=True, slots=True)
class ChargedChanged(Event):
    """What is known of the battery that charges with a token. `station` is empty: batteries belong to none."""

    kind: ClassVar[str] = "charged.changed"
    token: str

    @property
    def key(self) -> str:
        return self.token


KINDS: dict[str, type[Event]] = {
    event.kind: event
    for event in (
        StationChanged,
        StationKnocked,
        StationConnected,
        StationDisconnected,
        StationBooted,
        ConnectorStatusChanged,
        TransactionStarted,
        TransactionEnded,
        TransactionOrphaned,
        SamplesStored,
        CommandChanged,
        TokenChanged,
        TelemetryStored,
        AlertChanged,
        ChargedChanged,
    )
}


@dataclass(frozen=True, slots=True)
class Envelope:
    """An event with what its way needs. `position` orders publication; consumers are idempotent by `id`."""

    position: int
    id: str
    recorded_at: datetime
    event: Event
