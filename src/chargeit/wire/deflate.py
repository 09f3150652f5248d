"""permessage-deflate without context takeover: one compressor serves all channels of a thread (RFC 7692)."""

import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from threading import get_ident

OFFER = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
_TAIL = b"\x00\x00\xff\xff"
# What may follow a final block: the empty stored block that ends the message (RFC 7692 7.2.3.5).
_AFTER_FINAL = (_TAIL, b"\x00" + _TAIL)
_FLAGS = ("server_no_context_takeover", "client_no_context_takeover")


class TooBig(Exception):
    """The message would be larger than allowed once it is unpacked."""


class Deflate:
    """Packs and unpacks whole messages. A full flush after each forgets it, so nothing of one peer reaches another."""

    def __init__(self, window_bits: int = 15) -> None:
        self._compressor = zlib.compressobj(wbits=-window_bits)

    def pack(self, data: bytes) -> bytes:
        if not data:
            return b"\x00"  # zlib gives nothing for a second flush (RFC 7692 7.2.3.6)
        packed = self._compressor.compress(data) + self._compressor.flush(zlib.Z_FULL_FLUSH)
        return packed[: -len(_TAIL)]

    def unpack(self, data: bytes | bytearray, most_bytes: int) -> bytes:
        """Raises TooBig before more than `most_bytes` are unpacked, zlib.error for what is not deflated."""
        inflater = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        unpacked = inflater.decompress(data + _TAIL, most_bytes + 1)
        if len(unpacked) > most_bytes:
            raise TooBig(f"more than {most_bytes} bytes")
        if inflater.eof and inflater.unused_data not in _AFTER_FINAL:
            raise zlib.error("data after the final block")
        return unpacked


def shared(window_bits: int = 15) -> Deflate:
    """The one compressor of this thread for a window size (it holds 250 kB)."""
    return _of_thread(window_bits, get_ident())


@cache
def _of_thread(window_bits: int, _thread: int) -> Deflate:
    return Deflate(window_bits)


def accept(headers: Iterable[str]) -> tuple[Deflate, str] | None:
    """The first offer of the client that can be met, and the words that say so; None where there is none."""
    for name, parameters in _extensions(headers):
        bits = None if name != "permessage-deflate" or parameters is None else _window_of_offer(parameters)
        if bits is None:
            continue
        answer = (
            OFFER if "server_max_window_bits" not in (parameters or {}) else f"{OFFER}; server_max_window_bits={bits}"
        )
        return shared(bits), answer
    return None


def agreed(headers: Iterable[str]) -> Deflate | None:
    """What the server answered to OFFER. Raises ValueError for an answer to something that was not offered."""
    answers = list(_extensions(headers))
    if not answers:
        return None
    name, parameters = answers[0]
    if len(answers) > 1 or name != "permessage-deflate" or parameters is None or not _answers_offer(parameters):
        raise ValueError("the server answered an extension that was not offered")
    return shared()


def _window_of_offer(parameters: dict[str, str]) -> int | None:
    """Window size to compress with; None declines the offer (RFC 7692 7.1)."""
    for name, value in parameters.items():
        if name in _FLAGS and not value:
            continue
        if name == "client_max_window_bits" and (not value or _bits(value)):
            continue
        if name == "server_max_window_bits" and _bits(value):
            continue
        return None
    bits = _bits(parameters.get("server_max_window_bits", "15"))
    # zlib cannot compress a raw stream with a window of 2**8.
    return bits if bits > 8 else None


def _answers_offer(parameters: dict[str, str]) -> bool:
    known = all(
        (name in _FLAGS and not value) or (name == "server_max_window_bits" and _bits(value))
        for name, value in parameters.items()
    )
    return known and "server_no_context_takeover" in parameters


def _bits(value: str) -> int:
    """8..15 without leading zeros, 0 for anything else."""
    return int(value) if value in ("8", "9", "10", "11", "12", "13", "14", "15") else 0


def _extensions(headers: Iterable[str]) -> Iterator[tuple[str, dict[str, str] | None]]:
    """Name and parameters of each extension in order; None for parameters that are given twice."""
    for header in headers:
        for extension in filter(str.strip, header.split(",")):
            name, *rest = (part.strip() for part in extension.split(";"))
            pairs = [
                (key.strip(), value.strip().strip('"')) for key, _, value in (part.partition("=") for part in rest)
            ]
            parameters = dict(pairs)
            yield name, parameters if len(parameters) == len(pairs) else None
