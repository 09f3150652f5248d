"""What one socket asks of us: one request at a time, stored before it is answered, answered before the next."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol

import msgspec

from chargeit.domain.clock import Clock
from chargeit.domain.errors import Unreachable
from chargeit.gateway.directory import Known
from chargeit.gateway.errors import call_error
from chargeit.gateway.received import Received, Route
from chargeit.gateway.routes import ROUTES
from chargeit.gateway.settings import Settings
from chargeit.ocpp import errors, events
from chargeit.ocpp.actions import Message
from chargeit.ocpp.connection import Connection
from chargeit.ocpp.duplicates import CLASHING, Verdict
from chargeit.ocpp.events import CallReceived
from chargeit.ports.work import Writer

logger = logging.getLogger(__name__)

QUEUE_HIGH, QUEUE_LOW = 32, 8

Ended = events.Answered | events.Refused | events.TimedOut | events.Lost


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all sessions of a process share. `ended` takes the ends of our own calls; `sessions` are the newest."""

    settings: Settings
    writer: Writer
    clock: Clock
    monotonic: Callable[[], float]
    ended: Callable[[Ended], None]
    sessions: dict[str, Any] = field(default_factory=dict)


class Socket(Protocol):
    """Where answers go. `deliver` comes back to `finish`, of every Requests that awaits the answer."""

    def send(self, text: str) -> None: ...
    def deliver(self, call: CallReceived, text: str) -> None: ...
    def unavailable(self) -> None: ...
    def pause(self, paused: bool) -> None: ...


class Requests:
    """The incoming direction of one socket."""

    __slots__ = (
        "_around",
        "_busy",
        "_connection",
        "_draining",
        "_known",
        "_paused",
        "_queue",
        "_route",
        "_routes",
        "_socket",
        "heard",
    )

    def __init__(self, known: Known, connection: Connection, around: Surroundings, socket: Socket) -> None:
        self.heard = False
        self._known = known
        self._connection = connection
        self._routes = ROUTES[connection.version]
        self._around = around
        self._socket = socket
        self._busy: CallReceived | None = None
        self._route: Route | None = None  # of what is told and not stored yet
        self._queue: deque[CallReceived] | None = None
        self._draining = False
        self._paused = False

    def take(self, call: CallReceived) -> None:
        if self._busy is None:
            self._work(call)
            return
        if self._queue is None:
            self._queue = deque()
        self._queue.append(call)
        if len(self._queue) >= QUEUE_HIGH and not self._paused:
            self._paused = True
            self._socket.pause(True)

    def awaits(self, call: CallReceived) -> bool:
        """What is told waits for its own storing alone: told again it is stored once, and answered the same."""
        busy = self._busy
        return busy is not None and busy.message_id == call.message_id and self._route is None

    def finish(self, text: str) -> None:
        """The answer goes out before anything that follows from it; then the next request is worked on."""
        self._socket.send(text)
        self._busy = None
        self.heard = True
        if self._draining:
            return
        self._draining = True
        while self._busy is None and self._queue:
            self._work(self._queue.popleft())
        self._draining = False
        if self._paused and len(self._queue or ()) <= QUEUE_LOW:
            self._paused = False
            self._socket.pause(False)

    def drop(self) -> None:
        """The socket is gone: what was not worked on will be sent again."""
        self._queue = None

    def _work(self, call: CallReceived) -> None:
        self._busy = call
        route = self._routes.get(call.action)
        if route is not None and route.answer is not None and self._allowed(route):
            self._tell(route, call)
            return
        before = self._known.duplicates.seen(call)
        if isinstance(before, str):
            self.finish(before)
        elif before is Verdict.CLASH:
            self.finish(self._connection.refuse(call, CLASHING))
        elif before is Verdict.NEW:
            self._handle(route, call)
        # in hand on an older socket: its answer is delivered here too

    def _tell(self, route: Route, call: CallReceived) -> None:
        told = self._translated(route, call)
        if told is not None:
            self._route = route
            self._around.writer.tell(self._known.id, told, self._told)

    def _told(self, _: None, problem: BaseException | None) -> None:
        """What is in hand is on disk."""
        call, route = self._busy, self._route
        self._route = None
        if call is None or route is None or route.answer is None:
            raise AssertionError("an answer to nothing")
        if problem is None:
            self.finish(self._connection.answer(call, route.answer(self._now)))
        else:
            self._failed(call, problem)

    def _handle(self, route: Route | None, call: CallReceived) -> None:
        if route is None:
            self._refuse(call, errors.NotSupported(f"{call.action} is not served here"))
        elif not self._allowed(route):
            self._refuse(call, errors.SecurityError("send a BootNotification and wait until it is accepted"))
        elif (verb := self._translated(route, call)) is not None:
            self._around.writer.submit(self._known.id, verb, partial(self._stored, route, call))

    def _allowed(self, route: Route) -> bool:
        """OCPP-J 1.6 errata 3.10; energy of a station that never booted here is taken all the same."""
        if self._known.accepted or route.registers is not None:
            return True
        return route.early and self._known.never_booted

    def _translated(self, route: Route, call: CallReceived) -> Any:
        """A verb, or what is told; None where that failed and was answered."""
        around = self._around
        received = Received(self._known.id, call, around.clock(), around.settings)
        try:
            return route.translate(received)
        except Exception:
            logger.exception("%s %s of %r could not be read", call.action, call.message_id, self._known.id)
            self._refuse(call, errors.InternalError())
            return None

    def _stored(self, route: Route, call: CallReceived, answer: Message | None, problem: BaseException | None) -> None:
        """After the commit."""
        if answer is None or problem is not None:
            self._failed(call, problem)
            return
        if route.registers is not None:
            self._known.registration = route.registers(answer)
        if route.clock:
            answer = msgspec.structs.replace(answer, current_time=self._now())
        text = self._connection.answer(call, answer)
        self._known.duplicates.answered(call, text)
        self._socket.deliver(call, text)

    def _now(self) -> datetime:
        """As exact as it is told, so that answers of one moment are equal."""
        now = self._around.clock()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def _failed(self, call: CallReceived, problem: BaseException | None) -> None:
        """Where nothing can be stored the socket closes: an error would count as an attempt (OCPP 1.6 3.7.1)."""
        if isinstance(problem, Unreachable):
            logger.warning("%s of %r is not answered: %s", call.action, self._known.id, problem)
            self._known.duplicates.failed(call)
            self._socket.unavailable()
            return
        logger.error("%s %s of %r failed", call.action, call.message_id, self._known.id, exc_info=problem)
        self._refuse(call, call_error(problem) if problem else errors.InternalError())

    def _refuse(self, call: CallReceived, error: errors.OcppError) -> None:
        self._known.duplicates.failed(call)
        self._socket.deliver(call, self._connection.refuse(call, error))
