"""Compression and its negotiation."""

import random
import tracemalloc
import zlib
from contextlib import suppress

import pytest

from chargeit.wire.deflate import OFFER, Deflate, TooBig, accept, agreed, shared

_TAIL = b"\x00\x00\xff\xff"
_CHANCE = random.Random(1)


def inflate(packed: bytes, window_bits: int = 15) -> bytes:
    return zlib.decompressobj(wbits=-window_bits).decompress(packed + _TAIL)


@pytest.mark.parametrize("data", [b"", b"a", b"abc" * 1000, _CHANCE.randbytes(5000), "€".encode() * 300])
def test_what_is_packed_is_unpacked_again(data):
    deflate = Deflate()
    assert deflate.unpack(deflate.pack(data), len(data)) == data
    assert inflate(deflate.pack(data)) == data
    assert deflate.pack(data)


def test_a_message_never_leans_on_an_earlier_one_of_another_peer():
    deflate = Deflate()
    secret = _CHANCE.randbytes(2000)
    first = deflate.pack(secret)
    assert deflate.pack(secret) == first
    assert inflate(deflate.pack(secret)) == secret


def test_a_small_window_is_kept():
    far_apart = _CHANCE.randbytes(600) + bytes(1000) + _CHANCE.randbytes(600)
    packed = shared(9).pack(far_apart + far_apart)
    assert inflate(packed, 9) == far_apart + far_apart


def test_a_bomb_is_stopped_at_the_maximum():
    bomb = Deflate().pack(bytes(50_000_000))
    assert len(bomb) < 60_000
    tracemalloc.start()
    with pytest.raises(TooBig):
        Deflate().unpack(bomb, 2**20)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 5 * 2**20
    assert len(Deflate().unpack(Deflate().pack(bytes(1000)), 1000)) == 1000
    with pytest.raises(TooBig):
        Deflate().unpack(Deflate().pack(bytes(1001)), 1000)


def test_a_final_block_ends_a_message_and_nothing_may_follow_it():
    squeeze = zlib.compressobj(wbits=-15)
    final = squeeze.compress(b"done") + squeeze.flush(zlib.Z_FINISH)
    assert Deflate().unpack(final + b"\x00", 100) == b"done"
    assert Deflate().unpack(final, 100) == b"done"
    with pytest.raises(zlib.error):
        Deflate().unpack(final + b"more", 100)


@pytest.mark.parametrize("rubble", [b"\xff" * 10, b"\x07\x07\x07", _CHANCE.randbytes(5) + b"\xff\xff"])
def test_rubble_is_an_error_or_text_but_never_more_than_the_maximum(rubble):
    with suppress(zlib.error, TooBig):
        assert len(Deflate().unpack(rubble, 100)) <= 100


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        (["permessage-deflate"], OFFER),
        (["permessage-deflate; client_max_window_bits"], OFFER),
        (["permessage-deflate; client_max_window_bits=10; server_no_context_takeover"], OFFER),
        (["permessage-deflate; server_max_window_bits=10"], f"{OFFER}; server_max_window_bits=10"),
        (['permessage-deflate; server_max_window_bits="10"'], f"{OFFER}; server_max_window_bits=10"),
        (["permessage-deflate; server_max_window_bits=8, permessage-deflate"], OFFER),
        (["x-other; a=b", "permessage-deflate"], OFFER),
        ([], None),
        ([""], None),
        (["permessage-deflate; server_max_window_bits=8"], None),
        (["permessage-deflate; server_max_window_bits=16"], None),
        (["permessage-deflate; server_max_window_bits=010"], None),
        (["permessage-deflate; server_max_window_bits"], None),
        (["permessage-deflate; client_max_window_bits=99"], None),
        (["permessage-deflate; server_no_context_takeover=1"], None),
        (["permessage-deflate; unknown"], None),
        (["permessage-deflate; client_max_window_bits; client_max_window_bits"], None),
        (["permessage-bzip2"], None),
    ],
)
def test_the_first_offer_that_can_be_met_is_answered(headers, answer):
    accepted = accept(headers)
    assert (accepted and accepted[1]) == answer


@pytest.mark.parametrize(
    "headers",
    [[OFFER], ["permessage-deflate; server_no_context_takeover"], [f"{OFFER}; server_max_window_bits=8"]],
)
def test_an_answer_within_the_offer_is_agreed(headers):
    assert agreed(headers) is shared()
    assert agreed([]) is None


@pytest.mark.parametrize(
    "header",
    [
        "permessage-deflate",
        "permessage-bzip2",
        f"{OFFER}; client_max_window_bits=9",
        f"{OFFER}; server_max_window_bits=7",
        f"{OFFER}; strange",
        f"{OFFER}; {OFFER.partition('; ')[2]}",
        f"{OFFER}, {OFFER}",
    ],
)
def test_an_answer_beyond_the_offer_is_an_error(header):
    with pytest.raises(ValueError, match="not offered"):
        agreed([header])
