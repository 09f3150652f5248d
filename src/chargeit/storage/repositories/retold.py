"""Samples that are told again: a station whose queue was replayed sends all of it, more than the digests remember."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import bindparam, func, select

from chargeit.domain.metering import MeterReport, Sample
from chargeit.domain.stations import StationId
from chargeit.storage.metering.packed import Packed, unpacked
from chargeit.storage.repositories.recall import recall
from chargeit.storage.tables import samples
from chargeit.storage.unit import Unit

AT_ONCE = 200
BEFORE = datetime.min.replace(tzinfo=UTC)
NEWEST = select(func.max(samples.c.sampled_at)).where(samples.c.station == bindparam("of"))
STORED = select(samples.c.sampled_at, samples.c.readings).where(
    samples.c.station == bindparam("of"),
    samples.c.evse == bindparam("at_evse"),
    samples.c.sampled_at.in_(bindparam("moments", expanding=True)),
)


def is_retold(unit: Unit, report: MeterReport, kept: Packed) -> bool:
    """Whether every sample of a message is stored already. No SQL where it is newer than what came before it."""
    return not (is_newer(unit, report, kept.shown.last_at)) and is_stored(unit, report, kept)


def is_newer(unit: Unit, report: MeterReport, last_at: datetime) -> bool:
    """Than the samples of its transaction; where it has none, than those of its EVSE."""
    station, evse = report.place.station, report.place.evse
    known = recall(unit, station)
    if report.transaction is not None:
        meter = known.meters.get(report.transaction)
        if meter is None:
            return False
        if meter.last_at is not None:
            return last_at > meter.last_at
        return meter.register is not None and last_at >= meter.register.at
    newest = known.heard.get(evse) or newest_of(unit, station)
    for meter in known.meters.values():
        if meter.evse == evse and meter.last_at is not None:
            newest = max(newest, meter.last_at)
    unit.memory.put(station, known.with_heard(evse, max(last_at, newest)))
    return last_at > newest


def newest_of(unit: Unit, station: StationId) -> datetime:
    """Of the whole station: an index answers that."""
    newest: datetime | None = unit.connection.execute(NEWEST, {"of": station}).scalar()
    return newest or BEFORE


def is_stored(unit: Unit, report: MeterReport, kept: Packed) -> bool:
    """On disk, or in the batch that is being made."""
    told = list(kept)
    buffered = {reading(s) for other, own in unit.rows.reports if other.place == report.place for s in own}
    for first in range(0, len(told), AT_ONCE):
        some = told[first : first + AT_ONCE]
        known = buffered.union(reading(sample) for sample in stored(unit, report, some))
        if any(reading(sample) not in known for sample in some):
            return False
    return True


def stored(unit: Unit, report: MeterReport, told: list[Sample]) -> Iterator[Sample]:
    """What the EVSE has of those moments, whatever transaction it was taken for."""
    moments = list({sample.sampled_at for sample in told})
    wanted = {"of": report.place.station, "at_evse": report.place.evse, "moments": moments}
    for row in unit.connection.execute(STORED, wanted):
        yield from unpacked(row.sampled_at, row.readings)


def reading(sample: Sample) -> tuple[str, ...]:
    return (*sample.key, sample.raw)
