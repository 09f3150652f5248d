"""A station's way to the central system: one outstanding message, boot first, what must not be lost from the queue."""

import logging
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from chargeit.domain.errors import Unreachable
from chargeit.domain.stations import Registration
from chargeit.edge import v16
from chargeit.edge.messages import Boot, Message, Numbered, Registered, waits
from chargeit.edge.queue import Queue, Waiting
from chargeit.edge.signals import Answer, Answered, Connected, Disconnected, Input, ResetKind, Unanswered
from chargeit.ocpp import errors, events
from chargeit.ocpp.actions import Message as Wire
from chargeit.ocpp.actions import Role
from chargeit.ocpp.connection import Connection
from chargeit.ocpp.versions import Version
from chargeit.wire.channel import Channel
from chargeit.wire.client import Options, connect

logger = logging.getLogger(__name__)

DRAIN_S = 30.0  # how long a soft reset waits for its last messages


@dataclass(frozen=True, slots=True)
class Backoff:
    """The wait before a new dial: `minimum_s` and up to `random_s`, doubled with each failure. # OCPP-J 2.0.1 5.4"""

    minimum_s: float = 5.0
    random_s: float = 5.0
    doublings: int = 5

    def wait_s(self, failures: int, chance: random.Random) -> float:
        return self.minimum_s * 2.0 ** min(failures, self.doublings) + chance.uniform(0, self.random_s)


@dataclass(frozen=True, slots=True)
class Line:
    """Where a station dials and how."""

    url: str
    identity: str
    options: Options = field(default_factory=Options)
    backoff: Backoff = Backoff()
    call_timeout_s: float = 30.0


class Owner(Protocol):
    """Who owns an uplink."""

    def take(self, received: Input) -> None:
        """Something came from the central system, or did not."""

    def setting(self, name: str) -> int:
        """The value of an integer configuration key."""

    def restarted(self) -> None:
        """The connection of before a reset is gone."""

    def replied(self, message: Message, seconds: float) -> None:
        """A message was answered so long after it was sent."""


