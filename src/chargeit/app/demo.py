"""`chargeit demo`: the platform with a small simulated fleet beside it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from chargeit.app import administration, fleets, telemetry
from chargeit.app.console import announced, run_loop
from chargeit.app.serve import Ready, serve
from chargeit.app.settings import load
from chargeit.fleet.plan import FleetPlan

# A new platform is shown with a day behind it, told in a minute.
PAST = ["--history", "24h", "--speed", "1440"]
GOODBYE_S = 10


def demo(stations: int, *, config: Path | None = None, **given: Any) -> None:
    """Strangers are admitted, so that a charger can be pointed at it; it listens on this machine only."""
    chosen = {name: value for name, value in given.items() if value is not None}
    settings = load(config, **{"admit_strangers": True, "log_level": "warning", **chosen})
    telemetry.start_logging(settings.log_level)
    plan = FleetPlan(stations=stations)
    with administration.opened(settings) as platform:
        past = PAST if platform.is_new() else []
        password = fleets.let_in(platform, plan)
    options = ["--stations", str(stations), "--state", str(settings.home / "fleet.sqlite3"), *past]

    def ready(where: Ready) -> None:
        announced(where)
        beside.enter_context(child(["--url", where.stations_url.rstrip("/"), *options], password))
        click.echo(f"  fleet      {stations} simulated stations, marked as such everywhere")

    with ExitStack() as beside:
        run_loop(serve(settings, ready))


@contextmanager
def child(options: list[str], password: str) -> Iterator[None]:
    """`chargeit fleet` in a process of its own, ended with the block."""
    command = [sys.executable, "-m", "chargeit", "fleet", "--quiet", *options]
    # A group of its own: Ctrl-C reaches the platform alone, which ends the fleet.
    process = subprocess.Popen(  # noqa: S603 our own words
        command, env={**os.environ, fleets.PASSWORD: password}, start_new_session=True, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(GOODBYE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
