"""A charge point's controller in a test: inputs in, what it wanted done out."""

from datetime import UTC, datetime, timedelta
from typing import TypeVar

from chargeit.domain.stations import ConnectorStatus as S
from chargeit.domain.stations import Hardware, Registration
from chargeit.domain.tokens import AuthorizationStatus, Verdict
from chargeit.edge.configuration import Configuration
from chargeit.edge.controller import step
from chargeit.edge.messages import (
    Authorize,
    Boot,
    Judged,
    Message,
    Numbered,
    Registered,
    Start,
    Status,
)
from chargeit.edge.signals import (
    Answer,
    Answered,
    Connected,
    Input,
    Pilot,
    PilotState,
    PoweredUp,
    Send,
    Tapped,
    Tick,
)
from chargeit.edge.state import Connector, new

T0 = datetime(2026, 3, 1, 8, tzinfo=UTC)
YES = Verdict(AuthorizationStatus.ACCEPTED)
NO = Verdict(AuthorizationStatus.BLOCKED)
M = TypeVar("M")


class Bench:
    """One station's controller, and what it wanted done since one last looked."""

    def __init__(self, connectors: int = 1, **configuration: str) -> None:
        self.state = new(Hardware("Sim", "One"), connectors, Configuration(configuration))
        self.now = T0
        self.effects: list[object] = []
        self(PoweredUp())

    def __call__(self, *inputs: Input) -> "Bench":
        for one in inputs:
            self.state, effects = step(self.state, one, self.now)
            self.effects += effects
        return self

    def after(self, seconds: float) -> "Bench":
        self.now += timedelta(seconds=seconds)
        return self(Tick())

    def boot(self) -> "Bench":
        self(Connected(), Answered(Boot(self.state.hardware), Registered(Registration.ACCEPTED, 300, T0)))
        self.take()
        return self

    def take(self) -> list[object]:
        taken, self.effects = self.effects, []
        return taken

    def sent(self, kind: type[M]) -> list[M]:
        return [e.message for e in self.effects if isinstance(e, Send) and isinstance(e.message, kind)]

    def said(self) -> list[Message]:
        return [e.message for e in self.effects if isinstance(e, Send)]

    def statuses(self) -> list[S]:
        return [s.status for s in self.sent(Status)]

    def answer(self) -> Answer:
        return next(e for e in self.effects if isinstance(e, Answer))

    @property
    def one(self) -> Connector:
        return self.state.connectors[0]

    def plug(self, state: PilotState = PilotState.C) -> "Bench":
        return self(Pilot(1, state))

    def tap(self, token: str = "ANNA", verdict: Verdict | None = YES) -> "Bench":
        """Show a token; the central system, where it is asked, answers at once."""
        seen = len(self.effects)
        self(Tapped(token, 1))
        for effect in self.effects[seen:]:
            if isinstance(effect, Send) and isinstance(effect.message, Authorize) and verdict is not None:
                self(Answered(effect.message, Judged(verdict)))
        return self

    def number(self, verdict: Verdict = YES, number: int = 7) -> "Bench":
        return self(Answered(self.sent(Start)[-1], Numbered(number, verdict)))


def charging(**configuration: str) -> Bench:
    return Bench(**configuration).boot().plug().tap().number()
