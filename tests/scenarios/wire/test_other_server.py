"""The independent `websockets` package as the central system, against our client."""

import asyncio
import random
from http import HTTPStatus

import pytest
from websockets.asyncio.server import ServerConnection, serve

from chargeit.domain.errors import Unreachable
from chargeit.wire.client import Options, connect
from chargeit.wire.errors import TurnedAway
from chargeit.wire.limits import Limits
from tests.support.wire import Recorder, until

LONG = "".join(random.Random(2).choices("abcdefgh", k=60_000))


async def echo(socket: ServerConnection) -> None:
    async for text in socket:
        await socket.send(text)


def central(handler=echo, **options):
    return serve(handler, "127.0.0.1", 0, **{"subprotocols": ["ocpp1.6"]} | options)


def address(server) -> str:
    return f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize("compression", [None, "deflate"])
async def test_texts_come_back_as_they_were(compression):
    async with central(compression=compression) as server:
        station = Recorder()
        channel = await connect(address(server), "CP 1", ["ocpp1.6"], station)
        sent = ["", "short", LONG, "€" * 20_000, LONG]
        for text in sent:
            channel.send(text)
        await until(lambda: len(station.texts) == len(sent))
        assert station.texts == sent
        (socket,) = server.connections
        assert socket.request.path == "/CP%201"
        assert bool(socket.protocol.extensions) is (compression == "deflate")
        channel.close()
        await until(lambda: station.codes == [1000])


async def test_a_server_that_answers_in_fragments_and_pings_is_understood():
    answered = asyncio.Event()

    async def talk(socket: ServerConnection) -> None:
        await socket.send(["a", "b", LONG])
        await (await socket.ping(b"x"))
        answered.set()
        await socket.close(4001, "enough")

    async with central(talk) as server:
        station = Recorder()
        await connect(address(server), "CP1", ["ocpp1.6"], station)
        await asyncio.wait_for(answered.wait(), 10)
        await until(lambda: station.ends)
        assert station.texts == ["ab" + LONG]
        assert [(code, reason) for _, code, reason in station.ends] == [(4001, "enough")]


async def test_the_clients_pings_are_answered_and_keep_the_channel():
    async with central() as server:
        station = Recorder()
        limits = Limits(ping_interval_s=0.02, pong_deadline_s=0.2)
        channel = await connect(address(server), "CP1", ["ocpp1.6"], station, options=Options(limits=limits))
        start = channel.last_heard
        await until(lambda: channel.last_heard > start + 0.4)
        channel.close()
        await until(lambda: station.codes == [1000])


@pytest.mark.parametrize("status", [301, 401, 404, 503])
async def test_a_refusal_is_known_by_its_status(status):
    async with central(process_request=lambda socket, request: socket.respond(HTTPStatus(status), "no")) as server:
        with pytest.raises(TurnedAway) as refused:
            await connect(address(server), "CP1", ["ocpp1.6"], Recorder())
        assert refused.value.status == status


async def test_a_redirect_is_not_followed_with_the_password():
    def elsewhere(socket, request):
        if request.path == "/other":
            return None
        answer = socket.respond(HTTPStatus.FOUND, "")
        answer.headers["Location"] = "/other"
        return answer

    async with central(process_request=elsewhere) as server:
        with pytest.raises(TurnedAway) as refused:
            await connect(address(server), "CP1", ["ocpp1.6"], Recorder(), options=Options(password=b"secret"))
        assert refused.value.status == 302


@pytest.mark.parametrize("picked", [None, "ocpp9"])
async def test_a_server_that_picks_no_subprotocol_of_ours_is_left(picked):
    station = Recorder()

    def answer(socket, request, response):
        if picked:
            response.headers["Sec-WebSocket-Protocol"] = picked
        return response

    async with central(subprotocols=None, process_response=answer) as server:
        with pytest.raises(Unreachable):
            await connect(address(server), "CP1", ["ocpp1.6"], station)
        assert not station.channels


@pytest.mark.parametrize(
    "answered",
    ["permessage-deflate", "x-strange", "permessage-deflate; server_no_context_takeover; client_max_window_bits=9"],
)
async def test_a_server_that_answers_an_extension_not_offered_is_left(answered):
    def answer(socket, request, response):
        response.headers["Sec-WebSocket-Extensions"] = answered
        return response

    async with central(process_response=answer, compression=None) as server:
        with pytest.raises(Unreachable):
            await connect(address(server), "CP1", ["ocpp1.6"], Recorder())


@pytest.mark.parametrize("answer", [b"SSH-2.0-hello\r\n\r\n", b"HTTP/1.1 101 Switching Protocols\r\n\r\n", b""])
async def test_what_does_not_speak_websocket_or_hangs_up_is_unreachable(answer):
    async def babble(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()
        await writer.wait_closed()
        done.set()

    done = asyncio.Event()
    station = Recorder()
    async with await asyncio.start_server(babble, "127.0.0.1", 0) as server:
        with pytest.raises(Unreachable) as away:
            await connect(address(server), "CP1", ["ocpp1.6"], station)
        assert not isinstance(away.value, TurnedAway)
        assert not station.channels
        await asyncio.wait_for(done.wait(), 10)
