"""`chargeit demo`: the platform with a small simulated fleet beside it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from chargeit.app import administration, fleets, telemetry, twins
from chargeit.app.console import announced, run_loop
from chargeit.app.serve import Ready, serve
from chargeit.app.settings import load
from chargeit.fleet.plan import FleetPlan

# A new platform is shown with a day behind it, told in a minute.
PAST = ["--history", "24h", "--speed", "1440"]
BATTERIES = 10
BATTERY_OPTIONS = ["--batteries", str(BATTERIES), "--every", "10s", "--speed", "3600"]
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
        key = administration.renew_key(platform, "the demo's batteries")
    options = ["fleet", "--stations", str(stations), "--state", str(settings.home / "fleet.sqlite3"), *past]
    batteries = ["twin", "simulate", *BATTERY_OPTIONS, "--history", "2h" if past else "0h"]

    def ready(where: Ready) -> None:
        announced(where)
        beside.enter_context(child([*options, "--url", where.stations_url.rstrip("/")], {fleets.PASSWORD: password}))
        beside.enter_context(child([*batteries, "--to", where.screens_url.removesuffix("/admin/")], {twins.KEY: key}))
        click.echo(f"  fleet      {stations} simulated stations and {BATTERIES} batteries, marked as such everywhere")

    with ExitStack() as beside:
        run_loop(serve(settings, ready))


@contextmanager
def child(words: list[str], secret: dict[str, str]) -> Iterator[None]:
    """A command of ours in a process of its own, ended with the block; the secret is in its environment."""
    command = [sys.executable, "-m", "chargeit", *words, "--quiet"]
    # A group of its own: Ctrl-C reaches the platform alone, which ends the fleet.
    process = subprocess.Popen(  # noqa: S603 our own words
        command, env={**os.environ, **secret}, start_new_session=True, stderr=subprocess.DEVNULL
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
