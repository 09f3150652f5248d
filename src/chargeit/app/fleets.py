"""`chargeit fleet`: simulated stations, and what lets them in at this platform."""

import asyncio
import os
import re
import signal
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import click

from chargeit.app import administration
from chargeit.app.administration import Platform
from chargeit.app.console import run_loop
from chargeit.central import passwords, provisioning, tokens
from chargeit.central.provisioning import ChangeAsked, ProvisionAsked
from chargeit.domain.clock import now
from chargeit.domain.errors import Conflict, Invalid
from chargeit.domain.stations import Credentials, StationId
from chargeit.domain.tokens import Token
from chargeit.fleet import days, simulation
from chargeit.fleet import replay as replaying
from chargeit.fleet.plan import FleetPlan, Report
from chargeit.fleet.recording import Recording
from chargeit.fleet.replay import ReplayPlan, ReplayReport
from chargeit.ports.work import Work
from chargeit.twin.charged import keeping

PASSWORD = "CHARGEIT_FLEET_PASSWORD"  # noqa: S105 the name of a variable
AT_ONCE = 100
BATTERIES_SAID = 400  # tokens of a large fleet, of which it is said what their batteries held
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def run(*, history: str, quiet: bool, **given: Any) -> None:
    """Until a signal, or until the present is reached where that was asked."""
    progress = None if quiet else shown
    password = os.environ.get(PASSWORD)
    plan = FleetPlan(history=duration(history), progress=progress, password=password, **given)
    run_loop(until_signal(plan))


async def until_signal(plan: FleetPlan) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    shown(await simulation.run(plan, stop=stop))


def shown(report: Report | ReplayReport) -> None:
    click.echo(report.line(), err=True)


def replay(plan: ReplayPlan, *, let_in: bool, **given: Any) -> None:
    """Lists every row that was not replayed, with its number and reason."""
    recording = plan.recording()
    password = os.environ.get(PASSWORD)
    if let_in:
        with administration.opened(administration.chosen(**given)) as platform:
            password = let_recorded_in(platform, recording)
    told = replace(plan, password=password, progress=shown)
    run_loop(reported(told, recording))


async def reported(plan: ReplayPlan, recording: Recording) -> None:
    report = await replaying.replay(plan, recording)
    for left in report.left:
        click.echo(f"row {left.row}: {left.reason}")


def duration(text: str) -> timedelta:
    """`90s`, `45m`, `36h`, `7d`. Raises Invalid."""
    found = re.fullmatch(r"(\d{1,6})([smhd])", text.strip())
    if found is None:
        raise Invalid("history", "a number and a unit: 90s, 45m, 36h or 7d")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def provision(plan: FleetPlan, **given: Any) -> str:
    """The password that opens all stations of the fleet."""
    with administration.opened(administration.chosen(**given)) as platform:
        return let_in(platform, plan)


def let_in(platform: Platform, plan: FleetPlan) -> str:
    """The stations of a fleet, marked as simulated, with one new password, and its drivers' tokens.

    Raises Conflict where an identity belongs to a station that is not simulated.
    """
    password = passwords.generated()
    hashes = passwords.hashes(platform.secret, password)
    stations = [StationId(identity) for identity in plan.identities()]
    for start in range(0, len(stations), AT_ONCE):
        platform.store.write(partial(simulated, stations[start : start + AT_ONCE], hashes, now()))
    names = days.tokens(plan.seed, plan.tokens)
    for start in range(0, len(names), AT_ONCE):
        platform.store.write(partial(known_tokens, names[start : start + AT_ONCE], "simulated driver", now()))
    for start in range(0, min(len(names), BATTERIES_SAID), AT_ONCE):
        platform.store.write(partial(known_batteries, names[start : start + AT_ONCE : 2], now()))
    return password


def let_recorded_in(platform: Platform, recording: Recording) -> str:
    """Recorded stations are no simulated ones: what they tell happened. A site that a station has it keeps."""
    password = passwords.generated()
    hashes = passwords.hashes(platform.secret, password)
    stations = list(recording.sites.items())
    for start in range(0, len(stations), AT_ONCE):
        platform.store.write(partial(recorded, stations[start : start + AT_ONCE], hashes, now()))
    names = list(recording.tokens)
    for start in range(0, len(names), AT_ONCE):
        platform.store.write(partial(known_tokens, names[start : start + AT_ONCE], "recorded driver", now()))
    return password


def recorded(stations: list[tuple[str, str]], hashes: tuple[bytes, ...], at: datetime, work: Work) -> None:
    for identity, site in stations:
        station = StationId(identity)
        known = work.stations.find(station)
        if known is None:
            provisioning.provision(ProvisionAsked(station, at, site=site, password_hashes=hashes), work)
            continue
        provisioning.set_password(Credentials(station, hashes), at, work)
        if site and not known.site:
            provisioning.change(ChangeAsked(station, at, site=site), work)


def simulated(stations: list[StationId], hashes: tuple[bytes, ...], at: datetime, work: Work) -> None:
    for station in stations:
        known = work.stations.find(station)
        if known is None:
            provisioning.provision(ProvisionAsked(station, at, simulated=True, password_hashes=hashes), work)
        elif not known.simulated:
            raise Conflict(f"station {station} is a real one: choose another --prefix")
        else:
            provisioning.set_password(Credentials(station, hashes), at, work)
            provisioning.change(ChangeAsked(station, at, security_profile=1), work)


def known_batteries(tokens_: list[str], at: datetime, work: Work) -> None:
    """Of every other driver it is said what the battery held when new; the others' are seen against themselves."""
    for token in tokens_:
        if work.charged.take(token).nominal_wh is None:
            keeping.set_nominal(token, float(days.model_of(token)[0]), at, work)


def known_tokens(values: list[str], label: str, at: datetime, work: Work) -> None:
    for value in values:
        if work.tokens.find(value) is None:
            tokens.put(Token(value, at, label=label, concurrent=True), at, work)
