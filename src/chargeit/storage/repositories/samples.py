"""Samples: the fast path. Nothing here touches SQL once the station is remembered."""

from chargeit.domain.metering import MeterReport
from chargeit.domain.stations import Place, StationId
from chargeit.storage import energy
from chargeit.storage.repositories.recall import recall, recall_meter
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

    def add(self, report: MeterReport) -> None:
        if not report.samples:
            return
        self._unit.rows.reports.append(report)
        if report.transaction is None:
            return
        station = report.place.station
        meter = recall_meter(self._unit, station, report.transaction)
        if meter is None:
            return
        changed, hours = energy.metered(meter, station, report.samples)
        self._unit.rows.meters.append(changed)
        self._unit.rows.hours.extend(hours)
        self._unit.memory.put(station, recall(self._unit, station).with_meter(changed))
