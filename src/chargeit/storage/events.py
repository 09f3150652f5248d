"""Events in the outbox: row <-> event."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, select

from chargeit.domain.events import KINDS, Envelope, Event, SamplesStored
from chargeit.domain.metering import ENERGY_REGISTER, POWER, Sample
from chargeit.domain.stations import StationId
from chargeit.storage import energy
from chargeit.storage.tables import outbox, samples
from chargeit.storage.types import json_text

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

SUMMARIZED: tuple[Any, ...] = (
    samples.c.station,
    samples.c.evse,
    samples.c.transaction,
    samples.c.sampled_at,
    samples.c.measurand,
    samples.c.value,
    samples.c.phase,
    samples.c.location,
)


def body(event: Event) -> str:
    return json_text(event)


def decoded(row: Row[Any]) -> Event:
    return msgspec.json.decode(row.body, type=KINDS[row.kind])


def envelopes(connection: Connection, row: Row[Any]) -> list[Envelope]:
    """The events of one outbox row. `position` of a row is that of its last event."""
    if row.kind != SamplesStored.kind:
        return [Envelope(row.position or 0, str(row.id), row.recorded_at, decoded(row))]
    found = samples_stored(connection, row.id, row.recorded_at)
    first = (row.position or 0) - len(found) + 1
    return [Envelope(first + n, f"{row.id}.{n}", row.recorded_at, event) for n, event in enumerate(found)]


def count(connection: Connection, row: Row[Any]) -> int:
    """How many events an outbox row is."""
    if row.kind != SamplesStored.kind:
        return 1
    wanted = samples.c.id.between(row.id * LINES, row.id * LINES + LINES - 1)
    places = select(samples.c.station, samples.c.evse).where(wanted).distinct().subquery()
    return int(connection.execute(select(func.count()).select_from(places)).scalar_one())


def samples_stored(connection: Connection, batch: int, at: datetime) -> list[SamplesStored]:
    """One event for each station and EVSE in the batch, in the order of their first sample."""
    wanted = samples.c.id.between(batch * LINES, batch * LINES + LINES - 1)
    places: dict[tuple[str, int], list[Row[Any]]] = {}
    for row in connection.execute(select(*SUMMARIZED).where(wanted).order_by(samples.c.id)):
        places.setdefault((row.station, row.evse), []).append(row)
    return [_summary(StationId(station), at, batch, rows) for (station, _), rows in places.items()]


def _summary(station: StationId, at: datetime, batch: int, rows: Sequence[Row[Any]]) -> SamplesStored:
    power, register = energy.latest(rows, POWER), energy.latest(rows, ENERGY_REGISTER)
    soc = energy.latest_soc(rows)
    return SamplesStored(
        station,
        at,
        batch=batch,
        count=len(rows),
        evse=rows[-1].evse,
        transaction=rows[-1].transaction,
        power_w=power and power.value,
        energy_wh=register and register.value,
        soc=soc and soc.value,
    )


def sample(row: Row[Any]) -> Sample:
    return Sample(
        sampled_at=row.sampled_at,
        measurand=row.measurand,
        value=row.value,
        unit=row.unit,
        raw=row.raw,
        raw_unit=row.raw_unit,
        context=row.context,
        phase=row.phase,
        location=row.location,
        format=row.format,
        flags=tuple(one for one in row.flags.split(",") if one),
    )


def in_order(rows: Iterable[Row[Any]], connection: Connection) -> list[Envelope]:
    return [envelope for row in rows for envelope in envelopes(connection, row)]
