"""The gateway: stations connected to this process, from the handshake to the last answer."""

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial

from chargeit.domain import clock as domain_clock
from chargeit.domain.clock import Clock
from chargeit.domain.events import StationChanged
from chargeit.domain.stations import Credentials, Station, StationId
from chargeit.gateway.admission import Admission
from chargeit.gateway.directory import Directory, stored
from chargeit.gateway.links import StationLinks, ended
from chargeit.gateway.requests import Surroundings
from chargeit.gateway.routes import SUBPROTOCOLS
from chargeit.gateway.session import POLICY, Session
from chargeit.gateway.settings import Settings
from chargeit.ocpp.versions import Version
from chargeit.ports.bus import Bus
from chargeit.ports.reads import StationReads
from chargeit.ports.work import Writer
from chargeit.wire.handshake import Admitted, Handshake, Turned, choose

logger = logging.getLogger(__name__)

TICK_S = 0.5


class Gateway:
    """`admit` is the server's; `links` is what commands are sent through. Lives on one event loop."""

    def __init__(
        self,
        settings: Settings,
        writer: Writer,
        reads: StationReads,
        clock: Clock = domain_clock.now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reads = reads
        self._writer = writer
        self._directory = Directory(dict(settings.quirks))
        self._around = Surroundings(settings, writer, clock, monotonic, ended)
        self._admission = Admission(settings, self._directory, writer, clock, monotonic)
        self.links = StationLinks(self._around, reads)
        self._timer: asyncio.TimerHandle | None = None

    async def start(self) -> None:
        """Loads everyone who may connect; call it before the server listens."""
        await self._directory.load(self._reads)
        self._tick()

    def stop(self) -> None:
        """After the server closed its channels."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def admit(self, handshake: Handshake) -> Admitted | Turned:
        verdict = self._admission.decide(handshake)
        if isinstance(verdict, Turned):
            return verdict
        subprotocol = choose(handshake.subprotocols, SUBPROTOCOLS)
        assert subprotocol is not None
        return Admitted(subprotocol, Session(verdict, Version(subprotocol), self._around))

    def connected(self) -> int:
        return len(self._around.sessions)

    async def follow(self, bus: Bus) -> None:
        """Keeps the memory of stations like the store, until cancelled."""
        async with bus.subscribe("gateway", frozenset({StationChanged.kind})) as changes:
            # what changed between loading and subscribing
            await self._directory.load(self._reads)
            async for envelope in changes:
                self.refresh(envelope.event.station)

    def refresh(self, station: StationId) -> None:
        """Reads one station again."""
        self._writer.submit(station, partial(stored, station), partial(self._refreshed, station))

    def _refreshed(
        self, station: StationId, found: tuple[Station, Credentials | None] | None, problem: BaseException | None
    ) -> None:
        if problem is not None:
            logger.error("%r was not read again: %s", station, problem)
            return
        if found is None:
            self._directory.forget(station)
            self._turn_out(station, "it may connect no more")
            return
        before = self._directory.find(station)
        if before is None:
            self._directory.learn(*found)
            return
        profile, hashes = before.security_profile, before.hashes
        before.learn(*found)
        # One that came in under other rules proves itself again; narrowing to the form that it used is none.
        if before.security_profile != profile or (hashes and set(hashes).isdisjoint(before.hashes)):
            self._turn_out(station, "its credentials changed")

    def _turn_out(self, station: StationId, reason: str) -> None:
        session: Session | None = self._around.sessions.get(station)
        if session is not None:
            session.end(POLICY, reason)

    def _tick(self) -> None:
        self.links.tick()
        self._timer = asyncio.get_running_loop().call_later(TICK_S, self._tick)
