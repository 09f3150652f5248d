"""Whatever happens to a station, it keeps to the table of its states and loses no energy."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chargeit.domain.stations import Hardware, Registration
from chargeit.domain.tokens import AuthorizationStatus, Verdict
from chargeit.edge.configuration import Configuration
from chargeit.edge.controller import due_at, step
from chargeit.edge.messages import (
    Authorize,
    Boot,
    Judged,
    Message,
    Noted,
    Numbered,
    Reading,
    Registered,
    Start,
    Status,
    Stop,
)
from chargeit.edge.signals import (
    Answered,
    ChangeAvailability,
    Connected,
    Disconnected,
    Fault,
    Input,
    Metered,
    Pilot,
    PilotState,
    PoweredUp,
    Relay,
    RemoteStart,
    RemoteStop,
    Reset,
    ResetKind,
    Send,
    Tapped,
    Tick,
    Unanswered,
    Unlock,
)
from chargeit.edge.state import State, new
from chargeit.edge.statuses import ALLOWED

T0 = datetime(2026, 3, 1, tzinfo=UTC)
connectors = st.integers(0, 3)
tokens = st.sampled_from(["ANNA", "anna", "BERT", "EVIL"])
devices = st.one_of(
    st.builds(Pilot, connectors, st.sampled_from(PilotState)),
    st.builds(Tapped, tokens, connectors),
    st.builds(Fault, connectors, st.sampled_from(["", "GroundFailure"])),
)
central = st.one_of(
    st.builds(RemoteStart, st.just("c"), tokens, st.none() | connectors),
    st.builds(RemoteStop, st.just("c"), st.integers(1, 5)),
    st.builds(Unlock, st.just("c"), connectors),
    st.builds(Reset, st.just("c"), st.sampled_from(ResetKind)),
    st.builds(ChangeAvailability, st.just("c"), connectors, st.booleans()),
)
back = [Connected(), "answer"]
network = st.sampled_from(
    [
        back,
        back,
        [Disconnected()],
        ["silence"],
        [Disconnected(), PoweredUp(), *back],
        [PoweredUp(power_lost=True), *back],
    ]
)
answers = st.just("answer")
visits = st.builds(
    lambda connector, token: [Pilot(connector, PilotState.C), Tapped(token, connector), "answer"],
    st.integers(1, 2),
    tokens,
)
waits = st.builds(timedelta, seconds=st.integers(0, 200))
configurations = st.fixed_dictionaries(
    {},
    optional={
        "StopTransactionOnEVSideDisconnect": st.sampled_from(["true", "false"]),
        "StopTransactionOnInvalidId": st.sampled_from(["true", "false"]),
        "AuthorizeRemoteTxRequests": st.sampled_from(["true", "false"]),
        "AllowOfflineTxForUnknownId": st.sampled_from(["true", "false"]),
        "LocalPreAuthorize": st.sampled_from(["true", "false"]),
        "StopTxnSampledData": st.just("SoC"),
        "ClockAlignedDataInterval": st.just("60"),
    },
)


class Life:
    """A station and a central system that answers when it is told to; every effect is checked."""

    def __init__(self, configuration: dict[str, str]) -> None:
        self.state: State = new(Hardware(), 2, Configuration(configuration))
        self.now = T0
        self.unanswered: list[Message] = []
        self.running: dict[int, Start] = {}
        self.flowing: set[int] = set()
        self.register_wh = {1: 0, 2: 0}
        self.billed_wh = {1: 0, 2: 0}
        self.numbers = 0
        self.power_was_lost = False
        self.feed(PoweredUp())

    def feed(self, received: Input) -> None:
        self.power_was_lost |= isinstance(received, PoweredUp) and received.power_lost
        before = self.state
        self.state, effects = step(self.state, received, self.now)
        for effect in effects:
            if isinstance(effect, Send):
                self.said(effect.message)
            elif isinstance(effect, Relay):
                (self.flowing.add if effect.closed else self.flowing.discard)(effect.connector)
        if before.speaks and self.state.speaks:
            self.check_path(before, [e.message for e in effects if isinstance(e, Send)])
        assert self.flowing <= set(self.running), "energy flows only in a transaction"
        assert set(self.running) == {c.number for c in self.state.connectors if c.transaction is not None}

    def check_path(self, before: State, messages: list[Message]) -> None:
        """From the status before, over every status that was told, each step is one of the table."""
        for connector in before.connectors:
            at = connector.status
            for message in messages:
                if isinstance(message, Status) and message.connector == connector.number and message.status is not at:
                    assert message.status in ALLOWED[at], f"{at} -> {message.status}"
                    at = message.status
            assert at is self.state.connectors[connector.number - 1].status

    def said(self, message: Message) -> None:
        if isinstance(message, Start):
            assert message.connector not in self.running, "one transaction at a time"
            assert message.register_wh == self.register_wh[message.connector]
            self.running[message.connector] = message
        if isinstance(message, Stop):
            begun = self.running.pop(message.connector)
            assert begun.key == message.key and message.at >= begun.at
            self.billed_wh[message.connector] += message.register_wh - begun.register_wh
        self.unanswered.append(message)

    def answer(self) -> None:
        message = self.unanswered.pop(0)
        refused = getattr(message, "token", "") == "EVIL"
        verdict = Verdict(AuthorizationStatus.BLOCKED if refused else AuthorizationStatus.ACCEPTED)
        match message:
            case Boot():
                self.feed(Answered(message, Registered(Registration.ACCEPTED, 300, self.now)))
            case Authorize():
                # EVIL is found out at the start only, so that withdrawn authorizations happen
                self.feed(Answered(message, Judged(Verdict(AuthorizationStatus.ACCEPTED))))
            case Start():
                self.numbers += 1
                self.feed(Answered(message, Numbered(self.numbers, verdict)))
            case _:
                self.feed(Answered(message, Noted()))

    def happens(self, event: Input | str | timedelta) -> None:
        if event == "answer":
            while self.unanswered:
                self.answer()
        elif event == "silence":
            self.silence()
        elif isinstance(event, timedelta):
            self.passes(event)
        else:
            self.feed(event)  # type: ignore[arg-type]

    def silence(self) -> None:
        if self.unanswered:
            self.feed(Unanswered(self.unanswered.pop(0)))

    def passes(self, wait: timedelta) -> None:
        self.now += wait
        for number in sorted(self.flowing):
            self.register_wh[number] += int(wait.total_seconds()) * 3
            self.feed(Metered(number, Reading(self.register_wh[number])))
        self.feed(Tick())
        due = due_at(self.state)
        assert due is None or due > self.now, "a tick leaves nothing due"

    def end(self) -> None:
        self.feed(Pilot(1, PilotState.A))
        self.feed(Pilot(2, PilotState.A))
        self.feed(PoweredUp())
        self.feed(Connected())
        while self.unanswered:
            self.answer()
        for running in [c.transaction for c in self.state.connectors if c.transaction is not None]:
            assert running.number is not None
            self.feed(RemoteStop("end", running.number))


@settings(max_examples=300, deadline=None)
@given(configurations, st.lists(st.one_of(devices, visits, central, network, answers, waits), min_size=5, max_size=60))
def test_any_life_keeps_to_the_table_and_bills_every_watt_hour(
    configuration: dict[str, str], events: list[Input | str | timedelta | list[Input | str]]
) -> None:
    life = Life(configuration)
    life.feed(Connected())
    life.happens("answer")
    for event in events:
        for part in event if isinstance(event, list) else [event]:
            life.happens(part)
    life.end()
    assert life.running == {}
    if life.power_was_lost:  # what flowed after the last sample is known to the meter only
        assert all(life.billed_wh[n] <= life.register_wh[n] for n in (1, 2))
    else:
        assert life.billed_wh == life.register_wh
