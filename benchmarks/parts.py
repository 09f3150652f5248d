"""The parts of the benchmark; each measures its figures several times, on a fresh server each time."""

from dataclasses import dataclass
from time import perf_counter

from benchmarks.figures import Bound, Figure
from benchmarks.loads import Rate, back_again, closed_loop, idle, open_loop
from benchmarks.messages import Mix
from benchmarks.processes import (
    DatabaseServer,
    Homes,
    database,
    kill,
    names,
    provision,
    reference,
    serve,
    settled_rss_bytes,
)
from benchmarks.stations import Target
from tests.support import databases

HALF = 0.5


@dataclass(frozen=True)
class Options:
    """How much is measured."""

    seconds: float
    repeats: int
    stations: int
    connections: int
    homes: Homes

    async def closed_loop(self, target: Target, mix: Mix = Mix.PLAIN) -> Rate:
        return await closed_loop(target, names(self.stations), self.seconds, mix)


async def throughput(options: Options) -> list[Figure]:
    """Messages a second; the ratios are taken within one repetition, the servers one after the other."""
    rates: dict[str, list[Rate]] = {name: [] for name in ("ours", "ocpp", "echo", "mix", "ours 9", "ocpp 9")}
    for _ in range(options.repeats):
        async with reference("ocpp_websockets") as target:
            rates["ocpp"].append(await options.closed_loop(target))
        async with reference("ocpp_websockets") as target:
            rates["ocpp 9"].append(await options.closed_loop(target, Mix.THREE_PHASE))
        async with serve(await options.homes.with_stations(options.stations)) as target:
            rates["ours 9"].append(await options.closed_loop(target, Mix.THREE_PHASE))
        async with reference("echo") as target:
            rates["echo"].append(await options.closed_loop(target))
        async with serve(await options.homes.with_stations(options.stations)) as target:
            rates["ours"].append(await options.closed_loop(target))
        async with serve(await options.homes.with_stations(options.stations)) as target:
            rates["mix"].append(await options.closed_loop(target, Mix.TRANSACTIONS))
    return throughput_figures(rates)


def throughput_figures(rates: dict[str, list[Rate]]) -> list[Figure]:
    by_clock = {name: [rate.messages_per_s for rate in of_one] for name, of_one in rates.items()}
    by_core = {name: [rate.messages_per_core_s for rate in of_one] for name, of_one in rates.items()}
    shares = {name: tuple(rate.load_core_share for rate in rates[name]) for name in ("ours", "echo")}
    return [
        Figure("messages, durable", "1/s", tuple(by_clock["ours"])),
        Figure("messages, durable, 5 % transactions", "1/s", tuple(by_clock["mix"])),
        Figure("messages, (a) ocpp + websockets, storing nothing", "1/s", tuple(by_clock["ocpp"])),
        Figure("messages of a three-phase charger, durable", "1/s", tuple(by_clock["ours 9"])),
        Figure("messages of a three-phase charger, (a)", "1/s", tuple(by_clock["ocpp 9"])),
        Figure("messages, (b) bare picows echo", "1/s", tuple(by_clock["echo"])),
        *ratios(by_clock, ""),
        *ratios(by_core, ", by core time"),
        Figure("core of the load, durable", "", shares["ours"]),
        Figure("core of the load, (b)", "", shares["echo"]),
    ]


def ratios(speed: dict[str, list[float]], how: str) -> list[Figure]:
    def ratio(one: str, other: str) -> tuple[float, ...]:
        return tuple(a / b for a, b in zip(speed[one], speed[other], strict=True))

    return [
        Figure(f"durable / (a){how}", "", ratio("ours", "ocpp"), Bound(at_least=8, aim=12)),
        Figure(f"durable / (a){how}, three-phase charger", "", ratio("ours 9", "ocpp 9")),
        Figure(f"durable / (b){how}", "", ratio("ours", "echo"), Bound(at_least=0.4)),
        Figure(f"5 % transactions / durable{how}", "", ratio("mix", "ours"), Bound(at_least=0.5)),
    ]


