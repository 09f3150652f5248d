"""A file is understood: which format it is, how it writes numbers and times, and why that is thought."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from chargeit.domain.errors import Invalid
from chargeit.domain.loads import HourlyLoad, RowNote
from chargeit.loads.formats import acn, boulder, norway, perth, sap, trondheim
from chargeit.loads.ingest import mapping, parquet, tables
from chargeit.loads.ingest.dates import Dates, Evidence
from chargeit.loads.ingest.hourly import HourlyReader, Manner
from chargeit.loads.ingest.instants import Instants, joined, zone_named
from chargeit.loads.ingest.numbers import DecimalMark, Numbers, decimal_mark
from chargeit.loads.ingest.reports import Plugged, ReportReader
from chargeit.loads.ingest.survey import Survey, survey
from chargeit.loads.ingest.tables import SEPARATORS, Table
from chargeit.loads.layout import NUMBERS, TIMES, DateOrder, Fields, Kind, Layout
from chargeit.loads.texts import blank

LAYOUTS = {
    layout.name: layout
    for layout in (
        trondheim.HOURLY,
        trondheim.REPORTS,
        norway.REPORTS,
        acn.TABLE,
        acn.INTERFACE,
        sap.REPORTS,
        perth.PUBLISHED,
        perth.REPAIRED,
        boulder.REPORTS,
    )
}
NUMBERS_LOOKED_AT = 5_000
TIMES_LOOKED_AT = 50_000


@dataclass(frozen=True, slots=True)
class Choices:
    """What the caller decides; what is None is found out."""

    format: str | None = None
    mapping: Path | None = None
    encoding: str | None = None
    separator: str | None = None
    decimal_mark: DecimalMark | None = None
    date_order: DateOrder | None = None
    swapped_days: bool | None = None
    zone: str | None = None
    source: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    what: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that is understood. The digest is of its content and of how it is understood.

    `lines` is how many the file has, 0 where its rows are no lines.
    """

    digest: str
    lines: int
    decisions: tuple[Decision, ...]
    manner: Manner
    table: Table = field(repr=False)

    def loads(self) -> Iterator[tuple[int, HourlyLoad | RowNote]]:
        """From the beginning, the same each time, each with its row; rows that are odd are told in between."""
        hourly, row = self.manner.layout.kind is Kind.HOURLY, 1
        reader = HourlyReader(self.manner) if hourly else ReportReader(self.manner)
        for row, fields in self._fields():
            for found in reader.read(row, fields) if isinstance(fields, dict) else (fields,):
                yield row, found
        for load in reader.rest():
            yield row, load

    def reports(self) -> Iterator[Plugged | RowNote]:
        """The same for charging reports, before they become hours."""
        reader = ReportReader(self.manner)
        for row, fields in self._fields():
            yield from reader.plugged(row, fields) if isinstance(fields, dict) else (fields,)

    def _fields(self) -> Iterator[tuple[int, Fields | RowNote]]:
        layout, places = self.manner.layout, self.manner.layout.places(self.table.header)
        single = {name: at[0] for name, at in places.items() if len(at) == 1}
        several = {name: at for name, at in places.items() if len(at) > 1}
        for found in self.table.rows():
            if isinstance(found, RowNote):
                yield found.row, found
                continue
            row, cells = found
            fields = {name: cells[at] for name, at in single.items()}
            for name, columns in several.items():
                fields[name] = joined([cells[at] for at in columns])
            if layout.amend:
                layout.amend(fields)
            yield row, fields


def read(path: Path, choices: Choices | None = None) -> Reading:
    """Looks at the file and decides. Raises Invalid for what is no such file, and where a choice is needed."""
    choices = choices or Choices()
    mapped = None
    if choices.mapping:
        mapped, written = mapping.mapping(choices.mapping)
        choices = _written(choices, written)
    found = survey(path, choices.encoding)
    layout, table, separator = _table(found, choices, mapped)
    told = [
        Decision("format", layout.name, "given" if choices.format or mapped else "its columns are so"),
        Decision("file", table.form, "its content shows it"),
    ]
    if table.form != parquet.FORM:
        told.append(Decision("encoding", found.encoding, found.reason))
    if separator:
        told.append(Decision("separator", separator, "given" if choices.separator else "it gives those columns"))
    numbers, mark = _numbers(table, layout, choices)
    dates, order = _dates(table, layout, choices)
    zone, where = _zone(layout, choices)
    told += [mark, order, where]
    manner = Manner(
        layout,
        Numbers(numbers),
        Instants(dates, zone_named(zone), offsets_count=layout.offsets_count),
        choices.source or layout.source,
        choices.site or "",
    )
    told.append(Decision("source", manner.source, "given" if choices.source else "the format's name"))
    return Reading(_digest(found, told, manner), found.lines if separator else 0, tuple(told), manner, table)


