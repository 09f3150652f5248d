"""Samples: one reading of one quantity at one instant."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from chargeit.domain.clock import iso
from chargeit.domain.stations import Place, StationId

ENERGY_REGISTER = "Energy.Active.Import.Register"
POWER = "Power.Active.Import"
SOC = "SoC"


class Sample(NamedTuple):
    """One sampled value. `value` is in `unit` (a base unit: Wh, W, A, V, ...), None where the text is no number.

    `raw` and `raw_unit` are what the station sent, byte-exact; signed data of any length stays in `raw`.
    `flags` says what was wrong with it.
    """

    sampled_at: datetime
    measurand: str
    value: float | None
    unit: str
    raw: str
    raw_unit: str = ""
    context: str = "Sample.Periodic"
    phase: str = ""
    location: str = "Outlet"
    format: str = "Raw"
    flags: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two reports of it one reading (OCPP 1.6 4.10): the instant and the quantity, not the value.

        What could not be read as a number is the same only when its text is.
        """
        text = self.raw if self.value is None else ""
        return (iso(self.sampled_at), self.measurand, self.context, self.phase, self.location, self.format, text)


class Seen(NamedTuple):
    """A sign of life of a station that says nothing else."""

    station: StationId
    at: datetime


class MeterReport(NamedTuple):
    """The samples of one message. `transaction` is our number where the station named one that is no 0 or -1.

    `digest` identifies the message's content, so that a resend adds nothing.
    """

    place: Place
    transaction: int | None
    samples: Sequence[Sample]
    received_at: datetime
    digest: bytes
