"""Events in the outbox: row <-> event."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row

from chargeit.domain.events import KINDS, Envelope, Event, SamplesStored, TelemetryStored
from chargeit.domain.metering import MeterReport
from chargeit.domain.stations import StationId
from chargeit.storage.energy import Reading, Shown
from chargeit.storage.tables import outbox
from chargeit.storage.telemetry.summaries import telemetry_events
from chargeit.storage.types import clean, json_text

LINES = 1 << 20
"""The most samples of one batch: a sample's id is the number of its batch times this, plus its line."""

MOST = 64
"""The most samples of one row. A sample's id is that of its row plus its place in it."""

COLUMNS: tuple[Any, ...] = (
    outbox.c.id,
    outbox.c.kind,
    outbox.c.version,
    outbox.c.recorded_at,
    outbox.c.body,
    outbox.c.position,
)


class Summary(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What a batch's samples say of one EVSE: enough for the event, so that publication reads no sample."""

    station: str
    evse: int
    transaction: int | None
    count: int
    power_w: float | None
    energy_wh: float | None
    soc: float | None


def body(event: Event) -> str:
    return json_text(event)


def decoded(row: Row[Any]) -> Event:
    return msgspec.json.decode(row.body, type=KINDS[row.kind])


def envelopes(row: Row[Any], position: int) -> list[Envelope]:
    """The events of one outbox row. `position` is the row's, which is that of its last event."""
    found: Sequence[Event]
    if row.kind == SamplesStored.kind:
        found = [stored(row, one) for one in SUMMARIES.decode(row.body)]
    elif row.kind == TelemetryStored.kind:
        found = telemetry_events(row.body, row.recorded_at)
    else:
        return [Envelope(position, str(row.id), row.recorded_at, decoded(row))]
    first = position - len(found) + 1
    return [Envelope(first + n, f"{row.id}.{n}", row.recorded_at, event) for n, event in enumerate(found)]


def count(row: Row[Any]) -> int:
    """How many events an outbox row is."""
    return len(UNREAD.decode(row.body)) if row.kind in (SamplesStored.kind, TelemetryStored.kind) else 1


def summaries(reports: Iterable[tuple[MeterReport, Shown]]) -> str:
    """One for each station and EVSE in the batch, in the order of their first sample."""
    latest: dict[tuple[str, int], Summary] = {}
    for report, seen in reports:
        place = report.place.station, report.place.evse
        before = latest.get(place)
        latest[place] = Summary(
            clean(place[0]),
            place[1],
            report.transaction,
            len(report.samples) + (before.count if before else 0),
            valued(seen.power, before.power_w if before else None),
            valued(seen.register, before.energy_wh if before else None),
            valued(seen.soc, before.soc if before else None),
        )
    return json_text(list(latest.values()))


def valued(reading: Reading | None, before: float | None) -> float | None:
    return before if reading is None else reading.value


def stored(row: Row[Any], one: Summary) -> SamplesStored:
    return SamplesStored(
        StationId(one.station),
        row.recorded_at,
        batch=row.id,
        count=one.count,
        evse=one.evse,
        transaction=one.transaction,
        power_w=one.power_w,
        energy_wh=one.energy_wh,
        soc=one.soc,
    )


SUMMARIES = msgspec.json.Decoder(list[Summary])
UNREAD = msgspec.json.Decoder(list[msgspec.Raw])
