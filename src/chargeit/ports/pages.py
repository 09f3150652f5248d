"""Pages of lists."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`next` is the cursor of the following page, None on the last; pages are keyset pages, never offsets."""

    rows: tuple[Row, ...]
    next: str | None = None
