"""Alerts are posted to an address: a bus of one kind of event, which follows the outbox as brokers do."""

import asyncio
import http.client
import json
import logging
import ssl
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from urllib.parse import urlsplit

from chargeit.bus.memory import MemoryBus, MemorySubscription
from chargeit.domain.clock import iso
from chargeit.domain.errors import Unreachable
from chargeit.domain.events import AlertChanged, Envelope

log = logging.getLogger(__name__)

TIMEOUT_S = 10
DEADLINE_S = 20.0
"""Longer than this no batch is on its way: the lease of the outbox lasts longer."""
REFUSALS = frozenset({400, 413, 415, 422})
"""Statuses that say the body itself is not wanted: posting it again would hold up all alerts behind it."""


class Webhook:
    """`ports.bus.Bus`. The address takes JSON and answers 2xx; redirects are not followed.

    `refused` counts, by its status, what the address will not have; all else is posted again until it is taken.
    """

    def __init__(self, url: str, refused: Counter[int]) -> None:
        self._refused = refused
        self._url = url
        self._reached = 0
        self._nobody = MemoryBus()

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """One after the other; those before a failure are not posted again by this process."""
        try:
            async with asyncio.timeout(DEADLINE_S):
                for envelope in envelopes:
                    if isinstance(envelope.event, AlertChanged) and envelope.position > self._reached:
                        await self._post(envelope.id, envelope.event)
                        self._reached = envelope.position
        except TimeoutError:
            raise Unreachable(f"the alert webhook did not take the alerts in {DEADLINE_S:g} s") from None

    def subscribe(
        self, name: str, kinds: frozenset[str] = frozenset()
    ) -> AbstractAsyncContextManager[MemorySubscription]:
        """Nothing ever comes back from an address."""
        return self._nobody.subscribe(name, kinds)

    def wants(self, kind: str) -> bool:
        return kind == AlertChanged.kind

    async def close(self) -> None:
        await self._nobody.close()

    async def _post(self, event: str, changed: AlertChanged) -> None:
        try:
            status = await asyncio.to_thread(post, self._url, body_of(event, changed))
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"the alert webhook: {error or type(error).__name__}") from None
        if status in REFUSALS:
            self._refused[status] += 1
            log.error("the alert webhook refuses alert %s (%d): it is not posted again", changed.alert.id, status)
        elif not 200 <= status < 300:
            raise Unreachable(f"the alert webhook answers {status}")


def body_of(event: str, changed: AlertChanged) -> bytes:
    """`event` is the same when it is posted again."""
    alert = {
        name: iso(value) if hasattr(value, "isoformat") else value for name, value in asdict(changed.alert).items()
    }
    return json.dumps({"event": event, "kind": changed.kind, "alert": alert}).encode()


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
