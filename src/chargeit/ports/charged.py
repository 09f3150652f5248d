"""Batteries that come to charge: what a unit of work changes of them, and what is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chargeit.domain.charged import ChargedBattery, ChargeEstimate
from chargeit.ports.pages import Page


class Charged(Protocol):
    """A part of a unit of work. Tokens compare case-insensitively."""

    def keep(self, estimates: Sequence[ChargeEstimate]) -> None:
        """One a transaction; another of the same transaction takes its place."""

    def of(self, token: str) -> list[ChargeEstimate]:
        """The first ones and the newest, some hundred together, in the order of time."""

    def take(self, token: str) -> ChargedBattery:
        """What is known, locked; of a token that is new nothing is."""

    def put(self, battery: ChargedBattery) -> None: ...
    def looked_back(self, reached: int | None = None) -> None:
        """How far the transactions are looked at that ended before their estimates were made; None begins it."""


@dataclass(frozen=True, slots=True)
class ChargedRow:
    """With the label of the token, where the operator knows it."""

    battery: ChargedBattery
    label: str = ""


@dataclass(frozen=True, slots=True)
class Portion:
    """Numbers of ended transactions that told a SoC, and the number up to which there are no more of them."""

    numbers: tuple[int, ...]
    reached: int


class ChargedReads(Protocol):
    def page(self, *, after: str | None, limit: int, search: str = "") -> Page[ChargedRow]:
        """Those that were seen, by token; `search` looks in tokens and their labels."""

    def one(self, token: str) -> ChargedRow | None: ...
    def estimates(self, token: str, *, after: str | None, limit: int) -> Page[ChargeEstimate]:
        """Newest first."""

    def telling(self, numbers: Sequence[int]) -> list[int]:
        """Those of some hundred transactions that ended and told a SoC."""

    def before(self, limit: int) -> Portion | None:
        """The next of the transactions that ended before their estimates were made; None where all are looked at.

        Raises NotFound where that was not begun (`Charged.looked_back`).
        """
