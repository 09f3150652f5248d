"""What the controller knows: facts, from which the status, the relay and the lock of a connector follow."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from chargeit.domain.stations import ConnectorStatus, Hardware, Registration
from chargeit.domain.tokens import Verdict
from chargeit.edge.configuration import Configuration
from chargeit.edge.messages import Reading, Sample
from chargeit.edge.signals import PilotState


class Authorization(Struct, frozen=True):
    """A token that may start here if the vehicle is plugged in before `until_at`."""

    token: str
    group: str
    until_at: datetime


class Transaction(Struct, frozen=True):
    """A running transaction. `number` is the central system's, None until it answered; `last` is what survives a power
    loss; `samples` are kept for the end where StopTxnSampledData wants them."""

    key: str
    token: str
    group: str
    started_at: datetime
    last: Sample
    number: int | None = None
    deauthorized: bool = False
    samples: tuple[Sample, ...] = ()


class Connector(Struct, frozen=True):
    """One connector. `told` is the status the central system last answered to.

    `ended`: a cable is in whose use is over, or was never authorised in time. `retiring`: inoperative once free.
    `held_for`: the token whose cable stays locked after its authorization was withdrawn.
    """

    number: int
    fixed_cable: bool = False
    status: ConnectorStatus = ConnectorStatus.AVAILABLE
    told: ConnectorStatus | None = None
    pilot: PilotState = PilotState.A
    reading: Reading = Reading()
    asking: str = ""
    authorization: Authorization | None = None
    authorize_by: datetime | None = None
    transaction: Transaction | None = None
    ended: bool = False
    operative: bool = True
    retiring: bool = False
    fault: str = ""
    held_for: str = ""
    closed: bool = False
    locked: bool = False
    sample_at: datetime | None = None

    @property
    def plugged(self) -> bool:
        return self.pilot is not PilotState.A

    @property
    def busy(self) -> bool:
        """Someone uses it, so that it cannot become inoperative now."""
        return self.transaction is not None or self.authorization is not None or (self.plugged and not self.ended)

    @property
    def usable(self) -> bool:
        return self.operative and not self.retiring and not self.fault


class State(Struct, frozen=True):
    """One station. `commissioned`: it was accepted at least once since it was set up."""

    hardware: Hardware
    connectors: tuple[Connector, ...]
    configuration: Configuration = Configuration()
    registration: Registration = Registration.UNKNOWN
    commissioned: bool = False
    online: bool = False
    boot_at: datetime | None = None
    heartbeat_at: datetime | None = None
    aligned_at: datetime | None = None
    operative: bool = True
    told: ConnectorStatus | None = None
    cache: Mapping[str, Verdict] = {}
    transactions: int = 0
    resetting: bool = False

    @property
    def accepted(self) -> bool:
        return self.registration is Registration.ACCEPTED

    @property
    def speaks(self) -> bool:
        """May send what it likes. # OCPP 1.6 4.2"""
        return self.online and self.accepted

    @property
    def status(self) -> ConnectorStatus:
        """Connector 0 is only ever Available, Unavailable or Faulted. # OCPP 1.6 4.9"""
        return ConnectorStatus.AVAILABLE if self.operative else ConnectorStatus.UNAVAILABLE


def status_of(connector: Connector) -> ConnectorStatus:
    """The status that follows from the facts. # OCPP 1.6 4.9"""
    if connector.fault:
        return ConnectorStatus.FAULTED
    if connector.transaction is not None:
        if connector.transaction.deauthorized:
            return ConnectorStatus.SUSPENDED_EVSE
        return ConnectorStatus.CHARGING if connector.pilot is PilotState.C else ConnectorStatus.SUSPENDED_EV
    if not connector.operative:
        return ConnectorStatus.UNAVAILABLE
    if connector.ended:
        return ConnectorStatus.FINISHING
    if connector.plugged or connector.authorization is not None:
        return ConnectorStatus.PREPARING
    return ConnectorStatus.AVAILABLE


def gives_energy(connector: Connector) -> bool:
    """Whether the relay is closed: energy only in an authorised transaction. # OCPP 1.6 4.1"""
    transaction = connector.transaction
    return transaction is not None and not transaction.deauthorized and not connector.fault and connector.plugged


def is_locked(connector: Connector) -> bool:
    if connector.fixed_cable:
        return False
    return connector.transaction is not None or connector.held_for != ""


def new(hardware: Hardware, connectors: int, configuration: Configuration, *, fixed_cable: bool = False) -> State:
    """A station out of the box."""
    configuration = configuration.having("NumberOfConnectors", str(connectors))
    if fixed_cable:
        configuration = configuration.having("UnlockConnectorOnEVSideDisconnect", "false")
    made = tuple(Connector(number, fixed_cable) for number in range(1, connectors + 1))
    return State(hardware, made, configuration)


def woken(state: State) -> State:
    """What a restart leaves: everything but the connection and what was asked over it."""
    connectors = tuple(replace(c, told=None, asking="", authorization=None) for c in state.connectors)
    return replace(
        state,
        connectors=connectors,
        registration=Registration.UNKNOWN,
        online=False,
        boot_at=None,
        heartbeat_at=None,
        told=None,
        resetting=False,
    )


def durable(state: State) -> State:
    """What must be on disk: all but what changes with every reading or is about the connection.

    Of a running transaction the last sample is, so that little is lost with the power.
    """
    connectors = tuple(
        replace(c, reading=c.transaction.last.reading if c.transaction else Reading(), sample_at=None)
        for c in woken(state).connectors
    )
    return replace(woken(state), connectors=connectors, aligned_at=None)
