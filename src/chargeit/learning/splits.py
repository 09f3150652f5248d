"""Splits by time or by group, never by random rows. Instants are int64 seconds or numpy datetime64[s], UTC."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chargeit.domain.errors import Invalid

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Split:
    """Row numbers, each ascending; no row is in both."""

    train: Rows
    test: Rows


def seconds(instants: ArrayLike) -> Rows:
    """Instants as int64 seconds since 1970."""
    given = np.asarray(instants)
    if given.dtype.kind == "M":
        given = given.astype("datetime64[s]")
    return given.astype(np.int64)


def at(instants: ArrayLike, cut: int, gap_s: int = 0) -> Split:
    """Trains on what is before `cut - gap_s`, tests on `cut` and later.

    Where an answer is only known some time after its row (down within 6 h), `gap_s` is that time: without it the
    last rows of training would know what happens in the test.
    """
    when = seconds(instants)
    return Split(np.flatnonzero(when < cut - gap_s), np.flatnonzero(when >= cut))


def rolling_origins(first: int, last: int, step_s: int, horizon_s: int) -> Iterator[tuple[int, int]]:
    """Origins from `first` on, each with the end of its horizon, as far as the horizon ends by `last`."""
    if step_s <= 0 or horizon_s <= 0:
        raise Invalid("step_s", "and horizon_s must be above 0")
    for origin in range(first, last - horizon_s + 1, step_s):
        yield origin, origin + horizon_s


def by_group(groups: ArrayLike, test_share: float) -> Split:
    """Whole groups (users, sites, cells) to one side each, chosen by a digest of their name: always the same ones."""
    names = np.asarray(groups)
    unique: dict[Any, bool] = {name: part(name) < test_share for name in np.unique(names).tolist()}
    held_back = np.array([unique[name] for name in names.tolist()], dtype=bool)
    return Split(np.flatnonzero(~held_back), np.flatnonzero(held_back))


def part(name: object) -> float:
    """A name's fixed place in 0..1."""
    return int.from_bytes(hashlib.blake2b(str(name).encode(), digest_size=8).digest()) / 2**64
