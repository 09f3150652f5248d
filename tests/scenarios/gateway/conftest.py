"""A gateway with two stations and a token, on SQLite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chargeit.storage.store import Store
from tests.support.gateway import Rig, opened, serving


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(tmp_path) as store:
        yield store


@pytest.fixture
async def rig(store: Store) -> AsyncIterator[Rig]:
    rig = Rig(store, call_timeout_s=1.0)
    await rig.provision("CP1", "CP2")
    await rig.tokens("GOOD")
    async with serving(rig):
        yield rig
