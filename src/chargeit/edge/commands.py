"""What the central system asks of the station. The answer is always the first effect, before what it causes."""

from msgspec.structs import replace

from chargeit.domain.tokens import token_key
from chargeit.edge import charging, configuration, metering
from chargeit.edge.signals import (
    Answer,
    ChangeAvailability,
    ChangeConfiguration,
    ClearCache,
    Command,
    ConfigurationEntry,
    GetConfiguration,
    Lock,
    RemoteStart,
    RemoteStop,
    Reset,
    ResetKind,
    Restart,
    Unlock,
)
from chargeit.edge.state import Connector
from chargeit.edge.turn import Turn


def obey(turn: Turn, command: Command) -> None:
    """Carry out any command; each kind has its function below."""
    match command:
        case RemoteStart():
            remote_start(turn, command)
        case RemoteStop():
            remote_stop(turn, command)
        case Unlock():
            unlock(turn, command)
        case Reset():
            reset(turn, command)
        case ChangeAvailability():
            change_availability(turn, command)
        case ChangeConfiguration():
            change_configuration(turn, command)
        case GetConfiguration():
            get_configuration(turn, command)
        case ClearCache():
            turn.state = replace(turn.state, cache={})
            turn.effect(Answer(command.call, "Accepted"))


def remote_start(turn: Turn, command: RemoteStart) -> None:
    # OCPP 1.6 5.11; 4.2: refused until the boot is accepted
    connector = chosen(turn, command.connector)
    if connector is None or not turn.state.accepted or turn.state.resetting:
        turn.effect(Answer(command.call, "Rejected"))
        return
    turn.effect(Answer(command.call, "Accepted"))
    if turn.state.configuration.flag("AuthorizeRemoteTxRequests"):
        charging.ask(turn, connector, command.token)
    else:
        charging.judged(turn, connector, command.token, charging.ACCEPTED)


def chosen(turn: Turn, number: int | None) -> Connector | None:
    """The connector asked for, or the free one that suits best: a new vehicle waits, nobody is there, a used cable."""
    free = [
        c
        for c in turn.state.connectors
        if c.usable and c.transaction is None and c.authorization is None and not c.asking
    ]
    if number is not None:
        return next((c for c in free if c.number == number), None)
    return min(free, key=lambda c: (c.ended, not c.plugged, c.number), default=None)


def remote_stop(turn: Turn, command: RemoteStop) -> None:
    # OCPP 1.6 5.12
    for connector in turn.state.connectors:
        running = connector.transaction
        if running is not None and running.number == command.number and turn.state.accepted:
            turn.effect(Answer(command.call, "Accepted"))
            charging.stop(turn, connector, "Remote")
            return
    turn.effect(Answer(command.call, "Rejected"))


def unlock(turn: Turn, command: Unlock) -> None:
    # OCPP 1.6 5.18, errata 3.87
    connector = turn.connector(command.connector)
    if connector is None or connector.fixed_cable:
        turn.effect(Answer(command.call, "NotSupported"))
        return
    turn.effect(Answer(command.call, "Unlocked"))
    connector = charging.stop(turn, connector, "UnlockCommand")
    if connector.locked:
        turn.put(replace(connector, held_for=""))
    else:
        turn.effect(Lock(connector.number, locked=False))


def reset(turn: Turn, command: Reset) -> None:
    # OCPP 1.6 5.14, errata 3.36
    turn.effect(Answer(command.call, "Accepted"))
    turn.state = replace(turn.state, resetting=True)
    for connector in turn.state.connectors:
        stopped = charging.stop(turn, connector, "HardReset" if command.kind is ResetKind.HARD else "SoftReset")
        turn.put(replace(stopped, authorization=None, asking=""))
    turn.effect(Restart(command.kind))


def change_availability(turn: Turn, command: ChangeAvailability) -> None:
    # OCPP 1.6 5.2
    connector = turn.connector(command.connector)
    if connector is None and command.connector != 0:
        turn.effect(Answer(command.call, "Rejected"))
        return
    affected = turn.state.connectors if connector is None else (connector,)
    scheduled = not command.operative and any(c.busy for c in affected)
    turn.effect(Answer(command.call, "Scheduled" if scheduled else "Accepted"))
    for each in affected:
        retiring = not command.operative and each.busy
        turn.put(replace(each, operative=command.operative or retiring, retiring=retiring))
    if command.connector == 0:
        turn.state = replace(turn.state, operative=command.operative)


def change_configuration(turn: Turn, command: ChangeConfiguration) -> None:
    # OCPP 1.6 5.3
    key = configuration.spelled(command.key)
    if key is None:
        turn.effect(Answer(command.call, "NotSupported"))
        return
    value = configuration.accepts(key, command.value)
    if value is None:
        turn.effect(Answer(command.call, "Rejected"))
        return
    turn.effect(Answer(command.call, "Accepted"))
    turn.state = replace(turn.state, configuration=turn.state.configuration.having(key, value))
    if key == "HeartbeatInterval":
        turn.state = replace(turn.state, heartbeat_at=turn.now)
    elif key == "ClockAlignedDataInterval":
        turn.state = replace(turn.state, aligned_at=metering.next_aligned(turn))
    elif key == "MeterValueSampleInterval":
        for connector in turn.state.connectors:
            if connector.transaction is not None:
                turn.put(replace(connector, sample_at=metering.next_sample(turn, turn.now)))


def get_configuration(turn: Turn, command: GetConfiguration) -> None:
    # OCPP 1.6 5.8
    names = [(asked, configuration.spelled(asked)) for asked in command.keys or configuration.KEYS]
    found = dict.fromkeys(name for _, name in names if name is not None)
    current = turn.state.configuration
    entries = tuple(
        ConfigurationEntry(
            name, configuration.KEYS[name].readonly, current.changed.get(name, configuration.KEYS[name].default)
        )
        for name in found
    )
    unknown = tuple(asked for asked, name in names if name is None)
    turn.effect(Answer(command.call, "", entries, unknown))


def of_token(turn: Turn, token: str) -> Connector | None:
    """The connector that a tap at the station's only reader means: the token's own, a waiting vehicle's, a free one."""
    key = token_key(token)
    for connector in turn.state.connectors:
        shown = [connector.held_for, connector.asking]
        shown += [holder.token for holder in (connector.transaction, connector.authorization) if holder is not None]
        if key in (token_key(t) for t in shown if t):
            return connector
    return chosen(turn, None) or next((c for c in turn.state.connectors if c.transaction is not None), None)
