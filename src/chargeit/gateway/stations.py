"""The gateway: stations connected to this process, from the handshake to the last answer."""

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial

from chargeit.domain import clock as domain_clock
from chargeit.domain.clock import Clock
from chargeit.domain.errors import Unreachable
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
        await self._load()
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
        version = Version(subprotocol) if subprotocol else Version.V16
        return Admitted(subprotocol, Session(verdict, version, self._around))

    def connected(self) -> int:
        return len(self._around.sessions)

    async def follow(self, bus: Bus) -> None:
        """Keeps the memory of stations like the store, until cancelled or the bus closes."""
        while True:
            try:
                async with bus.subscribe("gateway", frozenset({StationChanged.kind})) as changes:
                    # what changed before there was a subscription
                    await self._load()
                    async for envelope in changes:
                        self.refresh(envelope.event.station)
                return
            except Unreachable as lost:
                logger.warning("stations are read anew: %s", lost)

    def refresh(self, station: StationId) -> None:
        """Reads one station again."""
        self._writer.submit(station, partial(stored, station), partial(self._refreshed, station))

    async def learn(self, station: StationId) -> None:
        """The same; returns when the next socket is judged by what was read."""
        known: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def read(found: tuple[Station, Credentials | None] | None, problem: BaseException | None) -> None:
            self._refreshed(station, found, problem)
            if not known.done():
                known.set_result(None)

        self._writer.submit(station, partial(stored, station), read)
        await known

    async def _load(self) -> None:
        before = self._directory.identities()
        found = await asyncio.to_thread(self._reads.directory)
        for station, credentials in found:
            self._know(station, credentials)
        # by the writer, behind the row of a stranger that was admitted just now
        for missing in before - {station.id for station, _ in found}:
            self.refresh(missing)

    def _refreshed(
        self, station: StationId, found: tuple[Station, Credentials | None] | None, problem: BaseException | None
    ) -> None:
        if problem is not None:
            logger.error("%r was not read again: %s", station, problem)
        elif found is not None:
            self._know(*found)
        elif self._directory.forget(station):
            self._turn_out(station, "it may connect no more")

    def _know(self, station: Station, credentials: Credentials | None) -> None:
        """One that came in under other rules proves itself again."""
        before = self._directory.find(station.id)
        profile, hashes = (before.security_profile, before.hashes) if before else (station.security_profile, ())
        known = self._directory.learn(station, credentials)
        # narrowing to the form of the password that it used is no other rule
        if profile != known.security_profile or (hashes and set(hashes).isdisjoint(known.hashes)):
            self._turn_out(station.id, "its credentials changed")

    def _turn_out(self, station: StationId, reason: str) -> None:
        session: Session | None = self._around.sessions.get(station)
        if session is not None:
            session.end(POLICY, reason)

    def _tick(self) -> None:
        self.links.tick()
        self._timer = asyncio.get_running_loop().call_later(TICK_S, self._tick)
