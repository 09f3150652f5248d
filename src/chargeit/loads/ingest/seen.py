"""What was read before: for finding rows that come again and plug-ins that overlap, within bounded memory."""

from bisect import bisect, insort
from collections.abc import Hashable
from datetime import datetime
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
KEPT = 100_000
LOOK_BACK = 8


class Recent(Generic[K, V]):
    """A memory of the last 100,000 to 200,000 keys."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        found = self._young.get(key)
        return self._old.get(key) if found is None else found

    def put(self, key: K, value: V) -> None:
        if len(self._young) >= self._kept:
            self._old, self._young = self._young, {}
        self._young[key] = value


class Overlaps:
    """Plug-ins at one place by their beginnings."""

    def __init__(self) -> None:
        self._places: Recent[str, list[tuple[datetime, datetime, int]]] = Recent()

    def with_row(self, place: str, begun: datetime, ended: datetime, row: int) -> int | None:
        """A row whose plug-in overlaps with this one, which is remembered."""
        known = self._places.get(place) or []
        at = bisect(known, (begun, begun, row))
        before = next((other for _, end, other in reversed(known[max(0, at - LOOK_BACK) : at]) if end > begun), None)
        after = next((other for begin, _, other in known[at : at + 1] if begin < ended), None)
        insort(known, (begun, ended, row))
        del known[: len(known) - KEPT]
        self._places.put(place, known)
        return after if before is None else before
