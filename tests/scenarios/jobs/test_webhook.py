"""An alert waits in the outbox until the address takes it: over any number of failures, and over a restart."""

import http.server
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from chargeit.bus.memory import MemoryBus
from chargeit.bus.webhook import Webhook
from chargeit.domain.batteries import AlertKind, BatteryAlert, BatteryId
from chargeit.domain.errors import Unreachable
from chargeit.domain.events import AlertChanged
from chargeit.domain.stations import StationId
from chargeit.jobs.outbox import outbox_job
from chargeit.ports.work import Work
from chargeit.storage.store import Store, open_store
from tests.support.stored import NOW


class Address:
    """Answers with `status`; `posted` are the alerts of bodies that were taken."""

    def __init__(self) -> None:
        self.status = 204
        self.asked = 0
        self.posted: list[str] = []
        self.url = ""


@contextmanager
def address() -> Iterator[Address]:
    found = Address()

    class Taker(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.asked += 1
            if found.status < 300:
                found.posted.append(body["alert"]["id"])
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/alerts"
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def raised(name: str, work: Work) -> None:
    alert = BatteryAlert(name, BatteryId(name), AlertKind.HOT, NOW, 71.0, 60.0)
    work.record(AlertChanged(StationId(""), NOW, alert))


async def follow(store: Store, webhook: Webhook) -> None:
    """What the platform publishes for itself, then what the address has not got yet."""
    await outbox_job(store.outbox, MemoryBus()).turn()
    await outbox_job(store.relay("webhook"), webhook).turn()


async def test_an_address_that_is_away_for_long_gets_every_alert_once_it_is_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'chargeit.sqlite3'}"
    with address() as taker:
        store, webhook = open_store(url, node="one"), Webhook(taker.url, Counter())
        store.migrate()
        await follow(store, webhook)
        store.write(lambda work: raised("first", work))
        await follow(store, webhook)
        assert taker.posted == ["first"]
        taker.status = 503
        store.write(lambda work: raised("second", work))
        for _ in range(20):
            with pytest.raises(Unreachable, match="answers 503"):
                await follow(store, webhook)
        store.write(lambda work: raised("third", work))
        assert store.relay("webhook").unpublished() >= 1
        store.close()
        taker.status = 204
        again, webhook = open_store(url, node="one"), Webhook(taker.url, Counter())
        await follow(again, webhook)
        assert taker.posted == ["first", "second", "third"]
        assert again.relay("webhook").unpublished() == 0
        again.close()


async def test_an_alert_that_the_address_will_not_have_is_counted_and_holds_up_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    refused: Counter[int] = Counter()
    with address() as taker:
        store, webhook = open_store(f"sqlite:///{tmp_path / 'chargeit.sqlite3'}"), Webhook(taker.url, refused)
        store.migrate()
        await follow(store, webhook)
        taker.status = 422
        store.write(lambda work: raised("odd", work))
        await follow(store, webhook)
        taker.status = 200
        store.write(lambda work: raised("next", work))
        await follow(store, webhook)
        store.close()
    assert (refused, taker.posted, taker.asked) == ({422: 1}, ["next"], 2)
    assert "refuses alert odd (422)" in caplog.text
