"""The text of a journal's row."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from chargeit.domain.metering import MeterReport, Seen
from chargeit.domain.stations import StationId, place_of
from chargeit.ports.work import Told
from chargeit.storage.metering.packed import Moment, Packed


class Reading(NamedTuple):
    """A report; without moments it had no sample."""

    station: str
    evse: int
    transaction: int | None
    received_at: datetime
    digest: bytes
    moments: tuple[Moment, ...]


class Page(NamedTuple):
    """What one commit leaves: who was heard in it (what was told before by them is done), and what was told."""

    heard: list[str]
    seen: list[Seen]
    readings: list[Reading]


_new = tuple.__new__
encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Page).decode


def kept(told: Told) -> Told:
    """In the form in which it is written and waits: small, and packed while it is at hand."""
    if type(told) is not MeterReport or not told.samples:
        return told
    # a third of what _replace takes
    return _new(MeterReport, (told.place, told.transaction, Packed.of(told.samples), told.received_at, told.digest))


def written(heard: Sequence[str], told: Sequence[Told]) -> bytes:
    """Of what is `kept`. Raises OverflowError for an integer that no database stores."""
    seen, readings = [], []
    for one in told:
        if type(one) is Seen:
            seen.append(one)
        elif type(one) is MeterReport:
            place, transaction, samples, received_at, digest = one
            moments = samples.moments if type(samples) is Packed else ()
            readings.append((place.station, place.evse, transaction, received_at, digest, moments))
    return encode((heard, seen, readings))


def told_on(page: Page) -> list[tuple[str, Told]]:
    """By station; a sign of life may change places with a reading, which makes no difference."""
    seen: list[tuple[str, Told]] = [(str(one.station), one) for one in page.seen]
    return [*seen, *((one.station, report(one)) for one in page.readings)]


def report(one: Reading) -> MeterReport:
    samples = Packed.read(one.moments) if one.moments else ()
    place = place_of(StationId(one.station), one.evse)
    return MeterReport(place, one.transaction, samples, one.received_at, one.digest)
