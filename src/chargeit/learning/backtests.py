"""Backtests of the catalogue's features: each in a process of its own, their rows as one table."""

import math
import multiprocessing
import os
import platform
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from chargeit.domain.errors import Invalid
from chargeit.learning import catalogue
from chargeit.learning.catalogue import BacktestRow

HEAD = "| feature | data | model | metric | value | baseline | its value | note | seconds | peak MB |"
OWN_HEAD = "| data | model | metric | value | baseline | its value | skill | note | seconds | peak MB |"
MORE = ("auc", "average precision", "precision", "rank correlation", "silhouette", "agreement")
BOUNDS = ("perfect", "needed")
CALIBRATION = "calibration"
"""What is no naive forecast, where a baseline is told."""
BEGIN, END = "<!-- generated: backtest -->", "<!-- end of generated -->"


Backtest = Callable[[Path], list[BacktestRow]]


def run(name: str, folder: Path) -> list[BacktestRow]:
    return apart(partial(of_feature, name), folder)


def of_feature(name: str, folder: Path) -> list[BacktestRow]:
    return catalogue.feature(name).backtest(folder)


def apart(backtest: Backtest, folder: Path) -> list[BacktestRow]:
    """Rows without a peak get that of the process that ran them, which ran nothing else."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as process:
        rows, peak_mb = process.submit(measured, backtest, folder).result()
    return [row if row.peak_mb is not None else replace(row, peak_mb=peak_mb) for row in rows]


def measured(backtest: Backtest, folder: Path) -> tuple[list[BacktestRow], float]:
    return backtest(folder), peak_mb()


def peak_mb() -> float:
    """The most memory that this process held, in MB of 2**20 bytes.

    On Linux from /proc: there getrusage also counts what the parent held when it started this process.
    """
    if platform.system() == "Linux":
        held = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(held.partition("VmHWM:")[2].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


def markdown(rows: Sequence[BacktestRow]) -> str:
    return table(HEAD, [[row.feature, *measure(row), *cost(row)] for row in rows])


def measure(row: BacktestRow) -> list[str]:
    return [row.data, row.model, row.metric, figure(row.value), row.baseline, figure(row.baseline_value)]


def cost(row: BacktestRow) -> list[str]:
    return [row.note, figure(row.seconds, 1), figure(row.peak_mb, 0)]


def table(head: str, rows: Iterable[list[str]]) -> str:
    lines = [head, "|" + "---|" * head.count(" | ") + "---|"]
    for cells in rows:
        lines.append("| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(lines)


def by_feature(rows: Sequence[BacktestRow]) -> str:
    """A table for each feature under its heading, with the part of its baseline's error that each row is without."""
    parts = []
    for name in dict.fromkeys(row.feature for row in rows):
        mine = [[*measure(row), figure(skill(row)), *cost(row)] for row in rows if row.feature == name]
        parts.append(f"### {name}\n\n{table(OWN_HEAD, mine)}")
    return "\n\n".join(parts)


def skill(row: BacktestRow) -> float | None:
    """1 where no error is left, 0 as the baseline; None where the baseline is a bound or the row is the baseline's own,
    and of calibration, where who always says the mean has hardly any error.

    Of a metric of which more is better the error is what it is short of 1.
    """
    if row.baseline_value is None or row.baseline in (*BOUNDS, row.model) or row.metric.startswith(CALIBRATION):
        return None
    value, base = row.value, row.baseline_value
    if row.metric.lower().startswith(MORE):
        value, base = 1 - value, 1 - base
    return 1 - value / base if base else None


def measured_on(day: date) -> str:
    """What the figures of seconds and megabytes depend on."""
    python = ".".join(platform.python_version_tuple()[:2])
    return f"Measured on {day:%Y-%m-%d}: {platform.machine()}, {os.cpu_count()} cores, Python {python}, one thread."


def figure(value: float | None, digits: int = 3) -> str:
    """Nothing where there is no figure: never a 0 that nobody measured."""
    return "" if value is None or not math.isfinite(value) else f"{value:.{digits}f}"


def inserted(document: str, text: str) -> str:
    """The document with the text between its two marks. Raises Invalid where it has none."""
    before, mark, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise Invalid("write", f"the file needs the lines {BEGIN} and {END}, where the table goes")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"
