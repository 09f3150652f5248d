"""`chargeit twin`: simulated batteries that tell a running platform how they are, and what recorded cells show."""

import asyncio
import importlib.util
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import click

from chargeit.app.delivery import Delivery
from chargeit.app.fleets import duration
from chargeit.app.models.registry import mirror_of, model_files
from chargeit.app.settings import load
from chargeit.app.training import opened, require_extra, told
from chargeit.domain.clock import now
from chargeit.domain.errors import Invalid, Misconfigured
from chargeit.domain.forecasts import ModelCard
from chargeit.learning import backtests, catalogue, versions
from chargeit.learning.versions import TrainedModel

KEY = "CHARGEIT_API_KEY"
SETS = {"life": ("severson", "cell_ageing"), "charging": ("nasa_pcoe", "sap_labs_france")}
REPORT_EVERY_S = 10.0
AHEAD = 50_000  # lines that are collected before they are sent, while in the past


@dataclass(frozen=True, slots=True)
class TwinPlan:
    """What is simulated, from when, how fast, and to whom it is told; every `every_s` (even seconds) a line."""

    batteries: int
    speed: float
    seed: int
    history: timedelta
    to: str
    every_s: int = 2
    until_now: bool = False

    def __post_init__(self) -> None:
        if self.speed <= 0:
            raise Invalid("speed", "more than 0")
        if self.every_s < 2 or self.every_s % 2:
            raise Invalid("every", "2 seconds, or an even number of them")


def simulate(*, history: str, every: str, quiet: bool, **given: object) -> None:
    """Until Ctrl-C, or until the present is reached where that was asked."""
    key = os.environ.get(KEY, "")
    if not key:
        raise Misconfigured(KEY, "the environment gives no API key with the right to write telemetry")
    plan = TwinPlan(history=duration(history), every_s=int(duration(every).total_seconds()), **given)  # type: ignore[arg-type]
    delivery = Delivery(plan.to, key)
    try:
        told = run(plan, delivery, say=None if quiet else lambda text: click.echo(text, err=True))
    except KeyboardInterrupt:
        return
    finally:
        delivery.close()
    click.echo(told)


def run(
    plan: TwinPlan,
    delivery: Delivery,
    *,
    present: Callable[[], datetime] = now,
    say: Callable[[str], None] | None = None,
) -> str:
    """Tell the past as fast as `speed` (or the platform) allows, then go on as time does. Its last report."""
    if importlib.util.find_spec("numpy") is None:
        raise Misconfigured("learn", "the learning libraries are not installed: pip install chargeit[learn]")
    from chargeit.twin.simulator import Simulation, SimulationPlan, lines

    started, began_s = present(), time.monotonic()
    begins = (started - plan.history).replace(microsecond=0)
    simulation = Simulation(SimulationPlan(plan.batteries, begins, plan.seed))
    delivery.introduce(simulation.batteries())
    ids, waiting, told, report_s = simulation.ids, [], 0, began_s
    ending = started if plan.until_now else datetime.max.replace(tzinfo=started.tzinfo)
    while simulation.now + timedelta(seconds=plan.every_s) <= ending:
        waiting += lines(ids, simulation.step(float(plan.every_s)))
        due = min(begins + timedelta(seconds=(time.monotonic() - began_s) * plan.speed), present())
        ahead_s = (simulation.now - due).total_seconds()
        if ahead_s > 0 or len(waiting) >= AHEAD:
            delivery.tell(waiting)
            told, waiting = told + len(waiting), []
        if ahead_s > 0:
            time.sleep(min(ahead_s / plan.speed if simulation.now < present() else ahead_s, plan.every_s))
        if say is not None and time.monotonic() - report_s >= REPORT_EVERY_S:
            report_s = time.monotonic()
            say(report(plan, told, simulation.now))
    delivery.tell(waiting)
    return report(plan, told + len(waiting), simulation.now)


def report(plan: TwinPlan, told: int, at: datetime) -> str:
    return f"{plan.batteries} batteries, {told} lines told, at {at.isoformat(timespec='seconds')}"


def measure(folder: Path, of: str, write: Path | None) -> None:
    """`of` is one of SETS. Raises Invalid where a data set is missing."""
    require_extra()
    for name in SETS[of]:
        if not (folder / name).is_dir():
            raise Invalid("folder", f"has no data set {name}")
    from chargeit.twin.backtests import ageing, charged, early_life

    parts = (charged,) if of == "charging" else (early_life, ageing)
    rows = [row for part in parts for row in backtests.apart(part.run, folder)]
    text = f"{backtests.measured_on(now().date())}\n\n{backtests.markdown(rows)}"
    click.echo(text)
    if write is not None:
        write.write_text(backtests.inserted(write.read_text(encoding="utf-8"), text), encoding="utf-8")


def train(folder: Path, **given: Any) -> None:
    """Keeps the version, and lets it serve where it is better. Raises Invalid where too little can be learned."""
    require_extra()
    settings = load(**given)
    from chargeit.twin.models import learning

    begun = now()
    trained = learning.train(folder, begun)
    card = ModelCard(
        catalogue.BATTERY_LIFE,
        0,
        begun,
        trained.data_from,
        trained.data_to,
        trained.rows,
        scores=trained.scores,
        notes=trained.notes,
    )
    with opened(settings) as store:
        mirror = mirror_of(settings, store)
        kept = TrainedModel(card, model_files(settings).keep(trained.payload))
        stored = store.write(partial(versions.record, kept))
        asyncio.run(mirror.turn())
    click.echo("\t".join(told(stored)))
