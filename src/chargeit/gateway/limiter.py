"""Counts what happens too often, in bounded memory."""


class Limiter:
    """At most `most` times a key and window; the keys that were quiet the longest are forgotten first."""

    __slots__ = ("_capacity", "_counts", "_most", "_window_s")

    def __init__(self, most: int, window_s: float, capacity: int = 10_000) -> None:
        self._most = most
        self._window_s = window_s
        self._capacity = capacity
        self._counts: dict[object, tuple[float, int]] = {}

    def full(self, key: object, at: float) -> bool:
        since, count = self._counts.get(key, (at, 0))
        return count >= self._most and at - since < self._window_s

    def count(self, key: object, at: float) -> bool:
        """Counts one more. False where that is too many."""
        if self.full(key, at):
            return False
        since, count = self._counts.pop(key, (at, 0))
        if at - since >= self._window_s:
            since, count = at, 0
        if len(self._counts) >= self._capacity:
            del self._counts[next(iter(self._counts))]
        self._counts[key] = (since, count + 1)
        return True

    def forget(self, key: object) -> None:
        self._counts.pop(key, None)
