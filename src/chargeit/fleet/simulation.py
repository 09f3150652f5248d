"""Runs a fleet: one task, one clock, every station in turn."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chargeit.domain import clock
from chargeit.edge.queue import Store
from chargeit.edge.uplink import Backoff, Line
from chargeit.fleet.days import outlets, tokens
from chargeit.fleet.plan import FleetPlan, Report
from chargeit.fleet.station import FleetStation, World
from chargeit.wire.client import Options
from chargeit.wire.limits import Limits

logger = logging.getLogger(__name__)

TURN_S = 0.05
SECOND_S = 1.0
SAVE_S = 5.0
GOODBYE_S = 5.0


class FleetClock:
    """Starts `history` ago, runs `speed` times as fast as time, and never passes the present."""

    def __init__(self, plan: FleetPlan, present: clock.Clock) -> None:
        self._present = present
        self._speed = plan.speed
        self.begins_at = present() - plan.history
        self._started_s = time.monotonic()

    def now(self) -> datetime:
        passed_s = (time.monotonic() - self._started_s) * self._speed
        return min(self.begins_at + timedelta(seconds=passed_s), self._present())

    @property
    def arrived(self) -> bool:
        return self.now() >= self._present()


class Fleet:
    """The stations of a plan. `step` lets each live up to the present; `run` calls it until it is over."""

    def __init__(self, plan: FleetPlan, present: clock.Clock) -> None:
        self.plan = plan
        self.clock = FleetClock(plan, present)
        self.report = Report(stations=plan.stations)
        self.store = Store(plan.state or ":memory:")
        world = World(
            self.clock.begins_at, self.clock.now, present, time.monotonic, self.report, plan.sample_interval_s
        )
        zone, drivers = ZoneInfo(plan.zone), tokens(plan.seed, plan.tokens)
        password = plan.password.encode() if plan.password is not None else None
        options = Options(password=password, limits=Limits(deflate=False))
        self.stations: list[FleetStation] = []
        for index in range(plan.stations):
            line = Line(plan.url, plan.identity(index), options, Backoff(1.0, 5.0, 4))
            queue = self.store.queue(line.identity)
            self.stations.append(FleetStation(line, outlets(plan.seed, index, drivers, zone), queue, world))
        self._dials: set[asyncio.Task[None]] = set()
        self._problem: BaseException | None = None

    def step(self) -> None:
        """Everybody whose time has come. Raises what a dial ran into that no later dial will mend."""
        if self._problem is not None:
            raise self._problem
        present, at = self.clock.now(), time.monotonic()
        for station in self.stations:
            if station.next_at <= present:
                station.go()
            dial_at = station.uplink.dial_at
            if dial_at is not None and dial_at <= at and len(self._dials) < self.plan.connects_at_once:
                self._dial(station)

    def look(self) -> None:
        """Once a second: deadlines and retries."""
        for station in self.stations:
            station.uplink.tick()

    def save(self) -> None:
        """Put the whole fleet and its queues on disk as they are now."""
        if self.plan.state is None:
            return
        for station in self.stations:
            if station.changed:
                station.uplink.queue.keep(station.snapshot())
        self.store.commit()

    def measure(self) -> Report:
        """The report, up to date."""
        report, present = self.report, self.clock.now()
        report.connected = sum(s.uplink.online for s in self.stations)
        report.accepted = sum(s.state.accepted for s in self.stations)
        report.charging = sum(c.transaction is not None for s in self.stations for c in s.state.connectors)
        report.waiting = sum(len(s.uplink.queue) for s in self.stations)
        report.problem = next((str(s.uplink.problem) for s in self.stations if s.uplink.problem), "")
        report.lag_s = max(0.0, (present - min(s.next_at for s in self.stations)).total_seconds())
        return report

    @property
    def done(self) -> bool:
        """The past is told to the last word."""
        present = self.clock.now()
        return self.clock.arrived and all(
            not s.held and s.next_at > present and not s.uplink.queue for s in self.stations
        )

    async def leave(self) -> None:
        """Keep everything, then hang up."""
        for task in self._dials:
            task.cancel()
        self.save()
        for station in self.stations:
            station.uplink.hang_up()
        for _ in range(int(GOODBYE_S / TURN_S)):
            if not any(station.uplink.online for station in self.stations):
                break
            await asyncio.sleep(TURN_S)

    def _dial(self, station: FleetStation) -> None:
        async def dialled() -> None:
            await station.uplink.dial()
            if station.uplink.online:
                self.report.connects += 1

        task = asyncio.create_task(dialled())
        self._dials.add(task)
        task.add_done_callback(self._dialled)

    def _dialled(self, task: asyncio.Task[None]) -> None:
        self._dials.discard(task)
        if not task.cancelled():
            self._problem = self._problem or task.exception()


async def run(plan: FleetPlan, *, stop: asyncio.Event | None = None, present: clock.Clock = clock.now) -> Report:
    """Run a fleet until `stop` is set, or until it has told its past where the plan says `until_now`.

    Raises Invalid for a URL that is none, Misconfigured for a state file of another fleet.
    """
    fleet = Fleet(plan, present)
    every = _Rounds(
        (SECOND_S, fleet.look),
        (SAVE_S, fleet.save),
        (plan.report_every_s, lambda: plan.progress(fleet.measure()) if plan.progress else None),
    )
    stop = stop or asyncio.Event()
    try:
        while not stop.is_set() and not (plan.until_now and fleet.done):
            fleet.step()
            every.turn()
            await asyncio.sleep(TURN_S)
    finally:
        await fleet.leave()
        fleet.store.close()
    return fleet.measure()


class _Rounds:
    """Calls each action when its seconds have passed."""

    def __init__(self, *actions: tuple[float, Callable[[], None]]) -> None:
        self._actions = actions
        self._due = [time.monotonic() + seconds for seconds, _ in actions]

    def turn(self) -> None:
        at = time.monotonic()
        for place, (seconds, action) in enumerate(self._actions):
            if at >= self._due[place]:
                self._due[place] = at + seconds
                action()
