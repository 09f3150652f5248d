"""`chargeit import`: a file of loads into the store, beside a running platform."""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import click

from chargeit.app import administration
from chargeit.app.administration import Platform
from chargeit.domain.clock import now
from chargeit.domain.errors import Invalid
from chargeit.domain.loads import ImportProgress, Outcome, RowNote
from chargeit.loads.ingest.importing import Importing, loads_of, store
from chargeit.loads.ingest.numbers import DecimalMark
from chargeit.loads.ingest.reading import Choices, Reading, read
from chargeit.loads.layout import DateOrder

SHOWN_EVERY_S = 0.2
Told = Callable[[RowNote], None]


def run(file: Path, report: Path | None, *, again: bool, **given: Any) -> None:
    platform = {name: given.pop(name) for name in ("config", "home", "database_url")}
    chosen = choices(**given)
    with administration.opened(administration.chosen(**platform)) as opened:
        import_loads(opened, file, chosen, report, again)


def choices(**given: str | None) -> Choices:
    """From the words of the command line. Raises Invalid."""
    words: dict[str, dict[str, Any]] = {
        "decimal_mark": {mark.value: mark for mark in DecimalMark},
        "date_order": {order.value: order for order in DateOrder},
        "swapped_days": {"yes": True, "no": False},
    }
    found: dict[str, Any] = dict(given)
    for name, meanings in words.items():
        if (text := given.get(name)) is not None:
            if text not in meanings:
                raise Invalid(name.replace("_", "-"), f"one of {', '.join(meanings)}, not {text[:40]!r}")
            found[name] = meanings[text]
    mapping = given.get("mapping")
    found["mapping"] = Path(mapping) if mapping else None
    return Choices(**found)


def import_loads(platform: Platform, file: Path, choices: Choices, report: Path | None, again: bool) -> None:
    """Tells how the file is understood, every row that is odd, and what was stored. Raises Invalid."""
    reading = read(file, choices)
    for decision in reading.decisions:
        click.echo(f"{decision.what}: {decision.value} ({decision.why})")
    known = platform.store.write(lambda work: work.loads.progress(reading.digest))
    if known and known.finished and not again:
        click.echo(f"it was imported before, at {known.updated_at:%Y-%m-%d %H:%M} UTC: nothing changes")
        return
    if known and not known.finished:
        click.echo(f"going on after {loads_of(known):,} hourly loads")
    outcomes: Counter[Outcome] = Counter()
    with told(report) as tell:
        progress = stored(platform, Importing(reading, file.name, now), None if again else known, (tell, outcomes))
    summary(progress, outcomes, report)


def stored(
    platform: Platform, importing: Importing, known: ImportProgress | None, telling: tuple[Told, Counter[Outcome]]
) -> ImportProgress:
    tell, outcomes = telling
    bar = Bar(importing.reading)
    if known is None:
        platform.store.write(lambda work: work.loads.keep_progress(importing.begun()))
    progress = known
    for found in importing.chunks(known):
        if isinstance(found, RowNote):
            outcomes[found.outcome] += 1
            tell(found)
            continue
        begun = monotonic()
        progress = platform.store.write(partial(store, found))
        importing.pace.took(monotonic() - begun)
        bar.show(progress)
    bar.end()
    assert progress is not None
    return progress


@contextmanager
def told(report: Path | None) -> Iterator[Told]:
    """Where rows are listed: in a CSV file, or on standard output."""
    if report is None:
        yield lambda note: click.echo(f"row {note.row}: {note.outcome}: {note.reason}")
        return
    try:
        file = report.open("w", encoding="utf-8", newline="")
    except OSError as problem:
        raise Invalid("report", f"{report} cannot be written: {problem.strerror}") from problem
    with file:
        writer = csv.writer(file)
        writer.writerow(("row", "outcome", "reason"))
        yield lambda note: writer.writerow((note.row, note.outcome, note.reason))


def summary(progress: ImportProgress, outcomes: Counter[Outcome], report: Path | None) -> None:
    added = progress.added
    total = added.new + added.same + added.changed
    click.echo(f"{total:,} hourly loads: {added.new:,} new, {added.changed:,} changed, {added.same:,} as they were")
    counts = ", ".join(f"{outcomes[outcome]:,} {outcome}" for outcome in Outcome)
    click.echo(f"rows that are odd: {counts}" + (f"; they are listed in {report}" if report else ""))


class Bar:
    """One line on a terminal, not more often than five times a second."""

    def __init__(self, reading: Reading) -> None:
        self._lines = reading.lines
        self._shown_at = 0.0
        self._on_terminal = sys.stderr.isatty()

    def show(self, progress: ImportProgress) -> None:
        if not self._on_terminal or monotonic() - self._shown_at < SHOWN_EVERY_S:
            return
        self._shown_at = monotonic()
        share = f"{min(progress.rows / self._lines, 1):4.0%} " if self._lines else ""
        click.echo(f"\r{share}row {progress.rows:,}, {loads_of(progress):,} hourly loads", err=True, nl=False)

    def end(self) -> None:
        if self._on_terminal:
            click.echo(err=True)
