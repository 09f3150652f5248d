"""X-Forwarded-For is believed from its end, and only as far as proxies are trusted."""

from ipaddress import ip_network

import pytest

from chargeit.wire.forwarded import peer
from chargeit.wire.handshake import Handshake

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("2001:db8::1"))


@pytest.mark.parametrize(
    ("address", "forwarded", "heard_from"),
    [
        ("192.0.2.1:5", ["203.0.113.7"], "192.0.2.1:5"),
        ("10.1.1.1:5", [], "10.1.1.1:5"),
        ("10.1.1.1:5", ["203.0.113.7"], "203.0.113.7"),
        ("10.1.1.1:5", ["203.0.113.7:4711"], "203.0.113.7"),
        ("[2001:db8::1]:5", ["[2001:db8::7]:4711"], "[2001:db8::7]"),
        ("10.1.1.1:5", ["6.6.6.6, 203.0.113.7, 10.2.2.2"], "203.0.113.7"),
        ("10.1.1.1:5", ["6.6.6.6", "203.0.113.7"], "203.0.113.7"),
        ("10.1.1.1:5", ["10.3.3.3, 10.2.2.2"], "10.3.3.3"),
        ("10.1.1.1:5", ["203.0.113.7, nonsense, 10.2.2.2"], "10.2.2.2"),
        ("10.1.1.1:5", ["nonsense"], "10.1.1.1:5"),
        ("", ["203.0.113.7"], ""),
    ],
)
def test_the_nearest_that_is_no_trusted_proxy_is_the_peer(address: str, forwarded: list[str], heard_from: str) -> None:
    assert peer(address, forwarded, TRUSTED) == heard_from
    assert peer(address, forwarded, ()) == address


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("192.0.2.1:5", "192.0.2.1"),
        ("203.0.113.7", "203.0.113.7"),
        ("[2001:db8::1]:5", "[2001:db8::1]"),
        ("[2001:db8::1]", "[2001:db8::1]"),
    ],
)
def test_a_host_is_its_peer_without_the_port(address: str, host: str) -> None:
    assert Handshake("/CP1", "CP1", (), address, False).host == host
