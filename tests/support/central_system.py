"""A small central system on other people's code (`ocpp`, `websockets`): what our stations say, as they hear it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import websockets
from ocpp.routing import on
from ocpp.v16 import ChargePoint, call, call_result
from websockets.asyncio.server import Server, ServerConnection, serve

logging.getLogger("ocpp").setLevel(logging.ERROR)

DEADLINE_S = 20.0


async def until(condition: Callable[[], object], deadline_s: float = DEADLINE_S) -> None:
    """Wait for a condition; fails when it does not come about."""
    async with asyncio.timeout(deadline_s):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@dataclass
class Said:
    """One message as it arrived."""

    station: str
    action: str
    payload: dict[str, Any]


@dataclass
class CentralSystem:
    """What was said, in order, and what to answer. Starts are told apart as a back end does: by their content."""

    port: int = 0
    said: list[Said] = field(default_factory=list)
    boots: list[str] = field(default_factory=lambda: ["Accepted"])
    refused: set[str] = field(default_factory=set)
    found_out: set[str] = field(default_factory=set)  # accepted when asked, refused when they start
    deaf: bool = False  # hang up on a stop instead of answering it
    numbers: dict[tuple[Any, ...], int] = field(default_factory=dict)
    stations: dict[str, "Peer"] = field(default_factory=dict)
    server: Server | None = None

    def of(self, action: str, station: str | None = None) -> list[dict[str, Any]]:
        return [s.payload for s in self.said if s.action == action and station in (None, s.station)]

    def statuses(self, station: str, connector: int = 1) -> list[str]:
        return [p["status"] for p in self.of("StatusNotification", station) if p["connector_id"] == connector]

    def transactions(self) -> list[tuple[Any, ...]]:
        """(station, connector, token, started, stopped, start register, stop register, reason), in order, each once."""
        stops = {p["transaction_id"]: p for p in self.of("StopTransaction")}
        return sorted(
            (*key, stop["timestamp"], stop["meter_stop"], stop.get("reason"))
            for key, number in self.numbers.items()
            if (stop := stops.get(number)) is not None
        )

    async def start(self) -> None:
        self.server = await serve(self._serve, "127.0.0.1", self.port, subprotocols=["ocpp1.6"])  # type: ignore[list-item]
        self.port = next(iter(self.server.sockets)).getsockname()[1]

    async def stop(self) -> None:
        assert self.server is not None
        self.server.close()
        await self.server.wait_closed()

    async def _serve(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        peer = Peer(unquote(socket.request.path.rpartition("/")[2]), socket)
        peer.central = self
        self.stations[peer.id] = peer
        with suppress(websockets.ConnectionClosed):
            await peer.start()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"


class Peer(ChargePoint):  # type: ignore[misc]
    """One station's connection."""

    central: CentralSystem

    def _note(self, action: str, payload: dict[str, Any]) -> None:
        self.central.said.append(Said(self.id, action, payload))

    def _verdict(self, token: str, refused: set[str]) -> dict[str, str]:
        return {"status": "Blocked" if token in refused else "Accepted"}

    @on("BootNotification")
    def boot(self, **payload: Any) -> Any:
        self._note("BootNotification", payload)
        boots = self.central.boots
        status = boots.pop(0) if len(boots) > 1 else boots[0]
        interval = 300 if status == "Accepted" else 1
        return call_result.BootNotification(datetime.now(UTC).isoformat(), interval, status)

    @on("Heartbeat")
    def heartbeat(self) -> Any:
        self._note("Heartbeat", {})
        return call_result.Heartbeat(datetime.now(UTC).isoformat())

    @on("StatusNotification")
    def status(self, **payload: Any) -> Any:
        self._note("StatusNotification", payload)
        return call_result.StatusNotification()

    @on("Authorize")
    def authorize(self, **payload: Any) -> Any:
        self._note("Authorize", payload)
        return call_result.Authorize(self._verdict(payload["id_tag"], self.central.refused))

    @on("StartTransaction")
    def start_transaction(self, **payload: Any) -> Any:
        self._note("StartTransaction", payload)
        key = (self.id, *(payload[name] for name in ("connector_id", "id_tag", "timestamp", "meter_start")))
        number = self.central.numbers.setdefault(key, len(self.central.numbers) + 1)
        refused = self.central.refused | self.central.found_out
        return call_result.StartTransaction(number, self._verdict(payload["id_tag"], refused))

    @on("MeterValues")
    def meter_values(self, **payload: Any) -> Any:
        self._note("MeterValues", payload)
        return call_result.MeterValues()

    @on("StopTransaction")
    async def stop_transaction(self, **payload: Any) -> Any:
        self._note("StopTransaction", payload)
        if self.central.deaf:
            await self._connection.close()
        return call_result.StopTransaction()

    async def ask(self, action: str, **payload: Any) -> Any:
        """Send a request to the station and wait for its answer."""
        return await self.call(getattr(call, action)(**payload))


@asynccontextmanager
async def central_system() -> AsyncIterator[CentralSystem]:
    central = CentralSystem()
    await central.start()
    try:
        yield central
    finally:
        await central.stop()
