"""The memory of one station's calls: a repeated call gets its first answer again and is not applied twice."""

from collections import OrderedDict
from enum import Enum

from msgspec import Struct

from chargeit.ocpp.errors import ProtocolError
from chargeit.ocpp.events import CallReceived

# Only what would be applied twice is answered from memory. Ids restart at 1 after a boot of many stations, so an old
# answer to a Heartbeat would set a wrong clock, one to Authorize let a blocked token in.
# MeterValues of 1.6 are told: their answer says nothing, and storing them twice is prevented where they are stored.
REMEMBERED = frozenset({"StartTransaction", "StopTransaction", "MeterValues", "TransactionEvent"})


class Verdict(Enum):
    """What to do with a call that has no remembered answer."""

    NEW = "new"  # handle it
    IN_HAND = "in hand"  # the same call is being handled: its answer answers this one too
    CLASH = "clash"  # other content under the id of a call in hand: refuse with `CLASHING`


CLASHING = ProtocolError("the message id belongs to another call that is being handled")


class _Entry(Struct, gc=False):
    action: str
    digest: bytes
    answer: str | None = None


class Duplicates:
    """Kept per station over its connections; remembers the newest `capacity` answers. # OCPP-J 1.6 errata 3.1"""

    __slots__ = ("_capacity", "_entries")

    def __init__(self, capacity: int = 16) -> None:
        self._capacity = capacity
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    def seen(self, call: CallReceived) -> Verdict | str:
        """The answer already given to this very call, or what to do with it. A new one is in hand from now on."""
        entry = self._entries.get(call.message_id)
        if entry is not None:
            same = entry.action == call.action and entry.digest == call.payload_digest
            if entry.answer is None:
                return Verdict.IN_HAND if same else Verdict.CLASH
            if same:
                self._entries.move_to_end(call.message_id)
                return entry.answer
        self._entries[call.message_id] = _Entry(call.action, call.payload_digest)
        self._entries.move_to_end(call.message_id)
        return Verdict.NEW

    def answered(self, call: CallReceived, answer: str) -> None:
        """The call was answered: remember it where repeating it would apply it twice."""
        entry = self._entries.get(call.message_id)
        if entry is None:
            return
        if call.action not in REMEMBERED:
            del self._entries[call.message_id]
            return
        entry.answer = answer
        if len(self._entries) > self._capacity:
            self._forget()

    def failed(self, call: CallReceived) -> None:
        """The call was refused or never answered: a repetition is a new call."""
        self._entries.pop(call.message_id, None)

    def _forget(self) -> None:
        oldest = next((name for name, entry in self._entries.items() if entry.answer is not None), None)
        if oldest is not None:
            del self._entries[oldest]
