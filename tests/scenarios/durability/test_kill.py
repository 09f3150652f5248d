"""The server is killed under load: what was answered is there exactly once, what is sent again too."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable

import pytest

from tests.support.charging_load import Call, Charge, ChargingStation
from tests.support.facts import sent_facts, stored_facts
from tests.support.platform_process import PlatformProcess

STATIONS = 6
MOMENTS = 8
# so many that what they tell is written down first
MANY = 200


Kind = Callable[[str, str, int, Callable[[], None]], ChargingStation]


class Crowd:
    """Stations under one platform, and the moment when it is killed: after a number of answers, and a little."""

    def __init__(
        self, platform: PlatformProcess, seed: int, size: int = STATIONS, kind: Kind = ChargingStation
    ) -> None:
        self.platform, self.seed, self.size, self.kind = platform, seed, size, kind
        self.draws = random.Random(seed)
        self.stations: list[ChargingStation] = []
        self.left = 0

    async def provision(self) -> None:
        for number in range(self.size):
            name = f"KILL{number}"
            await self.platform.admit_token(name)
            password = await self.platform.provision(name)
            self.stations.append(self.kind(name, password, self.seed, self.answered))

    def answered(self) -> None:
        self.left -= 1
        if self.left == 0:
            asyncio.get_running_loop().call_later(self.draws.random() / 100, self.platform.kill)

    async def charge_until_killed(self) -> None:
        self.left = self.draws.randrange(1, min(65 * self.size, 4000))
        await asyncio.gather(*(station.run(self.platform.station_port) for station in self.stations))

    async def finish(self) -> None:
        await asyncio.gather(*(station.finish(self.platform.station_port) for station in self.stations))


@pytest.mark.parametrize("seed", [1])
async def test_what_was_answered_survives_a_kill_exactly_once(platform: PlatformProcess, seed: int) -> None:
    await killed_at_many_moments(platform, seed, 4)


class Telling(ChargingStation):
    """Starts once and then tells one reading after the other."""

    def next_call(self) -> Call:
        return self.meter_values() if self.charge else super().next_call()


@pytest.mark.parametrize("seed", [1])
async def test_what_is_written_down_before_it_is_heard_survives_too(platform: PlatformProcess, seed: int) -> None:
    await killed_while_much_is_told(platform, seed, 2)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 12))
async def test_what_is_written_down_before_it_is_heard_survives_many_kills(
    platform: PlatformProcess, seed: int
) -> None:
    await killed_while_much_is_told(platform, seed, MOMENTS)


async def killed_while_much_is_told(platform: PlatformProcess, seed: int, moments: int) -> None:
    crowd = Crowd(platform, seed, MANY, Telling)
    await crowd.provision()
    for _ in range(moments):
        await crowd.charge_until_killed()
        await platform.start()
        rows = {row["station"]: row for row in await platform.rows("/api/transactions")}
        for station in crowd.stations:
            told = [at for charge in station.charges for at in charge.samples]
            row = rows.get(station.name, {"samples": 0, "energy_wh": None})
            assert len(told) <= row["samples"] <= len(told) + bool(station.pending), station.name
            if row["samples"] == len(told) > 0:
                assert row["energy_wh"] == told[-1][1] - station.charges[0].meter_start_wh
        for station in crowd.stations[:5]:
            await answered_is_stored_once(platform, station)
    await crowd.finish()
    ended = await platform.rows("/api/transactions")
    assert {row["station"]: (row["samples"], row["energy_wh"]) for row in ended} == {
        station.name: (len(charge.samples), energy_wh(charge))
        for station in crowd.stations
        for charge in station.charges
    }


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 42))
async def test_what_was_answered_survives_hundreds_of_kills(platform: PlatformProcess, seed: int) -> None:
    await killed_at_many_moments(platform, seed, MOMENTS)


async def killed_at_many_moments(platform: PlatformProcess, seed: int, moments: int) -> None:
    crowd = Crowd(platform, seed)
    await crowd.provision()
    for _ in range(moments):
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
