"""wss over a real socket: suites of both kinds, versions, client certificates, certificates changed while serving."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from chargeit.domain.errors import Unreachable
from chargeit.wire import tls
from chargeit.wire.client import Options, connect
from chargeit.wire.server import Settings
from tests.support.certificates import OPENSSL, Authority
from tests.support.raw_socket import request
from tests.support.wire import DEADLINE_S, Recorder, serving, until

pytestmark = pytest.mark.skipif(
    OPENSSL is None, reason="the openssl command makes the certificates; it is not installed"
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"), "operator")


@pytest.fixture(scope="module")
def server_certificates(authority: Authority) -> list[tls.Certificate]:
    return [authority.sign("localhost", "ec"), authority.sign("localhost", "rsa")]


@pytest.fixture
def settings(server_certificates, authority) -> Iterator[Settings]:
    return Settings(tls=tls.server_context(server_certificates, authority.certificate.chain))


def trusting(authority: Authority) -> ssl.SSLContext:
    return tls.client_context(authority.certificate.chain)


async def test_a_station_that_trusts_the_operator_talks_over_tls(settings, authority):
    async with serving(settings) as served:
        station = Recorder()
        channel = await connect(served.url, "CP1", ["ocpp1.6"], station, options=Options(tls=trusting(authority)))
        channel.send("x" * 300_000)
        await until(lambda: station.texts)
        assert station.texts == ["x" * 300_000]
        assert channel.secure
        assert served.handler.channels[0].secure
        assert served.gate.handshakes[0].secure
        assert served.gate.handshakes[0].client_certificate is None
        assert served.handler.channels[0].client_certificate is None


async def test_a_station_that_does_not_trust_the_server_does_not_connect(settings):
    async with serving(settings) as served:
        with pytest.raises(Unreachable):
            await connect(served.url, "CP1", ["ocpp1.6"], Recorder())
        assert not served.gate.handshakes


@pytest.mark.parametrize(
    "suite",
    [
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "AES128-GCM-SHA256",
        "AES256-GCM-SHA384",
    ],
)
async def test_a_station_with_one_suite_of_ocpp_connects(settings, authority, suite):
    context = trusting(authority)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(suite)
    async with serving(settings) as served:
        await connect(served.url, "CP1", ["ocpp1.6"], Recorder(), options=Options(tls=context))
        await until(lambda: served.handler.channels)
        secured = served.handler.channels[0]._transport.underlying_transport.get_extra_info("ssl_object")
        assert secured.cipher()[0] == suite


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
async def test_tls_1_1_is_refused(settings, authority):
    context = trusting(authority)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    async with serving(settings) as served:
        with pytest.raises(Unreachable):
            await connect(served.url, "CP1", ["ocpp1.6"], Recorder(), options=Options(tls=context))


async def test_admission_and_channel_see_the_stations_certificate(settings, authority):
    context = tls.client_context(authority.certificate.chain, authority.sign("SERIAL-1"))
    async with serving(settings) as served:
        await connect(served.url, "CP1", ["ocpp1.6"], Recorder(), options=Options(tls=context))
        await until(lambda: served.handler.channels)
        for seen in (served.gate.handshakes[0].client_certificate, served.handler.channels[0].client_certificate):
            assert (("commonName", "SERIAL-1"),) in seen["subject"]


async def test_a_certificate_of_a_stranger_ends_in_the_tls_handshake(settings, authority, tmp_path):
    stranger = Authority(tmp_path, "stranger").sign("SERIAL-1")
    context = tls.client_context(authority.certificate.chain, stranger)
    async with serving(settings) as served:
        with pytest.raises(Unreachable):
            await connect(served.url, "CP1", ["ocpp1.6"], Recorder(), options=Options(tls=context))
        assert not served.gate.handshakes


async def test_a_new_certificate_is_used_at_once_and_open_channels_stay(server_certificates, authority, tmp_path):
    context = tls.server_context(server_certificates)
    async with serving(Settings(tls=context)) as served:
        old = await connect(served.url, "CP1", ["ocpp1.6"], Recorder(), options=Options(tls=trusting(authority)))
        renewed = Authority(tmp_path, "renewed")
        tls.load(context, [renewed.sign("localhost", "ec"), renewed.sign("localhost", "rsa")])
        station = Recorder()
        await connect(served.url, "CP2", ["ocpp1.6"], station, options=Options(tls=trusting(renewed)))
        with pytest.raises(Unreachable):
            await connect(served.url, "CP3", ["ocpp1.6"], Recorder(), options=Options(tls=trusting(authority)))
        assert old.send("still here")
        await until(lambda: served.handler.texts == ["still here"])


async def test_plain_bytes_and_silence_on_the_tls_port_hurt_nobody(server_certificates, authority):
    settings = Settings(tls=tls.server_context(server_certificates), handshake_timeout_s=0.3)
    async with serving(settings) as served:
        for opening in (request(), b"\x16\x03\x01\x02\x00", b""):
            reader, writer = await asyncio.open_connection("localhost", served.server.port)
            writer.write(opening)
            async with asyncio.timeout(DEADLINE_S):
                with suppress(ConnectionError):
                    assert b"HTTP" not in await reader.read()
            writer.close()
        channel = await connect(served.url, "CP1", ["ocpp1.6"], Recorder(), options=Options(tls=trusting(authority)))
        assert not channel.closed


def test_a_missing_certificate_is_said_at_the_start(tmp_path: Path):
    with pytest.raises(OSError):
        tls.server_context([tls.Certificate(tmp_path / "none.pem", tmp_path / "none.key")])
