"""Bytes that no station should send, the same ones for the same seed."""

import base64
import json
import random
import struct

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
    frame,
    request,
)

ACTIONS = ("BootNotification", "StartTransaction", "MeterValues", "StopTransaction", "StatusNotification", "Authorize")
ACTIONS += ("DataTransfer", "Heartbeat", "Reset", "", "__class__", "bootnotification", "X" * 5000)
ODD = (None, True, -1, 0, 2**31, 2**63, 1e308, "", "\x00", "\ud800", "x" * 10_000, [], {}, [[]], {"a": {"b": [None]}})
FIELDS = (
    "connectorId",
    "idTag",
    "meterStart",
    "timestamp",
    "transactionId",
    "meterValue",
    "status",
    "errorCode",
    "zzz",
)


def text(draws: random.Random) -> bytes:
    """A text that looks like a message, more or less."""
    payload = {draws.choice(FIELDS): draws.choice(ODD) for _ in range(draws.randrange(5))}
    message: list[object] = [
        draws.choice((2, 2, 2, 3, 4, 5, 6, 0, -1, 2**70, "2", None)),
        draws.choice((str(draws.random()), *ODD)),
    ]
    message += [draws.choice((*ACTIONS, *ODD)), draws.choice((payload, payload, *ODD))][: draws.randrange(3)]
    encoded = bytearray(json.dumps(message).encode())
    for _ in range(draws.choice((0, 0, 1, 5))):
        encoded[draws.randrange(len(encoded))] = draws.randrange(256)
    return bytes(encoded[: draws.choice((None, None, draws.randrange(len(encoded) + 1)))])


def frames(draws: random.Random) -> bytes:
    """One or a few frames of a connection that was opened well."""
    kind = draws.randrange(9)
    if kind < 3:
        return frame(TEXT, text(draws))
    if kind == 3:
        return frame(draws.randrange(16), draws.randbytes(draws.randrange(300)), bits=draws.choice((0, FIN)))
    if kind == 4:
        return frame(TEXT, text(draws), bits=FIN | draws.choice((RSV1, RSV2, RSV3)))
    if kind == 5:
        return frame(TEXT, b"[", bits=0) + frame(CONTINUATION, b"2", bits=0) * draws.randrange(50)
    if kind == 6:
        return struct.pack(
            "!BBQ", FIN | draws.choice((TEXT, BINARY)), 0xFF, draws.choice((2**63, 2**62, 2**40, 70_000))
        )
    if kind == 7:
        return frame(draws.choice((CLOSE, PING, PONG)), draws.randbytes(draws.choice((0, 1, 2, 125, 200))))
    return frame(TEXT, text(draws), masked=False) if draws.random() < 0.5 else draws.randbytes(draws.randrange(2000))


def handshake(draws: random.Random) -> bytes:
    """An opening that is wrong somewhere."""
    target = draws.choice(
        ("/", "/CP1", "/%00", "/%ff%fe", "/%2F%2e%2e", "//", "/" + "A" * 9000, "/CP 1", "*", "/a?b#c", "/\r\nX: y")
    )
    pair = draws.randbytes(draws.randrange(40))
    authorization = draws.choice(
        ("Basic", "Basic ====", "Bearer x", "Basic " + base64.b64encode(pair).decode(), "\xff")
    )
    opening = request(target, Authorization=authorization)
    kind = draws.randrange(6)
    if kind == 0:
        return draws.randbytes(draws.randrange(1, 5000))
    if kind == 1:
        return request(target, Sec_WebSocket_Protocol=draws.choice((None, "ocpp0.1", "ocpp1.6," * 500, "\x00")))
    if kind == 2:
        return opening.replace(b"GET", draws.choice((b"POST", b"get", b"", b"PRI * HTTP/2.0\r\n\r\n")), 1)
    if kind == 3:
        return opening[: draws.randrange(len(opening))]
    if kind == 4:
        return opening.replace(b"\r\n\r\n", b"\r\nX: " + b"y" * draws.choice((10, 20_000, 200_000)) + b"\r\n\r\n")
    return opening
