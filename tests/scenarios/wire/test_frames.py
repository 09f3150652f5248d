"""Frames as RFC 6455 allows them, and as it does not."""

import time
import zlib
from dataclasses import replace

import pytest

from chargeit.wire.limits import Limits
from tests.support.raw_socket import (
    BINARY,
    CLOSE,
    CONTINUATION,
    FIN,
    PING,
    PONG,
    RSV1,
    RSV2,
    RSV3,
    TEXT,
    connected,
    frame,
    request,
)
from tests.support.wire import QUICK, serving, until

DEFLATED = request(Sec_WebSocket_Extensions="permessage-deflate")


def deflated(data: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-15)
    return (squeeze.compress(data) + squeeze.flush(zlib.Z_SYNC_FLUSH))[:-4]


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        (1002, [frame(TEXT, b"x", FIN | RSV1)]),
        (1002, [frame(TEXT, b"x", FIN | RSV2)]),
        (1002, [frame(TEXT, b"x", FIN | RSV3)]),
        (1002, [frame(PING, b"x", FIN | RSV1)]),
        (1002, [frame(TEXT, b"a", 0), frame(CONTINUATION, b"b", FIN | RSV1)]),
        (1002, [frame(CONTINUATION, b"x")]),
        (1002, [frame(TEXT, b"a", 0), frame(TEXT, b"b")]),
        (1002, [frame(TEXT, b"a", 0), frame(TEXT, b"b", 0)]),
        (1002, [frame(TEXT, b"a", masked=False)]),
        (1002, [frame(PING, b"a", 0)]),
        (1002, [frame(PING, b"a" * 126)]),
        (1002, [frame(0x3, b"a")]),
        (1002, [frame(CLOSE, b"\x03")]),
        (1002, [frame(CLOSE, (999).to_bytes(2, "big"))]),
        (1003, [frame(BINARY, b"a")]),
        (1003, [frame(BINARY, b"a", 0)]),
        (1007, [frame(TEXT, b"\xff")]),
        (1007, [frame(TEXT, b"\xed\xa0\x80")]),
        (1007, [frame(TEXT, b"\xc3", 0), frame(CONTINUATION, b"\x28")]),
        (1007, [frame(CLOSE, b"\x03\xe8\xff")]),
        (1009, [frame(TEXT, b"a" * 2000)]),
        (1009, [frame(TEXT, b"a" * 600, 0), frame(CONTINUATION, b"a" * 600)]),
    ],
)
async def test_a_frame_that_breaks_the_rules_closes_its_channel_alone_with_the_right_code(code, wrong):
    async with (
        serving(limits=Limits(message_bytes=1000)) as served,
        connected(served.server.port) as good,
        connected(served.server.port) as bad,
    ):
        bad.writer.write(b"".join(wrong))
        bad.writer.write(frame(TEXT, b"not to be heard any more"))
        assert await bad.close_code() == code
        bad.writer.write(frame(CLOSE, code.to_bytes(2, "big")))
        await bad.rest()
        await until(lambda: served.handler.ends)
        assert served.handler.codes == [code]
        assert served.handler.texts == []
        good.writer.write(frame(TEXT, b"fine"))
        assert await good.frame() == (FIN | TEXT, b"fine")


async def test_fragments_become_one_text_with_pings_answered_in_between():
    async with serving() as served, connected(served.server.port) as raw:
        euro = "€".encode()
        raw.writer.write(frame(TEXT, b"a" + euro[:1], 0) + frame(PING, b"there?") + frame(CONTINUATION, b"", 0))
        raw.writer.write(frame(PONG, b"unasked") + frame(CONTINUATION, euro[1:] + b"b"))
        assert await raw.frame() == (FIN | PONG, b"there?")
        assert await raw.frame() == (FIN | TEXT, "a€b".encode())
        assert served.handler.texts == ["a€b"]


async def test_an_empty_text_is_a_text():
    async with serving() as served, connected(served.server.port) as raw:
        raw.writer.write(frame(TEXT))
        assert await raw.frame() == (FIN | TEXT, b"")


@pytest.mark.parametrize(("sent", "told", "answered"), [(1000, 1000, 1000), (4321, 4321, 4321), (None, 1005, 1000)])
async def test_the_peers_close_code_is_told_and_answered(sent, told, answered):
    async with serving() as served, connected(served.server.port) as raw:
        raw.writer.write(frame(CLOSE, sent.to_bytes(2, "big") + b"why" if sent else b""))
        assert await raw.close_code() == answered
        assert await raw.rest() == b""
        await until(lambda: served.handler.ends)
        assert [(code, reason) for _, code, reason in served.handler.ends] == [(told, "why" if sent else "")]


async def test_a_socket_that_vanishes_is_told_as_1006():
    async with serving() as served:
        async with connected(served.server.port) as raw:
            raw.writer.transport.abort()
        await until(lambda: served.handler.codes == [1006])


