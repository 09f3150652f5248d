"""One thing after the other, in this thread: what training does unless it is given more."""

from collections.abc import Callable, Sequence

from chargeit.ports.mapping import Item, Result, Shared


class Serial:
    """`chargeit.ports.mapping.Mapper`."""

    def map(self, work: Callable[[Shared, Item], Result], shared: Shared, items: Sequence[Item]) -> list[Result]:
        return [work(shared, item) for item in items]


SERIAL = Serial()
