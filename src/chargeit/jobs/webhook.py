"""Alerts are posted to an address: one after the other, again after a failure, until they are taken or too old."""

import asyncio
import http.client
import json
import logging
import ssl
from dataclasses import asdict
from urllib.parse import urlsplit

from chargeit.domain.clock import iso
from chargeit.domain.errors import Unreachable
from chargeit.domain.events import AlertChanged
from chargeit.jobs.turn import pause_s
from chargeit.ports.bus import Bus

log = logging.getLogger(__name__)

TIMEOUT_S = 10
ATTEMPTS = 8


async def post_alerts(bus: Bus, url: str) -> None:
    """Until the bus closes or this is cancelled. The address takes JSON and answers 2xx; redirects are not followed."""
    while True:
        try:
            async with bus.subscribe("webhook", frozenset({AlertChanged.kind})) as changes:
                async for envelope in changes:
                    if isinstance(envelope.event, AlertChanged):
                        await deliver(url, body_of(envelope.id, envelope.event))
                return
        except Unreachable as lost:
            log.warning("alerts were not posted: %s", lost)


def body_of(event: str, changed: AlertChanged) -> bytes:
    """`event` is the same when it is posted again."""
    alert = {
        name: iso(value) if hasattr(value, "isoformat") else value for name, value in asdict(changed.alert).items()
    }
    return json.dumps({"event": event, "kind": changed.kind, "alert": alert}).encode()


async def deliver(url: str, body: bytes) -> bool:
    """Whether it was taken."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            status = await asyncio.to_thread(post, url, body)
            if 200 <= status < 300:
                return True
            problem = f"it answers {status}"
        except (OSError, http.client.HTTPException) as error:
            problem = str(error) or type(error).__name__
        log.warning("the alert webhook does not take an alert, attempt %d of %d: %s", attempt, ATTEMPTS, problem)
        await asyncio.sleep(pause_s(attempt))
    return False


def post(url: str, body: bytes) -> int:
    """The status. Raises OSError and HTTPException."""
    to = urlsplit(url)
    connection: http.client.HTTPConnection
    if to.scheme == "https":
        connection = http.client.HTTPSConnection(to.netloc, timeout=TIMEOUT_S, context=ssl.create_default_context())
    else:
        connection = http.client.HTTPConnection(to.netloc, timeout=TIMEOUT_S)
    try:
        path = (to.path or "/") + (f"?{to.query}" if to.query else "")
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        return connection.getresponse().status
    finally:
        connection.close()
