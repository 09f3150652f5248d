"""Imports of loads that are sent as a file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from annotated_types import MaxLen
from pydantic import AfterValidator, Field

from chargeit.api.schemas.fields import Asked, Text
from chargeit.domain.loads import Outcome
from chargeit.loads.ingest.numbers import DecimalMark
from chargeit.loads.layout import DateOrder
from chargeit.ports import imports
from chargeit.ports.imports import ImportState


def readable(text: str) -> str:
    """A text of several lines."""
    if any((ord(c) < 32 and c not in "\t\r\n") or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise ValueError("must not hold control characters")
    return text


Option = Annotated[Text, MaxLen(100)]
Toml = Annotated[str, MaxLen(16_000), AfterValidator(readable)]


class ImportAsked(Asked):
    """How the file is written; what is not given is found out and told."""

    name: Text = Field(default="file", description="Name of the file.")
    format: Option | None = Field(default=None, description="Format by its name; else its columns tell.")
    mapping: Toml = Field(default="", description="TOML that says what columns mean, as in a mapping file.")
    encoding: Option | None = Field(default=None, description="utf-8, latin-1, cp1252 and so on.")
    separator: Literal["semicolon", "comma", "tab", "bar"] | None = None
    decimal_mark: DecimalMark | None = None
    date_order: DateOrder | None = None
    swapped_days: bool | None = Field(
        default=None, description="Day and month are swapped where the day is 12 or less, or are not."
    )
    zone: Option | None = Field(default=None, description="Time zone of times without an offset: Europe/Oslo.")
    source: Option | None = Field(
        default=None, description="Where the loads come from; transactions of one source are one series."
    )
    site: Option | None = Field(default=None, description="Site of all rows.")
    again: bool = Field(default=False, description="Read a file once more that was imported before.")

    def asked(self) -> imports.ImportAsked:
        given = self.model_dump(exclude={"name", "mapping", "again"}, exclude_none=True)
        yes_no = {True: "yes", False: "no"}
        options = {name: yes_no.get(value, str(value)) for name, value in given.items() if value != ""}
        return imports.ImportAsked(self.name or "file", options, self.mapping, self.again)


@dataclass(frozen=True, slots=True)
class Decided:
    """How one property of the file is understood, and why."""

    what: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class OddRow:
    """A row that was refused, repaired, or kept although odd. Rows count from 1, the header is row 1."""

    row: int
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class Import:
    """`rows` of the file's `lines` (null where not known) are dealt with, `loads` hourly loads are stored.

    `new`, `changed` and `same` count what storing them changed; `refused`, `repaired` and `kept` count all odd rows,
    and `odd_rows` lists the first 500 of each. `imported_before_at`: the same file was, and nothing changes.
    """

    id: str
    name: str
    state: ImportState
    begun_at: datetime
    ended_at: datetime | None
    size_bytes: int
    decisions: list[Decided]
    lines: int | None
    rows: int
    loads: int
    new: int
    changed: int
    same: int
    refused: int
    repaired: int
    kept: int
    odd_rows: list[OddRow]
    imported_before_at: datetime | None
    error: str | None

    @staticmethod
    def of(found: imports.Import) -> "Import":
        return Import(
            id=found.id,
            name=found.name,
            state=found.state,
            begun_at=found.begun_at,
            ended_at=found.ended_at,
            size_bytes=found.size_bytes,
            decisions=[Decided(one.what, one.value, one.why) for one in found.decisions],
            lines=found.lines or None,
            rows=found.rows,
            loads=found.loads,
            new=found.added.new,
            changed=found.added.changed,
            same=found.added.same,
            refused=found.odd.get(Outcome.REFUSED, 0),
            repaired=found.odd.get(Outcome.REPAIRED, 0),
            kept=found.odd.get(Outcome.KEPT, 0),
            odd_rows=[OddRow(note.row, note.outcome, note.reason) for note in found.notes],
            imported_before_at=found.imported_before_at,
            error=": ".join(filter(None, (found.wrong, found.error))) or None,
        )


@dataclass(frozen=True, slots=True)
class Imports:
    """The last ones since the platform started, newest first, without their odd rows; and the longest file."""

    rows: list[Import]
    max_upload_bytes: int
