"""Envelopes as bytes: what a broker carries. `kind` and `version` say how the event is read."""

from datetime import datetime

import msgspec

from chargeit.domain.errors import Invalid
from chargeit.domain.events import KINDS, Envelope


class Carried(msgspec.Struct, frozen=True):
    """What goes over the wire; `event` stays raw until `kind` and `version` are known to be ours."""

    kind: str
    version: int
    position: int
    id: str
    recorded_at: datetime
    event: msgspec.Raw


_encoder = msgspec.json.Encoder(order="deterministic")
_outer = msgspec.json.Decoder(Carried)
_inner = {kind: msgspec.json.Decoder(event) for kind, event in KINDS.items()}


def encode(envelope: Envelope) -> bytes:
    event = envelope.event
    raw = msgspec.Raw(_encoder.encode(event))
    return _encoder.encode(
        Carried(event.kind, event.version, envelope.position, envelope.id, envelope.recorded_at, raw)
    )


def decode(data: bytes) -> Envelope | None:
    """None for a kind or version that this process does not know: a newer one speaks, and others understand it.

    Fields that are not known are passed over. Raises Invalid for what is no envelope at all.
    """
    try:
        carried = _outer.decode(data)
        known = KINDS.get(carried.kind)
        if known is None or carried.version != known.version:
            return None
        event = _inner[carried.kind].decode(carried.event)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid("envelope", str(error)) from None
    return Envelope(carried.position, carried.id, carried.recorded_at, event)
