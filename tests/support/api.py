"""The API as in production but for its port: real HTTP on a loopback socket, a real SQLite file, the real outbox."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from prometheus_client import CollectorRegistry

from chargeit.api.app import create_app
from chargeit.api.kit import Kit, Rules
from chargeit.api.passwords import hash_password
from chargeit.app.imports.serving import imports_of
from chargeit.app.settings import load
from chargeit.bus.memory import MemoryBus
from chargeit.central import accounts
from chargeit.domain.accounts import Account, Role
from chargeit.forecasting.serving import Forecaster
from chargeit.jobs import outbox, turn
from chargeit.storage.model_files import ModelFiles
from chargeit.storage.store import Store, open_store

SECRET = b"a key of thirty-two bytes or more"
PASSWORD = "correct horse battery staple"
PASSWORD_HASH = hash_password(PASSWORD)
DEADLINE_S = 10.0
PATIENCE_S = 120.0
"""For processes that are started while a test runs."""
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Platform:
    """What a test holds: the store behind the door and clients before it."""

    store: Store
    kit: Kit
    clock: Clock
    address: str
    wake: asyncio.Event

    async def write(self, verb: Any, key: str = "test") -> Any:
        """As a gateway would: commits, and the events go out."""
        result = await self.kit.writer.write(key, verb)
        self.wake.set()
        return result

    async def add_account(self, name: str, role: Role) -> None:
        account = Account(name, PASSWORD_HASH, role, self.clock())
        await self.write(lambda work: accounts.open_account(account, work))

    def client(self, **options: Any) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.address, timeout=DEADLINE_S, trust_env=False, **options)

    @asynccontextmanager
    async def logged_in(self, name: str = "ann", role: Role = Role.ADMIN) -> AsyncIterator[httpx.AsyncClient]:
        """A browser that logged in and sends its CSRF token."""
        if await asyncio.to_thread(self.store.reads.accounts.account, name) is None:
            await self.add_account(name, role)
        async with self.client() as client:
            answer = await client.post("/api/login", json={"name": name, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            client.headers["X-CSRF-Token"] = answer.json()["csrf"]
            yield client


@asynccontextmanager
async def platform(folder: Path, *, bus: MemoryBus | None = None, **rules: Any) -> AsyncIterator[Platform]:
    store = open_store(f"sqlite:///{folder / 'chargeit.sqlite3'}", node="test")
    await asyncio.to_thread(store.migrate)
    bus, clock, writer = bus or MemoryBus(), Clock(), store.writer()
    files = ModelFiles(folder / "models")
    forecaster = Forecaster(store.reads.models, files, store.reads.history, clock)
    imports = imports_of(load(home=folder), settle_s=PATIENCE_S)
    kit = Kit(
        store.reads,
        writer,
        bus,
        CollectorRegistry(),
        forecaster,
        imports,
        SECRET,
        clock,
        Rules(**rules),
        screens=folder / "screens",
    )
    # Named TCP: asyncio switches Nagle's algorithm off for such sockets only.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(kit), lifespan="off", log_config=None, access_log=False, ws="none")
    server = uvicorn.Server(config)
    wake, stopping = asyncio.Event(), asyncio.Event()
    publishing = asyncio.create_task(turn.run(outbox.outbox_job(store.outbox, bus), wake, stopping))
    serving = asyncio.create_task(server.serve([listener]))
    try:
        await until(lambda: server.started)
        port = listener.getsockname()[1]
        yield Platform(store, kit, clock, f"http://127.0.0.1:{port}", wake)
    finally:
        kit.stopping.set()
        stopping.set()
        server.should_exit = True
        await asyncio.gather(serving, publishing)
        await imports.close()
        await bus.close()
        await writer.close()
        store.close()


async def until(condition: Any) -> None:
    """Waits for a condition with a deadline."""
    async with asyncio.timeout(DEADLINE_S):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
