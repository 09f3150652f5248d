"""The server is killed under load: what was answered is there exactly once, what is sent again too."""

import asyncio
import random
from collections import Counter

import pytest

from tests.support.charging_load import Charge, ChargingStation
from tests.support.facts import sent_facts, stored_facts
from tests.support.platform_process import PlatformProcess

STATIONS = 6
MOMENTS = 8


class Crowd:
    """Stations under one platform, and the moment when it is killed: after a number of answers, and a little."""

    def __init__(self, platform: PlatformProcess, seed: int) -> None:
        self.platform, self.seed = platform, seed
        self.draws = random.Random(seed)
        self.stations: list[ChargingStation] = []
        self.left = 0

    async def provision(self) -> None:
        for number in range(STATIONS):
            name = f"KILL{number}"
            await self.platform.admit_token(name)
            password = await self.platform.provision(name)
            self.stations.append(ChargingStation(name, password, self.seed, self.answered))

    def answered(self) -> None:
        self.left -= 1
        if self.left == 0:
            asyncio.get_running_loop().call_later(self.draws.random() / 100, self.platform.kill)

    async def charge_until_killed(self) -> None:
        self.left = self.draws.randrange(1, 400)
        await asyncio.gather(*(station.run(self.platform.station_port) for station in self.stations))

    async def finish(self) -> None:
        await asyncio.gather(*(station.finish(self.platform.station_port) for station in self.stations))


@pytest.mark.parametrize("seed", [1])
async def test_what_was_answered_survives_a_kill_exactly_once(platform: PlatformProcess, seed: int) -> None:
    await killed_at_many_moments(platform, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 42))
async def test_what_was_answered_survives_hundreds_of_kills(platform: PlatformProcess, seed: int) -> None:
    await killed_at_many_moments(platform, seed)


async def killed_at_many_moments(platform: PlatformProcess, seed: int) -> None:
    crowd = Crowd(platform, seed)
    await crowd.provision()
    for _ in range(MOMENTS):
        await crowd.charge_until_killed()
        await platform.start()
        for station in crowd.stations:
            await answered_is_stored_once(platform, station)
    await crowd.finish()
    for station in crowd.stations:
        await stored_is_what_was_sent(platform, station)


async def answered_is_stored_once(platform: PlatformProcess, station: ChargingStation) -> None:
    """All that was answered, once; beyond that at most the one message that had no answer yet."""
    stored, sent = await stored_facts(platform, station), sent_facts(station)
    assert not sent - stored, f"{station.name}: answered and lost: {sent - stored}"
    extra = stored - sent
    assert extra.total() <= 1, f"{station.name}: stored beyond what was sent: {extra}"
    assert not extra or station.pending, f"{station.name}: nothing was pending, yet there is {extra}"
    assert max(stored.values(), default=1) == 1, f"{station.name}: stored twice: {stored - Counter(set(stored))}"


async def stored_is_what_was_sent(platform: PlatformProcess, station: ChargingStation) -> None:
    assert await stored_facts(platform, station) == sent_facts(station)
    rows = await platform.rows("/api/transactions", station=station.name)
    assert {row["number"]: row["energy_wh"] for row in rows} == {c.number: energy_wh(c) for c in station.charges}
    totals = (await platform.api.get("/api/transactions/totals", params={"station": station.name})).json()
    assert (totals["count"], totals["energy_wh"]) == (len(station.charges), sum(map(energy_wh, station.charges)))


def energy_wh(charge: Charge) -> int:
    assert charge.meter_stop_wh is not None
    return charge.meter_stop_wh - charge.meter_start_wh
