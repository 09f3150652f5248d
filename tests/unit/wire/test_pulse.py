"""The one timer: everyone in turn, nobody who has left."""

import asyncio
from collections.abc import Callable

from chargeit.wire.pulse import Pulse


class Member:
    def __init__(self, then: Callable[["Member"], None] = lambda member: None) -> None:
        self.beats = 0
        self.beaten = asyncio.Event()
        self._then = then

    def beat(self, now: float) -> None:
        self.beats += 1
        self.beaten.set()
        self._then(self)

    async def next(self) -> None:
        self.beaten.clear()
        await asyncio.wait_for(self.beaten.wait(), 10)


async def test_everyone_is_looked_at_about_equally_often():
    pulse = Pulse(0.01)
    members = [Member() for _ in range(30)]
    for member in members:
        pulse.add(member)
    for _ in range(5):
        await members[0].next()
    assert max(member.beats for member in members) - min(member.beats for member in members) <= 1
    for member in members:
        pulse.discard(member)


async def test_who_leaves_is_left_alone_also_in_the_middle_of_a_round():
    pulse = Pulse(0.01)
    others = [Member() for _ in range(20)]

    def leave_alone(member: Member) -> None:
        for other in others:
            pulse.discard(other)

    stays = Member(leave_alone)
    for member in [*others, stays]:
        pulse.add(member)
    await stays.next()
    beats = sum(other.beats for other in others)
    for _ in range(3):
        await stays.next()
    assert sum(other.beats for other in others) == beats < 20
    pulse.discard(stays)


async def test_the_timer_rests_without_members_and_starts_again():
    pulse = Pulse(0.01)
    for _ in range(2):
        member = Member()
        pulse.add(member)
        await member.next()
        pulse.discard(member)
        async with asyncio.timeout(10):
            while pulse._timer is not None:  # noqa: ASYNC110 (the timer tells nobody that it rests)
                await asyncio.sleep(0.005)


async def test_it_can_only_become_quicker():
    pulse = Pulse(3600)
    pulse.quicken(0.01)
    pulse.quicken(3600)
    member = Member(pulse.discard)
    pulse.add(member)
    await member.next()