def _written(choices: Choices, written: dict[str, str]) -> Choices:
    """What a mapping says of its file counts where the caller says nothing."""
    mark, order = written.get("decimal_mark"), written.get("date_order")
    try:
        return replace(
            choices,
            encoding=choices.encoding or written.get("encoding"),
            separator=choices.separator or written.get("separator"),
            decimal_mark=choices.decimal_mark or (DecimalMark(mark) if mark else None),
            date_order=choices.date_order or (DateOrder(order) if order else None),
        )
    except ValueError as problem:
        raise Invalid("mapping", str(problem)) from problem


def _table(found: Survey, choices: Choices, mapped: Layout | None) -> tuple[Layout, Table, str]:
    """The layout whose columns the file has, and the separator that shows them."""
    wanted = [mapped] if mapped else list(LAYOUTS.values())
    if choices.format:
        if choices.format not in LAYOUTS:
            raise Invalid("format", f"one of {', '.join(LAYOUTS)}, not {choices.format[:40]!r}")
        wanted = [LAYOUTS[choices.format]]
    candidates = list(_candidates(found, choices))
    fitting = [
        (layout, table, name) for name, table in candidates for layout in wanted if not layout.missing(table.header)
    ]
    if fitting:
        return max(fitting, key=lambda one: len(one[0].columns))
    _, likely = max(candidates, key=lambda one: len(one[1].header))
    if not all(name.removeprefix("\ufeff").isprintable() for name in likely.header):
        raise Invalid("file", "it is no table: its first line has characters that no text has")
    if len(wanted) == 1:
        raise Invalid("file", f"it has no column {wanted[0].missing(likely.header)[0]!r}; it has {_shown(likely)}")
    raise Invalid("file", f"its columns are of no known format: {_shown(likely)}; a mapping says what they mean")


def _candidates(found: Survey, choices: Choices) -> Iterator[tuple[str, Table]]:
    if parquet.is_parquet(found.path):
        yield "", parquet.columns(found.path)
        return
    if tables.is_json(found):
        yield "", tables.items(found)
        return
    separator = choices.separator
    if separator is not None and separator not in SEPARATORS:
        raise Invalid("separator", f"one of {', '.join(SEPARATORS)}, not {separator[:40]!r}")
    for name in [separator] if separator else SEPARATORS:
        yield name, tables.separated(found, SEPARATORS[name])


def _shown(table: Table) -> str:
    return ", ".join(repr(name[:40]) for name in table.header[:12]) or "none"


def _cells(table: Table, layout: Layout, names: tuple[str, ...]) -> Iterator[str]:
    places = [at for name, at in layout.places(table.header).items() if name in names]
    for found in table.rows():
        if not isinstance(found, RowNote):
            for at in places:
                text = joined([found[1][place] for place in at])
                if not blank(text):
                    yield text


def _numbers(table: Table, layout: Layout, choices: Choices) -> tuple[DecimalMark, Decision]:
    if choices.decimal_mark:
        return choices.decimal_mark, Decision("decimal mark", choices.decimal_mark, "given")
    mark, why = decimal_mark(islice(_cells(table, layout, NUMBERS), NUMBERS_LOOKED_AT))
    return mark, Decision("decimal mark", mark, why)


def _dates(table: Table, layout: Layout, choices: Choices) -> tuple[Dates, Decision]:
    if choices.date_order:
        dates, why = Dates(choices.date_order, bool(choices.swapped_days)), "given"
    else:
        found, why = _evidence(table, layout).decide(layout.usual)
        if found is None:
            raise Invalid("date_order", f"{why}: say whether it is {DateOrder.DMY} or {DateOrder.MDY}")
        swapped = found.swapped if choices.swapped_days is None else choices.swapped_days
        dates = replace(found, swapped=swapped)
    value = f"{dates.order}, day and month swapped where the day is 12 or less" if dates.swapped else dates.order
    return dates, Decision("date order", value, why)


def _evidence(table: Table, layout: Layout) -> Evidence:
    """Of the first rows, and of more where those do not tell."""
    evidence = Evidence()
    for count, text in enumerate(_cells(table, layout, TIMES[:1] if layout.kind is Kind.HOURLY else ("begin",))):
        if count >= TIMES_LOOKED_AT and evidence.found:
            break
        evidence.add(text)
    return evidence


def _zone(layout: Layout, choices: Choices) -> tuple[str, Decision]:
    """For times that have no offset of their own."""
    if choices.zone:
        return choices.zone, Decision("time zone", choices.zone, "given")
    if layout.zone:
        why = "the mapping says so" if layout.name == "mapping" else "that of the publisher"
        return layout.zone, Decision("time zone", layout.zone, why)
    return "UTC", Decision("time zone", "UTC", "assumed where a time has no offset")


def _digest(found: Survey, told: list[Decision], manner: Manner) -> str:
    layout = replace(manner.layout, amend=None)
    said = "\n".join([found.digest, *(decision.value for decision in told), manner.site, repr(layout)])
    return hashlib.sha256(said.encode()).hexdigest()
