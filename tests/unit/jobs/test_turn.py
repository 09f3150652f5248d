"""A job runs when it is woken, backs off when it fails, and stops when it is told."""

import asyncio
import logging

import pytest

from chargeit.jobs.turn import LONGEST_PAUSE_S, Job, pause_s, run

DEADLINE_S = 5


async def test_a_wake_brings_a_turn_long_before_its_time() -> None:
    wake, stopping, turns = asyncio.Event(), asyncio.Event(), asyncio.Queue[int]()

    async def turn() -> bool:
        turns.put_nowait(1)
        return False

    task = asyncio.create_task(run(Job("quick", turn, every_s=3600, gather_s=0), wake, stopping))
    async with asyncio.timeout(DEADLINE_S):
        for _ in range(3):
            await turns.get()
            wake.set()
        await turns.get()
        stopping.set()
        await task


async def test_a_turn_that_left_more_is_followed_at_once() -> None:
    stopping = asyncio.Event()
    left = [3, 2, 1]

    async def turn() -> bool:
        left.pop()
        if not left:
            stopping.set()
        return bool(left)

    async with asyncio.timeout(DEADLINE_S):
        await run(Job("greedy", turn, every_s=3600), asyncio.Event(), stopping)
    assert left == []


async def test_a_failure_is_logged_with_the_jobs_name_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    stopping = asyncio.Event()
    failures = [ValueError("second"), ValueError("first")]

    async def turn() -> bool:
        if failures:
            raise failures.pop()
        stopping.set()
        return False

    with caplog.at_level(logging.ERROR):
        async with asyncio.timeout(DEADLINE_S):
            await run(Job("clumsy", turn, every_s=3600), asyncio.Event(), stopping)
    assert [record.getMessage() for record in caplog.records] == [
        "job clumsy failed, 1 time(s) in a row",
        "job clumsy failed, 2 time(s) in a row",
    ]


async def test_a_wake_does_not_shorten_the_pause_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    wake, stopping, turns = asyncio.Event(), asyncio.Event(), 0

    async def turn() -> bool:
        nonlocal turns
        turns += 1
        wake.set()
        raise ValueError

    task = asyncio.create_task(run(Job("storm", turn, every_s=3600), wake, stopping))
    async with asyncio.timeout(DEADLINE_S):
        while turns < 2:
            await asyncio.sleep(0.01)
            wake.set()
        stopping.set()
        await task
    assert turns == 2


async def test_stopping_interrupts_the_pause() -> None:
    stopping, began = asyncio.Event(), asyncio.Event()

    async def turn() -> bool:
        began.set()
        raise ValueError

    task = asyncio.create_task(run(Job("failing", turn, every_s=3600), asyncio.Event(), stopping))
    await began.wait()
    stopping.set()
    async with asyncio.timeout(DEADLINE_S):
        await task


def test_pauses_grow_to_a_bound() -> None:
    pauses = [pause_s(n) for n in range(1, 100)]
    assert pauses == sorted(pauses)
    assert pauses[0] < 1 < pauses[-1] == LONGEST_PAUSE_S
