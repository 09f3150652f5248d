"""Wanted availability: what an operator asked of an EVSE and a station said yes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chargeit.domain.stations import ConnectorStatus, StationId, StatusReport

READY = frozenset({ConnectorStatus.AVAILABLE, ConnectorStatus.PREPARING, ConnectorStatus.RESERVED})
"""What an EVSE that is out of use does not say; one that charges goes out of use when it has ended (OCPP 1.6 5.2)."""


@dataclass(frozen=True, slots=True)
class WantedAvailability:
    """`evse` 0 is the whole station. `since_at` is when the station said yes (Accepted or Scheduled)."""

    station: StationId
    evse: int
    operative: bool
    since_at: datetime

    def disagrees(self, report: StatusReport) -> bool:
        """Whether the station said something else since: it persists what was asked over a reboot (OCPP 1.6 5.2)."""
        if report.received_at <= self.since_at:
            return False
        if self.operative:
            return report.status is ConnectorStatus.UNAVAILABLE
        return report.status in READY


def wanted_of(evse: int, wanted: Iterable[WantedAvailability]) -> WantedAvailability | None:
    """What is wanted of an EVSE: its own row, else that of the whole station. None where nobody asked."""
    rows = {row.evse: row for row in wanted}
    return rows.get(evse) or rows.get(0)
