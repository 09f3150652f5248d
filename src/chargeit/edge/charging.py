"""A connector's life: plugged, authorised, charging, stopped, unplugged."""

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from chargeit.domain.tokens import AuthorizationStatus, Verdict, token_key
from chargeit.edge import metering
from chargeit.edge.messages import Authorize, Numbered, Start, Stop
from chargeit.edge.signals import PilotState
from chargeit.edge.state import Authorization, Connector, Transaction
from chargeit.edge.turn import Turn

ACCEPTED = Verdict(AuthorizationStatus.ACCEPTED)
CACHE_SIZE = 200


def pilot(turn: Turn, connector: Connector, state: PilotState) -> None:
    """The vehicle came, went, began or ceased to ask for energy."""
    if state is connector.pilot:
        return
    if state is PilotState.A:
        unplugged(turn, connector)
    elif connector.plugged or connector.transaction is not None:
        turn.put(replace(connector, pilot=state))
    else:
        plugged(turn, replace(connector, pilot=state, ended=False))


def plugged(turn: Turn, connector: Connector) -> None:
    if connector.authorization is not None and connector.usable:
        turn.put(connector)
        start(turn, connector, connector.authorization.token, connector.authorization.group)
        return
    wait = timedelta(seconds=turn.state.configuration.integer("ConnectionTimeOut"))
    turn.put(replace(connector, authorize_by=turn.now + wait if connector.operative else None))


def unplugged(turn: Turn, connector: Connector) -> None:
    # OCPP 1.6 4.9, 4.10; errata 3.84
    info = "EV side disconnected" if connector.transaction is not None else ""
    configuration = turn.state.configuration
    held_for = connector.held_for
    if connector.transaction is not None and configuration.flag("StopTransactionOnEVSideDisconnect"):
        token = connector.transaction.token
        connector = stop(turn, connector, "EVDisconnected", info=info)
        held_for = "" if configuration.flag("UnlockConnectorOnEVSideDisconnect") else token
        info = ""
    turn.put(replace(connector, pilot=PilotState.A, ended=False, authorize_by=None, held_for=held_for), info)


def tapped(turn: Turn, connector: Connector, token: str) -> None:
    """A token was shown at a connector: it starts, stops, cancels or frees the cable. # OCPP 1.6 4.1, 4.9 B1, 3.5.4"""
    running, waiting = connector.transaction, connector.authorization
    if connector.held_for and token_key(connector.held_for) == token_key(token):
        turn.put(replace(connector, held_for=""))
    elif running is not None:
        tapped_while_charging(turn, connector, running, token)
    elif waiting is not None:
        if token_key(waiting.token) == token_key(token):
            turn.put(replace(connector, authorization=None))
            turn.show(connector.number, "cancelled")
    elif not connector.usable or not turn.state.commissioned or turn.state.resetting:
        turn.show(connector.number, "out of service")
    elif not connector.asking:
        ask(turn, connector, token)


def tapped_while_charging(turn: Turn, connector: Connector, running: Transaction, token: str) -> None:
    if token_key(running.token) == token_key(token):
        stop(turn, connector, "Local", token)  # OCPP 1.6 3.4: no Authorize for one's own
        return
    known = remembered(turn, token)
    if known is not None and known.accepted and same_group(known, running):
        stop(turn, connector, "Local", token)
    elif turn.state.speaks and not connector.asking:
        turn.put(replace(connector, asking=token))
        turn.send(Authorize(connector.number, token))
    else:
        turn.show(connector.number, "in use")


def same_group(verdict: Verdict, running: Transaction) -> bool:
    """Groups are compared with groups only. # OCPP 1.6 3.10"""
    return running.group != "" and token_key(verdict.group) == token_key(running.group)


def ask(turn: Turn, connector: Connector, token: str) -> None:
    """Local knowledge first where it is allowed to decide, then the central system, offline the offline rules."""
    known = remembered(turn, token)
    preauthorized = known is not None and known.accepted and turn.state.configuration.flag("LocalPreAuthorize")
    if known is not None and preauthorized:
        judged(turn, connector, token, known)
    elif turn.state.speaks:
        turn.put(replace(connector, asking=token))
        turn.send(Authorize(connector.number, token))
        turn.show(connector.number, "checking")
    else:
        judged(turn, connector, token, offline_verdict(turn, token))


def offline_verdict(turn: Turn, token: str) -> Verdict:
    # OCPP 1.6 3.5: a token that is known not to be accepted is never unknown
    known = remembered(turn, token)
    configuration = turn.state.configuration
    if known is not None and configuration.flag("LocalAuthorizeOffline"):
        return known
    if known is None and configuration.flag("AllowOfflineTxForUnknownId"):
        return ACCEPTED
    return Verdict(AuthorizationStatus.INVALID)


def answered(turn: Turn, asked: Authorize, verdict: Verdict | None) -> None:
    """The central system's word on a token, None when it gave none."""
    if verdict is not None:
        remember(turn, asked.token, verdict)
    connector = turn.connector(asked.connector)
    if connector is None or connector.asking != asked.token:
        return
    connector = turn.put(replace(connector, asking=""))
    verdict = verdict or offline_verdict(turn, asked.token)
    running = connector.transaction
    if running is None:
        judged(turn, connector, asked.token, verdict)
    elif verdict.accepted and (same_group(verdict, running) or token_key(running.token) == token_key(asked.token)):
        stop(turn, connector, "Local", asked.token)
    else:
        turn.show(connector.number, "in use")


