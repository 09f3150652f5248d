"""Events in the outbox: row <-> event."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row

from chargeit.domain.events import KINDS, Envelope, Event, SamplesStored, TelemetryStored
from chargeit.domain.metering import MeterReport
from chargeit.domain.stations import StationId
from chargeit.storage.metering.packed import Packed
from chargeit.storage.tables import outbox
from chargeit.storage.telemetry.summaries import telemetry_events
from chargeit.storage.types import clean, json_text

LINES = 1 << 20
"""The most samples of one batch: a sample's id is the number of its batch times this, plus its line."""

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


def summaries(reports: Iterable[tuple[MeterReport, Packed]]) -> str:
    """One for each station and EVSE in the batch, in the order of their first sample."""
    latest: dict[tuple[str, int], list[Any]] = {}
    for report, kept in reports:
        seen, place = kept.shown, (report.place.station, report.place.evse)
        known = latest.get(place)
        if known is None:
            known = latest[place] = [None, 0, None, None, None]
        known[0] = report.transaction
        known[1] += kept.size
        if seen.power is not None:
            known[2] = seen.power.value
        if seen.register is not None:
            known[3] = seen.register.value
        if seen.soc is not None:
            known[4] = seen.soc.value
    return json_text([Summary(clean(station), evse, *known) for (station, evse), known in latest.items()])


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
