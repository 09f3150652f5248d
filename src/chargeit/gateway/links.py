"""Our calls to the stations that are connected here (ports.links.Links)."""

import asyncio
from datetime import datetime
from functools import partial

from chargeit.central import variables
from chargeit.domain.commands import Command, CommandKind, CommandState, Outcome
from chargeit.domain.errors import Invalid, Unreachable
from chargeit.domain.stations import StationId
from chargeit.domain.variables import Variable
from chargeit.gateway.requests import Ended, Surroundings
from chargeit.gateway.session import NORMAL, Session
from chargeit.gateway.v16 import outbound as v16
from chargeit.ocpp import events
from chargeit.ocpp.actions import Message
from chargeit.ocpp.codec import RawCall
from chargeit.ocpp.errors import OcppError
from chargeit.ports.reads import StationReads


class StationLinks:
    """One call at a time and station; what waits for an answer is a future, and the future is the call's key."""

    def __init__(self, around: Surroundings, reads: StationReads) -> None:
        self._around = around
        self._reads = reads
        self.calling: dict[Session, int] = {}
        """Sessions with calls that are out, for the one timer."""

    async def call(self, command: Command) -> Outcome:
        """Raises Unreachable where nothing was sent, Invalid where the arguments do not fit OCPP 1.6."""
        session = self._ready(command.station)
        request = v16.request_of(command)
        known = await self._variables(command) if command.arguments.get("names") else []
        answers = []
        for page in v16.pages_of(request, known):
            ended = await self._ask(session, page)
            if not isinstance(ended, events.Answered):
                return self._unanswered(ended)
            answers.append(ended.response)
        answer = v16.joined(answers)
        await self._keep(command, answer)
        return v16.outcome_of(answer)

    def ready(self) -> frozenset[StationId]:
        return frozenset(session.known.id for session in self._around.sessions.values() if session.ready)

    def disconnect(self, station: StationId, reason: str) -> None:
        session: Session | None = self._around.sessions.get(station)
        if session is not None:
            session.end(NORMAL, reason)

    def tick(self) -> None:
        """Ends the calls whose time is over."""
        now = self._around.monotonic()
        for session in list(self.calling):
            session.take(session.connection.tick(now))

    def _ready(self, station: StationId) -> Session:
        session: Session | None = self._around.sessions.get(station)
        if session is None or not session.ready:
            raise Unreachable(f"station {station} is not connected here, or has not said anything yet")
        return session

    async def _ask(self, session: Session, request: Message | RawCall) -> Ended:
        answer: asyncio.Future[Ended] = asyncio.get_running_loop().create_future()
        self.calling[session] = self.calling.get(session, 0) + 1
        try:
            session.call(request, answer)
            return await answer
        except OcppError as problem:
            raise Invalid("arguments", f"{problem} (OCPP 1.6)") from None
        finally:
            self.calling[session] -= 1
            if not self.calling[session]:
                del self.calling[session]

    def _unanswered(self, ended: Ended) -> Outcome:
        """A refusal is a normal outcome; without an answer nobody knows whether it was carried out."""
        if isinstance(ended, events.Refused):
            code = ended.error.received_code or type(ended.error).__name__
            return Outcome(CommandState.REJECTED, code, error=str(ended.error))
        if isinstance(ended, events.TimedOut):
            seconds = self._around.settings.call_timeout_s
            return Outcome(CommandState.TIMED_OUT, error=f"no answer within {seconds:g} s")
        return Outcome(CommandState.TIMED_OUT, error="the connection was lost before an answer came")

    async def _variables(self, command: Command) -> list[Variable]:
        if command.kind is not CommandKind.GET_VARIABLES:
            return []
        return await asyncio.to_thread(self._reads.variables, command.station)

    async def _keep(self, command: Command, answer: Message) -> None:
        at: datetime = self._around.clock()
        found = v16.variables_of(command, answer, at)
        if found:
            await self._around.writer.write(command.station, partial(variables.reported, found))


def ended(event: Ended) -> None:
    """Wakes whoever waits for the answer to a call."""
    future = event.key
    if isinstance(future, asyncio.Future) and not future.done():
        future.set_result(event)
