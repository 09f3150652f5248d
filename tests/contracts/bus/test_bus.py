"""What every bus does: facts in order for each station, at least once, and no subscriber delays another.

Written for buses in this process and for those behind a broker: it waits for what must come, never for a time,
and takes a repeated envelope as the same fact.
"""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest

from chargeit.domain.errors import Unreachable
from chargeit.domain.events import Envelope, StationChanged, TokenChanged
from chargeit.domain.stations import StationId
from chargeit.ports.bus import Bus, Subscription

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DEADLINE_S = 10
SMALL = 50
"""Events that the bus under test holds for one subscriber: `conftest.SMALL`."""


def changed(position: int, station: str = "CP1") -> Envelope:
    return Envelope(position, f"id-{position}", NOON, StationChanged(StationId(station), NOON))


async def read(subscription: Subscription, count: int) -> list[Envelope]:
    """The next `count` different facts."""
    found: dict[str, Envelope] = {}
    async with asyncio.timeout(DEADLINE_S):
        async for envelope in subscription:
            found.setdefault(envelope.id, envelope)
            if len(found) == count:
                break
    return list(found.values())


async def test_a_fact_reaches_every_subscriber_as_it_was_published(bus: Bus) -> None:
    async with bus.subscribe("one") as one, bus.subscribe("two") as two:
        await bus.publish([changed(1)])
        assert await read(one, 1) == await read(two, 1) == [changed(1)]


@pytest.mark.parametrize(
    "key", ["+", "#", "a/b", "$SYS/x", "../..", "a\x00b", "Stra\u00dfe \U0001f50c", "%2F", "x" * 255, ""]
)
async def test_a_hostile_key_is_a_key_like_any_other(bus: Bus, key: str) -> None:
    async with bus.subscribe("one") as one:
        facts = [changed(1, key), changed(2, "CP1"), changed(3, key)]
        await bus.publish(facts)
        assert [fact for fact in await read(one, 3) if fact.event.station == key] == [facts[0], facts[2]]


async def test_what_is_published_again_is_the_same_fact(bus: Bus) -> None:
    """A crash between the bus and the mark in the outbox: position and id come again."""
    async with bus.subscribe("one") as one:
        await bus.publish([changed(1), changed(2)])
        await bus.publish([changed(1), changed(2), changed(3)])
        assert await read(one, 3) == [changed(1), changed(2), changed(3)]


async def test_the_facts_of_a_station_keep_their_order(bus: Bus) -> None:
    sent = [changed(n, f"CP{n % 3}") for n in range(1, 31)]
    async with bus.subscribe("one") as one:
        for start in range(0, 30, 7):
            await bus.publish(sent[start : start + 7])
        got = await read(one, 30)
    for station in ("CP0", "CP1", "CP2"):
        wanted = [e.position for e in sent if e.event.station == station]
        assert [e.position for e in got if e.event.station == station] == wanted


async def test_only_the_kinds_that_were_asked_for_arrive(bus: Bus) -> None:
    async with bus.subscribe("tokens", frozenset({"token.changed"})) as tokens:
        token = Envelope(2, "id-2", NOON, TokenChanged(StationId(""), NOON, "abc"))
        await bus.publish([changed(1), token, changed(3)])
        assert await read(tokens, 1) == [token]


async def test_a_late_subscriber_hears_what_is_published_from_then_on(bus: Bus) -> None:
    await bus.publish([changed(1)])
    async with bus.subscribe("late") as late:
        await bus.publish([changed(2)])
        assert (await read(late, 1))[-1] == changed(2)


async def test_a_subscriber_that_left_costs_nothing_and_can_come_back(bus: Bus) -> None:
    async with bus.subscribe("one"):
        pass
    for n in range(1, 3 * SMALL):
        await bus.publish([changed(n)])
    async with bus.subscribe("one") as again:
        await bus.publish([changed(1000)])
        assert (await read(again, 1))[-1] == changed(1000)


async def test_a_slow_subscriber_delays_nobody_and_is_told_what_it_lost(bus: Bus) -> None:
    async with bus.subscribe("slow") as slow, bus.subscribe("quick") as quick:
        got = []
        for n in range(1, 4 * SMALL + 1, 10):
            await bus.publish([changed(n + more) for more in range(10)])
            got += await read(quick, 10)
        assert got == [changed(n) for n in range(1, 4 * SMALL + 1)]
        # It gets everything, or a part without a gap and then a clear end; never a silent hole.
        held: list[int] = []
        try:
            async with asyncio.timeout(DEADLINE_S):
                async for envelope in slow:
                    held.append(envelope.position)
                    if len(held) == 4 * SMALL:
                        break
        except Unreachable as error:
            assert "slow" in str(error)
        assert held == list(range(1, len(held) + 1))
        assert len(held) >= SMALL


async def test_closing_ends_every_subscription_after_what_it_holds(bus: Bus) -> None:
    async with AsyncExitStack() as stack:
        subscriptions = [await stack.enter_async_context(bus.subscribe(f"s{n}")) for n in range(4)]
        await bus.publish([changed(1)])
        # what one has got, the others hold
        assert await read(subscriptions.pop(), 1) == [changed(1)]
        await bus.close()
        async with asyncio.timeout(DEADLINE_S):
            for subscription in subscriptions:
                assert [envelope async for envelope in subscription] == [changed(1)]
    with pytest.raises(Unreachable):
        await bus.publish([changed(2)])


async def test_closing_wakes_who_waits(bus: Bus) -> None:
    async with bus.subscribe("waiting") as waiting:

        async def drain() -> list[Envelope]:
            return [envelope async for envelope in waiting]

        task = asyncio.create_task(drain())
        await asyncio.sleep(0)
        await bus.close()
        async with asyncio.timeout(DEADLINE_S):
            assert await task == []


async def test_what_somebody_listens_to_is_wanted(bus: Bus) -> None:
    """A bus that cannot know its listeners wants everything."""
    async with bus.subscribe("one", frozenset({StationChanged.kind})):
        assert bus.wants(StationChanged.kind)
        async with bus.subscribe("all"):
            assert bus.wants(TokenChanged.kind)
