"""The loads: as fast as possible, at a given pace, many idle connections, and the return of all after a loss."""

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter

import psutil
from picows import WSError

from benchmarks.messages import Mix, Talk, WrongAnswer, clock
from benchmarks.stations import Busy, Paced, Station, Target, all_of

CLOCK_PERIOD_S = 0.2
WARM_UP_S = 1.5
RETRY_S = 1.0
DEADLINE_S = 120.0


@dataclass(frozen=True)
class Rate:
    """Answered messages, and the share of its core that each side used meanwhile."""

    messages_per_s: float
    server_core_share: float
    load_core_share: float

    @property
    def messages_per_core_s(self) -> float:
        """What the server answers for a second of its core: counts also where others use the machine meanwhile."""
        return self.messages_per_s / self.server_core_share


async def closed_loop(target: Target, names: Sequence[str], seconds: float, mix: Mix = Mix.PLAIN) -> Rate:
    """Every station sends its next message when the last one was answered."""
    stations = [Busy(name, Talk(mix, phase=n), target) for n, name in enumerate(names)]
    async with keeping_time():
        await charging(stations)
        for station in stations:
            station.say(station.talk.next())
        await asyncio.sleep(WARM_UP_S)
        rate = await window(target, stations, seconds)
    check(stations)
    return rate


async def window(target: Target, stations: Sequence[Station], seconds: float) -> Rate:
    server, load = psutil.Process(target.pid), psutil.Process()
    gc.collect()
    gc.freeze()
    begin, answers, used = perf_counter(), answered(stations), (cpu_s(server), cpu_s(load))
    await asyncio.sleep(seconds)
    took = perf_counter() - begin
    return Rate((answered(stations) - answers) / took, (cpu_s(server) - used[0]) / took, (cpu_s(load) - used[1]) / took)


async def open_loop(target: Target, names: Sequence[str], rate: float, seconds: float) -> list[float]:
    """Seconds from the moment when a message should have gone to its answer, sorted; `rate` is messages a second."""
    stations = [Paced(name, Talk(phase=n), target) for n, name in enumerate(names)]
    async with keeping_time():
        await charging(stations)
        await pace(stations, rate, WARM_UP_S)
        for station in stations:
            station.delays_s.clear()
        await pace(stations, rate, seconds)
    check(stations)
    return sorted(delay for station in stations for delay in station.delays_s)


async def pace(stations: Sequence[Paced], rate: float, seconds: float) -> None:
    """Spins, since timers are coarse; returns when all is answered."""
    begin, gone, total = perf_counter(), 0, int(rate * seconds)
    while gone < total:
        due = min(total, int((perf_counter() - begin) * rate))
        for number in range(gone, due):
            stations[number % len(stations)].intend(begin + number / rate)
        gone = due
        await asyncio.sleep(0)
    deadline = perf_counter() + DEADLINE_S
    while any(station.due for station in stations):
        if perf_counter() > deadline:
            raise WrongAnswer("messages of the open loop were not answered")
        check(stations)
        await asyncio.sleep(0.01)


async def idle(target: Target, names: Sequence[str]) -> list[Station]:
    """Connected, accepted, and silent from then on."""
    stations = [Station(name, Talk(), target) for name in names]
    await all_of(stations, Station.connect)
    await all_of(stations, Station.boot)
    return stations


async def back_again(stations: Sequence[Station]) -> None:
    """Returns when all that lost the server at once are connected and accepted; each retries once a second."""
    await asyncio.wait_for(all_of(stations, return_of_one, at_once=len(stations)), DEADLINE_S)


async def return_of_one(station: Station) -> None:
    await station.gone.wait()
    while True:
        try:
            await station.connect()
            await station.boot()
        except (OSError, WSError, TimeoutError):
            await asyncio.sleep(RETRY_S)
        else:
            return


async def charging(stations: Sequence[Station]) -> None:
    """Connected, accepted, with an open transaction each."""
    await all_of(stations, Station.connect)
    await all_of(stations, Station.boot)
    await all_of(stations, Station.start)


@asynccontextmanager
async def keeping_time() -> AsyncIterator[None]:
    """The clock that the messages show."""

    async def tick() -> None:
        while True:
            Talk.second = clock()
            await asyncio.sleep(CLOCK_PERIOD_S)

    ticking = asyncio.create_task(tick())
    try:
        yield
    finally:
        ticking.cancel()


def check(stations: Sequence[Station]) -> None:
    for station in stations:
        if station.problem or station.gone.is_set():
            raise WrongAnswer(station.problem or f"{station.name} lost its connection")


def answered(stations: Sequence[Station]) -> int:
    return sum(station.answers for station in stations)


def cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