def judged(turn: Turn, connector: Connector, token: str, verdict: Verdict) -> None:
    """Start where the vehicle is there, else wait for it. A refused token leaves everything as it is."""
    if not verdict.accepted:
        turn.show(connector.number, "not accepted")
    elif not connector.usable:
        turn.show(connector.number, "out of service")
    elif connector.plugged:
        if connector.ended:
            connector = turn.put(replace(connector, ended=False))
        start(turn, connector, token, verdict.group)
    else:
        wait = timedelta(seconds=turn.state.configuration.integer("ConnectionTimeOut"))
        turn.put(replace(connector, authorization=Authorization(token, verdict.group, turn.now + wait)))
        turn.show(connector.number, "plug in")


def start(turn: Turn, connector: Connector, token: str, group: str) -> None:
    key = f"{int(turn.now.timestamp() * 1000)}-{connector.number}-{turn.state.transactions}"
    turn.state = replace(turn.state, transactions=turn.state.transactions + 1)
    first = metering.sample(turn, connector, "Transaction.Begin", "StopTxnSampledData")
    kept = (first,) if first.measurands else ()
    running = Transaction(key, token, group, turn.now, first, samples=kept)
    turn.send(Start(key, connector.number, token, connector.reading.register_wh, turn.now))
    turn.put(
        replace(
            connector,
            transaction=running,
            authorization=None,
            authorize_by=None,
            held_for="",
            sample_at=metering.next_sample(turn, turn.now),
        )
    )


def numbered(turn: Turn, begun: Start, answer: Numbered) -> None:
    """The central system answered a start; it may have withdrawn the authorization. # OCPP 1.6 3.5.4, errata 3.5"""
    remember(turn, begun.token, answer.verdict)
    connector = turn.connector(begun.connector)
    running = connector.transaction if connector is not None else None
    if connector is None or running is None or running.key != begun.key:
        return
    group = answer.verdict.group or running.group
    known = replace(connector, transaction=replace(running, number=answer.number, group=group))
    if answer.verdict.accepted:
        turn.put(known)
    elif turn.state.configuration.flag("StopTransactionOnInvalidId"):
        stop(turn, known, "DeAuthorized")
    else:
        transaction = replace(running, number=answer.number, group=group, deauthorized=True)
        turn.put(replace(connector, transaction=transaction))


def stop(turn: Turn, connector: Connector, reason: str, token: str = "", *, info: str = "") -> Connector:
    """End the running transaction now. Does nothing where none runs."""
    running = connector.transaction
    if running is None:
        return connector
    last = metering.sample(turn, connector, "Transaction.End", "StopTxnSampledData")
    running = replace(running, samples=(*running.samples, last))
    return ended(turn, connector, running, Ending(reason, turn.now, connector.reading.register_wh, token), info)


class Ending(Struct, frozen=True):
    """How a transaction ended."""

    reason: str
    at: datetime
    register_wh: int
    token: str = ""


def ended(turn: Turn, connector: Connector, running: Transaction, ending: Ending, info: str = "") -> Connector:
    stopped = Stop(
        running.key,
        connector.number,
        ending.register_wh,
        ending.at,
        ending.reason,
        ending.token,
        tuple(s for s in running.samples if s.measurands),
    )
    turn.send(stopped)
    held_for = running.token if ending.reason == "DeAuthorized" else ""
    free = replace(connector, transaction=None, sample_at=None, asking="", ended=connector.plugged, held_for=held_for)
    return turn.put(free, info)


def power_lost(turn: Turn, connector: Connector) -> None:
    """End what ran when the power went, with the last that is known of it. # OCPP 1.6 7.36"""
    running = connector.transaction
    if running is not None:
        last = running.last
        ended(turn, connector, running, Ending("PowerLoss", last.sampled_at, last.reading.register_wh))


def remembered(turn: Turn, token: str) -> Verdict | None:
    """What the cache says; an entry past its date counts as expired. # OCPP 1.6 3.5.1"""
    if not turn.state.configuration.flag("AuthorizationCacheEnabled"):
        return None
    known = turn.state.cache.get(token_key(token))
    if known is not None and known.expires_at is not None and known.expires_at <= turn.now:
        return Verdict(AuthorizationStatus.EXPIRED, known.group, known.expires_at)
    return known


def remember(turn: Turn, token: str, verdict: Verdict) -> None:
    """Keep the last verdict of every token, good or bad; when full the refused go first, then the oldest."""
    key = token_key(token)
    if turn.state.cache.get(key) == verdict:
        return
    cache = {k: v for k, v in turn.state.cache.items() if k != key}
    if len(cache) >= CACHE_SIZE:
        del cache[next((k for k, v in cache.items() if not v.accepted), next(iter(cache)))]
    turn.state = replace(turn.state, cache={**cache, key: verdict})
