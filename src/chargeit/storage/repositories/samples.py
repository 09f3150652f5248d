"""Samples: the fast path. Only `of`, and what is no newer than what came before it, touch SQL for a known station."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from chargeit.domain.metering import MeterReport, Sample
from chargeit.domain.stations import Place, StationId
from chargeit.storage.memory import ring_with
from chargeit.storage.metering import energy
from chargeit.storage.metering.energy import Meter, Shown
from chargeit.storage.metering.packed import Packed, unpacked
from chargeit.storage.repositories.recall import recall, recall_meter
from chargeit.storage.repositories.retold import is_retold
from chargeit.storage.tables import meters, samples, transactions
from chargeit.storage.unit import Unit


class SqlSamples:
    """`chargeit.ports.work.Samples`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def open_transaction(self, place: Place) -> int | None:
        return recall(self._unit, place.station).open_on(place.evse)

    def repeats(self, station: StationId, *digests: bytes) -> list[bool]:
        known = recall(self._unit, station)
        repeats, ring = ring_with(known.digests, digests)
        if ring is not known.digests:
            self._unit.memory.put(station, known.with_digests(ring))
            self._unit.rows.digests.append((station, ring))
        return repeats

    def of(self, transaction: int) -> list[Sample]:
        buffered = [
            s for report, _ in self._unit.rows.reports if report.transaction == transaction for s in report.samples
        ]
        if not 0 < transaction < 1 << 31:
            return buffered
        of = select(transactions.c.station, meters.c.first_at, meters.c.last_at)
        of = of.join_from(transactions, meters, meters.c.transaction == transactions.c.number)
        owner = self._unit.connection.execute(of.where(transactions.c.number == transaction)).first()
        if owner is None or owner.first_at is None:
            return buffered
        inside = samples.c.sampled_at.between(owner.first_at, owner.last_at)
        query = select(samples).where(samples.c.station == owner.station, inside, samples.c.transaction == transaction)
        rows = self._unit.connection.execute(query.order_by(samples.c.sampled_at, samples.c.id))
        return [*(sample for row in rows for sample in unpacked(row.sampled_at, row.readings)), *buffered]

    def add(self, *reports: MeterReport) -> None:
        rows = self._unit.rows
        told: dict[int, list[Shown]] = {}
        for report in reports:
            if not report.samples:
                continue
            kept = Packed.of(report.samples)
            if is_retold(self._unit, report, kept):
                continue
            rows.reports.append((report, kept))
            if report.transaction is not None:
                told.setdefault(report.transaction, []).append(kept.shown)
        if told:
            self._meter(reports[0].place.station, told)

    def _meter(self, station: StationId, told: Mapping[int, Sequence[Shown]]) -> None:
        rows, memory = self._unit.rows, recall(self._unit, station)
        meters: dict[int, Meter] = {}
        for number, seen in told.items():
            meter = memory.meters.get(number) or recall_meter(self._unit, station, number)
            if meter is not None:
                changed, hours = energy.metered(meter, station, seen)
                meters[number] = changed
                rows.meters.append(changed)
                rows.add_hours(changed, meter.rolled_wh, energy.by_hour(hours) if len(hours) > 1 else hours)
        if meters:
            self._unit.memory.put(station, recall(self._unit, station).with_meters(meters))
