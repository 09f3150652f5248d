"""Backtests of the catalogue's features: each in a process of its own, their rows as one table."""

import math
import multiprocessing
import os
import platform
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from chargeit.domain.errors import Invalid
from chargeit.learning import catalogue
from chargeit.learning.catalogue import BacktestRow

HEAD = "| feature | data | model | metric | value | baseline | its value | note | seconds | peak MB |"
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
    lines = [HEAD, "|" + "---|" * HEAD.count(" | ") + "---|"]
    for row in rows:
        cells = [row.feature, row.data, row.model, row.metric, figure(row.value), row.baseline]
        cells += [figure(row.baseline_value), row.note, figure(row.seconds, 1), figure(row.peak_mb, 0)]
        lines.append("| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(lines)


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
