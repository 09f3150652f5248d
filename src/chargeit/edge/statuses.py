"""The connector's states and the transitions between them that OCPP 1.6 (4.9) allows."""

from chargeit.domain.stations import ConnectorStatus as S

# OCPP 1.6 4.9 and errata 3.20: rows A to I of the table
ALLOWED: dict[S, frozenset[S]] = {
    S.AVAILABLE: frozenset(
        {S.PREPARING, S.CHARGING, S.SUSPENDED_EV, S.SUSPENDED_EVSE, S.RESERVED, S.UNAVAILABLE, S.FAULTED}
    ),
    S.PREPARING: frozenset({S.AVAILABLE, S.CHARGING, S.SUSPENDED_EV, S.SUSPENDED_EVSE, S.FINISHING, S.FAULTED}),
    S.CHARGING: frozenset({S.AVAILABLE, S.SUSPENDED_EV, S.SUSPENDED_EVSE, S.FINISHING, S.UNAVAILABLE, S.FAULTED}),
    S.SUSPENDED_EV: frozenset({S.AVAILABLE, S.CHARGING, S.SUSPENDED_EVSE, S.FINISHING, S.UNAVAILABLE, S.FAULTED}),
    S.SUSPENDED_EVSE: frozenset({S.AVAILABLE, S.CHARGING, S.SUSPENDED_EV, S.FINISHING, S.UNAVAILABLE, S.FAULTED}),
    S.FINISHING: frozenset({S.AVAILABLE, S.PREPARING, S.UNAVAILABLE, S.FAULTED}),
    S.RESERVED: frozenset({S.AVAILABLE, S.PREPARING, S.UNAVAILABLE, S.FAULTED}),
    S.UNAVAILABLE: frozenset({S.AVAILABLE, S.PREPARING, S.CHARGING, S.SUSPENDED_EV, S.SUSPENDED_EVSE, S.FAULTED}),
    S.FAULTED: frozenset(
        {
            S.AVAILABLE,
            S.PREPARING,
            S.CHARGING,
            S.SUSPENDED_EV,
            S.SUSPENDED_EVSE,
            S.FINISHING,
            S.RESERVED,
            S.UNAVAILABLE,
        }
    ),
}
_STOPOVERS = (S.PREPARING, S.AVAILABLE, S.FINISHING)


def route(start: S, end: S) -> tuple[S, ...]:
    """The states to report on the way from `start` to `end`, `end` last: one, or two where the table has no step.

    A new use of a cable that stayed in goes Finishing, Preparing, Charging.
    """
    if start is end:
        return ()
    if end in ALLOWED[start]:
        return (end,)
    stopover = next(s for s in _STOPOVERS if s in ALLOWED[start] and end in ALLOWED[s])
    return (stopover, end)
