"""Reference (b): a bare picows echo. It parses nothing and stores nothing."""

import uvloop
from picows import (
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    WSUpgradeRequest,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
    ws_create_server,
)


class Echo(WSListener):
    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            transport.send(WSMsgType.TEXT, frame.get_payload_as_memoryview())
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()


def accept(request: WSUpgradeRequest) -> WSUpgradeResponseWithListener:
    subprotocol = {"Sec-WebSocket-Protocol": request.headers.get("Sec-WebSocket-Protocol", "")}
    return WSUpgradeResponseWithListener(WSUpgradeResponse.create_101_response(subprotocol), Echo())


async def main() -> None:
    server = await ws_create_server(accept, "127.0.0.1", 0, backlog=4096)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
