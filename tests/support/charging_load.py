"""Stations that charge without end and note what was answered, to compare it with what is stored."""

import asyncio
import base64
import json
import random
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.raw_socket import CLOSE, FIN, PING, PONG, TEXT, RawSocket, frame, request

ANSWER_DEADLINE_S = 20.0
LOST = (asyncio.IncompleteReadError, ConnectionError)


class Call:
    """A message; sent again it has the same content, and the same id or a new one."""

    def __init__(self, action: str, payload: dict[str, Any]) -> None:
        self.action, self.payload = action, payload
        self.id = str(uuid.uuid4())

    def text(self) -> str:
        return json.dumps([2, self.id, self.action, self.payload])


async def open_socket(port: int, name: str, password: str) -> RawSocket:
    """A station retries after a 404, as its identity is known a moment after it was provisioned."""
    pair = base64.b64encode(f"{name}:{password}".encode()).decode()
    async with asyncio.timeout(ANSWER_DEADLINE_S):
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            raw = RawSocket(reader, writer)
            writer.write(request(f"/{name}", Authorization=f"Basic {pair}"))
            head = await raw.head()
            if not head.startswith(b"HTTP/1.1 404 "):
                assert head.startswith(b"HTTP/1.1 101 "), head
                return raw
            await hang_up(raw)
            await asyncio.sleep(0.02)


async def hang_up(raw: RawSocket) -> None:
    raw.writer.close()
    with suppress(ConnectionError):
        await raw.writer.wait_closed()


async def answer_to(raw: RawSocket, key: str, skip: str | None = None) -> list[Any]:
    """The CALLRESULT or CALLERROR of the call `key`; that of the call `skip` may come before it.

    Pings are answered, calls of the server refused.
    """
    async with asyncio.timeout(ANSWER_DEADLINE_S):
        while True:
            first, payload = await raw.frame()
            if first == FIN | PING:
                raw.writer.write(frame(PONG, payload))
                continue
            if first == FIN | CLOSE:
                raise ConnectionResetError(f"closed by the server: {payload!r}")
            message = json.loads(payload)
            if message[0] == 2:
                raw.writer.write(frame(TEXT, json.dumps([4, message[1], "NotSupported", "", {}]).encode()))
                continue
            if message[1] != skip:
                assert message[1] == key, message
                return list(message)


async def ask(raw: RawSocket, action: str, payload: dict[str, Any], skip: str | None = None) -> dict[str, Any]:
    """The payload of the CALLRESULT."""
    call = Call(action, payload)
    raw.writer.write(frame(TEXT, call.text().encode()))
    answer = await answer_to(raw, call.id, skip)
    assert answer[0] == 3, answer
    return dict(answer[2])


@dataclass
class Charge:
    """One transaction as the station knows it; times and registers are what it sent and was answered."""

    started_at: str
    meter_start_wh: int
    number: int | None = None
    samples: list[tuple[str, float]] = field(default_factory=list)
    stopped_at: str = ""
    meter_stop_wh: int | None = None


class ChargingStation:
    """Charges one car after another. `charges` holds what was answered; `pending` is what waits for its answer."""

    def __init__(self, name: str, password: str, seed: int, answered: Callable[[], None]) -> None:
        self.name, self.password, self.answered = name, password, answered
        self.draws = random.Random(f"{seed} {name}")
        self.at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
        self.register_wh = 1000
        self.charges: list[Charge] = []
        self.pending: Call | None = None

    async def run(self, port: int) -> None:
        """Until the connection is lost. What was pending when it was lost before goes first, as the same message."""
        if self.pending and self.draws.random() < 0.5:
            self.pending.id = str(uuid.uuid4())
        raw = await open_socket(port, self.name, self.password)
        with suppress(*LOST):
            await ask(raw, "BootNotification", {"chargePointVendor": "Test", "chargePointModel": "Kill"})
            while True:
                await self.step(raw)
        await hang_up(raw)

    async def finish(self, port: int) -> None:
        """Sends what is pending again and ends the open transaction."""
        raw = await open_socket(port, self.name, self.password)
        await ask(raw, "BootNotification", {"chargePointVendor": "Test", "chargePointModel": "Kill"})
        while self.pending or self.charge:
            self.pending = self.pending or self.stop()
            await self.step(raw)
        await hang_up(raw)

    async def step(self, raw: RawSocket) -> None:
        self.pending = self.pending or self.next_call()
        raw.writer.write(frame(TEXT, self.pending.text().encode()))
        answer = await answer_to(raw, self.pending.id)
        assert answer[0] == 3, answer
        self.note(self.pending, answer[2])
        self.pending = None
        self.answered()

    @property
    def charge(self) -> Charge | None:
        """The open transaction."""
        last = self.charges[-1] if self.charges else None
        return last if last and last.meter_stop_wh is None else None

    def next_call(self) -> Call:
        if self.charge is None:
            return Call("StartTransaction", self.stamped(connectorId=1, idTag=self.name, meterStart=self.register_wh))
        return self.stop() if self.draws.random() < 0.2 else self.meter_values()

    def stamped(self, **payload: Any) -> dict[str, Any]:
        self.at += timedelta(milliseconds=250)
        return payload | {"timestamp": self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")}

    def stop(self) -> Call:
        assert self.charge
        return Call("StopTransaction", self.stamped(transactionId=self.charge.number, meterStop=self.register_wh))

    def meter_values(self) -> Call:
        assert self.charge
        self.register_wh += self.draws.randrange(1, 5000)
        value = {"value": str(self.register_wh), "measurand": "Energy.Active.Import.Register", "unit": "Wh"}
        moment = self.stamped(sampledValue=[value])
        return Call("MeterValues", {"connectorId": 1, "transactionId": self.charge.number, "meterValue": [moment]})

    def note(self, call: Call, answer: dict[str, Any]) -> None:
        """An answered message."""
        sent = call.payload
        if call.action == "StartTransaction":
            self.charges.append(Charge(sent["timestamp"], sent["meterStart"], answer["transactionId"]))
        elif call.action == "StopTransaction":
            self.charges[-1].stopped_at, self.charges[-1].meter_stop_wh = sent["timestamp"], sent["meterStop"]
        else:
            (moment,) = sent["meterValue"]
            self.charges[-1].samples.append((moment["timestamp"], float(moment["sampledValue"][0]["value"])))
