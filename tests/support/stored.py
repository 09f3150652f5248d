"""Nouns for storage tests, with all that a test does not care about filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from chargeit.domain.metering import ENERGY_REGISTER, MeterReport, Sample
from chargeit.domain.stations import ConnectorStatus, Place, Station, StationId, StatusReport
from chargeit.domain.tokens import AuthorizationStatus
from chargeit.domain.transactions import Transaction

NOW = datetime(2026, 5, 1, 12, 30, 0, 123456, tzinfo=UTC)
A, B = StationId("A"), StationId("B")


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def station(identity: str = "A", **more: Any) -> Station:
    return Station(StationId(identity), NOW, **more)


def transaction(place: Place | None = None, **more: Any) -> Transaction:
    known: dict[str, Any] = {
        "token": "Tag",
        "authorization": AuthorizationStatus.ACCEPTED,
        "received_at": NOW,
        "started_at": NOW,
        "meter_start_wh": 1000,
    }
    return Transaction(number=0, place=place or Place(A, 1), **{**known, **more})


def sample(minutes: float = 1, value: float | None = 1500.0, measurand: str = ENERGY_REGISTER, **more: Any) -> Sample:
    return Sample(
        **{"sampled_at": at(minutes), "measurand": measurand, "value": value, "unit": "Wh", "raw": "x", **more}
    )


def report(
    number: int | None, *samples: Sample, place: Place | None = None, digest: bytes = b"digest01"
) -> MeterReport:
    return MeterReport(place or Place(A, 1), number, samples or (sample(),), NOW, digest)


def status(state: ConnectorStatus = ConnectorStatus.AVAILABLE, place: Place | None = None, **more: Any) -> StatusReport:
    return StatusReport(
        **{"place": place or Place(A, 1), "status": state, "reported_at": NOW, "received_at": NOW, **more}
    )
