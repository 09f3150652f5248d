"""Telemetry is stored: every line of a message in one commit, batteries that nobody knew among them."""

from datetime import datetime
from typing import NamedTuple

from chargeit.domain.batteries import Battery
from chargeit.ports.batteries import Heard
from chargeit.ports.work import Work
from chargeit.twin.intake import Told, checked


class Taken(NamedTuple):
    """Of the lines of a message: those that were new, that were there before, and that have flags."""

    new: int
    same: int
    flagged: int


def store(lines: list[Told], received_at: datetime, work: Work) -> Taken:
    """The same lines again change nothing."""
    told = dict.fromkeys(line.battery for line in lines)
    known = work.batteries.heard(told)
    unknown = [Battery(battery, received_at) for battery in told if battery not in known]
    if unknown:
        work.batteries.put(unknown)
        known |= {battery.id: Heard(battery, None) for battery in unknown}
    kept = checked(lines, known, received_at)
    new = work.batteries.add_telemetry(kept)
    return Taken(new, len(kept) - new, sum(1 for line in kept if line.flags))
