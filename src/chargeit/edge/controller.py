"""The charge point's brain, pure: state, input, now -> state, effects. # OCPP 1.6 4, 5

It reads no clock and touches no device: whoever runs it carries out the effects and calls again at `due_at`.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from chargeit.domain.stations import Registration
from chargeit.edge import charging, commands, metering
from chargeit.edge.messages import (
    Authorize,
    Boot,
    Heartbeat,
    Judged,
    Message,
    Numbered,
    Registered,
    Reply,
    Start,
    Status,
    Stop,
)
from chargeit.edge.signals import (
    Answered,
    Connected,
    Disconnected,
    Effect,
    Fault,
    Input,
    Metered,
    Pilot,
    PoweredUp,
    Send,
    SetClock,
    Tapped,
    Tick,
    Unanswered,
)
from chargeit.edge.state import State, woken
from chargeit.edge.turn import Turn

BOOT_WAIT = timedelta(seconds=60)


def step(state: State, received: Input, now: datetime) -> tuple[State, tuple[Effect, ...]]:
    """Take one input. `now` never goes back between calls."""
    turn = Turn(state, now)
    _dispatch(turn, received)
    _reschedule_heartbeat(turn)
    return turn.state, tuple(turn.effects)


def due_at(state: State) -> datetime | None:
    """When the next `Tick` is wanted, if at all."""
    instants = [state.boot_at if state.online else None, state.heartbeat_at if state.speaks else None, state.aligned_at]
    for connector in state.connectors:
        waiting = connector.authorization.until_at if connector.authorization else None
        instants += [connector.sample_at, connector.authorize_by, waiting]
    return min((at for at in instants if at is not None), default=None)


def _dispatch(turn: Turn, received: Input) -> None:
    match received:
        case Metered(number, reading):
            if (connector := turn.connector(number)) is not None and connector.reading != reading:
                turn.put(replace(connector, reading=reading))
        case Tick():
            _tick(turn)
        case Answered(message, reply):
            _answered(turn, message, reply)
        case Unanswered(message):
            _unanswered(turn, message)
        case Pilot(number, state):
            if (connector := turn.connector(number)) is not None:
                charging.pilot(turn, connector, state)
        case Tapped():
            _tapped(turn, received)
        case Fault(number, error_code):
            if (connector := turn.connector(number)) is not None:
                turn.put(replace(connector, fault=error_code))
        case Connected():
            _connected(turn)
        case Disconnected():
            turn.state = replace(turn.state, online=False, heartbeat_at=None, boot_at=None)
        case PoweredUp(power_lost):
            _powered_up(turn, power_lost)
        case _:
            # OCPP 1.6 4.2: a rejected station answers nothing until it may boot again
            if turn.state.registration is not Registration.REJECTED:
                commands.obey(turn, received)


def _tapped(turn: Turn, tap: Tapped) -> None:
    connector = turn.connector(tap.connector) if tap.connector else commands.of_token(turn, tap.token)
    if connector is None:
        turn.show(0, "no free connector")
    else:
        charging.tapped(turn, connector, tap.token)


def _powered_up(turn: Turn, power_lost: bool) -> None:
    turn.state = woken(turn.state)
    turn.state = replace(turn.state, aligned_at=metering.next_aligned(turn))
    for connector in turn.state.connectors if power_lost else ():
        charging.power_lost(turn, connector)


def _connected(turn: Turn) -> None:
    turn.state = replace(turn.state, online=True)
    if turn.state.accepted:
        _tell_statuses(turn)  # OCPP-J 1.6 5.4: no boot on a plain reconnect, only what changed
    else:
        _boot(turn)


def _boot(turn: Turn) -> None:
    turn.state = replace(turn.state, boot_at=None)
    turn.effect(Send(Boot(turn.state.hardware)))


def _tell_statuses(turn: Turn) -> None:
    if turn.state.told is not turn.state.status:
        turn.send(Status(0, turn.state.status, turn.now))
    for connector in turn.state.connectors:
        if connector.told is not connector.status:
            turn.send(Status(connector.number, connector.status, turn.now, connector.fault or "NoError"))


def _answered(turn: Turn, message: Message, reply: Reply) -> None:
    match message, reply:
        case Boot(), Registered():
            _registered(turn, reply)
        case Authorize(), Judged(verdict):
            charging.answered(turn, message, verdict)
        case Start(), Numbered():
            charging.numbered(turn, message, reply)
        case Stop(), Judged(verdict) if message.token:
            charging.remember(turn, message.token, verdict)
        case Status(), _:
            _told(turn, message)
        case _:
            pass  # heartbeats and meter values ask nothing


def _unanswered(turn: Turn, message: Message) -> None:
    match message:
        case Boot() if turn.state.online:
            turn.state = replace(turn.state, boot_at=turn.now + BOOT_WAIT)
        case Authorize():
            charging.answered(turn, message, None)
        case _:
            pass  # a lost status is told again after the reconnect


def _registered(turn: Turn, reply: Registered) -> None:
    # OCPP 1.6 4.2, errata 3.22
    turn.effect(SetClock(reply.at))
    if reply.registration is not Registration.ACCEPTED:
        wait = timedelta(seconds=reply.interval_s) if reply.interval_s > 0 else BOOT_WAIT
        turn.state = replace(turn.state, registration=reply.registration, boot_at=turn.now + wait)
        return
    turn.state = replace(turn.state, registration=reply.registration, commissioned=True, boot_at=None)
    if reply.interval_s > 0:
        changed = turn.state.configuration.having("HeartbeatInterval", str(reply.interval_s))
        turn.state = replace(turn.state, configuration=changed)
    _tell_statuses(turn)


def _told(turn: Turn, message: Status) -> None:
    if message.connector == 0:
        turn.state = replace(turn.state, told=message.status)
    elif (connector := turn.connector(message.connector)) is not None:
        turn.put(replace(connector, told=message.status))


def _tick(turn: Turn) -> None:
    state, now = turn.state, turn.now
    if state.boot_at is not None and state.boot_at <= now and state.online:
        _boot(turn)
    for connector in state.connectors:
        if connector.authorization is not None and connector.authorization.until_at <= now:
            turn.put(replace(connector, authorization=None))  # OCPP 1.6 4.9 B1
        elif connector.authorize_by is not None and connector.authorize_by <= now:
            # OCPP 1.6 errata 3.20 B6; one whose token is being asked about waits for that answer
            late = connector.asking == "" and connector.transaction is None
            turn.put(replace(connector, authorize_by=None, ended=connector.ended or late))
        else:
            metering.periodic(turn, connector)
    metering.aligned(turn)
    if state.heartbeat_at is not None and state.heartbeat_at <= now:
        turn.send(Heartbeat())


def _reschedule_heartbeat(turn: Turn) -> None:
    """A heartbeat after each interval in which nothing else was said. # OCPP 1.6 4.6"""
    state = turn.state
    if not state.speaks:
        return
    if state.heartbeat_at is None or any(isinstance(effect, Send) for effect in turn.effects):
        seconds = state.configuration.integer("HeartbeatInterval")
        following = turn.now + timedelta(seconds=seconds) if seconds else None
        if following != state.heartbeat_at:
            turn.state = replace(state, heartbeat_at=following)
