"""`chargeit serve`: all roles in one process, until a signal."""

import asyncio
import contextlib
import gc
import secrets
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial

from chargeit.api.passwords import hash_password
from chargeit.app import roles
from chargeit.app.kit import Kit, open_kit
from chargeit.app.settings import Settings
from chargeit.central import accounts
from chargeit.domain.accounts import Account, Role
from chargeit.domain.clock import now
from chargeit.domain.errors import Conflict

ADMIN = "admin"
# Thousands of messages are in hand at a time: the default of 700 would visit all of them again and again.
COLLECT_AFTER = (50_000, 20, 50)


@dataclass(frozen=True, slots=True)
class Ready:
    """Where the platform answers. `admin_password` is set on the first start only, and nowhere kept in clear."""

    stations_url: str
    screens_url: str
    admin_password: str | None


async def serve(settings: Settings, ready: Callable[[Ready], None], stop: asyncio.Event | None = None) -> None:
    """Serves until `stop` is set, which SIGINT and SIGTERM do. Raises Misconfigured."""
    stop = stop or asyncio.Event()
    async with open_kit(settings) as kit, signals(stop):
        password = await first_account(kit)
        async with roles.jobs(kit), roles.gateway(kit), roles.api(kit) as api_port:
            ready(addresses(kit, api_port, password))
            settle_memory()
            await stop.wait()
            kit.stopping.set()
        await kit.bus.close()


def settle_memory() -> None:
    """What was loaded stays, so no collection looks at it again; what messages leave is found by reference counts."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def addresses(kit: Kit, api_port: int, password: str | None) -> Ready:
    settings = kit.settings
    scheme = "wss" if settings.station_tls else "ws"
    stations = f"{scheme}://{shown(settings.station_host)}:{kit.stations.port}/"
    screens = f"{'https' if settings.api_tls else 'http'}://{shown(settings.api_host)}:{api_port}/admin/"
    return Ready(stations, screens, password)


def shown(host: str) -> str:
    if host in ("127.0.0.1", "::1", "0.0.0.0", "::", ""):  # noqa: S104 only shown
        return "localhost"
    return f"[{host}]" if ":" in host else host


async def first_account(kit: Kit) -> str | None:
    """The password of the account `admin`, made when there is no account at all."""
    if await asyncio.to_thread(kit.store.reads.accounts.any_account):
        return None
    password = secrets.token_urlsafe(12)
    hashed = await asyncio.to_thread(hash_password, password)
    account = Account(ADMIN, hashed, Role.ADMIN, now())
    try:
        await kit.writer.write(ADMIN, partial(accounts.open_account, account))
    except Conflict:  # another process made it meanwhile, and shows its password
        return None
    return password


@contextlib.asynccontextmanager
async def signals(stop: asyncio.Event) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
