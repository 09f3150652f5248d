"""A gateway behind a real server on a free port, and a station that speaks raw frames over a client of others."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from chargeit.central import commands, passwords, provisioning
from chargeit.central.commands import CommandAsked
from chargeit.central.provisioning import ProvisionAsked
from chargeit.domain import clock
from chargeit.domain.commands import Command, Outcome
from chargeit.domain.errors import Unreachable
from chargeit.domain.stations import StationId
from chargeit.domain.tokens import Token
from chargeit.gateway.settings import Settings
from chargeit.gateway.stations import Gateway
from chargeit.ports.work import Told
from chargeit.storage.store import Store, open_store
from chargeit.storage.writer import GroupWriter
from chargeit.wire.server import Server
from chargeit.wire.server import Settings as ServerSettings

SECRET = b"a secret of thirty-two bytes ...."
PASSWORD = "00112233445566778899aabbccddeeff"
DEADLINE_S = 10.0
HOUR = timedelta(hours=1)
BOOT = {"chargePointVendor": "Acme", "chargePointModel": "One"}


class Tap:
    """A writer before the store's own, which can be shut: `hold` keeps what comes, `away` refuses it."""

    def __init__(self, writer: GroupWriter) -> None:
        self.away = False
        self._writer = writer
        self._held: list[Callable[[], None]] | None = None

    async def write(self, key: str, verb: Callable[[Any], Any]) -> Any:
        return await self._writer.write(key, verb)

    def submit(self, key: str, verb: Callable[[Any], Any], done: Callable[[Any, BaseException | None], None]) -> None:
        self._pass(lambda: self._writer.submit(key, verb, done), done)

    def tell(self, key: str, told: Told, done: Callable[[Any, BaseException | None], None]) -> None:
        self._pass(lambda: self._writer.tell(key, told, done), done)

    def _pass(self, go: Callable[[], None], done: Callable[[Any, BaseException | None], None]) -> None:
        if self.away:
            asyncio.get_running_loop().call_soon(done, None, Unreachable("the store is away"))
        elif self._held is not None:
            self._held.append(go)
        else:
            go()

    def hold(self) -> None:
        self._held = []

    @property
    def held(self) -> int:
        return len(self._held or ())

    def release(self) -> None:
        held, self._held = self._held or [], None
        for go in held:
            go()


class Rig:
    """A gateway on a store of its own."""

    def __init__(self, store: Store, **settings: Any) -> None:
        self.writer, self.reads = Tap(store.writer()), store.reads
        self.at: datetime | None = None
        self.gateway = Gateway(
            Settings(secret=SECRET, **settings), self.writer, self.reads.stations, lambda: self.at or clock.now()
        )
        self.server = Server(self.gateway.admit, ServerSettings())

    async def write(self, verb: Callable[[Any], Any]) -> Any:
        return await self.writer.write("test", verb)

    async def provision(self, *stations: str, profile: int = 1, password: str = PASSWORD) -> None:
        hashes = passwords.hashes(SECRET, password) if profile else ()
        for station in stations:
            asked = ProvisionAsked(StationId(station), clock.now(), security_profile=profile, password_hashes=hashes)
            await self.write(lambda work, asked=asked: provisioning.provision(asked, work))

    async def tokens(self, *values: str) -> None:
        for value in values:
            await self.write(lambda work, value=value: work.tokens.put(Token(value, clock.now())))

    async def command(self, station: str, kind: str, **arguments: Any) -> Outcome:
        """Asked, called and answered, as the jobs room does it."""
        now = clock.now()
        asked = CommandAsked(f"{kind}-{now.timestamp()}", StationId(station), kind, arguments, "test", now, now + HOUR)
        command: Command = await self.write(lambda work: commands.request(asked, work))
        return await self.gateway.links.call(command)

    @asynccontextmanager
    async def station(self, identity: str, **how: Any) -> AsyncIterator["RawStation"]:
        async with self.socket(identity, **how) as socket:
            yield RawStation(socket)

    def socket(
        self,
        identity: str,
        *,
        password: str | bytes | None = PASSWORD,
        user: str | None = None,
        subprotocols: tuple[str, ...] = ("ocpp1.6",),
    ) -> connect:
        headers = {}
        if password is not None:
            secret = password.encode() if isinstance(password, str) else password
            pair = (user or identity).encode() + b":" + secret
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        return connect(
            f"ws://127.0.0.1:{self.server.port}/ocpp/{quote(identity, safe='')}",
            subprotocols=[Subprotocol(name) for name in subprotocols] or None,
            additional_headers=headers,
            compression=None,
            open_timeout=DEADLINE_S,
        )


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Store]:
    """A new SQLite file."""
    store = open_store(f"sqlite:///{folder / 'test.sqlite3'}")
    store.migrate()
    try:
        yield store
    finally:
        await store.writer().close()
        store.close()


@asynccontextmanager
async def serving(rig: Rig) -> AsyncIterator[Rig]:
    await rig.gateway.start()
    await rig.server.start()
    try:
        yield rig
    finally:
        await rig.server.close()
        rig.gateway.stop()


class RawStation:
    """Sends what it is told, frame by frame."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self._next = 0

    async def ask(self, action: str, payload: dict[str, Any] | None = None, message_id: str = "") -> Any:
        """The payload of the answer, or `(code, description)` of an error."""
        self._next += 1
        message_id = message_id or f"m{self._next}"
        await self.socket.send(json.dumps([2, message_id, action, payload or {}]))
        frame = await self.hear()
        assert frame[1] == message_id, frame
        return frame[2] if frame[0] == 3 else (frame[2], frame[3])

    async def hear(self) -> Any:
        async with asyncio.timeout(DEADLINE_S):
            return json.loads(await self.socket.recv())

    async def boot(self) -> None:
        assert (await self.ask("BootNotification", BOOT))["status"] == "Accepted"

    async def closed(self) -> tuple[int | None, str | None]:
        """Waits for the end of the socket."""
        async with asyncio.timeout(DEADLINE_S):
            await self.socket.wait_closed()
        return self.socket.close_code, self.socket.close_reason
