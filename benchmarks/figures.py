"""A figure: what was measured several times, its target, and the table of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Bound:
    """What is promised, and what is aimed at."""

    at_least: float | None = None
    at_most: float | None = None
    aim: float | None = None

    def met_by(self, value: float) -> bool:
        return value >= (self.at_least or value) and value <= (self.at_most or value)

    def __str__(self) -> str:
        text = f">= {self.at_least:g}" if self.at_least is not None else f"< {self.at_most:g}"
        return text if self.aim is None else f"{text}, aim {self.aim:g}"


@dataclass(frozen=True)
class Figure:
    """One line of the table; `values` has one entry a repetition."""

    name: str
    unit: str
    values: tuple[float, ...]
    bound: Bound | None = None

    @property
    def median(self) -> float:
        return median(self.values)

    def cells(self) -> tuple[str, ...]:
        spread = f"{digits(min(self.values))} .. {digits(max(self.values))}"
        return (self.name, digits(self.median), self.unit, spread, str(self.bound or ""), self.verdict())

    def verdict(self) -> str:
        if self.bound is None:
            return ""
        return "yes" if self.bound.met_by(self.median) else "no"


HEAD = ("figure", "median", "unit", "spread", "target", "met")


def digits(value: float) -> str:
    """Three significant digits, thousands in groups."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def table(figures: Sequence[Figure]) -> str:
    """Markdown, aligned so that it also reads well in a terminal."""
    rows = [HEAD, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
