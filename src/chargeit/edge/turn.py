"""One step of the controller: the state so far, and the effects so far."""

from datetime import datetime

from msgspec.structs import replace

from chargeit.edge.messages import Message, Status, waits
from chargeit.edge.signals import Display, Effect, Lock, Relay, Send
from chargeit.edge.state import Connector, State, gives_energy, is_locked, status_of
from chargeit.edge.statuses import route


class Turn:
    """Collects what one input changes. Every change of a connector goes through `put`, which makes its effects."""

    def __init__(self, state: State, now: datetime) -> None:
        self.state = state
        self.now = now
        self.effects: list[Effect] = []

    def connector(self, number: int) -> Connector | None:
        """None for 0 and for connectors that do not exist."""
        return self.state.connectors[number - 1] if 0 < number <= len(self.state.connectors) else None

    def effect(self, effect: Effect) -> None:
        self.effects.append(effect)

    def show(self, connector: int, text: str) -> None:
        self.effects.append(Display(connector, text))

    def send(self, message: Message) -> None:
        """What waits in the queue is always said, the rest only while someone listens."""
        if waits(message) or self.state.speaks:
            self.effects.append(Send(message))

    def put(self, connector: Connector, info: str = "") -> Connector:
        """Keep a changed connector; its relay, lock and status follow from it. `info` explains the new status."""
        if connector.retiring and not connector.busy:
            connector = replace(connector, operative=False, retiring=False)
        if (closed := gives_energy(connector)) is not connector.closed:
            self.effects.append(Relay(connector.number, closed))
        if (locked := is_locked(connector)) is not connector.locked:
            self.effects.append(Lock(connector.number, locked))
        steps = route(connector.status, status_of(connector))
        for status in steps:
            self.send(Status(connector.number, status, self.now, connector.fault or "NoError", info))
        settled = replace(connector, closed=closed, locked=locked, status=steps[-1] if steps else connector.status)
        before = self.state.connectors
        place = connector.number - 1
        self.state = replace(self.state, connectors=(*before[:place], settled, *before[place + 1 :]))
        return settled
