"""A platform says that it is ready when it answers, and ends with a reason where it never will."""

import asyncio
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from chargeit.app.roles import listening
from chargeit.domain.errors import Misconfigured


async def silent(scope: Any, receive: Any, send: Any) -> None:
    """An application that is never asked."""


async def test_connections_are_accepted_as_soon_as_it_is_ready() -> None:
    config = uvicorn.Config(silent, port=0, lifespan="off", log_config=None, ws="none")
    async with listening(config) as port:
        # the kernel answers for a socket that listens: no turn of the loop passed since
        socket.create_connection(("127.0.0.1", port), timeout=1).close()


class Overtaken(uvicorn.Config):
    """Another process begins to listen on the port after it was bound here."""

    rival: socket.socket

    def bind_socket(self) -> socket.socket:
        bound = super().bind_socket()
        self.rival.listen()
        return bound


async def test_a_server_that_cannot_start_ends_with_the_setting_at_fault() -> None:
    with socket.socket() as rival:
        rival.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        rival.bind(("127.0.0.1", 0))
        config = Overtaken(silent, port=rival.getsockname()[1], lifespan="off", log_config=None, ws="none")
        config.rival = rival
        async with asyncio.timeout(10):
            with pytest.raises(Misconfigured, match=r"api_port: cannot listen: .*in use"):
                async with listening(config):
                    pass


def test_a_port_that_is_taken_ends_the_process_with_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as rival:
        ports = ("--station-port", "0", "--api-port", str(rival.getsockname()[1]))
        command = [sys.executable, "-m", "chargeit", "serve", "--home", str(tmp_path), *ports]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, "ready" in done.stdout) == (3, False)
    assert "api_port" in done.stderr and "Traceback" not in done.stderr
