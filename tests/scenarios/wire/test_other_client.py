"""The independent `websockets` package as the station, against our server."""

import asyncio
import random

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

from chargeit.wire.handshake import Turned
from chargeit.wire.limits import Limits
from chargeit.wire.server import Settings
from tests.support.wire import serving, until

LONG = "".join(random.Random(1).choices("abcdefgh", k=60_000))
COMPRESSIONS = {
    "none": [],
    "plain": [ClientPerMessageDeflateFactory()],
    "small_windows": [ClientPerMessageDeflateFactory(server_max_window_bits=9, client_max_window_bits=9)],
    "no_takeover": [ClientPerMessageDeflateFactory(server_no_context_takeover=True, client_no_context_takeover=True)],
    "impossible_then_possible": [
        ClientPerMessageDeflateFactory(server_max_window_bits=8),
        ClientPerMessageDeflateFactory(),
    ],
}


def station(url: str, **options: object) -> connect:
    return connect(url, subprotocols=["ocpp1.6"], max_size=2**24, **{"compression": None} | options)


async def echoed(socket: ClientConnection, text: str) -> None:
    async with asyncio.timeout(10):
        assert await socket.recv() == text


@pytest.mark.parametrize("compression", COMPRESSIONS)
async def test_texts_come_back_as_they_were_with_any_compression(compression):
    async with (
        serving() as served,
        station(f"{served.url}/CP1", extensions=COMPRESSIONS[compression]) as socket,
    ):
        assert bool(socket.protocol.extensions) is (compression != "none")
        assert socket.subprotocol == "ocpp1.6"
        for text in ("", "short", LONG, "€" * 20_000, LONG, '{"a":1}' * 500):
            await socket.send(text)
            await echoed(socket, text)


async def test_the_first_offer_that_can_be_met_is_taken():
    offers = COMPRESSIONS["impossible_then_possible"]
    async with serving() as served, station(f"{served.url}/CP1", extensions=offers) as socket:
        (extension,) = socket.protocol.extensions
        assert extension.remote_no_context_takeover
        assert extension.local_no_context_takeover


async def test_compression_can_be_turned_off():
    async with (
        serving(limits=Limits(deflate=False)) as served,
        station(f"{served.url}/CP1", compression="deflate") as socket,
    ):
        assert not socket.protocol.extensions
        await socket.send(LONG)
        await echoed(socket, LONG)


@pytest.mark.parametrize("compression", ["none", "plain"])
async def test_a_text_in_fragments_comes_back_whole(compression):
    async with serving() as served, station(f"{served.url}/CP1", extensions=COMPRESSIONS[compression]) as socket:
        await socket.send([LONG[:10], "", "€", LONG[10:]])
        await echoed(socket, LONG[:10] + "€" + LONG[10:])


async def test_pings_go_both_ways():
    async with serving() as served, station(f"{served.url}/CP1", ping_interval=None) as socket:
        async with asyncio.timeout(10):
            await (await socket.ping(b"are you there?"))
        before = served.handler.channels[0].last_heard
        await (await socket.ping())
        assert served.handler.channels[0].last_heard >= before


async def test_a_station_that_only_answers_pings_stays():
    limits = Limits(ping_interval_s=0.02, pong_deadline_s=0.2)
    async with serving(limits=limits) as served, station(f"{served.url}/CP1", ping_interval=None) as socket:
        (channel,) = served.handler.channels
        start = channel.last_heard
        await until(lambda: channel.last_heard > start + 0.4)
        assert not channel.closed
        await socket.send("still here")
        await echoed(socket, "still here")


@pytest.mark.parametrize("status", [400, 401, 404])
async def test_a_refusal_reaches_the_station_as_a_status_without_words(status):
    async with serving(admit=lambda handshake: Turned(status, "a secret reason")) as served:
        with pytest.raises(InvalidStatus) as refused:
            async with station(f"{served.url}/CP1"):
                pass
        assert refused.value.response.status_code == status
        assert not refused.value.response.body


async def test_no_common_subprotocol_is_a_400():
    async with serving() as served:
        for offered in (["ocpp0.1"], None):
            with pytest.raises(InvalidStatus) as refused:
                async with connect(f"{served.url}/CP1", subprotocols=offered):
                    pass
            assert refused.value.response.status_code == 400


@pytest.mark.parametrize("compression", ["none", "plain"])
async def test_a_message_above_the_maximum_is_a_1009(compression):
    async with (
        serving(limits=Limits(message_bytes=50_000)) as served,
        station(f"{served.url}/CP1", extensions=COMPRESSIONS[compression]) as socket,
    ):
        await socket.send("0" * 50_000)
        await echoed(socket, "0" * 50_000)
        await socket.send("0" * 50_001)
        with pytest.raises(ConnectionClosedError) as closed:
            await socket.recv()
        assert closed.value.rcvd.code == 1009


async def test_bytes_are_not_understood():
    async with serving() as served, station(f"{served.url}/CP1") as socket:
        await socket.send(b"[]")
        with pytest.raises(ConnectionClosedError) as closed:
            await socket.recv()
        assert closed.value.rcvd.code == 1003


async def test_an_ipv6_peer_is_named_so_that_the_port_can_be_told():
    async with serving(Settings(host="::1")) as served, station(f"ws://[::1]:{served.server.port}/CP1"):
        assert served.handler.channels[0].peer.startswith("[::1]:")
