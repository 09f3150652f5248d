"""What a station tells the central system and what it is answered, in the platform's words.

A version's translator makes OCPP of it. `Start`, `Meter` and `Stop` wait in the queue for the network; they carry the
station's own `key` of the transaction, since its number may not be known yet.
"""

from datetime import datetime

from msgspec import Struct

from chargeit.domain.stations import ConnectorStatus, Hardware, Registration
from chargeit.domain.tokens import Verdict


class Reading(Struct, frozen=True):
    """What a connector's meter shows; `register_wh` only ever grows, `soc` is 0..1 where the vehicle tells it."""

    register_wh: int = 0
    power_w: float = 0.0
    current_a: float = 0.0
    voltage_v: float = 0.0
    soc: float | None = None


class Sample(Struct, frozen=True):
    """A reading taken for the central system. `context` and `measurands` are those of OCPP 1.6 (7.35, 7.31)."""

    sampled_at: datetime
    reading: Reading
    context: str
    measurands: tuple[str, ...]


class Boot(Struct, frozen=True):
    hardware: Hardware


class Heartbeat(Struct, frozen=True):
    pass


class Status(Struct, frozen=True):
    """Connector 0 is the station itself."""

    connector: int
    status: ConnectorStatus
    at: datetime
    error_code: str = "NoError"
    info: str = ""


class Authorize(Struct, frozen=True):
    connector: int
    token: str


class Start(Struct, frozen=True, tag="start"):
    key: str
    connector: int
    token: str
    register_wh: int
    at: datetime


class Meter(Struct, frozen=True, tag="meter"):
    """`key` is empty for readings outside a transaction."""

    key: str
    connector: int
    samples: tuple[Sample, ...]


class Stop(Struct, frozen=True, tag="stop"):
    """`reason` is one of OCPP 1.6 (7.36); `token` is empty where nobody showed one."""

    key: str
    connector: int
    register_wh: int
    at: datetime
    reason: str
    token: str = ""
    samples: tuple[Sample, ...] = ()


TransactionMessage = Start | Meter | Stop
Message = Boot | Heartbeat | Status | Authorize | TransactionMessage


class Registered(Struct, frozen=True):
    """The answer to a boot."""

    registration: Registration
    interval_s: int
    at: datetime


class Judged(Struct, frozen=True):
    """The answer to an authorization, and to the stop of one who showed a token."""

    verdict: Verdict


class Numbered(Struct, frozen=True):
    """The answer to a start."""

    number: int
    verdict: Verdict


class Noted(Struct, frozen=True):
    """An answer that says nothing but that it arrived."""


Reply = Registered | Judged | Numbered | Noted


def waits(message: Message) -> bool:
    """Whether a message goes through the queue and is never lost. # OCPP 1.6 3.7"""
    return isinstance(message, Start | Stop) or (isinstance(message, Meter) and message.key != "")
