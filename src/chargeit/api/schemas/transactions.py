"""Transactions, their samples, and the dashboard's figures."""

from dataclasses import dataclass
from datetime import datetime

from chargeit.domain.tokens import AuthorizationStatus
from chargeit.domain.transactions import Finding, TransactionState
from chargeit.ports.pages import Page
from chargeit.ports.reads import StoredSample, TransactionRow


@dataclass(frozen=True, slots=True)
class Transaction:
    """`energy_wh` is the register's difference, or so far by the samples; `soc` is 0..1."""

    number: int
    station: str
    evse: int
    connector: int
    token: str
    authorization: AuthorizationStatus
    state: TransactionState
    started_at: datetime | None
    stopped_at: datetime | None
    received_at: datetime
    meter_start_wh: int | None
    meter_stop_wh: int | None
    energy_wh: float | None
    power_w: float | None
    soc: float | None
    samples: int
    stop_reason: str
    stop_token: str
    findings: list[Finding]
    simulated: bool

    @staticmethod
    def of(row: TransactionRow) -> "Transaction":
        transaction = row.transaction
        return Transaction(
            number=transaction.number,
            station=transaction.place.station,
            evse=transaction.place.evse,
            connector=transaction.place.connector,
            token=transaction.token,
            authorization=transaction.authorization,
            state=transaction.state,
            started_at=transaction.started_at,
            stopped_at=transaction.stopped_at,
            received_at=transaction.received_at,
            meter_start_wh=transaction.meter_start_wh,
            meter_stop_wh=transaction.meter_stop_wh,
            energy_wh=row.energy_wh,
            power_w=row.power_w,
            soc=row.soc,
            samples=row.samples,
            stop_reason=transaction.stop_reason,
            stop_token=transaction.stop_token,
            findings=sorted(transaction.findings),
            simulated=row.simulated,
        )


@dataclass(frozen=True, slots=True)
class TransactionPage:
    rows: list[Transaction]
    next: str | None

    @staticmethod
    def of(page: Page[TransactionRow]) -> "TransactionPage":
        return TransactionPage([Transaction.of(row) for row in page.rows], page.next)


@dataclass(frozen=True, slots=True)
class TransactionTotals:
    count: int
    energy_wh: float


@dataclass(frozen=True, slots=True)
class Sample:
    """`value` is in `unit`; `raw` and `raw_unit` are what the station sent."""

    station: str
    evse: int
    transaction: int | None
    sampled_at: datetime
    received_at: datetime
    measurand: str
    value: float | None
    unit: str
    context: str
    phase: str
    location: str
    format: str
    raw: str
    raw_unit: str
    flags: list[str]

    @staticmethod
    def of(stored: StoredSample) -> "Sample":
        sample = stored.sample
        return Sample(
            station=stored.station,
            evse=stored.evse,
            transaction=stored.transaction,
            sampled_at=sample.sampled_at,
            received_at=stored.received_at,
            measurand=sample.measurand,
            value=sample.value,
            unit=sample.unit,
            context=sample.context,
            phase=sample.phase,
            location=sample.location,
            format=sample.format,
            raw=sample.raw,
            raw_unit=sample.raw_unit,
            flags=list(sample.flags),
        )


@dataclass(frozen=True, slots=True)
class SamplePage:
    rows: list[Sample]
    next: str | None

    @staticmethod
    def of(page: Page[StoredSample]) -> "SamplePage":
        return SamplePage([Sample.of(row) for row in page.rows], page.next)
