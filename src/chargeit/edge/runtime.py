"""A charge point: the controller, its devices and its uplink, with time given from outside."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from chargeit.edge import controller
from chargeit.edge.devices import Devices
from chargeit.edge.messages import Message
from chargeit.edge.signals import (
    Answer,
    Display,
    Effect,
    Input,
    Lock,
    Metered,
    Pilot,
    PoweredUp,
    Relay,
    Restart,
    Send,
    SetClock,
    Tapped,
    Tick,
)
from chargeit.edge.state import State, durable
from chargeit.edge.uplink import Uplink


class ChargePoint:
    """Feeds the controller and does what it says. Give it an `uplink` before anything is fed.

    What must survive is on disk before anything is sent. # OCPP 1.6 5.14
    """

    uplink: Uplink

    def __init__(self, state: State, devices: tuple[Devices, ...], clock: Callable[[], datetime]) -> None:
        self.state = state
        self.devices = devices
        self._clock = clock
        self._kept: State | None = None
        self._depth = 0

    def take(self, received: Input) -> None:
        """One input, with the meters read just before it, so that whatever it starts or stops has true registers."""
        now = self._clock()
        self._depth += 1
        try:
            for connector, devices in zip(self.state.connectors, self.devices, strict=True):
                if connector.closed or isinstance(received, PoweredUp):
                    self._step(Metered(connector.number, devices.meter.read(now)), now)
            self._step(received, now)
        finally:
            self._depth -= 1
        if self._depth == 0:
            self.keep()
            self.uplink.pump()

    def keep(self) -> None:
        """Put on disk what changed and must survive."""
        queue = self.uplink.queue
        lasting = durable(self.state)
        if lasting != self._kept:
            queue.keep(msgspec.json.encode(lasting))
            self._kept = lasting
        queue.commit()

    def tick(self) -> None:
        """Look at the pilots and the clock."""
        now = self._clock()
        for connector, devices in zip(self.state.connectors, self.devices, strict=True):
            state = devices.pilot.state(now)
            if state is not connector.pilot:
                self.take(Pilot(connector.number, state))
        self.take(Tick())

    def tap(self, token: str, connector: int = 0) -> None:
        self.take(Tapped(token, connector))

    def setting(self, name: str) -> int:
        return self.state.configuration.integer(name)

    def restarted(self) -> None:
        self.take(PoweredUp())

    def replied(self, message: Message, seconds: float) -> None:
        """Nothing to do; a fleet measures here."""

    def due_at(self) -> datetime | None:
        return controller.due_at(self.state)

    def shown(self, connector: int, text: str) -> None:
        """Nothing to do; a display would show it."""

    def clock_told(self, at: datetime) -> None:
        """Nothing to do; a station without a clock of its own would take it."""

    def _step(self, received: Input, now: datetime) -> None:
        self.state, effects = controller.step(self.state, received, now)
        for effect in effects:
            self._do(effect, now)

    def _do(self, effect: Effect, now: datetime) -> None:
        match effect:
            case Send(message):
                self.uplink.send(message)
            case Answer():
                self.uplink.answer(effect)
            case Relay(connector, closed):
                self.devices[connector - 1].relay.switch(closed, now)
            case Lock(connector, locked):
                self.devices[connector - 1].relay.lock(locked)
            case Display(connector, text):
                self.shown(connector, text)
            case SetClock(at):
                self.clock_told(at)
            case Restart(kind):
                self.uplink.restart(kind)
