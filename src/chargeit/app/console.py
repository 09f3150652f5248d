"""What a person sees of a process that serves."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import click

from chargeit.app import telemetry
from chargeit.app.serve import ADMIN, Ready
from chargeit.app.serve import serve as run
from chargeit.app.settings import load


def serve(*, config: Path | None = None, **given: Any) -> None:
    settings = load(config, **given)
    telemetry.start_logging(settings.log_level)
    run_loop(run(settings, announced))


def announced(where: Ready) -> None:
    lines = ["chargeit is ready; Ctrl-C ends it", f"  stations   {where.stations_url}{{station}}"]
    lines.append(f"  screens    {where.screens_url}")
    if where.admin_password is not None:
        lines.append(f"  log in as  {ADMIN}, password: {where.admin_password} (shown this once)")
    click.echo("\n".join(lines))


def run_loop(main: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(main)


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop
