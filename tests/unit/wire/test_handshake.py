"""Which subprotocol is taken, and what counts as a close code."""

import pytest

from chargeit.wire.codes import sendable
from chargeit.wire.handshake import Handshake, choose


@pytest.mark.parametrize(
    ("offered", "supported", "chosen"),
    [
        (["ocpp2.0.1", "ocpp1.6"], ["ocpp1.6", "ocpp2.0.1"], "ocpp2.0.1"),
        (["ocpp0.1", "ocpp1.6"], ["ocpp1.6", "ocpp2.0.1"], "ocpp1.6"),
        (["ocpp0.1"], ["ocpp1.6"], None),
        (["OCPP1.6"], ["ocpp1.6"], None),
        ([], ["ocpp1.6"], None),
    ],
)
def test_the_stations_order_decides(offered, supported, chosen):
    assert choose(offered, supported) == chosen


def test_a_handshake_shows_no_password():
    assert "hunter2" not in repr(Handshake("/CP1", "CP1", (), "", False, username="CP1", password=b"hunter2"))


def test_codes_that_no_frame_may_carry():
    assert [code for code in range(6000) if sendable(code)] == [
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, *range(3000, 5000)
    ]  # fmt: skip
