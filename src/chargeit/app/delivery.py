"""Telemetry of simulated batteries to a platform, over its HTTP API and nothing else."""

import http.client
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from chargeit.domain.batteries import Battery, Telemetry
from chargeit.domain.errors import Invalid, Refused, Unreachable

LINES = 1000  # a request
AT_ONCE = 16  # introductions: the platform commits what waits together
TIMEOUT_S = 30.0
PATIENCE_S = 600.0
LONGEST_PAUSE_S = 10.0
TRY_AGAIN = (429, 500, 502, 503, 504)
FIELDS = ("soc", "soh", "voltage_v", "current_a", "temperature_c", "cycles", "power_w", "spread_v")


class Delivery:
    """One connection, made anew when it broke. A line sent twice is kept once, so all is sent until it is answered."""

    def __init__(self, url: str, key: str, sleep: Callable[[float], None] = time.sleep) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Invalid("to", "the platform's address, such as http://localhost:8080")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=TIMEOUT_S)
        self._url, self._key = url, key
        self._root = parts.path.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._sleep = sleep

    def introduce(self, batteries: Sequence[Battery]) -> None:
        """New, or with what is known of them changed; several at a time. Raises Refused, Unreachable."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._introduce, (batteries[first::AT_ONCE] for first in range(AT_ONCE))))

    def _introduce(self, batteries: Sequence[Battery]) -> None:
        """Through a connection of its own."""
        with closing(Delivery(self._url, self._key, self._sleep)) as door:
            for one in batteries:
                door._put(one)

    def _put(self, one: Battery) -> None:
        about = {
            "chemistry": one.chemistry.value,
            "capacity_ah": one.capacity_ah,
            "cells_in_series": one.cells_in_series,
            "vehicle": one.vehicle,
            "simulated": one.simulated,
        }
        self._send("PUT", f"/api/batteries/{quote(one.id, safe='')}", about)

    def tell(self, lines: Sequence[Telemetry]) -> None:
        """Returns when the platform has all lines on disk. Raises Refused, Unreachable."""
        for start in range(0, len(lines), LINES):
            part = [written(line) for line in lines[start : start + LINES]]
            self._send("POST", "/api/batteries/telemetry", {"lines": part})

    def close(self) -> None:
        self._connection.close()

    def _send(self, method: str, path: str, body: object) -> None:
        began, pause_s, problem = time.monotonic(), 0.25, ""
        while time.monotonic() - began < PATIENCE_S:
            try:
                self._connection.request(method, self._root + path, msgspec.json.encode(body), self._headers)
                answer = self._connection.getresponse()
                text = answer.read().decode("utf-8", "replace")
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()
                problem = str(error) or type(error).__name__
            else:
                if answer.status < 300:
                    return
                problem = f"{method} {path} was answered {answer.status}: {text[:300]}"
                if answer.status not in TRY_AGAIN:
                    raise Refused(f"http_{answer.status}", problem)
            self._sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        raise Unreachable(f"the platform takes no telemetry: {problem}")


def written(line: Telemetry) -> dict[str, Any]:
    """A line as the API takes it; what is not known is left out."""
    told = {name: value for name in FIELDS if (value := getattr(line, name)) is not None}
    return {"battery": line.battery, "measured_at": instant(line.measured_at), **told}


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
