"""Hostile handshakes and hostile frames, while a good station charges and notices nothing."""

import asyncio
import random
import re
from contextlib import suppress

import pytest

from tests.support.charging_load import ChargingStation, ask, hang_up, open_socket
from tests.support.facts import sent_facts, stored_facts
from tests.support.hostile_bytes import frames, handshake
from tests.support.platform_process import PlatformProcess
from tests.support.raw_socket import RawSocket, connected

ATTACKERS = 8
PATIENCE_S = 0.1
STATUS = re.compile(rb"HTTP/1\.1 (4\d\d|101) ")
# "InternalError" is an answer too, but one that says that something of ours broke.
TELLTALE = re.compile(rb"Traceback|InternalError|File \"|HTTP/1\.1 5")


class GoodStation(ChargingStation):
    """Charges until it is told to end; a lost connection is a failure."""

    enough = False

    async def charge_on(self, port: int) -> None:
        raw = await open_socket(port, self.name, self.password)
        await ask(raw, "BootNotification", {"chargePointVendor": "Test", "chargePointModel": "Good"})
        while not self.enough:
            await self.step(raw)
        await hang_up(raw)


@pytest.mark.parametrize("seed", [1])
async def test_hostile_bytes_reach_nobody_else(platform: PlatformProcess, seed: int) -> None:
    await attacked(platform, seed, rounds=25)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 22))
async def test_many_hostile_bytes_reach_nobody_else(platform: PlatformProcess, seed: int) -> None:
    await attacked(platform, seed, rounds=100)


async def attacked(platform: PlatformProcess, seed: int, rounds: int) -> None:
    await platform.admit_token("GOOD")
    good = GoodStation("GOOD", await platform.provision("GOOD"), seed, lambda: None)
    passwords = {f"EVIL{n}": await platform.provision(f"EVIL{n}") for n in range(ATTACKERS)}
    attackers = [
        Attacker(platform.station_port, *pair, random.Random(f"{seed} {pair[0]}")) for pair in passwords.items()
    ]
    async with asyncio.TaskGroup() as group:
        group.create_task(good.charge_on(platform.station_port))
        async with asyncio.TaskGroup() as attacks:
            for attacker in attackers:
                attacks.create_task(attacker.attack(rounds))
        good.enough = True
    assert await stored_facts(platform, good) == sent_facts(good)
    assert good.charges
    assert "Traceback" not in platform.log
    for name, password in passwords.items():
        raw = await open_socket(platform.station_port, name, password)
        await ask(raw, "BootNotification", {"chargePointVendor": "Test", "chargePointModel": "Tamed"})
        await hang_up(raw)


class Attacker:
    """Sends what nobody should send; whatever comes back is a refusal or an answer, never an internal error."""

    def __init__(self, port: int, name: str, password: str, draws: random.Random) -> None:
        self.port, self.name, self.password, self.draws = port, name, password, draws

    async def attack(self, rounds: int) -> None:
        for _ in range(rounds):
            if self.draws.random() < 0.4:
                await self.knock()
            else:
                await self.disturb()

    async def knock(self) -> None:
        opening = handshake(self.draws)
        async with connected(self.port, opening) as raw:
            said = await heard(raw)
        assert not said or STATUS.match(said), (opening[:200], said[:200])
        assert not TELLTALE.search(said), (opening[:200], said)

    async def disturb(self) -> None:
        raw = await open_socket(self.port, self.name, self.password)
        sent = b"".join(frames(self.draws) for _ in range(self.draws.randrange(1, 6)))
        with suppress(ConnectionError):
            raw.writer.write(sent)
            said = await heard(raw)
            assert not TELLTALE.search(said), (sent[:200], said)
        await hang_up(raw)


async def heard(raw: RawSocket) -> bytes:
    """What the other side says until it closes or has nothing more to say for a while."""
    said = b""
    with suppress(TimeoutError, ConnectionError):
        while True:
            async with asyncio.timeout(PATIENCE_S):
                more = await raw.reader.read(65_536)
            if not more:
                break
            said += more
    return said
