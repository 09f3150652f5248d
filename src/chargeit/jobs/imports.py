"""Imports of loads that were sent: one at a time, each in a process of its own."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from chargeit.domain.clock import Clock
from chargeit.domain.errors import Conflict, Invalid, NotFound, Unreachable
from chargeit.jobs.import_run import Run, started
from chargeit.jobs.uploads import UploadFolder, sweep
from chargeit.ports.imports import Import, ImportAsked, ImportState

KEPT = 20


@dataclass(frozen=True, slots=True)
class Child:
    """How the importing process is started: its command for file, mapping and choices, its environment besides ours.

    `reserve_bytes` of the disk stay free. A caller waits `settle_s` at most until the file is understood.
    """

    command: Callable[[Path, Path | None, ImportAsked], list[str]]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    reserve_bytes: int = 256 << 20
    settle_s: float = 20


class Imports:
    """`chargeit.ports.imports.Imports` in this process; files are in `home` while they are needed."""

    def __init__(self, home: Path, child: Child, clock: Clock) -> None:
        self._home, self._child, self._clock = home, child, clock
        self._runs: dict[str, Run] = {}
        self._taken_by: str | None = None

    async def clean(self) -> None:
        """What a process left that was killed."""
        await asyncio.to_thread(sweep, self._home)

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator["Incoming"]:
        if self._taken_by is not None:
            raise Conflict(f"{self._taken_by}: one import at a time, try again when it has ended")
        self._taken_by = "a file is on its way"
        try:
            folder = await asyncio.to_thread(UploadFolder, self._home, self._child.reserve_bytes)
        except BaseException:
            self._taken_by = None
            raise
        incoming = Incoming(self, folder)
        try:
            yield incoming
        finally:
            if not incoming.has_begun:
                await self._release(folder)

    def one(self, name: str) -> Import:
        return self._run(name).seen

    def recent(self) -> list[Import]:
        return [replace(run.seen, notes=()) for run in reversed(self._runs.values())]

    async def stop(self, name: str) -> Import:
        run = self._run(name)
        await run.stop()
        return run.seen

    async def close(self) -> None:
        for run in self._runs.values():
            await run.stop()

    async def start(self, incoming: "Incoming", asked: ImportAsked) -> Import:
        """The child runs when this returns; the folder goes with it. Raises Unreachable where it cannot start."""
        folder = incoming.folder
        mapping = folder.mapping if asked.mapping else None
        command = self._child.command(folder.file, mapping, asked)
        try:
            if mapping:
                await asyncio.to_thread(mapping.write_text, asked.mapping, "utf-8")
            process = await started(command, self._child.environment, folder.log)
        except OSError as problem:
            raise Unreachable(f"the import cannot be started: {problem}") from problem
        seen = Import(secrets.token_hex(8), asked.name, self._clock(), folder.size_bytes)
        run = self._runs[seen.id] = Run(seen, process, self._clock)
        while len(self._runs) > KEPT:
            del self._runs[next(iter(self._runs))]
        self._taken_by = f"{seen.name!r} is being imported"
        incoming.has_begun = True
        run.follow(folder.log, lambda: self._release(folder))
        await run.settled(self._child.settle_s)
        return run.seen

    async def _release(self, folder: UploadFolder) -> None:
        try:
            await folder.remove()
        finally:
            self._taken_by = None

    def _run(self, name: str) -> Run:
        if (run := self._runs.get(name)) is None:
            raise NotFound("import", name)
        return run


@dataclass(slots=True)
class Incoming:
    """`chargeit.ports.imports.Upload`."""

    imports: Imports
    folder: UploadFolder
    has_begun: bool = False

    @property
    def size_bytes(self) -> int:
        return self.folder.size_bytes

    async def write(self, part: bytes) -> None:
        await self.folder.write(part)

    async def begin(self, asked: ImportAsked) -> Import:
        seen = await self.imports.start(self, asked)
        if seen.state is ImportState.FAILED and seen.wrong:
            raise Invalid(seen.wrong, seen.error)
        return seen
