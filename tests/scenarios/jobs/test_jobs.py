"""Jobs on a real SQLite file: what they do about events, offline stations, crashes and a store that is away."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chargeit.bus.memory import MemoryBus
from chargeit.central import commands, presence, provisioning, tokens
from chargeit.domain import clock
from chargeit.domain.commands import Command, CommandKind, CommandState, Outcome
from chargeit.domain.errors import Invalid, Unreachable
from chargeit.domain.events import Envelope
from chargeit.domain.stations import StationId
from chargeit.domain.tokens import Token
from chargeit.jobs import outbox
from chargeit.jobs.commands import CommandsJob
from chargeit.jobs.presence import release_former
from chargeit.jobs.retention import retention_job
from chargeit.jobs.turn import run, wake_on
from chargeit.ports.bus import Bus
from chargeit.storage.store import Store, open_store
from tests.support.api import DEADLINE_S, NOON, Clock

ACCEPTED = Outcome(CommandState.ACCEPTED, "Accepted", {"status": "Accepted"})
Answer = Callable[[Command], Outcome]


@dataclass
class Stations:
    """Stations that can be called; those in `silent` keep their callers waiting until they are let go."""

    there: set[StationId] = field(default_factory=set)
    silent: set[StationId] = field(default_factory=set)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    called: list[str] = field(default_factory=list)
    answer: Answer = lambda _: ACCEPTED

    async def call(self, command: Command) -> Outcome:
        if command.station not in self.there:
            raise Unreachable("not connected")
        self.called.append(command.id)
        if command.station in self.silent:
            await self.let_go.wait()
        return self.answer(command)

    def ready(self) -> frozenset[StationId]:
        return frozenset(self.there)

    def disconnect(self, station: StationId, reason: str) -> None:
        self.there.discard(station)


@dataclass
class World:
    store: Store
    bus: MemoryBus = field(default_factory=MemoryBus)
    clock: Clock = field(default_factory=Clock)
    stations: Stations = field(default_factory=Stations)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def job(self) -> CommandsJob:
        return CommandsJob(self.store.writer(), self.stations, self.clock, self.wake, timedelta(seconds=90))

    async def write(self, verb: Any) -> Any:
        return await self.store.writer().write("test", verb)

    async def provision(self, *stations: str) -> None:
        for name in stations:
            asked = provisioning.ProvisionAsked(StationId(name), NOON, security_profile=0)
            await self.write(partial(provisioning.provision, asked))

    async def ask(self, id: str, station: str = "CP1", lasts_s: int = 60) -> None:
        asked = commands.CommandAsked(
            id,
            StationId(station),
            CommandKind.CLEAR_CACHE,
            {},
            "ann",
            self.clock(),
            self.clock() + timedelta(seconds=lasts_s),
        )
        await self.write(partial(commands.request, asked))

    def one(self, id: str) -> Command:
        found = self.store.reads.commands.one(id)
        assert found is not None
        return found

    async def ends(self, id: str, state: CommandState) -> Command:
        async with asyncio.timeout(DEADLINE_S):
            while (found := await asyncio.to_thread(self.one, id)).state is not state:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return found


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    store = open_store(f"sqlite:///{tmp_path / 'chargeit.sqlite3'}", node="test")
    await asyncio.to_thread(store.migrate)
    found = World(store)
    yield found
    await store.writer().close()
    store.close()


async def test_a_command_is_carried_out_and_its_answer_kept(world: World) -> None:
    await world.provision("CP1")
    world.stations.there = {StationId("CP1")}
    await world.ask("c1")
    await world.job().turn()
    done = await world.ends("c1", CommandState.ACCEPTED)
    assert (done.status, done.answer, done.sent_at, done.ended_at) == ("Accepted", {"status": "Accepted"}, NOON, NOON)


async def test_a_command_for_an_offline_station_waits_and_goes_when_it_is_back(world: World) -> None:
    await world.provision("CP1")
    await world.ask("c1")
    job = world.job()
    await job.turn()
    assert world.one("c1").state is CommandState.QUEUED
    world.stations.there = {StationId("CP1")}
    await job.turn()
    await world.ends("c1", CommandState.ACCEPTED)


async def test_a_command_nobody_came_for_expires_and_is_never_sent(world: World) -> None:
    await world.provision("CP1")
    await world.ask("c1", lasts_s=60)
    world.clock.now += timedelta(seconds=61)
    world.stations.there = {StationId("CP1")}
    await world.job().turn()
    assert world.one("c1").state is CommandState.EXPIRED
    assert world.stations.called == []


async def test_a_station_gets_one_at_a_time_in_order_and_a_slow_one_holds_up_nobody(world: World) -> None:
    await world.provision("CP1", "CP2")
    world.stations.there = {StationId("CP1"), StationId("CP2")}
    world.stations.silent = {StationId("CP1")}
    for n, station in enumerate(("CP1", "CP1", "CP2", "CP2")):
        await world.ask(f"c{n}", station)
        world.clock.now += timedelta(milliseconds=1)
    job, stopping = world.job(), asyncio.Event()
    running = asyncio.create_task(run(job.job, world.wake, stopping))
    await world.ends("c3", CommandState.ACCEPTED)
    assert world.one("c0").state is CommandState.SENT
    assert world.one("c1").state is CommandState.QUEUED
    world.stations.let_go.set()
    await world.ends("c1", CommandState.ACCEPTED)
    assert [id for id in world.stations.called if id in ("c0", "c1")] == ["c0", "c1"]
    assert [id for id in world.stations.called if id in ("c2", "c3")] == ["c2", "c3"]
    stopping.set()
    await running


async def test_a_station_that_left_before_anything_was_sent_gets_it_later(world: World) -> None:
    class Leaving(Stations):
        def ready(self) -> frozenset[StationId]:
            return frozenset({StationId("CP1")})

    world.stations = Leaving()
    await world.provision("CP1")
    await world.ask("c1")
    job = world.job()
    await job.turn()
    await world.ends("c1", CommandState.QUEUED)
    world.wake.clear()
    world.stations.there = {StationId("CP1")}
    async with asyncio.timeout(DEADLINE_S):
        while world.one("c1").state is not CommandState.ACCEPTED:
            await job.turn()
            await asyncio.sleep(0.01)
    assert world.stations.called == ["c1"]


async def test_arguments_that_do_not_fit_and_failures_of_our_own_end_a_command_with_their_reason(world: World) -> None:
    def answer(command: Command) -> Outcome:
        raise Invalid("arguments.action", "no action of OCPP 1.6") if command.id == "c1" else ZeroDivisionError

    world.stations.answer = answer
    world.stations.there = {StationId("CP1"), StationId("CP2")}
    await world.provision("CP1", "CP2")
    await world.ask("c1", "CP1")
    await world.ask("c2", "CP2")
    await world.job().turn()
    assert "no action" in (await world.ends("c1", CommandState.REJECTED)).error
    assert "failed" in (await world.ends("c2", CommandState.TIMED_OUT)).error


async def test_after_a_crash_what_was_sent_has_timed_out_and_what_was_queued_goes(world: World) -> None:
    await world.provision("CP1", "CP2")
    world.stations.there = world.stations.silent = {StationId("CP1")}
    await world.ask("c1", "CP1")
    await world.ask("c2", "CP2")
    former = world.job()
    await former.turn()
    await world.ends("c1", CommandState.SENT)
    await former.stop()
    world.stations = Stations(there={StationId("CP1"), StationId("CP2")})
    job = world.job()
    await job.recover()
    await job.turn()
    await world.ends("c1", CommandState.TIMED_OUT)
    await world.ends("c2", CommandState.ACCEPTED)
    assert world.stations.called == ["c2"]


async def test_an_event_wakes_the_job_at_once(world: World) -> None:
    await world.provision("CP1")
    world.stations.there = {StationId("CP1")}
    job, stopping, news = world.job(), asyncio.Event(), asyncio.Event()
    publishing = outbox.outbox_job(world.store.outbox, world.bus)
    tasks = [
        asyncio.create_task(wake_on(world.bus, frozenset({"command.changed"}), world.wake)),
        asyncio.create_task(run(publishing, news, stopping)),
        asyncio.create_task(run(job.job, world.wake, stopping)),
    ]
    world.store.writer().news = news.set
    await world.ask("c1")
    await world.ends("c1", CommandState.ACCEPTED)
    stopping.set()
    await world.bus.close()
    await asyncio.gather(*tasks)


async def test_leases_of_a_former_life_end_and_a_newer_one_stays(world: World) -> None:
    await world.provision("CP1", "CP2", "CP3")
    for name in ("CP1", "CP2"):
        asked = presence.ConnectAsked(StationId(name), "old name of this host", "ocpp1.6", NOON)
        await world.write(partial(presence.connected, asked))
    assert await release_former(world.store.writer(), world.clock) == 2
    assert not any(row.connected for row in world.store.reads.stations.page(after=None, limit=10).rows)
    assert await release_former(world.store.writer(), world.clock) == 0


class Flaky:
    """A bus that is away for its first publications."""

    def __init__(self, bus: Bus, failures: int) -> None:
        self.bus, self.failures = bus, failures

    async def publish(self, envelopes: list[Envelope]) -> None:
        if self.failures:
            self.failures -= 1
            raise Unreachable("the broker is away")
        await self.bus.publish(envelopes)

    def wants(self, kind: str) -> bool:
        return self.bus.wants(kind)


async def test_what_the_bus_did_not_take_is_published_again_with_its_position(world: World) -> None:
    for n in range(3):
        await world.write(partial(tokens.put, Token(f"t{n}", NOON), NOON))
    turn = outbox.outbox_job(world.store.outbox, Flaky(world.bus, 1)).turn  # type: ignore[arg-type]
    async with world.bus.subscribe("test") as heard:
        with pytest.raises(Unreachable):
            await turn()
        assert await asyncio.to_thread(world.store.outbox.unpublished) == 3
        assert await turn()
        assert not await turn()
        await world.bus.close()
        assert [envelope.position async for envelope in heard] == [1, 2, 3]
    assert await asyncio.to_thread(world.store.outbox.unpublished) == 0


async def test_published_events_are_forgotten_when_they_were_kept_long_enough(world: World) -> None:
    world.clock.now = clock.now()
    for n in range(3):
        await world.write(partial(tokens.put, Token(f"t{n}", NOON), NOON))
    await outbox.outbox_job(world.store.outbox, world.bus).turn()
    turn = retention_job(world.store.outbox, world.clock, timedelta(days=7)).turn
    world.clock.now += timedelta(days=6)
    assert not await turn()
    world.clock.now += timedelta(days=2)
    assert await turn(), "more may wait"
    assert not await turn()
    left = await asyncio.to_thread(partial(world.store.reads.events.after, 0, limit=9))
    assert [envelope.position for envelope in left] == [3]
