"""Random bytes and frames from many sockets: the server lives, and the other channels do not notice."""

import asyncio
import random

from chargeit.wire.client import connect
from chargeit.wire.limits import Limits
from chargeit.wire.server import Settings
from tests.support.raw_socket import FIN, RSV1, RSV2, connected, frame, request
from tests.support.wire import Recorder, serving, until

ROUNDS = 150
PIECES = [
    b"GET ",
    b"/CP1",
    b" HTTP/1.1\r\n",
    b"\r\n",
    b": ",
    b"Upgrade: websocket\r\n",
    b"\r\n\r\n",
    b"\0",
    b"\xff",
    b"%",
]
OPENINGS = [request(Sec_WebSocket_Extensions="permessage-deflate"), request()]


def handshake(chance: random.Random) -> bytes:
    """A good handshake with some bytes changed, left out or put in; or pieces of one in any order."""
    if chance.random() < 0.3:
        return b"".join(chance.choices(PIECES, k=chance.randrange(1, 30)))
    data = bytearray(chance.choice(OPENINGS))
    for _ in range(chance.randrange(1, 5)):
        place = chance.randrange(len(data))
        data[place : place + chance.randrange(3)] = chance.choice([*PIECES, chance.randbytes(2), b""])
    return bytes(data)


def frames(chance: random.Random) -> bytes:
    some = []
    for _ in range(chance.randrange(1, 12)):
        bits = chance.choice([FIN, FIN, FIN, 0, 0, FIN | RSV1, RSV1, FIN | RSV2])
        opcode = chance.choice([0, 0, 1, 1, 1, 2, 3, 8, 9, 10, 15])
        payload = chance.choice(
            [b"", b"[]", "é".encode(), chance.randbytes(chance.choice([1, 2, 125, 126, 3000, 70_000]))]
        )
        some.append(frame(opcode, payload, bits, masked=chance.random() > 0.05))
    data = b"".join(some)
    return data[: chance.randrange(len(data) + 1)] if chance.random() < 0.3 else data


async def test_random_handshakes_and_frames_hurt_only_their_sender(caplog):
    limits = Limits(message_bytes=50_000, close_timeout_s=0.2)
    async with serving(Settings(handshake_timeout_s=0.2), limits=limits) as served:
        station = Recorder()
        witness = await connect(served.url, "WITNESS", ["ocpp1.6"], station)
        for seed in range(ROUNDS):
            chance = random.Random(seed)
            broken = seed % 3 == 0
            async with connected(served.server.port, handshake(chance) if broken else chance.choice(OPENINGS)) as raw:
                if not broken:
                    assert (await raw.head()).startswith(b"HTTP/1.1 101 ")
                    raw.writer.write(frames(chance))
                witness.send(str(seed))
                await until(lambda: station.texts[-1:] == [str(seed)])  # noqa: B023 (awaited in its round)
        assert station.texts == [str(seed) for seed in range(ROUNDS)]
        # All of them end, and each end is told once.
        await until(lambda: len(served.handler.ends) == len(served.handler.channels) - 1)
        ended = [id(channel) for channel, _, _ in served.handler.ends]
        assert len(set(ended)) == len(ended)
        assert not witness.closed
    assert not [record for record in caplog.records if record.exc_info]


async def test_stations_that_connect_and_vanish_in_milliseconds_leave_nothing_behind():
    async with serving(limits=Limits(close_timeout_s=0.2)) as served:

        async def flicker(seed: int) -> None:
            async with connected(served.server.port, request()[: random.Random(seed).randrange(1, 250)]) as raw:
                raw.writer.transport.abort()

        await asyncio.gather(*(flicker(seed) for seed in range(200)))
        await until(lambda: not served.server._present)
        assert len(served.handler.ends) == len(served.handler.channels)
