"""Decisions about handshakes that no plain socket can show: TLS, certificates, who counts as whom."""

from typing import Any

import pytest

from chargeit.central import passwords
from chargeit.domain.stations import Credentials, Station, StationId
from chargeit.gateway.admission import Admission
from chargeit.gateway.directory import Directory, Known
from chargeit.gateway.settings import Quirks, Settings
from chargeit.wire.handshake import Handshake, Turned
from tests.support.memory_work import MemoryWork, MemoryWriter
from tests.unit.gateway.conftest import NOON

SECRET = b"k" * 32
PASSWORD = "a password of a station"


def decide(
    profile: int, settings: dict[str, Any] | None = None, quirks: Quirks | None = None, **asked: Any
) -> Known | int:
    directory = Directory({"CP1": quirks or Quirks()})
    hashes = passwords.hashes(SECRET, PASSWORD)
    directory.learn(Station(StationId("CP1"), NOON, security_profile=profile), Credentials(StationId("CP1"), hashes))
    writer = MemoryWriter(MemoryWork())
    admission = Admission(Settings(secret=SECRET, **settings or {}), directory, writer, lambda: NOON, lambda: 0.0)
    fields = {"path": "/CP1", "identity": "CP1", "subprotocols": ("ocpp1.6",), "peer": "192.0.2.1:5", "secure": False}
    verdict = admission.decide(Handshake(**(fields | asked)))
    return verdict.status if isinstance(verdict, Turned) else verdict


def certificate(name: str) -> dict[str, Any]:
    return {"subject": ((("organizationName", "Operator"),), (("commonName", name),))}


BASIC = {"username": "CP1", "password": PASSWORD.encode()}


@pytest.mark.parametrize(
    ("profile", "asked", "status"),
    [
        (0, {}, None),
        (0, {"username": "CP1", "password": b"whatever it sends"}, None),
        (1, BASIC, None),
        (1, BASIC | {"secure": True}, None),
        (1, {}, 401),
        (1, BASIC | {"username": "CP2"}, 401),
        (2, BASIC, 403),
        (2, {"secure": True}, 401),
        (2, BASIC | {"secure": True}, None),
        (3, BASIC | {"secure": True}, 401),
        (3, {"secure": True, "client_certificate": certificate("CP2")}, 401),
        (3, {"secure": True, "client_certificate": certificate("CP1")}, None),
    ],
)
def test_the_provisioned_profile_is_the_least_a_socket_must_have(
    profile: int, asked: dict[str, Any], status: int | None
) -> None:
    verdict = decide(profile, **asked)
    assert verdict == status if status else isinstance(verdict, Known)


@pytest.mark.parametrize(
    ("quirks", "offered", "status"),
    [
        (Quirks(), (), 400),
        (Quirks(boot_optional=True), (), 400),
        (Quirks(subprotocol_optional=True), (), None),
        (Quirks(subprotocol_optional=True), ("ocpp1.6",), None),
        (Quirks(subprotocol_optional=True), ("ocpp9",), 400),
    ],
)
def test_a_station_that_asks_for_no_subprotocol_needs_its_quirk(
    quirks: Quirks, offered: tuple[str, ...], status: int | None
) -> None:
    verdict = decide(0, quirks=quirks, subprotocols=offered)
    assert verdict == status if status else isinstance(verdict, Known)


def test_tls_may_end_in_front_of_the_process() -> None:
    assert isinstance(decide(2, {"secure_proxy": True}, **BASIC), Known)
