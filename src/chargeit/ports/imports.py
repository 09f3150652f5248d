"""Imports of loads that were sent to the platform: one at a time, followed while they run."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from chargeit.domain.loads import Added, Outcome, RowNote


class ImportState(StrEnum):
    """Looked through, stored, and how it ended."""

    READING = "reading"
    STORING = "storing"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def runs(self) -> bool:
        return self in (ImportState.READING, ImportState.STORING)


@dataclass(frozen=True, slots=True)
class ImportAsked:
    """`options` are those of `chargeit import loads`, by name; what is not among them is found out.

    `mapping` is the text of a mapping file; `again` reads a file once more that was imported before.
    """

    name: str
    options: Mapping[str, str] = field(default_factory=dict)
    mapping: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """How one property of the file is understood, and why."""

    what: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Import:
    """One import. `lines` is how many the file has, 0 where not known; `rows` of them are dealt with.

    `loads` counts hourly loads that are stored, `odd` rows by what became of them; `notes` lists the first of each.
    `imported_before_at`: the same file was, and nothing changes. `error` says why it failed, `wrong` names the input.
    """

    id: str
    name: str
    begun_at: datetime
    size_bytes: int
    state: ImportState = ImportState.READING
    ended_at: datetime | None = None
    decisions: tuple[Decided, ...] = ()
    lines: int = 0
    rows: int = 0
    loads: int = 0
    added: Added = field(default_factory=Added)
    odd: Mapping[Outcome, int] = field(default_factory=dict)
    notes: tuple[RowNote, ...] = ()
    imported_before_at: datetime | None = None
    error: str = ""
    wrong: str = ""


class Upload(Protocol):
    """A file on its way."""

    @property
    def size_bytes(self) -> int: ...
    async def write(self, part: bytes) -> None:
        """Appends. Raises Conflict where the disk would become too full for the platform's own data."""

    async def begin(self, asked: ImportAsked) -> Import:
        """Imports what has come; returns once it is understood, or still reading after some seconds.

        Raises Invalid where it is no file that can be read.
        """


class Imports(Protocol):
    def receiving(self) -> AbstractAsyncContextManager[Upload]:
        """At its end the file is gone, unless an import began with it. Raises Conflict while another one runs."""

    def one(self, name: str) -> Import:
        """By its id. Raises NotFound, also for one that is long over or of an earlier start of the platform."""

    def recent(self) -> list[Import]:
        """Newest first, without the rows that are odd."""

    async def stop(self, name: str) -> Import:
        """What is stored stays; the same file goes on from there. One that is over stays as it is. Raises NotFound."""
