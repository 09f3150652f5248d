"""A gateway with two stations and a token."""

from collections.abc import AsyncIterator

import pytest

from tests.support.gateway import Rig, serving
from tests.support.memory_work import MemoryReads, MemoryWork, MemoryWriter


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    work = MemoryWork()
    rig = Rig(MemoryWriter(work), MemoryReads(work), call_timeout_s=1.0)
    await rig.provision("CP1", "CP2")
    await rig.tokens("GOOD")
    async with serving(rig):
        yield rig
