"""What a connection tells its owner."""

from hashlib import blake2b

from msgspec import Struct

from chargeit.ocpp.actions import Message
from chargeit.ocpp.errors import OcppError
from chargeit.ocpp.flags import Flag

DIGEST_BYTES = 16


class Transmit(Struct, frozen=True, gc=False):
    """Send this text."""

    text: str


class CallReceived(Struct, frozen=True):
    """A request to answer, with `Connection.answer` or `Connection.refuse`. `flags` tells what was mended in it."""

    message_id: str
    action: str
    request: Message
    flags: tuple[Flag, ...]
    payload: bytes

    @property
    def payload_digest(self) -> bytes:
        """The same for every repetition of the request, whatever its id."""
        return blake2b(self.payload, digest_size=DIGEST_BYTES).digest()


class SendReceived(Struct, frozen=True):
    """A message that is never answered. # OCPP 2.1 part 4, 4.2.4"""

    message_id: str
    action: str
    request: Message
    flags: tuple[Flag, ...]


class Answered(Struct, frozen=True):
    """Our request got its answer."""

    key: object
    response: Message
    flags: tuple[Flag, ...]


class Refused(Struct, frozen=True):
    """Our request got an error, or an answer that cannot be read."""

    key: object
    error: OcppError


class TimedOut(Struct, frozen=True):
    """Our request got nothing in time."""

    key: object


class Lost(Struct, frozen=True):
    """Our request ended with the connection: unanswered, or never sent."""

    key: object


class AnswerRefused(Struct, frozen=True):
    """The other side could not process our answer. # OCPP 2.1 part 4, 4.2.3"""

    message_id: str
    error: OcppError


class Ignored(Struct, frozen=True, gc=False):
    """An answer to nothing that is outstanding: late, or never asked for."""

    message_id: str


class Malformed(Struct, frozen=True, gc=False):
    """The other side sent something wrong; where the rules want an answer, a Transmit beside this one carries it."""

    reason: str
    excerpt: str


Event = (
    Transmit | CallReceived | SendReceived | Answered | Refused | TimedOut | Lost | AnswerRefused | Ignored | Malformed
)