async def latency(options: Options) -> list[Figure]:
    """Answers at half of the rate that the closed loop reached just before."""
    p50, p99, pace = [], [], []
    for _ in range(options.repeats):
        async with serve(await options.homes.with_stations(options.stations)) as target:
            full = await options.closed_loop(target)
        async with serve(await options.homes.with_stations(options.stations)) as target:
            pace.append(full.messages_per_s * HALF)
            delays = await open_loop(target, names(options.stations), pace[-1], options.seconds)
        p50.append(delays[len(delays) // 2] * 1000)
        p99.append(delays[len(delays) * 99 // 100] * 1000)
    return [
        Figure("half of the full load", "1/s", tuple(pace)),
        Figure("answer at half load, p50", "ms", tuple(p50)),
        Figure("answer at half load, p99", "ms", tuple(p99)),
    ]


async def memory(options: Options) -> list[Figure]:
    """Resident bytes that idle, accepted connections add to the server."""
    added = []
    for _ in range(options.repeats):
        async with serve(await options.homes.with_stations(options.connections)) as target:
            before = await settled_rss_bytes(target)
            stations = await idle(target, names(options.connections))
            added.append((await settled_rss_bytes(target) - before) / len(stations))
    return [
        Figure(
            f"memory of an idle connection, {options.connections:,} of them", "B", tuple(added), Bound(at_most=20_000)
        )
    ]


async def storm(options: Options) -> list[Figure]:
    """The server is killed and started again while all are connected."""
    all_back, ready = [], []
    for _ in range(options.repeats):
        home = await options.homes.with_stations(options.connections)
        async with serve(home) as target:
            stations = await idle(target, names(options.connections))
            kill(target)
            begin = perf_counter()
            async with serve(home, port=target.port):
                ready.append(perf_counter() - begin)
                await back_again(stations)
                all_back.append(perf_counter() - begin)
    return [
        Figure(
            f"{options.connections:,} stations accepted again after a kill", "s", tuple(all_back), Bound(at_most=30)
        ),
        Figure("of which the start of the server", "s", tuple(ready)),
    ]


async def start(options: Options) -> list[Figure]:
    """An idle platform: from its command to an answering /health, and what it holds then."""
    first: list[float] = []
    again: list[float] = []
    resident: list[float] = []
    for _ in range(options.repeats):
        home = options.homes.empty()
        for seconds in (first, again):
            begin = perf_counter()
            async with serve(home) as target:
                seconds.append(perf_counter() - begin)
                rss = await settled_rss_bytes(target)
        resident.append(rss / 1e6)
    return [
        Figure("ready after the first start", "s", tuple(first), Bound(at_most=3)),
        Figure("ready after a later start", "s", tuple(again), Bound(at_most=3)),
        Figure("resident memory, idle", "MB", tuple(resident), Bound(at_most=120)),
    ]


async def engines(options: Options) -> list[Figure]:
    """The same load on database servers that sync each commit, on the core of the platform."""
    found = [
        await throughput_on(name, server, options)
        for name, server in (("PostgreSQL", databases.postgresql), ("MariaDB", databases.mariadb))
    ]
    async with reference("ocpp_websockets") as target:
        usual = await options.closed_loop(target)
    slower = [Figure(f"{f.name} / (a)", "", tuple(v / usual.messages_per_s for v in f.values)) for f in found]
    return [*found, *slower]


async def throughput_on(name: str, server: DatabaseServer, options: Options) -> Figure:
    rates = []
    with database(server) as running:
        home = options.homes.empty()
        home.settings = {"database_url": running.new_database(), "migrate": "true"}
        await provision(home, options.stations)
        for _ in range(options.repeats):
            async with serve(home) as target:
                rates.append((await options.closed_loop(target)).messages_per_s)
    return Figure(f"durable on {name}", "1/s", tuple(rates))
