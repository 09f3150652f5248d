"""`chargeit twin simulate` and a real HTTP server that answers as the platform's API does, and at times does not."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from click.testing import CliRunner

from chargeit.app.delivery import Delivery
from chargeit.app.twins import KEY, TwinPlan, run
from chargeit.cli.main import main
from chargeit.domain.errors import Invalid, Refused

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


class Taker(ThreadingHTTPServer):
    """Keeps what it accepts; `failures` are the statuses of its next answers, 0 hangs up without one."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.batteries: dict[str, dict[str, Any]] = {}
        self.lines: list[dict[str, Any]] = []
        self.failures: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Taker

    def _answer(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = self.server.failures.pop(0) if self.server.failures else 200
        if self.headers["Authorization"] != "Bearer sesame":
            status = 401
        if status == 0:
            self.close_connection = True
            return
        if status == 200 and self.command == "PUT":
            self.server.batteries[self.path.removeprefix("/api/batteries/")] = body
        elif status == 200:
            assert self.path == "/api/batteries/telemetry"
            self.server.lines += body["lines"]
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_PUT = do_POST = _answer

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def taking() -> Iterator[Taker]:
    server = Taker()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def plan(server: Taker, **changes: Any) -> TwinPlan:
    given = {"batteries": 5, "speed": 1e6, "seed": 1, "history": timedelta(minutes=10), "to": server.url}
    return TwinPlan(**{**given, "every_s": 10, "until_now": True, **changes})


def told(server: Taker, **changes: Any) -> str:
    delivery = Delivery(server.url, "sesame", sleep=lambda seconds: None)
    try:
        return run(plan(server, **changes), delivery, present=lambda: NOON)
    finally:
        delivery.close()


def test_the_past_is_told_up_to_the_present_and_the_batteries_are_known() -> None:
    with taking() as server:
        last = told(server)
    assert last == "5 batteries, 300 lines told, at 2026-03-03T12:00:00+00:00"
    assert len(server.lines) == 300 == len({(line["battery"], line["measured_at"]) for line in server.lines})
    assert set(server.batteries) == {line["battery"] for line in server.lines}
    assert all(about["simulated"] and about["capacity_ah"] > 50 for about in server.batteries.values())
    assert max(line["measured_at"] for line in server.lines) == "2026-03-03T12:00:00.000Z"
    first = server.lines[0]
    assert 0 <= first["soc"] <= 1 and 250 < first["voltage_v"] < 900 and 0.5 < first["soh"] <= 1
    assert {"current_a", "temperature_c", "cycles", "power_w", "spread_v"} <= set(first)


def test_a_platform_that_goes_away_gets_everything_once_it_is_back() -> None:
    with taking() as server:
        server.failures = [503, 0, 429, 200, 0, 0, 200, 200, 200, 200, 503, 0]
        told(server)
        assert not server.failures
    assert len(server.lines) == 300 == len({(line["battery"], line["measured_at"]) for line in server.lines})


def test_a_refusal_ends_it_with_the_words_of_the_platform() -> None:
    with taking() as server:
        delivery = Delivery(server.url, "wrong", sleep=lambda seconds: None)
        with pytest.raises(Refused, match="answered 401"):
            run(plan(server), delivery, present=lambda: NOON)
        delivery.close()
    with pytest.raises(Invalid):
        Delivery("ftp://nowhere", "sesame")


def test_the_command_needs_a_key_and_tells_until_now(monkeypatch: pytest.MonkeyPatch) -> None:
    with taking() as server:
        asked = ["twin", "simulate", "--batteries", "3", "--speed", "1e6", "--history", "2m", "--to", server.url]
        without = CliRunner().invoke(main, [*asked, "--until-now"])
        assert without.exit_code == 3 and KEY in without.output
        monkeypatch.setenv(KEY, "sesame")
        done = CliRunner().invoke(main, [*asked, "--until-now", "--quiet"])
        odd = CliRunner().invoke(main, [*asked, "--every", "3s"])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("3 batteries, 180 lines told")
    assert len(server.lines) == 180
    assert odd.exit_code == 2
