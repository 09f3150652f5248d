"""What comes into the controller, and what it wants done."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chargeit.edge.messages import Message, Reading, Reply


class PilotState(StrEnum):
    """The control pilot of IEC 61851-1: no vehicle, a vehicle, a vehicle that asks for energy."""

    A = "a"
    B = "b"
    C = "c"


class ResetKind(StrEnum):
    HARD = "hard"
    SOFT = "soft"


# From the uplink.


class Connected(Struct, frozen=True):
    pass


class Disconnected(Struct, frozen=True):
    pass


class Answered(Struct, frozen=True):
    message: Message
    reply: Reply


class Unanswered(Struct, frozen=True):
    """A message that does not wait in the queue was refused, timed out, or lost with the connection."""

    message: Message


# From the devices.


class PoweredUp(Struct, frozen=True):
    """The station starts, or starts again after a reset. After a power loss running transactions are over."""

    power_lost: bool = False


class Pilot(Struct, frozen=True):
    connector: int
    state: PilotState


class Metered(Struct, frozen=True):
    connector: int
    reading: Reading


class Tapped(Struct, frozen=True):
    """A token was shown; connector 0: the reader serves the whole station, which chooses."""

    token: str
    connector: int = 0


class Fault(Struct, frozen=True):
    """`error_code` is one of OCPP 1.6 (7.6); empty: the fault is gone."""

    connector: int
    error_code: str


class Tick(Struct, frozen=True):
    pass


# From the central system; `call` says which request an answer belongs to.


class RemoteStart(Struct, frozen=True):
    call: str
    token: str
    connector: int | None = None


class RemoteStop(Struct, frozen=True):
    call: str
    number: int


class Unlock(Struct, frozen=True):
    call: str
    connector: int


class Reset(Struct, frozen=True):
    call: str
    kind: ResetKind


class ChangeAvailability(Struct, frozen=True):
    call: str
    connector: int
    operative: bool


class ChangeConfiguration(Struct, frozen=True):
    call: str
    key: str
    value: str


class GetConfiguration(Struct, frozen=True):
    """No keys: all."""

    call: str
    keys: tuple[str, ...] = ()


class ClearCache(Struct, frozen=True):
    call: str


Command = (
    RemoteStart | RemoteStop | Unlock | Reset | ChangeAvailability | ChangeConfiguration | GetConfiguration | ClearCache
)
Input = Connected | Disconnected | Answered | Unanswered | PoweredUp | Pilot | Metered | Tapped | Fault | Tick | Command


# Effects.


class Send(Struct, frozen=True):
    message: Message


class ConfigurationEntry(Struct, frozen=True):
    key: str
    readonly: bool
    value: str


class Answer(Struct, frozen=True):
    """The answer to a command; `status` is a word of OCPP 1.6 for that command."""

    call: str
    status: str
    entries: tuple[ConfigurationEntry, ...] = ()
    unknown: tuple[str, ...] = ()


class Relay(Struct, frozen=True):
    connector: int
    closed: bool


class Lock(Struct, frozen=True):
    connector: int
    locked: bool


class Display(Struct, frozen=True):
    """Connector 0: the station's own display."""

    connector: int
    text: str


class SetClock(Struct, frozen=True):
    at: datetime


class Restart(Struct, frozen=True):
    """Start anew: a soft one when the messages that wait are delivered, a hard one at once."""

    kind: ResetKind


Effect = Send | Answer | Relay | Lock | Display | SetClock | Restart
