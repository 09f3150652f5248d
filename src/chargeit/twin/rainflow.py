"""Rainflow counting as the states of charge come, one at a time: full cycles at once, half cycles at the end.

Four-point method of ASTM E1049-85 (2017), which closes the same cycles whether it sees a history whole or in parts.
"""

from dataclasses import dataclass, field
from typing import NamedTuple


class Cycle(NamedTuple):
    """`weight` is 1 for a full cycle, 0.5 for a half one."""

    depth: float
    mean: float
    weight: float


@dataclass(slots=True)
class Rainflow:
    """`turns` are the turning points that no cycle has closed yet, few for a battery that is used alike every day."""

    turns: list[float] = field(default_factory=list)

    def turn(self, soc: float) -> list[Cycle]:
        """The full cycles that a turning point closes."""
        turns, closed = self.turns, []
        turns.append(soc)
        while len(turns) >= 4:
            inner = abs(turns[-2] - turns[-3])
            if inner > abs(turns[-1] - turns[-2]) or inner > abs(turns[-3] - turns[-4]):
                break
            closed.append(Cycle(inner, (turns[-2] + turns[-3]) / 2, 1.0))
            del turns[-3:-1]
        return closed

    def rest(self) -> list[Cycle]:
        """What is open, as half cycles."""
        return [Cycle(abs(b - a), (a + b) / 2, 0.5) for a, b in zip(self.turns, self.turns[1:], strict=False)]
