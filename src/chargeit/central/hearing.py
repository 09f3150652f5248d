"""What stations tell that is answered before it is looked at: readings and signs of life."""

from collections.abc import Sequence

from chargeit.central import metering, presence
from chargeit.domain.metering import MeterReport, Seen
from chargeit.ports.work import Told, Work


def hear(told: Sequence[Told], work: Work) -> None:
    """Of one station, in the order it was told; at least one."""
    last = told[-1]
    if isinstance(last, Seen):
        presence.heartbeat(last.station, last.at, work)
    else:
        presence.heartbeat(last.place.station, last.received_at, work)
    metering.keep([one for one in told if type(one) is MeterReport and one.samples], work)
