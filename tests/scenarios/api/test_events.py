"""The stream of events: from any position, without gap or duplicate, for clients quick and slow."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from chargeit.api.app import bare_app
from chargeit.api.openapi import document
from chargeit.bus.memory import MemoryBus
from chargeit.central import tokens
from chargeit.domain import clock
from chargeit.domain.events import Envelope
from chargeit.domain.tokens import Token
from tests.support.api import DEADLINE_S, NOON, Platform, platform, until

DOCUMENT = document(bare_app())
GAP = {"$ref": "#/components/schemas/Gap", "components": DOCUMENT["components"]}
EVENT = {"$ref": "#/components/schemas/Event", "components": DOCUMENT["components"]}


async def changes(running: Platform, first: int, last: int) -> None:
    """Events of tokens `first` to `last`, committed in one batch after another."""
    verbs = [partial(tokens.put, Token(f"t{n}", NOON), NOON) for n in range(first, last + 1)]
    await asyncio.gather(*(running.write(verb) for verb in verbs))


@asynccontextmanager
async def stream(
    client: httpx.AsyncClient, query: str = "", **headers: str
) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """The events of a stream that is open and listening."""
    async with client.stream("GET", f"/api/events{query}", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield frames(answer.aiter_lines())


async def frames(lines: AsyncIterator[str]) -> AsyncIterator[dict[str, Any]]:
    event: dict[str, Any] = {}
    async for line in lines:
        if line.startswith(":"):
            yield {"comment": line[1:].strip()}
        elif line:
            name, _, value = line.partition(": ")
            event[name] = value
        elif event:
            data = json.loads(event["data"])
            assert (event["id"], event["event"]) == (str(data["position"]), data["kind"])
            yield data
            event = {}


async def take(events: AsyncIterator[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(DEADLINE_S):
        while len(found) < count:
            event = await anext(events)
            if "comment" not in event:
                found.append(event)
    return found


async def published(running: Platform, position: int) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while await asyncio.to_thread(running.store.reads.events.latest_position) < position:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_stream_hears_what_happens_from_now_on_in_the_documented_shape(running: Platform) -> None:
    await changes(running, 1, 3)
    await published(running, 3)
    async with running.logged_in() as client, stream(client) as events:
        await until(lambda: running.kit.bus._subscriptions)  # type: ignore[attr-defined]
        await changes(running, 4, 5)
        found = await take(events, 2)
    assert [event["position"] for event in found] == [4, 5]
    for event in found:
        Draft202012Validator(EVENT).validate(event)


@pytest.mark.parametrize("by", ["header", "query"])
async def test_a_stream_resumes_after_a_position_without_gap_or_duplicate(running: Platform, by: str) -> None:
    await changes(running, 1, 1200)
    await published(running, 1200)
    headers = {"Last-Event-ID": "7"} if by == "header" else {}
    async with running.logged_in() as client, stream(client, "" if headers else "?after=7", **headers) as events:
        await changes(running, 1201, 1210)
        found = await take(events, 1203)
    assert [event["position"] for event in found] == list(range(8, 1211))
    assert len({event["id"] for event in found}) == 1203


async def test_nothing_is_lost_between_the_store_and_the_bus_while_events_pour_in(running: Platform) -> None:
    async with running.logged_in() as client:
        pouring = asyncio.create_task(changes(running, 1, 2000))
        async with stream(client, "?after=0") as one, stream(client, "?after=0") as two:
            for events in (one, two):
                assert [event["position"] for event in await take(events, 2000)] == list(range(1, 2001))
        await pouring


async def test_only_the_kinds_that_were_asked_for_are_sent(running: Platform) -> None:
    async with running.logged_in() as client, stream(client, "?after=0&kinds=token.changed,station.changed") as events:
        await client.post("/api/stations", json={"id": "CP1"})
        await client.post("/api/stations/CP1/commands", json={"kind": "clear_cache"})
        await changes(running, 1, 1)
        assert [event["kind"] for event in await take(events, 2)] == ["station.changed", "token.changed"]


async def test_what_is_no_position_or_kind_is_refused(running: Platform) -> None:
    async with running.logged_in() as client:
        for header in ("x", "-1", "1.5", "9" * 30, "٣"):
            answer = await client.get("/api/events", headers={"Last-Event-ID": header.encode()})  # type: ignore[dict-item]
            assert answer.status_code == 400, header
        for after in ("-1", "x", "9" * 30):
            answer = await client.get("/api/events", params={"after": after})
            assert (answer.status_code, answer.json()["field"]) == (400, "after"), after
        answer = await client.get("/api/events?kinds=token.changed,nonsense")
        assert (answer.status_code, answer.json()["field"]) == (422, "kinds")


async def test_a_position_from_the_future_starts_at_the_present(running: Platform) -> None:
    await changes(running, 1, 2)
    await published(running, 2)
    async with running.logged_in() as client, stream(client, "?after=1000000") as events:
        await until(lambda: running.kit.bus._subscriptions)  # type: ignore[attr-defined]
        await changes(running, 3, 3)
        assert [(told["kind"], told["position"]) for told in await take(events, 2)] == [
            ("gap", 2),
            ("token.changed", 3),
        ]


async def prune(running: Platform, leaving: int) -> None:
    """As the retention job does: all published events but the newest ones."""
    soon = clock.now() + timedelta(hours=1)
    while await asyncio.to_thread(running.store.outbox.prune, soon):
        pass
    assert len(await asyncio.to_thread(partial(running.store.reads.events.after, 0, limit=9))) == leaving


@pytest.mark.parametrize("query", ["?after=2", "?after=2&kinds=token.changed", "?after=0"])
async def test_a_stream_that_comes_back_too_late_is_told_of_the_gap(running: Platform, query: str) -> None:
    await changes(running, 1, 6)
    await published(running, 6)
    await prune(running, leaving=1)
    async with running.logged_in() as client, stream(client, query) as events:
        told = await take(events, 2)
        after = int(query[7])
        Draft202012Validator(GAP).validate(told[0])
        assert told[0] == {"kind": "gap", "after": after, "position": 5}
        assert (told[1]["kind"], told[1]["position"]) == ("token.changed", 6)
        await changes(running, 7, 7)
        assert [event["position"] for event in await take(events, 1)] == [7]


@pytest.mark.parametrize("after", [5, 6])
async def test_a_stream_that_missed_nothing_hears_of_no_gap(running: Platform, after: int) -> None:
    await changes(running, 1, 6)
    await published(running, 6)
    await prune(running, leaving=1)
    async with running.logged_in() as client, stream(client, f"?after={after}") as events:
        await until(lambda: running.kit.bus._subscriptions)  # type: ignore[attr-defined]
        await changes(running, 7, 7)
        assert [event["position"] for event in await take(events, 7 - after)] == list(range(after + 1, 8))


async def test_a_quiet_stream_shows_signs_of_life_and_ends_with_its_login(tmp_path: Path) -> None:
    async with (
        platform(tmp_path, heartbeat_s=0.05) as running,
        running.logged_in() as client,
        stream(client) as events,
        asyncio.timeout(DEADLINE_S),
    ):
        comments = [(await anext(events))["comment"] for _ in range(3)]
        assert comments[1:] == ["still here"] * 2
        running.clock.now += timedelta(days=30)
        assert [event async for event in events if "comment" not in event] == []


async def test_streams_end_when_the_platform_stops(running: Platform) -> None:
    async with running.logged_in() as client, stream(client) as events:
        await anext(events)
        running.kit.stopping.set()
        async with asyncio.timeout(DEADLINE_S):
            assert [event async for event in events] == []


async def test_streams_are_bounded_and_a_closed_one_makes_room(tmp_path: Path) -> None:
    async with platform(tmp_path, max_streams=2) as running, running.logged_in() as client:
        async with stream(client), stream(client):
            answer = await client.get("/api/events")
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        async with asyncio.timeout(DEADLINE_S):
            while True:
                async with client.stream("GET", "/api/events") as again:
                    if again.status_code == 200:
                        break
                    await asyncio.sleep(0.01)


async def test_a_stream_that_fell_behind_is_caught_up_from_the_store(tmp_path: Path) -> None:
    async with (
        platform(tmp_path, bus=MemoryBus(bound=5)) as running,
        running.logged_in() as client,
        stream(client, "?after=0") as events,
    ):
        for first in range(1, 1000, 100):
            await changes(running, first, first + 99)
        assert [event["position"] for event in await take(events, 1000)] == list(range(1, 1001))


class Lossy(MemoryBus):
    """Loses every second batch."""

    def __init__(self) -> None:
        super().__init__()
        self.lost = False

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        self.lost = not self.lost
        if not self.lost:
            await super().publish(envelopes)


async def test_what_the_bus_left_out_is_read_from_the_store_before_what_follows(tmp_path: Path) -> None:
    async with (
        platform(tmp_path, bus=Lossy()) as running,
        running.logged_in() as client,
        stream(client, "?after=0") as events,
    ):
        await until(lambda: running.kit.bus._subscriptions)  # type: ignore[attr-defined]
        for n in range(1, 11):
            await changes(running, n, n)
            await published(running, n)
        assert [event["position"] for event in await take(events, 10)] == list(range(1, 11))


class Repeating(MemoryBus):
    """At least once: says everything twice."""

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        await super().publish(envelopes)
        await super().publish(envelopes)


async def test_what_the_bus_says_twice_is_shown_once(tmp_path: Path) -> None:
    async with (
        platform(tmp_path, bus=Repeating()) as running,
        running.logged_in() as client,
        stream(client, "?after=0") as events,
    ):
        await until(lambda: running.kit.bus._subscriptions)  # type: ignore[attr-defined]
        await changes(running, 1, 20)
        await published(running, 20)
        await changes(running, 21, 40)
        assert [event["position"] for event in await take(events, 40)] == list(range(1, 41))