async def test_a_peer_that_answers_no_ping_is_dropped_and_one_that_says_anything_is_kept():
    async with (
        serving(limits=QUICK, echo=False) as served,
        connected(served.server.port, request("/MUTE")) as mute,
        connected(served.server.port, request("/CHATTY")) as chatty,
    ):
        await mute.head()
        await chatty.head()
        # No pong ever from this one, but a text for each ping (chargers that know no ping).
        for _ in range(5):
            assert await chatty.frame() == (FIN | PING, b"")
            chatty.writer.write(frame(TEXT, b"alive"))
        await until(lambda: served.handler.ends)
        assert [(channel.identity, code) for channel, code, _ in served.handler.ends] == [("MUTE", 1006)]
        assert (await mute.frame())[0] == FIN | PING


async def test_a_process_that_stood_still_drops_nobody_for_it():
    async with serving(limits=QUICK) as served, connected(served.server.port) as raw:
        assert await raw.frame() == (FIN | PING, b"")
        raw.writer.write(frame(PONG))
        time.sleep(0.5)  # noqa: ASYNC251 (nothing is read, as on a suspended machine)
        assert await raw.frame() == (FIN | PING, b"")
        assert not served.handler.ends
        raw.writer.write(frame(CLOSE))
        await until(lambda: served.handler.codes == [1005])


async def test_a_peer_that_does_not_answer_a_close_is_cut_off():
    async with serving(limits=QUICK) as served, connected(served.server.port) as raw:
        served.handler.channels[0].close(1000, "ü" * 200)
        first, payload = await raw.frame()
        assert first == FIN | CLOSE
        assert payload[2:].decode() == "ü" * 61
        assert await raw.rest() == b""
        await until(lambda: served.handler.codes == [1000])


async def test_a_peer_that_does_not_read_is_dropped_and_others_do_not_notice():
    limits = replace(QUICK, ping_interval_s=60, write_buffer_bytes=100_000)
    async with (
        serving(limits=limits) as served,
        connected(served.server.port) as slow,
        connected(served.server.port) as good,
    ):
        (theirs, _) = served.handler.channels
        slow.writer.transport.pause_reading()
        for _ in range(2000):
            if not theirs.send("x" * 10_000):
                break
        assert theirs.closed
        await until(lambda: served.handler.codes == [1008])
        good.writer.write(frame(TEXT, b"fine"))
        assert await good.frame() == (FIN | TEXT, b"fine")


async def test_a_flood_of_pings_by_a_peer_that_does_not_read_ends():
    limits = replace(QUICK, ping_interval_s=60, write_buffer_bytes=100_000)
    async with serving(limits=limits) as served, connected(served.server.port) as raw:
        raw.writer.transport.pause_reading()
        pings = frame(PING, b"x" * 125) * 1000
        while not served.handler.ends:
            raw.writer.write(pings)
            try:
                await raw.writer.drain()
            except ConnectionError:
                break
        await until(lambda: served.handler.codes == [1008])


async def test_a_compressed_message_is_unpacked_and_a_long_one_goes_back_compressed():
    async with serving() as served, connected(served.server.port, DEFLATED) as raw:
        head = await raw.head()
        assert b"permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n" in head
        text = b'{"key":"value"}' * 100
        packed = deflated(text)
        for _ in range(2):
            raw.writer.write(frame(TEXT, packed[:7], RSV1) + frame(PING) + frame(CONTINUATION, packed[7:]))
            assert await raw.frame() == (FIN | PONG, b"")
            first, payload = await raw.frame()
            assert first == FIN | RSV1 | TEXT
            assert zlib.decompressobj(wbits=-15).decompress(payload + b"\x00\x00\xff\xff") == text
        raw.writer.write(frame(TEXT, deflated(b"short"), FIN | RSV1) + frame(TEXT, b"plain"))
        assert await raw.frame() == (FIN | TEXT, b"short")
        assert await raw.frame() == (FIN | TEXT, b"plain")


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        (1009, frame(TEXT, deflated(b"0" * 100_000), FIN | RSV1)),
        (1007, frame(TEXT, b"\xff\xff\xff\xff", FIN | RSV1)),
        (1007, frame(TEXT, deflated(b"\xff"), FIN | RSV1)),
        (1002, frame(TEXT, b"a", 0) + frame(CONTINUATION, b"b", FIN | RSV1)),
        (1002, frame(PING, b"", FIN | RSV1)),
        (1002, frame(TEXT, b"a", FIN | RSV1 | RSV2)),
    ],
)
async def test_a_bomb_or_rubble_in_a_compressed_message_closes_the_channel(code, wrong):
    async with (
        serving(limits=Limits(message_bytes=10_000)) as served,
        connected(served.server.port, DEFLATED) as raw,
    ):
        await raw.head()
        raw.writer.write(wrong)
        assert await raw.close_code() == code
        raw.writer.write(frame(CLOSE))
        await until(lambda: served.handler.codes == [code])
