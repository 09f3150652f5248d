"""Handshakes of chargers that keep the rules loosely, and of others that do not keep them at all."""

from ipaddress import ip_network

import pytest

from chargeit.wire.handshake import Admitted, Turned
from chargeit.wire.server import Settings
from tests.support.raw_socket import TEXT, connected, frame, request
from tests.support.wire import Recorder, serving, until


@pytest.mark.parametrize(
    "opening",
    [
        request(Connection="keep-alive, Upgrade"),
        request(Connection="UPGRADE"),
        request(Connection="keep-alive"),
        request(Connection=None),
        request(Upgrade="WebSocket"),
        request("/CP1/"),
        request("/CP1//"),
        request("/CP1?token=x"),
        request("http://localhost:9000/ocpp/CP1"),
        request("/ocpp/1.6/CP1"),
        request("/%43P1"),
        request(Sec_WebSocket_Protocol="ocpp0.1 ,ocpp1.6"),
        request(Sec_WebSocket_Extensions="x-unknown; a=b, permessage-deflate; server_max_window_bits=8"),
    ],
)
async def test_an_odd_handshake_with_everything_needed_in_it_opens_a_channel(opening):
    async with serving() as served, connected(served.server.port, opening) as raw:
        head = await raw.head()
        assert head.startswith(b"HTTP/1.1 101 ")
        assert b"Sec-WebSocket-Protocol: ocpp1.6\r\n" in head
        assert b"Sec-WebSocket-Extensions" not in head
        assert served.gate.handshakes[0].identity == "CP1"


@pytest.mark.parametrize(
    ("opening", "status"),
    [
        (request(Upgrade=None), 426),
        (request(Upgrade="h2c"), 426),
        (request(Sec_WebSocket_Version="99"), 426),
        (request(Sec_WebSocket_Version=None), 426),
        (request(Sec_WebSocket_Key=None), 400),
        (request(Sec_WebSocket_Key="secret"), 400),
        (request(Sec_WebSocket_Key="ÄÄÄÄ"), 400),
        (request("/%FF"), 400),
        (request("/CP%00"), 400),
        (request("/CP%0d%0aX:y"), 400),
        (request("secret"), 400),
        (request("*"), 400),
        (request("/"), 404),
        (request(""), 400),
        (request("/secret with spaces"), 400),
        (request(Sec_WebSocket_Protocol=None), 400),
        (request(Sec_WebSocket_Protocol="ocpp0.1"), 400),
        (request(Content_Length="7"), 400),
        (request(Transfer_Encoding="chunked"), 400),
        (request(X="a\0secret"), 400),
        (b"POST /secret HTTP/1.1\r\n\r\n", 400),
        (b"GET /secret HTTP/1.0\r\n\r\n", 400),
        (b"\r\n\r\n", 400),
        (b"\x16\x03\x01secret\r\n\r\n", 400),
    ],
)
async def test_what_is_no_handshake_is_answered_with_a_status_and_no_words(opening, status):
    async with serving() as served, connected(served.server.port, opening) as raw:
        head, _, body = (await raw.rest()).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 %d " % status)
        assert b"content-length: 0" in head.lower()
        assert b"secret" not in head
        assert body == b""


async def test_a_101_names_no_subprotocol_where_none_was_asked_for_and_none_is_needed():
    handler = Recorder()
    async with (
        serving(admit=lambda handshake: Admitted(None, handler)) as served,
        connected(served.server.port, request(Sec_WebSocket_Protocol=None)) as raw,
    ):
        head = await raw.head()
        assert head.startswith(b"HTTP/1.1 101 ")
        assert b"sec-websocket-protocol" not in head.lower()
        await until(lambda: handler.channels)
        assert handler.channels[0].subprotocol == ""


@pytest.mark.parametrize("admitted", [None, "ocpp9"])
async def test_a_subprotocol_that_was_not_asked_for_opens_no_channel(admitted):
    async with (
        serving(admit=lambda handshake: Admitted(admitted, Recorder())) as served,
        connected(served.server.port, request()) as raw,
    ):
        assert (await raw.head()).startswith(b"HTTP/1.1 500 ")


async def test_a_trusted_proxy_says_whom_a_connection_is_from():
    settings = Settings(trusted_proxies=(ip_network("127.0.0.1"),))
    async with (
        serving(settings) as served,
        connected(served.server.port, request(X_Forwarded_For="203.0.113.7")) as raw,
    ):
        await raw.head()
        assert served.gate.handshakes[0].peer == "203.0.113.7"


async def test_a_401_says_how_to_authenticate():
    async with (
        serving(admit=lambda handshake: Turned(401, "wrong password")) as served,
        connected(served.server.port, request()) as raw,
    ):
        assert b'WWW-Authenticate: Basic realm="chargeit"' in await raw.rest()


@pytest.mark.parametrize(
    ("header", "username", "password"),
    [
        ("Basic Q1AxOmE6Yg==", "CP1", b"a:b"),
        ("basic  Q1AxOg==", "CP1", b""),
        ("Basic Q1Ax", None, None),
        ("Basic !!!!", None, None),
        ("Basic /zpwdw==", None, None),
        ("Bearer Q1AxOmE6Yg==", None, None),
        (None, None, None),
    ],
)
async def test_credentials_are_split_at_the_first_colon_and_broken_ones_are_none(header, username, password):
    async with serving() as served, connected(served.server.port, request(Authorization=header)) as raw:
        await raw.head()
        assert (served.gate.handshakes[0].username, served.gate.handshakes[0].password) == (username, password)


async def test_an_admission_that_picks_what_was_not_offered_opens_nothing(caplog):
    handler = Recorder()

    async with (
        serving(admit=lambda handshake: Admitted("ocpp2.0.1\r\nX: y", handler)) as served,
        connected(served.server.port, request()) as raw,
    ):
        assert (await raw.rest()).startswith(b"HTTP/1.1 500 ")
        assert not handler.channels
    assert any(record.exc_info for record in caplog.records)


async def test_whoever_says_nothing_is_gone_after_the_handshake_timeout():
    async with (
        serving(Settings(handshake_timeout_s=0.2)) as served,
        connected(served.server.port, b"") as silent,
        connected(served.server.port, b"GET /CP1 HT") as slow,
    ):
        assert await silent.rest() == b""
        assert await slow.rest() == b""


async def test_a_request_without_end_is_cut_off():
    async with serving() as served, connected(served.server.port, b"GET /CP1 HTTP/1.1\r\nX: " + b"y" * 40_000) as raw:
        assert await raw.rest() == b""


async def test_frames_that_come_with_the_handshake_are_not_lost():
    async with serving() as served, connected(served.server.port, request() + frame(TEXT, b"early")) as raw:
        await raw.head()
        await until(lambda: served.handler.texts == ["early"])
