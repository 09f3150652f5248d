"""Transactions: from the start a station reports to its stop, with what was wrong on the way."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chargeit.domain.metering import Sample
from chargeit.domain.stations import Place
from chargeit.domain.tokens import AuthorizationStatus, token_key


class TransactionState(StrEnum):
    OPEN = "open"
    ENDED = "ended"
    ORPHANED = "orphaned"
    """A newer transaction began on its EVSE before it was stopped; a late stop still ends it."""


class Finding(StrEnum):
    """What was wrong with a transaction; it is stored all the same."""

    CLOCK_UNSET = "clock_unset"
    FUTURE_TIME = "future_time"
    NAIVE_TIME = "naive_time"
    UNKNOWN_EVSE = "unknown_evse"
    REFUSED_TOKEN = "refused_token"  # noqa: S105 a finding, not a secret
    MISSING_ENERGY = "missing_energy"
    NEGATIVE_ENERGY = "negative_energy"
    START_MISSING = "start_missing"
    REGISTER_MISSING = "register_missing"
    NUMBER_UNKNOWN = "number_unknown"
    STOP_BEFORE_START = "stop_before_start"
    REPAIRED_MESSAGE = "repaired_message"


@dataclass(frozen=True, slots=True)
class StartAsked:
    """A station's start. Sent again it has the same `key`, also with another message id (OCPP 1.6 3.7.1).

    `meter_start_wh` is None where the station did not tell it.
    """

    place: Place
    token: str
    meter_start_wh: int | None
    started_at: datetime
    received_at: datetime
    reservation: int | None = None
    findings: frozenset[Finding] = frozenset()

    @property
    def key(self) -> tuple[str, int, str, str, int | None]:
        return (
            self.place.station,
            self.place.evse,
            token_key(self.token),
            self.started_at.isoformat(),
            self.meter_start_wh,
        )


@dataclass(frozen=True, slots=True)
class StopAsked:
    """A station's stop. `number` is what the station calls the transaction: 0, -1 and unknown ones happen.

    `meter_stop_wh` is None where the station did not tell it.
    """

    station: str
    number: int
    meter_stop_wh: int | None
    stopped_at: datetime
    received_at: datetime
    token: str = ""
    reason: str = "Local"
    samples: tuple[Sample, ...] = ()
    digest: bytes = b""
    findings: frozenset[Finding] = frozenset()


@dataclass(frozen=True, slots=True)
class Transaction:
    """One charging transaction. `number` is ours: positive, 32 bit, never used twice over all stations.

    A stop whose start never came has `started_at` and `meter_start_wh` None and the finding `start_missing`. A register
    that the station did not tell is None, with the finding `register_missing`.
    """

    number: int
    place: Place
    token: str
    authorization: AuthorizationStatus
    received_at: datetime
    started_at: datetime | None = None
    meter_start_wh: int | None = None
    state: TransactionState = TransactionState.OPEN
    stopped_at: datetime | None = None
    meter_stop_wh: int | None = None
    stop_reason: str = ""
    stop_token: str = ""
    stop_received_at: datetime | None = None
    claimed_number: int | None = None
    reservation: int | None = None
    findings: frozenset[Finding] = frozenset()

    @property
    def energy_wh(self) -> int | None:
        """Stop register less start register (OCPP 1.6 4.10); negative ones are kept, with a finding."""
        if self.meter_start_wh is None or self.meter_stop_wh is None:
            return None
        return self.meter_stop_wh - self.meter_start_wh

    def ended(self, asked: StopAsked) -> "Transaction":
        findings = self.findings | asked.findings
        begun_wh, ended_wh = self.meter_start_wh, asked.meter_stop_wh
        if begun_wh is not None and ended_wh is not None and ended_wh < begun_wh:
            findings |= {Finding.NEGATIVE_ENERGY}
        if self.started_at is not None and asked.stopped_at < self.started_at:
            findings |= {Finding.STOP_BEFORE_START}
        return replace(
            self,
            state=TransactionState.ENDED,
            stopped_at=asked.stopped_at,
            meter_stop_wh=asked.meter_stop_wh,
            stop_reason=asked.reason,
            stop_token=asked.token,
            stop_received_at=asked.received_at,
            findings=findings,
        )

    def orphaned(self) -> "Transaction":
        return replace(self, state=TransactionState.ORPHANED)
