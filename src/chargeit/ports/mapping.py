"""The same work on many things: here, in other processes or on other machines."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")


class Mapper(Protocol):
    def map(self, work: Callable[[Shared, Item], Result], shared: Shared, items: Sequence[Item]) -> list[Result]:
        """`work(shared, item)` of each, in the order of `items`; what a work raises is raised.

        `work` is a function of a module that depends on its arguments alone, so it may run twice and anywhere.
        """
