"""One import that runs in a child: what it tells, line by line, becomes what callers see."""

import asyncio
import json
import logging
import os
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from chargeit.domain.clock import Clock, in_utc
from chargeit.domain.loads import Added, Outcome, RowNote
from chargeit.ports.imports import Decided, Import, ImportState

log = logging.getLogger(__name__)

LOG_BYTES = 2000
ERROR_CHARACTERS = 500
AGAIN = "send the file again, it goes on where it was"
AWAY = f"the store was away or busy: {AGAIN}"
BROKE = f"the import ended unexpectedly, the platform's log says how: {AGAIN}"
CALLERS = frozenset({"Invalid", "Misconfigured"})
"""Errors whose text is for the caller; that of others may tell of the inside."""


async def started(command: list[str], environment: Mapping[str, str], said: Path) -> Process:
    """Its standard error goes to the file `said`."""
    with said.open("wb") as stream:
        return await asyncio.create_subprocess_exec(
            *command,
            env=os.environ | dict(environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=stream,
        )


class Run:
    """`seen` is over once its state says so: then the next import may begin."""

    def __init__(self, seen: Import, process: Process, clock: Clock) -> None:
        self._told = seen
        self._process, self._clock = process, clock
        self._settled = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopped = False

    @property
    def seen(self) -> Import:
        told = self._told
        if told.ended_at or told.state.runs:
            return told
        return replace(told, state=ImportState.STORING, error="", wrong="")

    def follow(self, said: Path, release: Callable[[], Awaitable[None]]) -> None:
        self._task = asyncio.create_task(self._follow(said, release), name=f"import {self._told.id}")

    async def settled(self, within_s: float) -> None:
        """Returns once the file is understood or refused, or after that time."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._settled.wait(), within_s)

    async def stop(self) -> None:
        self._stopped = self._stopped or self.seen.state.runs
        self._kill()
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _follow(self, said: Path, release: Callable[[], Awaitable[None]]) -> None:
        try:
            assert self._process.stdout is not None
            async for line in self._process.stdout:
                self._told = heard(self._told, json.loads(line))
                if self._told.state is ImportState.STORING:
                    self._settled.set()
            await self._process.wait()
        except ValueError:
            log.exception("import %s told what is no line", self._told.id)
        finally:
            self._kill()
            await self._process.wait()
            last = await asyncio.to_thread(tail, said)
            await release()
            self._end(last)
            self._settled.set()

    def _end(self, last: str) -> None:
        told = self._told
        state, error = told.state, told.error
        if state.runs:
            state = ImportState.STOPPED if self._stopped else ImportState.FAILED
            error = "" if self._stopped else BROKE
        if error in (BROKE, AWAY):
            code = self._process.returncode
            log.error("import %s of %r ended with code %s: %s", told.id, told.name, code, last)
        self._told = replace(told, state=state, error=error, ended_at=self._clock())

    def _kill(self) -> None:
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()


def tail(said: Path) -> str:
    with suppress(OSError), said.open("rb") as stream:
        stream.seek(max(0, said.stat().st_size - LOG_BYTES))
        return stream.read().decode(errors="replace").strip()
    return ""


def heard(seen: Import, told: Mapping[str, Any]) -> Import:
    """What is known once the child told this too; `chargeit.app.imports.telling` writes it."""
    match told["told"]:
        case "understood":
            decisions = tuple(Decided(**one) for one in told["decisions"])
            return replace(seen, state=ImportState.STORING, decisions=decisions, lines=told["lines"])
        case "before":
            at = in_utc(datetime.fromisoformat(told["at"])) if told["finished"] else None
            return replace(seen, loads=told["loads"], imported_before_at=at)
        case "row":
            note = RowNote(told["row"], told["reason"], Outcome(told["outcome"]))
            return replace(seen, notes=(*seen.notes, note))
        case "progress":
            return counted(seen, told)
        case "done":
            return replace(counted(seen, told), state=ImportState.FINISHED)
        case _:
            return failed(seen, told)


def counted(seen: Import, told: Mapping[str, Any]) -> Import:
    odd = {outcome: int(told["odd"].get(outcome.value, 0)) for outcome in Outcome}
    return replace(seen, rows=told["rows"], loads=told["loads"], added=Added(**told["added"]), odd=odd)


def failed(seen: Import, told: Mapping[str, Any]) -> Import:
    if told["error"] in CALLERS:
        error, wrong = str(told["reason"])[:ERROR_CHARACTERS], str(told["field"])
        return replace(seen, state=ImportState.FAILED, error=error, wrong=wrong)
    return replace(seen, state=ImportState.FAILED, error=AWAY if told["error"] == "Unreachable" else BROKE)
