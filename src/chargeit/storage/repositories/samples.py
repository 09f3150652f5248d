"""Samples: the fast path. Nothing but `of` touches SQL once the station is remembered."""

from sqlalchemy import select

from chargeit.domain.metering import MeterReport, Sample
from chargeit.domain.stations import Place, StationId
from chargeit.storage import energy
from chargeit.storage.repositories.recall import recall, recall_meter
from chargeit.storage.tables import meters, samples, transactions
from chargeit.storage.types import unpacked
from chargeit.storage.unit import Unit


class SqlSamples:
    """`chargeit.ports.work.Samples`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def open_transaction(self, place: Place) -> int | None:
        return recall(self._unit, place.station).open_on(place.evse)

    def is_repeat(self, station: StationId, digest: bytes) -> bool:
        known = recall(self._unit, station)
        if known.has_digest(digest):
            return True
        changed = known.with_digest(digest)
        self._unit.memory.put(station, changed)
        self._unit.rows.digests.append((station, changed.digests))
        return False

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
        return [*(sample for row in rows for sample in unpacked(row)), *buffered]

    def add(self, report: MeterReport) -> None:
        if not report.samples:
            return
        seen = energy.shown(report.samples)
        self._unit.rows.reports.append((report, seen))
        if report.transaction is None:
            return
        station = report.place.station
        known = recall(self._unit, station)
        meter = known.meters.get(report.transaction) or recall_meter(self._unit, station, report.transaction)
        if meter is None:
            return
        changed, hours = energy.metered(meter, station, len(report.samples), seen)
        self._unit.rows.meters.append(changed)
        self._unit.rows.add_hours(changed, meter.rolled_wh, hours)
        self._unit.memory.put(station, known.with_meter(changed))
