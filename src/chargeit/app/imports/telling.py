"""How an import tells what happens: to a person on a terminal, or line by line to a program."""

import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

import click

from chargeit.domain.clock import iso
from chargeit.domain.errors import ChargeitError, Invalid, Misconfigured
from chargeit.domain.loads import ImportProgress, Outcome, RowNote
from chargeit.loads.ingest.importing import loads_of
from chargeit.loads.ingest.reading import Reading

SHOWN_EVERY_S = 0.2


class Teller(Protocol):
    """Hears what happens, in this order: `before` where something is known of the file, `done` or `failed` last."""

    def understood(self, reading: Reading) -> None: ...
    def before(self, known: ImportProgress) -> None: ...
    def row(self, note: RowNote) -> None: ...
    def stored(self, progress: ImportProgress) -> None: ...
    def done(self, progress: ImportProgress) -> None: ...
    def failed(self, error: ChargeitError) -> None: ...


class Odd:
    """Counts rows by what became of them; the first `most` of each are listed."""

    def __init__(self, most: int | None) -> None:
        self.counts: Counter[Outcome] = Counter()
        self._most = most

    def lists(self, note: RowNote) -> bool:
        self.counts[note.outcome] += 1
        return self._most is None or self.counts[note.outcome] <= self._most


class Pulse:
    """Not more often than five times a second."""

    def __init__(self) -> None:
        self._at = 0.0

    def beats(self) -> bool:
        if monotonic() - self._at < SHOWN_EVERY_S:
            return False
        self._at = monotonic()
        return True


class Spoken:
    """For people: sentences on standard output, a bar on standard error where that is a terminal."""

    def __init__(self, list_row: Callable[[RowNote], object], most_rows: int | None, place: str = "") -> None:
        self._list_row, self._place = list_row, place
        self._odd, self._pulse, self._lines = Odd(most_rows), Pulse(), 0
        self._on_terminal = sys.stderr.isatty()

    def understood(self, reading: Reading) -> None:
        self._lines = reading.lines
        for decision in reading.decisions:
            click.echo(f"{decision.what}: {decision.value} ({decision.why})")

    def before(self, known: ImportProgress) -> None:
        if known.finished:
            click.echo(f"it was imported before, at {known.updated_at:%Y-%m-%d %H:%M} UTC: nothing changes")
        else:
            click.echo(f"going on after {loads_of(known):,} hourly loads")

    def row(self, note: RowNote) -> None:
        if self._odd.lists(note):
            self._list_row(note)

    def stored(self, progress: ImportProgress) -> None:
        if self._on_terminal and self._pulse.beats():
            share = f"{min(progress.rows / self._lines, 1):4.0%} " if self._lines else ""
            click.echo(f"\r{share}row {progress.rows:,}, {loads_of(progress):,} hourly loads", err=True, nl=False)

    def done(self, progress: ImportProgress) -> None:
        if self._on_terminal:
            click.echo(err=True)
        added = progress.added
        total = added.new + added.same + added.changed
        click.echo(f"{total:,} hourly loads: {added.new:,} new, {added.changed:,} changed, {added.same:,} as they were")
        counts = ", ".join(f"{self._odd.counts[outcome]:,} {outcome}" for outcome in Outcome)
        click.echo(f"rows that are odd: {counts}{self._place}")

    def failed(self, error: ChargeitError) -> None:
        """The command ends with the error, which says it."""


@contextmanager
def reported(report: Path | None, most_rows: int | None) -> Iterator[Spoken]:
    """Rows are listed in a CSV file, or on standard output."""
    if report is None:
        yield Spoken(lambda note: click.echo(f"row {note.row}: {note.outcome}: {note.reason}"), most_rows)
        return
    try:
        file = report.open("w", encoding="utf-8", newline="")
    except OSError as problem:
        raise Invalid("report", f"{report} cannot be written: {problem.strerror}") from problem
    with file:
        writer = csv.writer(file)
        writer.writerow(("row", "outcome", "reason"))
        place = f"; they are listed in {report}"
        yield Spoken(lambda note: writer.writerow((note.row, note.outcome, note.reason)), most_rows, place)


class Lines:
    """For programs: objects of JSON on standard output, one a line; `told` says what each is."""

    def __init__(self, most_rows: int | None) -> None:
        self._odd, self._pulse = Odd(most_rows), Pulse()

    def understood(self, reading: Reading) -> None:
        tell("understood", decisions=[asdict(one) for one in reading.decisions], lines=reading.lines)

    def before(self, known: ImportProgress) -> None:
        tell("before", finished=known.finished, at=iso(known.updated_at), loads=loads_of(known))
        if known.finished:
            odd = {Outcome.REFUSED: known.refused, Outcome.REPAIRED: known.repaired}
            tell("done", **told(known, Counter(odd)))

    def row(self, note: RowNote) -> None:
        if self._odd.lists(note):
            tell("row", row=note.row, outcome=note.outcome, reason=note.reason)

    def stored(self, progress: ImportProgress) -> None:
        if self._pulse.beats():
            tell("progress", **told(progress, self._odd.counts))

    def done(self, progress: ImportProgress) -> None:
        tell("done", **told(progress, self._odd.counts))

    def failed(self, error: ChargeitError) -> None:
        """Names the input that is wrong where it is one."""
        found = {Invalid: ("field", "reason"), Misconfigured: ("setting", "reason")}.get(type(error))
        field, reason = (getattr(error, name) for name in found) if found else ("", str(error))
        tell("failed", error=type(error).__name__, field=field, reason=reason)


def told(progress: ImportProgress, odd: Counter[Outcome]) -> dict[str, Any]:
    counts = {outcome.value: odd[outcome] for outcome in Outcome}
    return {"rows": progress.rows, "loads": loads_of(progress), "added": asdict(progress.added), "odd": counts}


def tell(what: str, **said: Any) -> None:
    click.echo(json.dumps({"told": what, **said}))
