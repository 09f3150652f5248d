"""Reference (a): the usual Python central system, `ocpp` on `websockets` with uvloop, storing nothing.

The packages' defaults are kept (schema validation on, compression off as the load offers none).
"""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

import uvloop
from ocpp.routing import on
from ocpp.v16 import ChargePoint, call_result
from ocpp.v16.datatypes import IdTagInfo
from ocpp.v16.enums import Action, AuthorizationStatus, RegistrationStatus
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

ACCEPTED = IdTagInfo(status=AuthorizationStatus.accepted)


def now() -> str:
    return datetime.now(UTC).isoformat()


class CentralSystem(ChargePoint):
    """Answers what the load sends."""

    @on(Action.boot_notification)
    def boot(self, **_: object) -> call_result.BootNotification:
        return call_result.BootNotification(current_time=now(), interval=300, status=RegistrationStatus.accepted)

    @on(Action.heartbeat)
    def heartbeat(self) -> call_result.Heartbeat:
        return call_result.Heartbeat(current_time=now())

    @on(Action.meter_values)
    def meter_values(self, **_: object) -> call_result.MeterValues:
        return call_result.MeterValues()

    @on(Action.status_notification)
    def status(self, **_: object) -> call_result.StatusNotification:
        return call_result.StatusNotification()

    @on(Action.start_transaction)
    def start_transaction(self, **_: object) -> call_result.StartTransaction:
        return call_result.StartTransaction(transaction_id=1, id_tag_info=ACCEPTED)

    @on(Action.stop_transaction)
    def stop_transaction(self, **_: object) -> call_result.StopTransaction:
        return call_result.StopTransaction()


async def connected(socket: ServerConnection) -> None:
    request = socket.request
    station = CentralSystem(request.path.rpartition("/")[2] if request else "", socket)
    with suppress(ConnectionClosed):
        await station.start()


async def main() -> None:
    async with serve(connected, "127.0.0.1", 0, subprotocols=[Subprotocol("ocpp1.6")], backlog=4096) as server:
        print("ready", next(iter(server.sockets)).getsockname()[1], flush=True)
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    uvloop.run(main())
