"""Our client and our server, over a real socket."""

import asyncio
from dataclasses import replace

import pytest

from chargeit.domain.errors import Invalid, Unreachable
from chargeit.wire.client import Options, connect
from chargeit.wire.errors import TurnedAway
from chargeit.wire.handshake import Turned
from chargeit.wire.limits import Limits
from tests.support.wire import DEADLINE_S, QUICK, Recorder, serving, until


async def test_texts_go_both_ways_and_the_end_is_told_to_both_sides_once():
    async with serving() as served:
        station = Recorder()
        channel = await connect(served.url, "CP1", ["ocpp1.6"], station)
        assert station.channels == [channel]
        assert channel.send('[2,"1","Heartbeat",{}]')
        await until(lambda: station.texts)
        channel.close(1000, "done for today")
        assert channel.closed
        assert not channel.send("too late")
        await until(lambda: station.ends and served.handler.ends)
        assert served.handler.texts == station.texts == ['[2,"1","Heartbeat",{}]']
        assert [(code, reason) for _, code, reason in served.handler.ends] == [(1000, "done for today")]
        assert [(code, reason) for _, code, reason in station.ends] == [(1000, "done for today")]
        assert not channel.send("still too late")


@pytest.mark.parametrize(
    "identity", ["RDAM 123", "RDAM|123", "a/b", "%41", "100%", "Ünïcødé", "a+b;c?d#e", "..", "x" * 200]
)
async def test_an_identity_arrives_as_it_was_whatever_it_holds(identity):
    async with serving() as served:
        await connect(f"{served.url}/ocpp/1.6", identity, ["ocpp1.6"], Recorder(), options=Options(password=b"p"))
        (handshake,) = served.gate.handshakes
        assert handshake.identity == handshake.username == identity
        await until(lambda: served.handler.channels)
        assert served.handler.channels[0].identity == identity


async def test_a_password_arrives_byte_for_byte_and_is_not_in_the_handshakes_text():
    async with serving() as served:
        secret = bytes(range(256))
        await connect(served.url, "CP1", ["ocpp1.6"], Recorder(), options=Options(password=secret))
        (handshake,) = served.gate.handshakes
        assert handshake.password == secret
        assert repr(secret)[2:20] not in repr(handshake)


async def test_the_first_of_the_stations_subprotocols_that_is_known_is_taken():
    async with serving() as served:
        channel = await connect(served.url, "CP1", ["ocpp0.1", "ocpp2.0.1", "ocpp1.6"], Recorder())
        assert channel.subprotocol == "ocpp2.0.1"
        assert served.gate.handshakes[0].subprotocols == ("ocpp0.1", "ocpp2.0.1", "ocpp1.6")


@pytest.mark.parametrize("status", [400, 401, 404, 429, 503])
async def test_a_refused_station_learns_the_status_and_nothing_else(status):
    async with serving(admit=lambda handshake: Turned(status, "a secret reason")) as served:
        with pytest.raises(TurnedAway) as refused:
            await connect(served.url, "CP1", ["ocpp1.6"], Recorder())
        assert refused.value.status == status
        assert "secret" not in str(refused.value)


async def test_a_server_that_is_away_is_unreachable():
    async with serving() as served:
        url = served.url
    with pytest.raises(Unreachable):
        await connect(url, "CP1", ["ocpp1.6"], Recorder())


@pytest.mark.parametrize(
    "url", ["http://localhost:1", "ws://user:secret@localhost:1", "ws://", "ws://localhost:1/?a=b"]
)
async def test_an_address_that_cannot_be_one_of_a_central_system_is_said_to_be_wrong(url):
    with pytest.raises(Invalid) as wrong:
        await connect(url, "CP1", ["ocpp1.6"], Recorder())
    assert wrong.value.field == "url"
    assert "secret" not in str(wrong.value)


