"""`chargeit import loads`: a file of loads into the store, beside a running platform."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chargeit.app.imports.telling import Lines, Teller, reported
from chargeit.app.settings import Settings, load
from chargeit.domain.clock import now
from chargeit.domain.errors import ChargeitError, Invalid
from chargeit.domain.loads import ImportProgress, RowNote
from chargeit.loads.ingest.importing import Importing, carry_out
from chargeit.loads.ingest.numbers import DecimalMark
from chargeit.loads.ingest.reading import Choices, read
from chargeit.loads.layout import DateOrder
from chargeit.storage.store import Store, open_store


@dataclass(frozen=True, slots=True)
class Source:
    """`name` is what the import is remembered by."""

    file: Path
    name: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is told what happens; `most_rows` are listed of each outcome, all where it is None."""

    report: Path | None = None
    json: bool = False
    most_rows: int | None = None

    def teller(self) -> AbstractContextManager[Teller]:
        if self.json and self.report is None:
            return nullcontext(Lines(self.most_rows))
        if self.json:
            raise Invalid("report", "goes without --json, which lists the rows itself")
        return reported(self.report, self.most_rows)


def run(file: Path, manner: Manner, *, name: str | None, again: bool, **given: Any) -> None:
    """Raises ChargeitError, which `manner` tells too where it is JSON."""
    platform = {"file": given.pop("config")} | {option: given.pop(option) for option in ("home", "database_url")}
    with manner.teller() as teller:
        try:
            chosen = choices(**given)
            with opened(load(**platform)) as store:
                import_loads(store, Source(file, name or file.name, again), chosen, teller)
        except ChargeitError as error:
            teller.failed(error)
            raise


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    store = open_store(settings.store_url, time_zone=settings.time_zone)
    try:
        store.check_schema(upgrade=settings.migrate)
        yield store
    finally:
        store.close()


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


def import_loads(store: Store, source: Source, choices: Choices, teller: Teller) -> None:
    """Tells how the file is understood, every row that is odd, and what was stored. Raises Invalid."""
    reading = read(source.file, choices)
    teller.understood(reading)
    known = store.write(lambda work: work.loads.progress(reading.digest))
    if known and not source.again:
        teller.before(known)
        if known.finished:
            return
    begun = None if source.again else known

    def tell(found: ImportProgress | RowNote) -> None:
        if isinstance(found, RowNote):
            teller.row(found)
        else:
            teller.stored(found)

    teller.done(carry_out(Importing(reading, source.name, now), begun, store.write, tell))
