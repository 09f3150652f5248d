"""Simulated devices: a reader, and a connector with a vehicle whose battery takes power as batteries do.

Everything is a closed form of time since the last plug or switch, so a reading does not depend on earlier readings.
"""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from chargeit.edge.acceptance import Curve, Pace, paced
from chargeit.edge.messages import Reading
from chargeit.edge.signals import PilotState

VOLTAGE_V = 230.0


class Vehicle(Struct, frozen=True):
    """A battery behind its charger. It takes what is offered, up to `power_w`, and what its `curve` allows.

    Without a curve: constant power to `knee_soc`, then falling to nothing at the full battery. `efficiency` is what of
    the metered energy reaches the battery; it stops asking at `target_soc` (below 1).
    """

    capacity_wh: float
    soc: float
    power_w: float
    knee_soc: float = 0.8
    target_soc: float = 0.98
    efficiency: float = 0.9
    curve: Curve | None = None

    @property
    def asks(self) -> bool:
        return self.soc < self.target_soc - 1e-9

    def power(self, offer_w: float) -> float:
        """What it draws from an offer of so many watts."""
        if not self.asks:
            return 0.0
        return min(offer_w, self.power_w, self._takes().power_at(self.soc) / self.efficiency)

    def after(self, seconds: float, offer_w: float) -> "Vehicle":
        """The vehicle when it was offered so many watts for so long."""
        if not self.asks or offer_w <= 0:
            return self
        curve, pace = self._takes(), self._pace(offer_w)
        energy_wh = pace.energy_at(pace.seconds_at(curve.energy_at(self.soc)) + seconds)
        return replace(self, soc=max(self.soc, min(curve.soc_at(energy_wh), self.target_soc)))

    def seconds_to_target(self, offer_w: float) -> float | None:
        """How long until it stops asking, None where it never will."""
        if not self.asks or offer_w <= 0:
            return None
        curve, pace = self._takes(), self._pace(offer_w)
        return pace.seconds_at(curve.energy_at(self.target_soc)) - pace.seconds_at(curve.energy_at(self.soc))

    def metered_wh(self, later: "Vehicle") -> float:
        """The energy through the meter between two states of it."""
        curve = self._takes()
        return (curve.energy_at(later.soc) - curve.energy_at(self.soc)) / self.efficiency

    def _pace(self, offer_w: float) -> Pace:
        return paced(self._takes(), min(offer_w, self.power_w) * self.efficiency)

    def _takes(self) -> Curve:
        return self.curve or kneed(self.capacity_wh, self.power_w * self.efficiency, self.knee_soc)


@lru_cache(maxsize=256)
def kneed(capacity_wh: float, power_w: float, knee_soc: float) -> Curve:
    """Full power to the knee, then falling with the room that is left."""
    return Curve((0.0, knee_soc, 1.0), (power_w, power_w, 0.0), (0.0, knee_soc * capacity_wh, capacity_wh))


class OutletState(Struct, frozen=True):
    """What a simulated connector is: its register and vehicle at `since`, and whether energy flows from then on."""

    since: datetime
    register_wh: float = 0.0
    closed: bool = False
    vehicle: Vehicle | None = None


class SimulatedOutlet:
    """Meter, pilot and relay of one connector that offers `offer_w` watts."""

    __slots__ = ("now", "offer_w", "phases", "tells_soc")

    def __init__(self, now: OutletState, offer_w: float, *, phases: int = 3, tells_soc: bool = False) -> None:
        self.now = now
        self.offer_w = offer_w
        self.phases = phases
        self.tells_soc = tells_soc

    def at(self, at: datetime) -> OutletState:
        """Its state at an instant not before its last change."""
        was = self.now
        if was.vehicle is None or not was.closed:
            return replace(was, since=at)
        vehicle = was.vehicle.after((at - was.since).total_seconds(), self.offer_w)
        return replace(was, since=at, vehicle=vehicle, register_wh=was.register_wh + was.vehicle.metered_wh(vehicle))

    def read(self, at: datetime) -> Reading:
        state = self.at(at)
        vehicle = state.vehicle
        power_w = vehicle.power(self.offer_w) if vehicle is not None and state.closed else 0.0
        soc = vehicle.soc if vehicle is not None and self.tells_soc else None
        # the margin keeps a whole number of watt-hours whole
        register_wh = math.floor(state.register_wh + 1e-6)
        return Reading(register_wh, power_w, power_w / (VOLTAGE_V * self.phases), VOLTAGE_V, soc)

    def state(self, at: datetime) -> PilotState:
        vehicle = self.at(at).vehicle
        if vehicle is None:
            return PilotState.A
        return PilotState.C if vehicle.asks else PilotState.B

    def switch(self, closed: bool, at: datetime) -> None:
        self.now = replace(self.at(at), closed=closed)

    def lock(self, locked: bool) -> None:
        """A simulated driver pulls only what is free."""

    def plug(self, vehicle: Vehicle, at: datetime) -> None:
        self.now = replace(self.at(at), vehicle=vehicle)

    def unplug(self, at: datetime) -> None:
        self.now = replace(self.at(at), vehicle=None)

    def full_at(self) -> datetime | None:
        """When the vehicle will stop asking; rounded up to the next second."""
        was = self.now
        if was.vehicle is None or not was.closed:
            return None
        seconds = was.vehicle.seconds_to_target(self.offer_w)
        return None if seconds is None else was.since + timedelta(seconds=math.ceil(seconds))


class SimulatedReader:
    """A reader at which a simulated driver shows a token."""

    def __init__(self) -> None:
        self._shown: Callable[[str], None] = lambda token: None

    def listen(self, shown: Callable[[str], None]) -> None:
        self._shown = shown

    def tap(self, token: str) -> None:
        self._shown(token)