class Uplink:
    """Holds the channel of one station. Times are seconds of the monotonic `clock`. It owns no task and no timer:
    call `dial` when `dial_at` has come, `pump` when what was said is safe on disk, and `tick` now and then."""

    def __init__(self, line: Line, queue: Queue, owner: Owner, clock: Callable[[], float]) -> None:
        self.queue = queue
        self.dial_at: float | None = clock()
        self.tried = False  # whether a first dial came to an end, good or bad
        self.problem: Unreachable | None = None  # why the last dial failed
        self._line = line
        self._owner = owner
        self._clock = clock
        self._chance = random.Random(line.identity)  # noqa: S311 - spreads dials, guards nothing
        self._connection: Connection | None = None
        self._channel: Channel | None = None
        self._accepted = False
        self._failures = 0
        self._soon: deque[Message] = deque()
        self._calls: dict[str, events.CallReceived] = {}
        self._sent_at = 0.0
        self._restart_by: float | None = None
        self._over = False

    @property
    def online(self) -> bool:
        return self._channel is not None

    @property
    def settled(self) -> bool:
        """Nothing is under way: every message was answered, or has to wait for its time or for the network."""
        if self._channel is None or self._connection is None:
            return True
        idle = not self._connection.pending and not self._soon and self._restart_by is None
        return idle and (not self._accepted or self.queue.ready(self._clock()) is None)

    async def dial(self) -> None:
        """Try once to connect. What comes of it is told through the owner."""
        self.dial_at = None
        line = self._line
        try:
            await connect(line.url, line.identity, (Version.V16.value,), self, options=line.options)
            self.problem = None
        except Unreachable as problem:
            self.problem = problem
            self._redial(problem)
        self.tried = True

    def send(self, message: Message) -> None:
        """Say something with the next `pump`: what must not be lost goes to the queue and waits there."""
        if waits(message):
            self.queue.add(message)  # type: ignore[arg-type]
        elif self._channel is not None:
            self._soon.append(message)
        else:
            self._owner.take(Unanswered(message))

    def pump(self) -> None:
        """Send the next message if none is outstanding: what is said now before what waited."""
        connection = self._connection
        while connection is not None and connection is self._connection and not connection.pending:
            now = self._clock()
            waiting = self.queue.ready(now) if self._accepted else None
            if self._soon:
                message = self._soon.popleft()
                self._call(connection, v16.request(message), message, now)
            elif waiting is not None:
                number = self.queue.number(waiting.message.key)
                self._call(connection, v16.request(waiting.message, number), waiting, now)
            else:
                return

    def answer(self, answer: Answer) -> None:
        call = self._calls.pop(answer.call, None)
        if call is not None and self._connection is not None:
            self._transmit(self._connection.answer(call, v16.response(call.request, answer)))

    def restart(self, kind: ResetKind) -> None:
        """Leave after a reset: a hard one at once, a soft one when what waits is delivered."""
        self._restart_by = self._clock() + (DRAIN_S if kind is ResetKind.SOFT else 0.0)
        self.tick()

    def tick(self) -> None:
        """Look at the clock: deadlines of calls, retries, a restart that waits."""
        now = self._clock()
        if self._connection is not None:
            self._handle(self._connection.tick(now))
            self.pump()
        drained = self._connection is None or not (self.queue or self._connection.pending)
        if self._restart_by is not None and (now >= self._restart_by or drained):
            self._restart_by = None
            self._accepted = False
            self.close("reset")
            self._owner.restarted()

    def hang_up(self) -> None:
        """Close, and do not dial again."""
        self._over = True
        self.dial_at = None
        self.close("going away")

    def close(self, reason: str = "") -> None:
        if self._channel is not None:
            self._channel.close(1000, reason)

    # what the channel calls

    def opened(self, channel: Channel) -> None:
        self._channel = channel
        timeout_s = self._line.call_timeout_s
        self._connection = Connection(Version.V16, role=Role.STATION, call_timeout_s=timeout_s)
        self._owner.take(Connected())
        self.pump()

    def received(self, channel: Channel, text: str) -> None:
        if self._connection is not None and channel is self._channel:
            self._handle(self._connection.receive(text, self._clock()))
            self.pump()

    def closed(self, channel: Channel, code: int, reason: str) -> None:
        if channel is not self._channel or self._connection is None:
            return
        connection, self._connection, self._channel = self._connection, None, None
        self._calls.clear()
        unsaid = list(self._soon)
        self._soon.clear()
        self._owner.take(Disconnected())
        self._handle(connection.lost())
        for message in unsaid:
            self._owner.take(Unanswered(message))
        self._redial(f"closed with {code} {reason}")

    # inside

    def _redial(self, why: object) -> None:
        if self._over:
            return
        wait_s = self._line.backoff.wait_s(self._failures, self._chance)
        self._failures += 1
        self.dial_at = self._clock() + wait_s
        logger.info("%s: %s; dialling again in %.0f s", self._line.identity, why, wait_s)

    def _call(self, connection: Connection, request: Wire, key: Message | Waiting, now: float) -> None:
        self._sent_at = now
        try:
            self._handle(connection.call(request, now, key))
        except errors.OcppError as problem:
            # a value that the schema does not take, a token of 21 characters for instance: it can never be sent
            logger.warning("%s: not sent: %s", self._line.identity, problem)
            self._failed(key, attempts=1)

    def _transmit(self, text: str) -> None:
        if self._channel is not None:
            self._channel.send(text)

    def _handle(self, happened: tuple[events.Event, ...]) -> None:
        for event in happened:
            match event:
                case events.Transmit():
                    self._transmit(event.text)
                case events.Answered():
                    self._answered(event.key, event.response)  # type: ignore[arg-type]
                case events.Refused() | events.TimedOut():
                    self._failed(event.key, self._owner.setting("TransactionMessageAttempts"))  # type: ignore[arg-type]
                case events.Lost():
                    if not isinstance(event.key, Waiting):  # being disconnected is no attempt: OCPP 1.6 3.7
                        self._owner.take(Unanswered(event.key))  # type: ignore[arg-type]
                case events.CallReceived():
                    self._called(event)
                case _:
                    logger.debug("%s: %s", self._line.identity, event)

    def _answered(self, key: Message | Waiting, response: Wire) -> None:
        reply = v16.reply(response)
        message = key.message if isinstance(key, Waiting) else key
        if isinstance(key, Waiting):
            self.queue.delivered(reply.number if isinstance(reply, Numbered) else None)
        if isinstance(message, Boot) and isinstance(reply, Registered):
            self._accepted = reply.registration is Registration.ACCEPTED
            self._failures = 0
        self._owner.replied(message, self._clock() - self._sent_at)
        self._owner.take(Answered(message, reply))

    def _failed(self, key: Message | Waiting, attempts: int) -> None:
        if not isinstance(key, Waiting):
            self._owner.take(Unanswered(key))
            return
        interval_s = self._owner.setting("TransactionMessageRetryInterval")
        if self.queue.failed(self._clock(), interval_s, attempts):
            logger.warning("%s: gave up on %s", self._line.identity, key.message)

    def _called(self, call: events.CallReceived) -> None:
        meant = v16.command(call.request, call.message_id)
        assert self._connection is not None
        if meant is None:
            self._transmit(self._connection.refuse(call, errors.NotSupported(f"{call.action} is not offered here")))
        elif isinstance(meant, Wire):
            self._transmit(self._connection.answer(call, meant))
        else:
            self._calls[call.message_id] = call
            self._owner.take(meant)
            self._calls.pop(call.message_id, None)  # a rejected station does not answer
