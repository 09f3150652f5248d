"""One simulated station: the edge's charge point, simulated connectors, and the drivers who come to them.

Its own time stands still while a message of it is unanswered, so what it says does not depend on the network's speed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from chargeit.domain.errors import Misconfigured
from chargeit.domain.stations import Hardware
from chargeit.edge.configuration import Configuration
from chargeit.edge.devices import Devices
from chargeit.edge.messages import Heartbeat, Message, Start, Stop
from chargeit.edge.queue import Queue
from chargeit.edge.runtime import ChargePoint
from chargeit.edge.signals import Answered, Effect, Input, PoweredUp, Send
from chargeit.edge.simulated import OutletState, SimulatedOutlet
from chargeit.edge.state import State, new
from chargeit.edge.uplink import Line, Uplink
from chargeit.fleet.days import Outlet, Site, Visit, visits
from chargeit.fleet.plan import Report

NEVER = datetime.max.replace(tzinfo=UTC)
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
TELLS_SOC = (Site.FAST, Site.PUBLIC)  # by ISO 15118 there, which few chargers of alternating current speak yet
GOOD_MEMORY = timedelta(hours=1)  # a fleet that was away for no longer goes on as if it had not been


class Script(Struct, frozen=True):
    """Where the drivers of one connector are: the visit under way or next, and how many of its acts are done."""

    visit: Visit
    done: int = 0

    @property
    def due_at(self) -> datetime:
        visit = self.visit
        second = visit.arrives_at + timedelta(seconds=visit.acts_s)
        return (visit.arrives_at, second, visit.leaves_at, visit.leaves_at + timedelta(seconds=visit.acts_s))[self.done]


class Snapshot(Struct, frozen=True):
    """All of a station, for the state file."""

    seed: int
    now: datetime
    state: State
    outlets: tuple[OutletState, ...]
    scripts: tuple[Script, ...]


_snapshots: msgspec.json.Decoder[Snapshot] = msgspec.json.Decoder(Snapshot)


@dataclass(frozen=True, slots=True)
class World:
    """What the stations of a fleet share: when it begins, its own time, the real time, seconds, its report."""

    begins_at: datetime
    now: Callable[[], datetime]
    present: Callable[[], datetime]
    monotonic: Callable[[], float]
    report: Report
    sample_interval_s: int


class FleetStation(ChargePoint):
    """Call `go` when `next_at` has come; it also goes on by itself when it was answered."""

    def __init__(self, line: Line, outlets: list[Outlet], queue: Queue, world: World) -> None:
        self.outlets = outlets
        self.world = world
        self.now = world.begins_at
        devices = [
            SimulatedOutlet(
                OutletState(self.now, first_register_wh(o, self.now)),
                o.offer_w,
                phases=o.phases,
                tells_soc=o.site in TELLS_SOC,
            )
            for o in outlets
        ]
        self.simulated = devices
        state = new(_hardware(line.identity, outlets), len(outlets), _configuration(world))
        super().__init__(state, tuple(Devices(d, d, d) for d in devices), lambda: self.now)
        self.uplink = Uplink(line, queue, self, world.monotonic)
        self.next_at = self.now
        self.changed = True  # since the last snapshot
        self._going = False
        self._begun: dict[str, int] = {}
        if (kept := queue.kept()) is not None:
            self._resume(kept)
        else:
            self._start_anew(PoweredUp(), self.now)

    @property
    def held(self) -> bool:
        """Its time stands: it was never accepted, has not tried to connect yet, or waits for an answer."""
        newborn = not self.state.commissioned or not self.uplink.tried
        return newborn or (self.uplink.online and not self.uplink.settled)

    def snapshot(self) -> bytes:
        outlets = tuple(device.now for device in self.simulated)
        self.changed = False
        taken = Snapshot(self.outlets[0].seed, self.now, self.state, outlets, tuple(self._scripts))
        return msgspec.json.encode(taken)

    def go(self) -> None:
        """Live until the fleet's present, or until something has to be answered."""
        if self._going:
            return
        self._going = True
        try:
            present = self.world.now()
            while not self.held and (due := self._due()) <= present:
                self.now = max(self.now, due)
                self._act()
        finally:
            self._going = False
        self.next_at = self._due()

    def take(self, received: Input) -> None:
        if not self._going and not self.held and not isinstance(received, Answered):
            self.now = max(self.now, min(self.world.now(), self.next_at))
        self.changed = True
        super().take(received)
        if self._depth == 0:
            self.go()

    def keep(self) -> None:
        """The fleet keeps all stations at once, now and then: what was said since is said again, the same."""

    def replied(self, message: Message, seconds: float) -> None:
        report = self.world.report
        report.latencies.add(seconds)
        report.sent[type(message).__name__] += 1
        if isinstance(message, Start):
            self._begun[message.key] = message.register_wh
        elif isinstance(message, Stop):
            report.energy_wh += message.register_wh - self._begun.pop(message.key, message.register_wh)

    def _do(self, effect: Effect, now: datetime) -> None:
        late = self.world.present() - now
        if isinstance(effect, Send) and isinstance(effect.message, Heartbeat) and late > timedelta(minutes=1):
            return  # nobody is alive in the past
        super()._do(effect, now)

    # drivers

    def _due(self) -> datetime:
        instants = [script.due_at for script in self._scripts]
        instants += [full for device in self.simulated if (full := device.full_at()) and full > self.now]
        wanted = self.due_at()
        return min(instants if wanted is None else [*instants, wanted])

    def _act(self) -> None:
        for place, script in enumerate(self._scripts):
            if script.due_at <= self.now:
                self._perform(place, script)
                if script.done < 3:
                    self._scripts[place] = Script(script.visit, script.done + 1)
                else:
                    self._scripts[place] = Script(next(self._visits[place]))
        self.tick()

    def _perform(self, place: int, script: Script) -> None:
        visit, device, connector = script.visit, self.simulated[place], self.state.connectors[place]
        match script.done:
            case 0 | 1 if (script.done == 0) is visit.tap_first:
                self.tap(visit.token, connector.number)
            case 0 | 1:
                device.plug(visit.vehicle, self.now)
            case 2 if (connector.transaction is not None and visit.taps_to_stop) or connector.held_for:
                self.tap(connector.held_for or visit.token, connector.number)
            case 3:
                device.unplug(self.now)

    # birth and return

    def _start_anew(self, powered_up: PoweredUp, at: datetime) -> None:
        self.now = at
        self._visits = [visits(outlet, at) for outlet in self.outlets]
        self._scripts = [Script(next(coming)) for coming in self._visits]
        self.take(powered_up)

    def _resume(self, kept: bytes) -> None:
        was = _snapshots.decode(kept)
        if was.seed != self.outlets[0].seed or len(was.outlets) != len(self.outlets):
            raise Misconfigured("state", f"the file holds a fleet of seed {was.seed}; give that seed or another file")
        for device, outlet in zip(self.simulated, was.outlets, strict=True):
            device.now = outlet
        self.state, present = was.state, self.now
        if present - was.now > GOOD_MEMORY:
            for device in self.simulated:
                device.switch(closed=False, at=was.now)
                device.unplug(was.now)
            self._start_anew(PoweredUp(power_lost=True), present)
            return
        self.now = was.now
        self._scripts = list(was.scripts)
        self._visits = [_later(o, s) for o, s in zip(self.outlets, was.scripts, strict=True)]
        self.take(PoweredUp())


def first_register_wh(outlet: Outlet, at: datetime) -> float:
    """Where a meter begins that nothing is kept of: above all that it can have shown in an earlier run.

    It counts the hours of 2026 and after at more than the connector's mean load, and wraps as meters do.
    """
    hours = (at - EPOCH) // timedelta(hours=1)
    return hours * outlet.offer_w * 0.3 % 1_000_000_000


def _later(outlet: Outlet, script: Script) -> Iterator[Visit]:
    return visits(outlet, script.visit.arrives_at)


def _configuration(world: World) -> Configuration:
    """Offline the fleet's stations serve whoever comes."""
    interval_s = str(world.sample_interval_s)
    return Configuration({"MeterValueSampleInterval": interval_s, "AllowOfflineTxForUnknownId": "true"})


def _hardware(identity: str, outlets: list[Outlet]) -> Hardware:
    kilowatts = int(outlets[0].offer_w / 1000)
    model = f"{outlets[0].site.value} {kilowatts} kW"
    return Hardware("Simulated", model, identity[-25:], "1.0", meter_type="simulated")