async def test_a_server_that_never_answers_is_unreachable_after_the_timeout():
    gone = asyncio.Event()

    async def silent(reader, writer):
        await reader.read()
        writer.close()
        await writer.wait_closed()
        gone.set()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as mute:
        url = f"ws://127.0.0.1:{mute.sockets[0].getsockname()[1]}"
        with pytest.raises(Unreachable):
            await connect(url, "CP1", ["ocpp1.6"], Recorder(), options=Options(connect_timeout_s=0.1))
        await asyncio.wait_for(gone.wait(), DEADLINE_S)


async def test_closing_the_server_says_goodbye_to_every_channel_and_waits_for_them():
    async with serving(limits=QUICK) as served:
        station = Recorder()
        options = Options()
        for number in range(5):
            await connect(served.url, f"CP{number}", ["ocpp1.6"], station, options=options)
        await served.server.close()
        assert served.handler.codes == [1001] * 5
        await until(lambda: len(station.ends) == 5)
        assert station.codes == [1001] * 5


async def test_the_late_end_of_an_old_channel_names_the_old_channel():
    async with serving(echo=False) as served:
        old = await connect(served.url, "CP1", ["ocpp1.6"], Recorder())
        await until(lambda: len(served.handler.channels) == 1)
        station = Recorder()
        new = await connect(served.url, "CP1", ["ocpp1.6"], station)
        await until(lambda: len(served.handler.channels) == 2)
        first, second = served.handler.channels
        first.close(1000, "a newer connection")
        await until(lambda: served.handler.ends)
        assert served.handler.ends == [(first, 1000, "a newer connection")]
        assert old.closed
        assert second.send("you are the one")
        await until(lambda: station.texts)
        assert not new.closed


async def test_a_handler_that_fails_closes_its_own_channel_alone(caplog):
    async with serving() as served:
        kept, lost = Recorder(), Recorder()
        good = await connect(served.url, "GOOD", ["ocpp1.6"], kept)
        bad = await connect(served.url, "BAD", ["ocpp1.6"], lost)
        usual = served.handler.received

        def received(channel, text):
            usual(channel, text)
            raise ZeroDivisionError("a bug")

        served.handler.received = received
        bad.send("x")
        await until(lambda: lost.ends)
        assert lost.codes == [1011]
        served.handler.received = usual
        good.send("still here")
        await until(lambda: kept.texts[-1:] == ["still here"])
        (record,) = [record for record in caplog.records if record.exc_info]
        assert "BAD" in record.getMessage()


async def test_a_raising_admission_answers_500_with_no_words(caplog):
    def admit(handshake):
        raise KeyError("the inner life of the server")

    async with serving(admit=admit) as served:
        reader, writer = await asyncio.open_connection("localhost", served.server.port)
        writer.write(
            b"GET /CP1 HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n"
        )
        answer = await reader.read()
        writer.close()
        assert answer.startswith(b"HTTP/1.1 500 ")
        assert answer.endswith(b"\r\n\r\n")
        assert b"inner life" not in answer
        assert any(record.exc_info for record in caplog.records)


async def test_a_paused_channel_reads_nothing_until_it_is_resumed():
    async with serving(echo=False, limits=replace(QUICK, ping_interval_s=0.05, pong_deadline_s=0.05)) as served:
        channel = await connect(served.url, "CP1", ["ocpp1.6"], Recorder())
        await until(lambda: served.handler.channels)
        (theirs,) = served.handler.channels
        theirs.pause()
        assert channel.send("wait")
        await asyncio.sleep(0.3)  # far beyond the pong deadline: a paused channel is not called silent
        assert not served.handler.texts
        assert not served.handler.ends
        theirs.resume()
        await until(lambda: served.handler.texts == ["wait"])


async def test_a_paused_channel_that_is_closed_hears_the_answer():
    async with serving(limits=Limits(close_timeout_s=3600)) as served:
        await connect(served.url, "CP1", ["ocpp1.6"], Recorder())
        await until(lambda: served.handler.channels)
        served.handler.channels[0].pause()
        served.handler.channels[0].close(1000)
        await until(lambda: served.handler.codes == [1000])
