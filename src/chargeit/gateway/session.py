"""One socket of one station: its lease, its requests, and our calls beside them."""

import logging
from collections.abc import Iterable
from functools import partial

from chargeit.central import presence
from chargeit.central.presence import ConnectAsked, DisconnectAsked
from chargeit.gateway.directory import Known
from chargeit.gateway.requests import Ended, Requests, Surroundings
from chargeit.ocpp import events
from chargeit.ocpp.actions import Message, Role
from chargeit.ocpp.codec import RawCall
from chargeit.ocpp.connection import Connection
from chargeit.ocpp.events import CallReceived
from chargeit.ocpp.versions import Version
from chargeit.wire.channel import Channel

logger = logging.getLogger(__name__)

MALFORMED_MOST = 1000
NORMAL, POLICY, TRY_AGAIN = 1000, 1008, 1013


class Session:
    """The handler of a channel. All of it runs on the event loop; nothing here waits."""

    __slots__ = ("_around", "channel", "connection", "epoch", "known", "requests")

    def __init__(self, known: Known, version: Version, around: Surroundings) -> None:
        self.known = known
        self.connection = Connection(version, role=Role.CENTRAL, call_timeout_s=around.settings.call_timeout_s)
        self.requests = Requests(known, self.connection, around, self)
        self.channel: Channel | None = None
        self.epoch: int | None = None
        self._around = around

    # ---- the channel's callbacks

    def opened(self, channel: Channel) -> None:
        self.channel = channel
        older: Session | None = self._around.sessions.get(self.known.id)
        self._around.sessions[self.known.id] = self
        if older is not None:
            older.end(NORMAL, "a newer connection of this station")
        around = self._around
        asked = ConnectAsked(self.known.id, around.settings.node, self.connection.version.value, around.clock())
        around.writer.submit(self.known.id, partial(presence.connected, asked), self._connected)

    def received(self, channel: Channel, text: str) -> None:
        self.take(self.connection.receive(text, self._around.monotonic()))

    def closed(self, channel: Channel, code: int, reason: str) -> None:
        self._leave()
        self.requests.drop()
        self._disconnect(reason or str(code))

    # ---- what the owner asks

    @property
    def current(self) -> bool:
        """The newest socket of the station is this one (OCPP-J 1.6 errata 3.11: the newest wins)."""
        return self._around.sessions.get(self.known.id) is self

    @property
    def ready(self) -> bool:
        """Accepted, and heard since the socket opened: one that is called before boots in circles (OCPP 1.6 4.2)."""
        return self.requests.heard and self.known.accepted and self.channel is not None and not self.channel.closed

    def call(self, request: Message | RawCall, key: object) -> None:
        """Sends, or queues behind the call that is out. Raises OcppError where the request breaks its schema."""
        self.take(self.connection.call(request, self._around.monotonic(), key))

    def end(self, code: int, reason: str) -> None:
        """Its calls end now; what it still sends is not heard."""
        self._leave()
        if self.channel is not None:
            self.channel.close(code, reason)

    def take(self, happened: Iterable[events.Event]) -> None:
        for event in happened:
            if type(event) is CallReceived:
                self.requests.take(event)
            elif type(event) is events.Transmit:
                self.send(event.text)
            elif isinstance(event, Ended):
                self._around.ended(event)
            elif type(event) is events.Malformed:
                self._malformed(event)

    # ---- where answers go

    def send(self, text: str) -> None:
        if self.channel is not None:
            self.channel.send(text)

    def deliver(self, call: CallReceived, text: str) -> None:
        """On this socket, and on the newer one that asks for the same meanwhile."""
        newest: Session | None = self._around.sessions.get(self.known.id)
        if newest is not None and newest is not self and newest.requests.awaits(call):
            newest.requests.finish(text)
        self.requests.finish(text)

    def unavailable(self) -> None:
        newest: Session = self._around.sessions.get(self.known.id, self)
        newest.end(TRY_AGAIN, "not available now")

    def pause(self, paused: bool) -> None:
        if self.channel is not None:
            (self.channel.pause if paused else self.channel.resume)()

    # ---- ends

    def _leave(self) -> None:
        if self.current:
            del self._around.sessions[self.known.id]
        self.take(self.connection.lost())

    def _malformed(self, event: events.Malformed) -> None:
        logger.info("%r sent something wrong: %s", self.known.id, event.reason)
        if self.connection.malformed > MALFORMED_MOST:
            self.end(POLICY, "too many broken messages")

    def _connected(self, epoch: int | None, problem: BaseException | None) -> None:
        if problem is not None or epoch is None:
            logger.error("%r has no lease: %s", self.known.id, problem)
            self.end(TRY_AGAIN, "not available now")
            return
        self.epoch = epoch
        if self.channel is not None and self.channel.closed:
            self._disconnect("closed at once")

    def _disconnect(self, reason: str) -> None:
        """Once, and not before the lease is known."""
        if self.epoch is None:
            return
        around, epoch, self.epoch = self._around, self.epoch, None
        asked = DisconnectAsked(self.known.id, around.settings.node, epoch, reason, around.clock())
        around.writer.submit(self.known.id, partial(presence.disconnected, asked), self._released)

    def _released(self, released: bool | None, problem: BaseException | None) -> None:
        if problem is not None:
            logger.error("%r keeps a lease that is over: %s", self.known.id, problem)
