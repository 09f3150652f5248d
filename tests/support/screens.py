"""`chargeit serve` for tests of the screens, and stations of another implementation that charge there."""

import asyncio
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from ocpp.routing import on
from ocpp.v16 import ChargePoint, call, call_result
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

T = TypeVar("T")
DEADLINE_S = 30.0
SAID = re.compile(r"(ws://\S+?)\{station\}.*?(http://\S+?)/admin/(?:.*?password:? (\S+))?", re.DOTALL)
logging.getLogger("ocpp").setLevel(logging.CRITICAL)


class Loop:
    """An event loop in a thread of its own, since Playwright's synchronous API keeps the main one."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(DEADLINE_S)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(DEADLINE_S)
        self._loop.close()


class Platform:
    """One home folder; `stop` and `start` as often as a test likes, on the ports of the first start."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.settings = settings
        self.home = home
        self.url = self.stations_url = self.password = ""
        self._ports = {"station": "0", "api": "0"}
        self._process: subprocess.Popen[str] | None = None
        self.loop = Loop()
        self.api = httpx.Client(timeout=DEADLINE_S, trust_env=False)

    def start(self) -> "Platform":
        command = [sys.executable, "-m", "chargeit", "serve", "--home", str(self.home), "--log-level", "error"]
        for name, port in self._ports.items():
            command += [f"--{name}-port", port]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CHARGEIT_")}
        # what is announced comes through a pipe, whole lines at once
        environment["PYTHONUNBUFFERED"] = "1"
        environment |= {f"CHARGEIT_{name.upper()}": value for name, value in self.settings.items()}
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        said = self._read_announcement()
        found = SAID.search(said)
        assert found, said
        self.stations_url, self.url = found[1], found[2]
        self._ports = {"station": found[1].rsplit(":", 1)[1].rstrip("/"), "api": found[2].rsplit(":", 1)[1]}
        self.password = found[3] or self.password
        self.api.base_url = httpx.URL(self.url)
        self._log_in()
        return self

    def _log_in(self) -> None:
        credentials = {"name": "admin", "password": self.password}
        until = time.monotonic() + DEADLINE_S
        while True:
            try:
                answer = self.api.post("/api/login", json=credentials)
                break
            except httpx.ConnectError:
                assert time.monotonic() < until
                time.sleep(0.02)
        self.api.headers["X-CSRF-Token"] = answer.raise_for_status().json()["csrf"]

    def _read_announcement(self) -> str:
        """Until the password (a first start) or the screens' address (a later one) was told."""
        assert self._process and self._process.stdout
        last = "log in as" if not self.password else "screens "
        said = ""
        while last not in said:
            line = self._process.stdout.readline()
            assert line, f"it ended: {said}"
            said += line
        return said

    def stop(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGINT)
        self._process.communicate(timeout=DEADLINE_S)

    def kill(self) -> None:
        """The plug is pulled."""
        assert self._process
        self._process.kill()
        self._process.communicate(timeout=DEADLINE_S)

    def close(self) -> None:
        if self._process and self._process.poll() is None:
            self.stop()
        self.api.close()
        self.loop.close()

    def send(self, method: str, path: str, **body: Any) -> Any:
        answer = self.api.request(method, f"/api{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def get(self, path: str, **query: Any) -> Any:
        return self.api.get(f"/api{path}", params=query).raise_for_status().json()

    def station(self, identity: str, **given: Any) -> "Station":
        """Provision a station, connect it and boot it."""
        password = self.send("POST", "/stations", id=identity, **given)["password"]
        return Station(self, identity, password)


class Obedient(ChargePoint):  # type: ignore[misc]
    """Says yes, and does nothing by itself: the test is its hands."""

    @on("ChangeAvailability")
    def change(self, **_: Any) -> Any:
        return call_result.ChangeAvailability("Accepted")

    @on("RemoteStartTransaction")
    def begin(self, **_: Any) -> Any:
        return call_result.RemoteStartTransaction("Accepted")


class Station:
    """A charge point of the `ocpp` package, connected and accepted."""

    def __init__(self, platform: Platform, identity: str, password: str) -> None:
        self.identity, self._password = identity, password
        self._platform, self._loop = platform, platform.loop
        self.register_wh: dict[int, int] = {}
        self._loop.run(self._connect())
        self.boot()

    async def _connect(self) -> None:
        pair = b64encode(f"{self.identity}:{self._password}".encode()).decode()
        address = self._platform.stations_url + quote(self.identity, safe="")
        headers = {"Authorization": f"Basic {pair}"}
        async with asyncio.timeout(DEADLINE_S):
            while True:  # as chargers do: what was provisioned just now may not be known at the door yet
                try:
                    protocols = [Subprotocol("ocpp1.6")]
                    self._socket = await connect(address, subprotocols=protocols, additional_headers=headers)
                    break
                except InvalidStatus:
                    await asyncio.sleep(0.02)
        self._point = Obedient(self.identity, self._socket)
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        try:
            await self._point.start()
        except Exception:  # the socket ended: the test says what it expects
            return

    def call(self, payload: Any) -> Any:
        return self._loop.run(self._point.call(payload, suppress=False))

    def boot(self, firmware: str = "2.4.1") -> None:
        self.call(call.BootNotification("Terra AC", "ABB", firmware_version=firmware, meter_type="MID"))

    def status(self, status: str, evse: int = 1, error: str = "NoError") -> None:
        self.call(call.StatusNotification(evse, error, status, timestamp=iso(datetime.now(UTC))))

    def start(self, token: str, at: datetime, evse: int = 1) -> int:
        """The meter goes on where the transaction before left it."""
        asked = call.StartTransaction(evse, token, self.register_wh.setdefault(evse, 0), iso(at))
        return int(self.call(asked).transaction_id)

    def meter(self, number: int, at: datetime, *, power_w: float, energy_wh: float, soc: int) -> None:
        values = (
            ("Power.Active.Import", f"{power_w / 1000:.3f}", "kW"),
            ("Energy.Active.Import.Register", f"{self.register_wh[1] + energy_wh:.0f}", "Wh"),
            ("SoC", str(soc), "Percent"),
        )
        sampled = [{"value": value, "measurand": measurand, "unit": unit} for measurand, value, unit in values]
        self.call(call.MeterValues(1, [{"timestamp": iso(at), "sampledValue": sampled}], number))

    def stop(self, number: int, at: datetime, energy_wh: int, evse: int = 1) -> None:
        self.register_wh[evse] += energy_wh
        self.call(call.StopTransaction(self.register_wh[evse], iso(at), number, "EVDisconnected"))

    def charge(self, token: str, began: datetime, minutes: int, *, power_w: float, ends: bool = True) -> int:
        """A charge on a battery-shaped curve, told minute by minute; still going on where it does not end."""
        number, energy_wh = self.start(token, began), 0.0
        for minute in range(minutes + 1):
            at = began + timedelta(minutes=minute)
            power = power_w * min(1.0, 0.3 + minute / 3) * min(1.0, max(0.25, 2 * (1 - minute / (1.2 * minutes))))
            self.meter(number, at, power_w=power, energy_wh=energy_wh, soc=min(100, 20 + 60 * minute // minutes))
            energy_wh += power / 60
        if ends:
            self.stop(number, began + timedelta(minutes=minutes), round(energy_wh))
        return number

    def close(self) -> None:
        self._loop.run(self._close())

    async def _close(self) -> None:
        await self._socket.close()
        await self._listening


def iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
