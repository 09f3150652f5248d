"""Stations of the load: raw picows clients in one process, one outstanding call each, every answer checked."""

import asyncio
import base64
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from benchmarks.messages import IDS, Frame, Talk, WrongAnswer, payload

HANDSHAKE_TIMEOUT_S = 30.0
AT_ONCE = 200


@dataclass(frozen=True)
class Target:
    """Where the stations connect. `echoes` is a server that answers with the message itself."""

    pid: int
    port: int
    passwords: dict[str, str] = field(default_factory=dict)
    echoes: bool = False


class Station(WSListener):
    """A station that says what it is asked to; what comes after an answer is for the subclasses."""

    def __init__(self, name: str, talk: Talk, target: Target) -> None:
        self.name, self.talk, self.target = name, talk, target
        self.transport: WSTransport | None = None
        self.waiting: asyncio.Future[bytes] | None = None
        self.gone = asyncio.Event()
        self.expected = b""
        self.outstanding = False
        self.answers = 0
        self.problem = ""

    async def connect(self) -> None:
        headers = {"Sec-WebSocket-Protocol": "ocpp1.6"}
        if password := self.target.passwords.get(self.name):
            pair = base64.b64encode(f"{self.name}:{password}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        self.gone.clear()
        self.transport, _ = await ws_connect(
            lambda: self,
            f"ws://127.0.0.1:{self.target.port}/{self.name}",
            extra_headers=headers,
            websocket_handshake_timeout=HANDSHAKE_TIMEOUT_S,
            read_buffer_init_size=1024,
        )

    def say(self, frame: Frame) -> None:
        text, answer = frame
        self.expected = text if self.target.echoes else answer
        self.outstanding = True
        self.transport.send(WSMsgType.TEXT, text)  # type: ignore[union-attr]

    async def ask(self, frame: Frame) -> dict[str, object]:
        """The payload of the answer; an echo has none."""
        self.waiting = waiting = asyncio.get_running_loop().create_future()
        self.say(frame)
        text = await waiting
        return {} if self.target.echoes else payload(text)

    async def boot(self) -> None:
        answer = await self.ask(self.talk.boot())
        if answer.get("status", "Accepted") != "Accepted":
            raise WrongAnswer(f"{self.name} is not accepted: {answer}")

    async def start(self) -> None:
        """A transaction, where the server knows what that is."""
        await self.ask(self.talk.start(next(IDS)))

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        text = frame.get_payload_as_bytes()
        if self.outstanding and text.startswith(self.expected):
            self.outstanding = False
            self.answers += 1
            if self.talk.starting:
                self.talk.started(text)
            if self.waiting is not None:
                self.waiting.set_result(text)
                self.waiting = None
            else:
                self.answered()
        else:
            self.unexpected(transport, frame, text)

    def answered(self) -> None:
        """After an answer that nobody awaits."""

    def unexpected(self, transport: WSTransport, frame: WSFrame, text: bytes) -> None:
        """Calls of the server are refused politely; anything else is a wrong answer."""
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
        elif frame.msg_type == WSMsgType.TEXT and text.startswith(b"[2,"):
            transport.send(WSMsgType.TEXT, b'[4,"%b","NotSupported","",{}]' % text.split(b'"', 2)[1])
        elif frame.msg_type == WSMsgType.TEXT:
            self.problem = f"{self.name} expected {self.expected!r}, got {text[:300]!r}"
            self.fail(WrongAnswer(self.problem))

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.outstanding = False
        self.gone.set()
        self.fail(ConnectionError(f"{self.name} lost its connection"))

    def fail(self, problem: Exception) -> None:
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(problem)
        self.waiting = None


class Busy(Station):
    """Closed loop: the next message at once."""

    def answered(self) -> None:
        self.say(self.talk.next())


class Paced(Station):
    """Open loop: messages have a moment when they should go; the time of an answer counts from that moment."""

    def __init__(self, name: str, talk: Talk, target: Target) -> None:
        super().__init__(name, talk, target)
        self.due: deque[float] = deque()
        self.delays_s: list[float] = []

    def intend(self, moment: float) -> None:
        self.due.append(moment)
        if not self.outstanding:
            self.say(self.talk.next())

    def answered(self) -> None:
        self.delays_s.append(perf_counter() - self.due.popleft())
        if self.due:
            self.say(self.talk.next())


async def all_of(
    stations: Sequence[Station], step: Callable[[Station], Awaitable[None]], at_once: int = AT_ONCE
) -> None:
    """`step` of every station, some at a time; the first failure ends it."""
    places = asyncio.Semaphore(at_once)

    async def one(station: Station) -> None:
        async with places:
            await step(station)

    async with asyncio.TaskGroup() as group:
        for station in stations:
            group.create_task(one(station))
