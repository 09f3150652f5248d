"""Samples as they are stored: the readings of one moment are one text."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from math import isfinite
from operator import attrgetter
from typing import NamedTuple, overload

import msgspec

from chargeit.domain.metering import Sample
from chargeit.storage.metering.energy import Shown, shown
from chargeit.storage.types import clean

MOST = 64
"""The most samples of one row. A sample's id is that of its row plus its place in it."""

REPAIRED = "repaired"
sampled_at = attrgetter("sampled_at")
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(
    list[tuple[str, float | None, str, str, str, str, str, str, str, tuple[str, ...]]]
).decode


class Moment(NamedTuple):
    """A row of samples: when, their text, and how many they are."""

    at: datetime
    readings: str
    size: int


class Packed(Sequence[Sample]):
    """The samples of one message, at least one, and what they show of a meter. Read only by who looks at one."""

    __slots__ = ("moments", "shown", "size")

    def __init__(self, moments: Sequence[Moment], seen: Shown) -> None:
        self.moments, self.shown, self.size = moments, seen, seen.count

    @staticmethod
    def of(samples: Sequence[Sample]) -> "Packed":
        if type(samples) is Packed:
            return samples
        seen = shown(samples)
        if seen.first_at is seen.last_at and len(samples) <= MOST:
            return Packed((Moment(seen.first_at, packed(samples), len(samples)),), seen)
        return Packed(tuple(_moments(samples)), seen)

    @staticmethod
    def read(moments: Sequence[Moment]) -> "Packed":
        """From what `moments` of another one were."""
        return Packed(moments, shown([sample for one in moments for sample in unpacked(one.at, one.readings)]))

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Sample]:
        return (sample for one in self.moments for sample in unpacked(one.at, one.readings))

    @overload
    def __getitem__(self, index: int) -> Sample: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Sample]: ...
    def __getitem__(self, index: int | slice) -> Sample | Sequence[Sample]:
        return tuple(self)[index]


def _moments(samples: Iterable[Sample]) -> Iterator[Moment]:
    """Those of one moment that stand together, at most `MOST` at a time."""
    for at, together in groupby(samples, key=sampled_at):
        of_one = tuple(together)
        for first in range(0, len(of_one), MOST):
            some = of_one[first : first + MOST]
            yield Moment(at, packed(some), len(some))


def packed(samples: Sequence[Sample]) -> str:
    """Without their moment, which the row has."""
    try:
        text = _encode([sample[1:] for sample in samples])
    except UnicodeEncodeError:
        return _encode([repaired(sample)[1:] for sample in samples]).decode()
    # An escape may be a NUL, a null a value without bounds: both are rare, and looked at again.
    if b"\\u" in text or b"null" in text:
        text = _encode([repaired(sample)[1:] for sample in samples])
    return text.decode()


def unpacked(at: datetime, readings: str) -> list[Sample]:
    return [Sample(at, *reading) for reading in _decode(readings)]


def repaired(sample: Sample) -> Sample:
    """A form that every engine stores, flagged where it differs: no NUL, no lone surrogate, no infinite value."""
    fixed = Sample(
        sampled_at=sample.sampled_at,
        measurand=clean(sample.measurand),
        value=sample.value if sample.value is None or isfinite(sample.value) else None,
        unit=clean(sample.unit),
        raw=clean(sample.raw),
        raw_unit=clean(sample.raw_unit),
        context=clean(sample.context),
        phase=clean(sample.phase),
        location=clean(sample.location),
        format=clean(sample.format),
        flags=tuple(clean(flag) for flag in sample.flags),
    )
    if fixed == sample:
        return sample
    return fixed._replace(flags=(*fixed.flags, REPAIRED))
