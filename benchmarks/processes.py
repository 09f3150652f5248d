"""Server processes on a core of their own: the platform on a prepared home, and the references."""

import asyncio
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.messages import TOKEN
from benchmarks.stations import Target
from tests.support import databases
from tests.support.platform_process import PlatformProcess

SERVER_CORE, *LOAD_CORES = sorted(os.sched_getaffinity(0))
ROOT = Path(__file__).resolve().parent.parent
REQUESTS_AT_ONCE = 50


def take_load_cores() -> None:
    """This process generates the load; a machine with one core shares it."""
    os.sched_setaffinity(0, LOAD_CORES or [SERVER_CORE])


def allow_open_files() -> None:
    """As many as this user may have, here and in the servers."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@dataclass
class Home:
    """A platform's folder, its provisioned stations and the password of its administrator."""

    path: Path
    passwords: dict[str, str] = field(default_factory=dict)
    admin_password: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    def copy(self) -> "Home":
        path = Path(tempfile.mkdtemp(dir=self.path.parent))
        shutil.copytree(self.path, path, dirs_exist_ok=True)
        return Home(path, self.passwords, self.admin_password, self.settings)


def names(count: int) -> list[str]:
    return [f"BENCH{number:05d}" for number in range(count)]


class Homes:
    """Homes with provisioned stations: prepared once for each number of them, then copied for each run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.prepared: dict[int, Home] = {}

    def empty(self) -> Home:
        return Home(Path(tempfile.mkdtemp(dir=self.folder)))

    async def with_stations(self, count: int) -> Home:
        if count not in self.prepared:
            home = self.empty()
            await provision(home, count)
            self.prepared[count] = home
        return self.prepared[count].copy()


async def provision(home: Home, count: int) -> None:
    """`count` stations with passwords, and the token that they charge with, through the API."""
    platform = PlatformProcess(home.path, **home.settings)
    try:
        await platform.start()
        home.admin_password = platform.password
        await platform.admit_token(TOKEN)
        places = asyncio.Semaphore(REQUESTS_AT_ONCE)

        async def one(name: str) -> None:
            async with places:
                home.passwords[name] = await platform.provision(name)

        async with asyncio.TaskGroup() as group:
            for name in names(count):
                group.create_task(one(name))
    finally:
        await platform.stop()


@asynccontextmanager
async def serve(home: Home, port: int = 0) -> AsyncIterator[Target]:
    """The platform on the server's core; killed at the end, as its home is thrown away."""
    platform = PlatformProcess(home.path, **home.settings)
    platform.core, platform.station_port, platform.password = SERVER_CORE, port, home.admin_password
    try:
        await platform.start()
        home.admin_password = platform.password
        yield Target(platform.pid, platform.station_port, home.passwords)
    finally:
        platform.kill()
        await platform.stop()


@asynccontextmanager
async def reference(name: str) -> AsyncIterator[Target]:
    """A reference server on the server's core."""
    command = ["taskset", "--cpu-list", str(SERVER_CORE), sys.executable, "-m", f"benchmarks.references.{name}"]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout
        port = int((await process.stdout.readline()).split()[1])
        yield Target(process.pid, port, echoes=name == "echo")
    finally:
        process.kill()
        await process.wait()


DatabaseServer = Callable[..., AbstractContextManager[databases.Server]]


@contextmanager
def database(server: DatabaseServer) -> Iterator[databases.Server]:
    """A database server that syncs each commit, on the server's core: children begin on the cores of their parent."""
    os.sched_setaffinity(0, {SERVER_CORE})
    try:
        with server(durable=True) as running:
            take_load_cores()
            yield running
    finally:
        take_load_cores()


def kill(target: Target) -> None:
    os.kill(target.pid, signal.SIGKILL)


async def settled_rss_bytes(target: Target, period_s: float = 1.0, change: float = 0.002) -> int:
    """Resident memory once it moves no more."""
    process = psutil.Process(target.pid)
    last, rss = 0, int(process.memory_info().rss)
    while abs(rss - last) > change * rss:
        await asyncio.sleep(period_s)
        last, rss = rss, int(process.memory_info().rss)
    return rss
